import { afterEach, beforeEach, expect, it } from 'vitest'
import { create } from '../../../tests/support/notebook-drafts'
import { context, type TestFolder, testFolder, unsyncedFiles } from '../../../tests/support/notebook-folder'
import type { NotebookFiles } from './files'
import { pathsOf } from './folder'
import { createJournalReader } from './journal-reader'
import { createState } from './state'

let place: TestFolder
beforeEach(() => (place = testFolder()))
afterEach(() => place.clean())

/** Whole files come only when so many were asked for: then all at once. */
function comingTogether(count: number): NotebookFiles {
  let free: () => void = () => undefined
  const all = new Promise<void>((resolve) => (free = resolve))
  let left = count
  return {
    ...unsyncedFiles,
    async read(path, from, most) {
      const bytes = await unsyncedFiles.read(path, from, most)
      if (most !== undefined) return bytes
      left -= 1
      if (left === 0) free()
      await all
      return bytes
    },
  }
}

it('gives each of several calls at once the operations that it asked for', async () => {
  const { notebook } = await place.open({ files: unsyncedFiles, segmentBytes: 200 })
  const wanted = [1, 2, 3, 4, 5, 6]
  for (const _ of wanted) await notebook.service.commit({ ops: [create()] }, context)
  const reader = createJournalReader(comingTogether(wanted.length), pathsOf(place.folder))
  const state = { ...createState(''), lastSeq: wanted.length }
  const found = await Promise.all(wanted.map((from) => reader.forwards(state, from, 1)))
  expect(found.map((lines) => lines.map(({ op }) => op.seq))).toEqual(wanted.map((seq) => [seq]))
})
