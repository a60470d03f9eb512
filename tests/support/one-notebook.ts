/** A notebook of one page over a host of its own for each test of a file. */
import { startNotebook, type Notebook } from '@/notebook'
import { afterEach, beforeEach } from 'vitest'
import { createNotebookHost, type NotebookTestHost } from './notebook-host'

let runs = 0

/** Call once in a file, outside of tests; `it` is filled anew before each of them. */
export function oneNotebook(): { host: NotebookTestHost; notebook: Notebook } {
  const it: Partial<{ host: NotebookTestHost; notebook: Notebook }> = {}
  beforeEach(async () => {
    it.host = await createNotebookHost()
    runs += 1
    it.notebook = await startNotebook(it.host, { databaseName: `one-notebook-${runs}` })
    await it.notebook.ready()
  })
  afterEach(async () => {
    await it.notebook?.close()
    await it.host?.close()
  })
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('only within a test')
    return value
  }
  return {
    get host() {
      return given(it.host)
    },
    get notebook() {
      return given(it.notebook)
    },
  }
}
