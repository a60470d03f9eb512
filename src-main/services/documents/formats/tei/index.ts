/** TEI P5 (and old TEI with Latin-1 entities), read as a stream. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import { createTeiReader } from './reader'
import { decodeXml, readXml, rootElement } from '../../xml'

export const format = {
  id: 'tei',
  version: 2,
  label: 'TEI XML',
  extensions: ['xml', 'tei'],
  mediaType: 'application/tei+xml',
  storedExtension: 'xml',
  maxBytes: 200 * 1024 * 1024,
  sniff({ start }) {
    const root = rootElement(start)
    if (!root || !/^(?:TEI|TEI\.2|teiCorpus)$/.test(root.name)) return 0
    return root.tag.includes('http://www.tei-c.org/ns/1.0') ? 1 : 0.9
  },
  async extract(bytes, hints) {
    const { text, encoding, how, warnings } = await decodeXml(bytes, hints)
    const reader = createTeiReader()
    readXml(text, reader, hints.fileName ?? 'the TEI file')
    const parts = reader.finish()
    if (parts.text === '') {
      throw new AppError('empty', `"${hints.fileName ?? 'The TEI file'}" has a header, but no text in its body.`)
    }
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format
