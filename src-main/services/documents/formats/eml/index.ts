/** Mails (RFC 5322 and MIME): head, text with what it quotes, pictures of the text; files in them as documents. */
import type { Format } from '../../format'
import { fieldsAtStart, mailFields } from '../../mail-sniff'

export const format = {
  id: 'eml',
  version: 1,
  label: 'Mail (EML)',
  extensions: ['eml'],
  mediaType: 'message/rfc822',
  storedExtension: 'eml',
  maxBytes: 100 * 1024 * 1024,
  sniff({ head, extension }) {
    const fields = fieldsAtStart(head.replace(/^\xef\xbb\xbf/, '').replace(/^>From [^\n]*\n/, ''))
    const count = fields ? mailFields(fields) : 0
    if (count >= 3) return 0.9
    if (this.extensions.includes(extension)) return count > 0 ? 0.8 : 0
    return count === 2 ? 0.7 : 0
  },
  async extract(bytes, hints) {
    const { readMessage } = await import('../../mail')
    return readMessage(bytes, hints)
  },
} satisfies Format & { extensions: string[] }
