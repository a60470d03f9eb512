/** The documents service: what the library holds, and one document with its text. */
import type { DocumentModel, DocumentSummary, Edition, Services } from '#shared/contract'
import type { Excerpt } from '#shared/domain/model'

/** The part of the library that the service needs. */
export interface DocumentSource {
  /** Of all that there are, `limit` from the one at `offset` on, as they may be shown. */
  listed(archiveId: string | undefined, offset: number, limit: number): DocumentSummary[]
  openDocument(
    documentId: string,
    edition?: number,
  ): Promise<{ summary: DocumentSummary; edition: Edition; model: DocumentModel }>
  /** Null for texts that are not long, or show pages. */
  excerpt(
    documentId: string,
    at: number,
    edition?: number,
  ): Promise<{ summary: DocumentSummary; edition: Edition; excerpt: Excerpt | null }>
}

/** `list` never reads a text; `open` and `excerpt` throw AppError `unknown-document`, `damaged`, `not-found`. */
export function createDocuments(library: DocumentSource): Pick<Services['documents'], 'list' | 'open' | 'excerpt'> {
  return {
    list: ({ archiveId, offset = 0, limit = Infinity }) =>
      Promise.resolve().then(() => library.listed(archiveId, offset, limit)),
    open: ({ documentId, edition }) => library.openDocument(documentId, edition),
    excerpt: ({ documentId, edition, at }) => library.excerpt(documentId, at, edition),
  }
}
