/** Web pages saved as one file (MHTML, RFC 2557): the page, with the pictures that were saved with it. */
import type { Format } from '../../format'
import { fieldsAtStart } from '../../mail-sniff'

export const format = {
  id: 'mhtml',
  version: 1,
  label: 'Saved web page (MHTML)',
  extensions: ['mhtml', 'mht'],
  mediaType: 'multipart/related',
  storedExtension: 'mhtml',
  maxBytes: 100 * 1024 * 1024,
  sniff({ head, extension }) {
    const fields = fieldsAtStart(head.replace(/^\xef\xbb\xbf/, ''))
    if (!fields) return 0
    const first = (name: string) => fields.find((field) => field.name === name)?.value ?? ''
    const has = (name: string) => fields.some((field) => field.name === name)
    const type = /^[^;\s]*/.exec(first('content-type').toLowerCase())?.[0]
    if (has('snapshot-content-location')) return 0.95
    if (type !== 'multipart/related' && !(type === 'text/html' && has('content-location'))) return 0
    // Browsers put their own name where a mail has its sender; a page has nobody whom it went to.
    if (/^<?saved by/i.test(first('from'))) return 0.95
    if (has('to') || has('received')) return 0
    return this.extensions.includes(extension) || !has('from') ? 0.95 : 0
  },
  async extract(bytes, hints) {
    const { readSavedPage } = await import('../../mail')
    return readSavedPage(bytes, hints)
  },
} satisfies Format & { extensions: string[] }
