/** METS: how the files of a digitised object belong together, as its structure map with the files of each part. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import { ModelBuilder } from '../../model-builder'
import { createRecordWriter } from '../../record-writer'
import { decodeXml, rootElement } from '../../xml'
import { descendantsOf, elementAt, elementsOf, readXmlTree, type XmlElement, xlinkOf } from '../../xml-tree'
import { modsMeta, readMods } from '../mods/record'
import { type MetsFile, metsPages, pointersOf } from './pages'

const maxPages = 5000
/** Source of the anchors that tell where pages begin; they are taken out of the model again. */
const pageAnchor = 'mets-page'

function filesOf(root: XmlElement): ReadonlyMap<string, MetsFile> {
  const files = new Map<string, MetsFile>()
  const walk = (element: XmlElement, use: string) => {
    for (const child of elementsOf(element)) {
      const own = child.attributes['USE'] ?? use
      if (child.name === 'file') {
        const location = elementAt(child, 'FLocat')
        const href = location ? xlinkOf(location, 'href') : ''
        const id = child.attributes['ID']
        if (id && href) files.set(id, { href, use: own, mediaType: child.attributes['MIMETYPE'] ?? '' })
      }
      walk(child, own)
    }
  }
  for (const section of elementsOf(root, 'fileSec')) walk(section, '')
  return files
}

function labelOf(division: XmlElement): string {
  const a = division.attributes
  const order = a['ORDERLABEL'] || a['ORDER'] || ''
  const label = a['LABEL'] ?? ''
  const type = a['TYPE'] ?? ''
  const isSaid = type !== '' && order.toLowerCase().startsWith(type.toLowerCase())
  if (label === '') return isSaid ? order : [type, order].filter((text) => text !== '').join(' ')
  return type === '' || type === label ? label : `${label} (${type}${order === '' ? '' : ` ${order}`})`
}

export const format = {
  id: 'mets',
  version: 3,
  label: 'METS package description',
  extensions: ['xml', 'mets'],
  mediaType: 'application/mets+xml',
  storedExtension: 'xml',
  maxBytes: 100 * 1024 * 1024,
  sniff: ({ start }) => (rootElement(start)?.name === 'mets' ? 1 : 0),
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The METS file'
    const { text, encoding, how, warnings } = await decodeXml(bytes, hints)
    const { root } = readXmlTree(text, name)
    if (root.name !== 'mets') throw new AppError('damaged', `"${name}" is XML, but no METS.`, { name, root: root.name })
    const files = filesOf(root)
    const mods = elementsOf(root, 'dmdSec').flatMap((section) => descendantsOf(section, 'mods'))[0]
    const record = mods && readMods(mods)
    const title = root.attributes['LABEL'] || record?.title || ''

    const builder = new ModelBuilder()
    if (title !== '') builder.leaf('heading', { level: 1 }).add(title)
    if (record) {
      const writer = createRecordWriter(builder, hints.lang)
      writer.field('creator', ...record.creators)
      writer.field('date', record.date)
      writer.field('publisher', record.publisher)
      writer.field('languages', ...record.languages)
      writer.field('partOf', record.partOf)
      writer.field('location', record.location)
      writer.field('rights', record.rights)
    }
    const pages = metsPages(root, files)
    if (pages.length > maxPages) {
      const sentence = `"${name}" has ${pages.length} pages; ${maxPages} are read. Divide it and add the parts.`
      throw new AppError('too-many-pages', sentence, { name, limit: maxPages, found: pages.length })
    }
    const pageDivisions = new Set(pages.map(({ division }) => division))
    const divide = (element: XmlElement, level: number) => {
      for (const division of elementsOf(element, 'div')) {
        const own = pointersOf(division).flatMap((id) => files.get(id)?.href ?? [])
        const label = labelOf(division) || own[0] || ''
        const leaf = builder.leaf('listItem', {
          level,
          attrs: { marker: '•', ...(own.length > 0 ? { files: own.join(' ') } : {}) },
        })
        if (pageDivisions.has(division)) leaf.anchor('', pageAnchor)
        leaf.add(label.replace(/\s+/g, ' ').trim())
        const id = division.attributes['ID']
        if (id) leaf.anchor(id, 'mets')
        divide(division, label === '' ? level : level + 1)
      }
    }
    for (const map of elementsOf(root, 'structMap')) {
      const label = map.attributes['LABEL'] || map.attributes['TYPE'] || ''
      if (label !== '') builder.leaf('heading', { level: 2 }).add(label)
      divide(map, 1)
    }
    // OCR-D keeps packages that are only a list of files.
    if (elementsOf(root, 'structMap').length === 0) {
      let group: string | null = null
      for (const { href, use } of files.values()) {
        if (use !== '' && use !== group) builder.leaf('heading', { level: 2 }).add(use)
        group = use
        builder.leaf('listItem', { level: 1, attrs: { marker: '•', files: href } }).add(href)
      }
    }
    const parts = builder.finish()
    if (parts.text === '')
      throw new AppError('empty', `"${name}" describes nothing: it has no structure map and no files.`, { name })
    const starts = parts.anchors.filter(({ source }) => source === pageAnchor).map(({ start }) => start)
    const names = (lists: string[][]) => lists.map((list) => list.join('\n'))
    return {
      ...parts,
      anchors: parts.anchors.filter(({ source }) => source !== pageAnchor),
      pages: pages.map(({ label }, index) => {
        const start = starts[index] ?? parts.text.length
        const end = parts.blocks.find((block) => block.start === start)?.end ?? start
        return { n: index + 1, label, start, end, width: 0, height: 0, unit: 'px' }
      }),
      meta: {
        ...(record ? modsMeta(record) : {}),
        ...(title === '' ? {} : { title }),
        ...(files.size > 0 ? { files: [...files.values()].map(({ href }) => href) } : {}),
        ...(files.size > 0 ? { fileUses: [...files.values()].map(({ use, mediaType }) => use || mediaType) } : {}),
        ...(pages.some(({ images }) => images.length > 0)
          ? { pageImages: names(pages.map(({ images }) => images)) }
          : {}),
        ...(pages.some(({ texts }) => texts.length > 0) ? { pageTexts: names(pages.map(({ texts }) => texts)) } : {}),
        encoding,
        encodingFrom: how,
      },
      warnings,
    }
  },
} satisfies Format
