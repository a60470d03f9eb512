/** Files that an earlier import brought in from the same place: corrected since, they are new editions. */
import { handedOverPath } from '#shared/contract'
import { type ImportBatch, isAnew, type QueuedFile } from '../archives'

/**
 * What names the place of a file over several imports: its path; of a file that the browser handed over, its path below
 * what was chosen.
 */
const placeOf = (path: string) => handedOverPath(path) ?? path

/**
 * The same files, with the document that came from the same place before, where the archive still has it (`isThere`). A
 * file that was a duplicate, an archive or a page of another document then, says nothing. Pure.
 */
export function withEarlier(
  files: readonly QueuedFile[],
  batches: readonly ImportBatch[],
  isThere: (documentId: string) => boolean,
): QueuedFile[] {
  const documents = new Map<string, string>()
  for (const { items, options } of batches) {
    if (isAnew(options)) continue
    for (const { part, path, outcome, editionOf } of items.values()) {
      const { status, documentId, tied } = outcome ?? {}
      // One that could not be read is no document to go on from; the one before it still is.
      const id = status === 'refused' ? (editionOf ?? documentId) : documentId
      if (part.length === 0 && id !== undefined && status !== 'duplicate' && !tied && isThere(id))
        documents.set(placeOf(path), id)
    }
  }
  return files.map((file) => {
    const before = documents.get(placeOf(file.path))
    return before !== undefined && !file.refusal && !file.archive ? { ...file, editionOf: before } : file
  })
}
