/** TEI P5 (and old TEI with Latin-1 entities), read as a stream. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import { createTeiReader } from './reader'
import { decodeXml, readXml } from '../../xml'

export const format = {
  id: 'tei',
  version: 2,
  label: 'TEI XML',
  extensions: ['xml', 'tei'],
  mediaType: 'application/tei+xml',
  storedExtension: 'xml',
  maxBytes: 200 * 1024 * 1024,
  sniff({ start }) {
    if (/http:\/\/www\.tei-c\.org\/ns\/1\.0/.test(start) && /<(?:\w+:)?TEI[\s>]/.test(start)) return 1
    return /<(?:\w+:)?(?:TEI|TEI\.2|teiCorpus)[\s>]/.test(start) ? 0.9 : 0
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
