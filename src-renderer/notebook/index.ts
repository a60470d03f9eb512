/**
 * The reader's notebook in the interface: a live replica of the journal, the acts on it, and undo. The only module that
 * knows the browser's database.
 */
import { createNotebook, type Notebook, type NotebookHost } from './notebook'

export type { AnchorLookup } from './anchor-memory'
export type { Notebook, NotebookHost, OpenPlace } from './notebook'

let current: Notebook | null = null

/**
 * Starts the one notebook of the interface. Resolves when it can be read, perhaps as it was last time; `status` says
 * `starting` until it was compared with the journal, and acts wait for that.
 */
export async function startNotebook(
  host: NotebookHost,
  options: { databaseName?: string; keptOps?: number } = {},
): Promise<Notebook> {
  const { notebook, start } = createNotebook(host, options.databaseName ?? 'avots-notebook', options.keptOps)
  current = notebook
  await start()
  return notebook
}

/** The notebook that was started; a programming error when there is none yet. */
export function useNotebook(): Notebook {
  if (!current) throw new Error('useNotebook() before startNotebook()')
  return current
}
