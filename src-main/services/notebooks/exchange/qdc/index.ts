/** REFI-QDA code book (QDC, version 1.0): the tags alone, with their tree, colours and descriptions. */
import { AppError } from '#shared/contract'
import { elementsOf, readXmlTree } from '../../../documents'
import type { ExchangeFormat, InFile } from '../format'
import { readCodes, writeCodes } from '../qdpx/codes'
import { createXmlWriter } from '../xml-writer'

const NAMESPACE = 'urn:QDA-XML:codebook:1.0'

const textOf = ({ bytes }: InFile) =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\u{feff}/u, '')

export const format: ExchangeFormat = {
  id: 'qdc',
  label: 'REFI-QDA Codebook',
  extensions: ['qdc'],
  mediaType: 'application/xml',
  recognises: ({ bytes }) => Buffer.from(bytes.subarray(0, 4096)).toString('utf8').includes('urn:QDA-XML:codebook'),
  write(set) {
    if (set.tags.length === 0) {
      throw new AppError(
        'empty',
        'There are no tags to write into a code book. Make a tag first, or choose another format.',
      )
    }
    const xml = createXmlWriter()
    xml.open('CodeBook', { xmlns: NAMESPACE, origin: `Avots ${set.version}` })
    writeCodes(xml, set.tags)
    xml.close()
    return [{ path: 'tags.qdc', bytes: Buffer.from(xml.toString()) }]
  },
  read(files, losses) {
    const tags = files.flatMap((file) => {
      const { root } = readXmlTree(textOf(file), file.name)
      if (root.name !== 'CodeBook') {
        const message = `"${file.name}" is no REFI-QDA code book: it begins with <${root.name}>.`
        throw new AppError('damaged', message, { name: file.name })
      }
      if (elementsOf(root, 'Sets').length > 0) losses.add('sets', null)
      return readCodes(elementsOf(root, 'Codes')[0], losses)
    })
    return { notes: [], tags, links: [] }
  },
}
