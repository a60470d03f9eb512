/** TEI P5 stand-off: annotations with pointers, the texts beside them. */
import type { ExchangeFormat } from '../format'
import { readTei } from './read'
import { writeTei } from './write'

export const format: ExchangeFormat = {
  id: 'tei',
  label: 'TEI stand-off',
  extensions: ['xml', 'tei'],
  mediaType: 'application/tei+xml',
  recognises({ bytes }) {
    const start = Buffer.from(bytes.subarray(0, 4096)).toString('utf8')
    return /<(?:\w+:)?(?:TEI|teiCorpus)[\s>]/.test(start)
  },
  write: (set, losses) => [{ path: 'notes.xml', bytes: Buffer.from(writeTei(set, losses)) }],
  read(files, losses) {
    const parts = files.map(({ name, bytes }) =>
      readTei(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/^\u{feff}/u, ''),
        name,
        losses,
      ),
    )
    return {
      notes: parts.flatMap(({ notes }) => notes),
      tags: parts.flatMap(({ tags }) => tags),
      links: parts.flatMap(({ links }) => links),
    }
  },
}
