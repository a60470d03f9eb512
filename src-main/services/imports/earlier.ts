/** Files that an earlier import brought in from the same place: corrected since, they are new editions. */
import type { ImportBatch, QueuedFile } from '../archives'

/**
 * What names the place of a file over several imports: its path; of a file that the browser handed over, its path below
 * what was chosen.
 */
const placeOf = (path: string) => path.replace(/^.*[\\/]spool[\\/][0-9a-f]{24}[\\/]files[\\/]/, '')

/** True for files that the browser handed over: from which folder they are, nobody knows. */
export const isHandedOver = (path: string) => placeOf(path) !== path

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
  for (const { items } of batches) {
    for (const { part, path, outcome } of items.values()) {
      const { status, documentId, tied } = outcome ?? {}
      if (part.length === 0 && documentId !== undefined && status !== 'duplicate' && !tied)
        documents.set(placeOf(path), documentId)
    }
  }
  return files.map((file) => {
    const before = documents.get(placeOf(file.path))
    return before !== undefined && isThere(before) && !file.refusal && !file.archive
      ? { ...file, editionOf: before }
      : file
  })
}
