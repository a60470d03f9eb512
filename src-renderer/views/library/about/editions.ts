/** What differs between two editions of a document. Pure. */
import type { DocumentModel, DocumentSummary, Edition } from '#shared/contract'
import { diffWords, wordsOf } from '#shared/domain/diff'

/** A file that editions were read from. */
export type OriginalFile = NonNullable<Edition['original']>

export const firstFile = (document: DocumentSummary): OriginalFile => ({
  sha256: document.originalSha256,
  bytes: document.originalBytes,
  fileName: document.fileName,
  mediaType: document.mediaType,
})

/** By number of the edition, the file of each that was read from another one than the edition before. */
export function changedFiles(document: DocumentSummary): ReadonlyMap<number, OriginalFile> {
  let before = firstFile(document)
  const changed = new Map<number, OriginalFile>()
  for (const { number, original } of document.editions) {
    const file = original ?? firstFile(document)
    if (file.sha256 !== before.sha256) changed.set(number, file)
    before = file
  }
  return changed
}

/** One extracted text, and the edition that it is of. */
export interface EditionText {
  readonly edition: Edition
  readonly model: Pick<DocumentModel, 'text' | 'lang'>
}

export interface EditionChange {
  /** Another file, extractor or language than before. */
  readonly file: boolean
  readonly extractor: boolean
  readonly language: boolean
  /** Words, numbers and signs that came and went; null where the texts are too long to be compared at once. */
  readonly words: { readonly added: number; readonly removed: number } | null
}

/** UTF-16 code units of both texts together up to which words are compared: about half a second. */
const comparedLength = 2_000_000
const exact = { case: false, diacritics: false, punctuation: false }

export function changeOf(before: EditionText, after: EditionText): EditionChange {
  return {
    file: before.edition.original?.sha256 !== after.edition.original?.sha256,
    extractor: before.edition.importer !== after.edition.importer,
    language: before.model.lang !== after.model.lang,
    words: wordsChanged(before.model.text, after.model.text),
  }
}

function wordsChanged(before: string, after: string): EditionChange['words'] {
  if (before === after) return { added: 0, removed: 0 }
  if (before.length + after.length > comparedLength) return null
  let added = 0
  let removed = 0
  for (const { kind, a, b } of diffWords(wordsOf(before, exact), wordsOf(after, exact))) {
    if (kind === 'equal') continue
    removed += a[1] - a[0]
    added += b[1] - b[0]
  }
  return { added, removed }
}
