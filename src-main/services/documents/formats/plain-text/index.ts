/** Plain text: paragraphs between blank lines; lines inside a paragraph stay as they are. */
import { decodeText } from '../../decode'
import type { Format } from '../../format'
import { modelOfPlainText } from '../../paragraphs'

const control = /[\0-\x08\x0e-\x1a\x1c-\x1f]/

export const format = {
  id: 'plain-text',
  version: 1,
  label: 'Plain text',
  extensions: ['txt', 'text'],
  mediaType: 'text/plain',
  storedExtension: 'txt',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start, extension }) {
    if (control.test(start)) return 0
    return this.extensions.includes(extension) ? 0.5 : 0.1
  },
  async extract(bytes, hints) {
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    return { ...modelOfPlainText(text), meta: { encoding, encodingFrom: how }, warnings }
  },
} satisfies Format & { extensions: string[] }
