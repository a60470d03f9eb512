/** MODS 3 (Library of Congress): catalogue records, one or a collection, as readable descriptions. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import { ModelBuilder } from '../../model-builder'
import { createRecordWriter } from '../../record-writer'
import { decodeXml, rootElement } from '../../xml'
import { descendantsOf, readXmlTree } from '../../xml-tree'
import { modsMeta, readMods } from './record'

export const format = {
  id: 'mods',
  version: 2,
  label: 'MODS record',
  extensions: ['xml', 'mods'],
  mediaType: 'application/mods+xml',
  storedExtension: 'xml',
  maxBytes: 50 * 1024 * 1024,
  sniff: ({ start }) => (/^mods(?:Collection)?$/.test(rootElement(start)?.name ?? '') ? 1 : 0),
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The MODS file'
    const { text, encoding, how, warnings } = await decodeXml(bytes, hints)
    const { root } = readXmlTree(text, name)
    const records = (root.name === 'mods' ? [root] : descendantsOf(root, 'mods')).map(readMods)
    const [first] = records
    if (!first) throw new AppError('damaged', `"${name}" has no record of MODS in it.`, { name, root: root.name })
    const builder = new ModelBuilder()
    const writer = createRecordWriter(builder, hints.lang)
    for (const record of records) {
      if (record.title !== '') builder.leaf('heading', { level: 1 }).add(record.title)
      if (record.description !== '') builder.leaf('para').add(record.description)
      writer.field('creator', ...record.creators)
      writer.field('date', record.date)
      writer.field('publisher', record.publisher)
      writer.field('languages', ...record.languages)
      writer.field('genre', ...record.genre)
      writer.field('extent', record.extent)
      writer.field('subjects', ...record.subjects)
      writer.field('partOf', record.partOf)
      writer.field('location', record.location)
      writer.field('identifier', ...record.identifiers)
      writer.field('rights', record.rights)
      for (const note of record.notes) writer.field('note', note)
      writer.field('source', record.source)
    }
    const parts = builder.finish()
    if (parts.text === '') throw new AppError('empty', `"${name}" has a record of MODS with nothing in it.`, { name })
    return { ...parts, meta: { ...modsMeta(first), encoding, encodingFrom: how }, warnings }
  },
} satisfies Format
