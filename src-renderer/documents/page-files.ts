import { useHost } from '@/host'
import type { ReaderFiles } from '@/reader'
import type { OpenDocument } from './open'

/** Where the bytes of the pages of a document lie, for what draws them. */
export function pageFiles({ summary, edition }: Pick<OpenDocument, 'summary' | 'edition'>): ReaderFiles {
  const { client, fileUrl } = useHost()
  return {
    url: (sha256) => fileUrl(sha256),
    async picture(page) {
      const input = { documentId: summary.id, edition: edition.number, page }
      const { sha256 } = await client.call('documents.pagePicture', input)
      return fileUrl(sha256)
    },
  }
}
