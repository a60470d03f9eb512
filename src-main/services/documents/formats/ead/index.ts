/** EAD 2002 and EAD 3: finding aids of archives. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import { decodeXml, rootElement } from '../../xml'
import { readXmlTree } from '../../xml-tree'
import { EadReader } from './reader'

export const format = {
  id: 'ead',
  version: 2,
  label: 'EAD finding aid',
  extensions: ['xml', 'ead'],
  mediaType: 'application/ead+xml',
  storedExtension: 'xml',
  maxBytes: 200 * 1024 * 1024,
  sniff: ({ start }) => (rootElement(start)?.name === 'ead' ? 1 : 0),
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The finding aid'
    const { text, encoding, how, warnings } = await decodeXml(bytes, hints)
    const { root, unbound } = readXmlTree(text, name)
    if (root.name !== 'ead') throw new AppError('damaged', `"${name}" is XML, but no EAD.`, { name, root: root.name })
    const parts = new EadReader(hints.lang).read(root)
    if (parts.text === '') throw new AppError('empty', `"${name}" is a finding aid that describes nothing.`, { name })
    const message = `The file uses names with a prefix that it never explains (${unbound.slice(0, 5).join(', ')}).`
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings, ...(unbound.length > 0 ? [{ code: 'prefix-unbound', message }] : [])],
    }
  },
} satisfies Format
