/** From a finding aid to blocks: what it says of the whole, then its components, each a heading or a list item. */
import type { ModelParts } from '../../format'
import { type Container, type Leaf, ModelBuilder } from '../../model-builder'
import { createRecordWriter } from '../../record-writer'
import { descendantsOf, elementAt, elementsOf, textOf, type XmlElement, xlinkOf } from '../../xml-tree'
import { addInline, plainText } from './inline'
import { metaOf } from './meta'

const blocks = new Set([
  ...['p', 'head', 'list', 'item', 'defitem', 'label', 'chronlist', 'chronitem', 'table', 'tgroup', 'thead', 'tbody'],
  ...['row', 'entry', 'note', 'blockquote', 'address', 'addressline', 'bibref', 'bibliography', 'index', 'indexentry'],
])
const isBlock = (name: string) => blocks.has(name)

/** Sections of a description whose text is shown, in EAD 2002 and EAD 3. */
const sections = new Set([
  ...[
    'bioghist',
    'scopecontent',
    'arrangement',
    'accessrestrict',
    'userestrict',
    'acqinfo',
    'custodhist',
    'prefercite',
  ],
  ...['processinfo', 'appraisal', 'accruals', 'altformavail', 'originalsloc', 'relatedmaterial', 'separatedmaterial'],
  ...[
    'otherfindaid',
    'phystech',
    'odd',
    'note',
    'bibliography',
    'controlaccess',
    'descgrp',
    'fileplan',
    'index',
    'legalstatus',
  ],
])

const upperLevels = new Set(['collection', 'fonds', 'class', 'recordgrp', 'series', 'subfonds', 'subgrp', 'subseries'])
const isComponent = (name: string) => /^c(?:0[1-9]|1[0-2])?$/.test(name)

/** Parts of a `did` that make the line of a component, in this order. */
const lineParts = [
  'unitid',
  'unittitle',
  'unitdate',
  'unitdatestructured',
  'physdesc',
  'physdescstructured',
  'parallelphysdescset',
  'container',
]

/** Parts of a `did` that stand on lines of their own, and the labels of these. */
const labelled = [
  ['origination', 'creator'],
  ['langmaterial', 'languages'],
  ['repository', 'location'],
  ['physloc', 'location'],
  ['materialspec', 'note'],
] as const
const digital = ['dao', 'daogrp', 'daoset', 'daoloc']

export class EadReader {
  private readonly builder = new ModelBuilder()
  private readonly records: ReturnType<typeof createRecordWriter>

  /** `lang` chooses the words of labels. */
  constructor(lang?: string) {
    this.records = createRecordWriter(this.builder, lang)
  }

  /** The parts of the model of an `ead` element. */
  read(ead: XmlElement): ModelParts {
    const archdesc = elementAt(ead, 'archdesc')
    const meta = metaOf(ead, archdesc)
    const title = meta['title']
    if (typeof title === 'string') this.builder.leaf('heading', { level: 1 }).add(title)
    const front = elementAt(ead, 'frontmatter')
    if (front) this.flow(front, 2)
    if (archdesc) {
      const did = elementAt(archdesc, 'did')
      if (did) this.line(did, this.builder.leaf('para', { attrs: attrsOf(archdesc) }))
      this.describe(archdesc, 1)
    }
    return { ...this.builder.finish(), meta, warnings: [] }
  }

  private describe(element: XmlElement, depth: number): void {
    const dids = elementsOf(element, 'did')
    for (const [name, label] of labelled) {
      for (const part of dids.flatMap((did) => elementsOf(did, name))) {
        if (textOf(part) !== '') addInline(this.records.open(label), part, () => false)
      }
    }
    for (const abstract of dids.flatMap((did) => elementsOf(did, 'abstract', 'note', 'didnote'))) {
      addInline(this.builder.leaf('para'), abstract, () => false)
    }
    for (const one of [...dids, element].flatMap((at) => elementsOf(at, ...digital))) this.digital(one)
    for (const child of elementsOf(element)) {
      if (sections.has(child.name)) this.flow(child, Math.min(6, depth + 1))
      else if (child.name === 'dsc') this.describe(child, depth)
      else if (child.name === 'head') addInline(this.heading(depth + 1), child, isBlock)
      else if (child.name === 'p') this.flow({ ...child, children: [child] }, depth + 1)
      else if (isComponent(child.name)) this.component(child, depth)
    }
  }

  /** A digital object: what it is called, or where it lies, as a link where that is on the web. */
  private digital(element: XmlElement): void {
    const href = xlinkOf(element, 'href')
    const title = xlinkOf(element, 'title') || (element.attributes['linktitle'] ?? '')
    const inner = elementsOf(element, ...digital)
    const said = elementsOf(element, 'daodesc', 'descriptivenote').map(plainText).join(' ')
    const text = [title, said].filter((one) => one !== '').join(': ') || href
    const leaf = this.builder.leaf('para', { attrs: { field: 'source' } })
    const isLink = /^https?:\/\//i.test(href)
    if (isLink) leaf.openMark('link', href)
    leaf.addCollapsed(text)
    if (isLink) leaf.closeMark()
    for (const one of inner) this.digital(one)
  }

  private heading(level: number): Leaf {
    return this.builder.leaf('heading', { level: Math.min(6, level) })
  }

  private component(element: XmlElement, depth: number): void {
    const id = element.attributes['id']
    if (id) this.builder.anchorNext(id, 'ead')
    const attrs = attrsOf(element)
    const isUpper = upperLevels.has(element.attributes['level'] ?? '')
    const leaf = isUpper
      ? this.builder.leaf('heading', { level: Math.min(6, depth + 1), attrs })
      : this.builder.leaf('listItem', { level: depth, attrs: { marker: '•', ...attrs } })
    const did = elementAt(element, 'did')
    if (did) this.line(did, leaf)
    this.describe(element, depth + 1)
  }

  /** "call number, title, date, extent" of a description. */
  private line(did: XmlElement, leaf: Leaf): void {
    const isDated = elementsOf(did, 'unitdate').some((one) => textOf(one) !== '')
    for (const name of lineParts) {
      // EAD 3 says the same date again, in numbers.
      if (name === 'unitdatestructured' && isDated) continue
      for (const part of elementsOf(did, name)) {
        const text = textOf(part)
        const { type = '', localtype = '', label = '' } = part.attributes
        // An address inside ArchivesSpace is no call number.
        if (text === '' || type === 'aspace_uri') continue
        if (leaf.text !== '') leaf.addClose(name === 'unittitle' ? ' ' : ', ')
        const kind = name === 'container' ? type || localtype || label : ''
        if (kind !== '' && !text.toLowerCase().startsWith(kind.toLowerCase())) leaf.add(`${kind} `)
        const holder: XmlElement = { name: '', attributes: {}, children: [part] }
        addInline(leaf, name.startsWith('unitdate') ? holder : part, () => false)
      }
    }
  }

  /** Paragraphs, lists and tables inside `element`; text outside of them is a paragraph of its own. */
  private flow(element: XmlElement, level: number): void {
    let open: Leaf | null = null
    const rest: XmlElement = { ...element, children: [] }
    const flush = () => {
      if (textOf(rest) !== '') {
        open ??= this.builder.leaf('para')
        addInline(open, rest, isBlock)
      }
      rest.children = []
      open = null
    }
    for (const child of element.children) {
      if (typeof child === 'string' || (!isBlock(child.name) && !sections.has(child.name))) {
        // Headings of access points come one after another, without a block around each.
        if (typeof child !== 'string' && element.name === 'controlaccess') {
          flush()
          addInline(this.builder.leaf('listItem', { level: 1, attrs: { marker: '•' } }), wrap(child), isBlock)
        } else rest.children.push(child)
        continue
      }
      flush()
      this.block(child, level)
    }
    flush()
  }

  private block(element: XmlElement, level: number): void {
    switch (element.name) {
      case 'head':
        return addInline(this.heading(level), element, isBlock)
      case 'p':
        // A paragraph may have a list inside.
        return this.flow(element, level)
      case 'blockquote':
        return addInline(this.builder.leaf('quote'), element, () => false)
      case 'item':
      case 'defitem':
      case 'chronitem':
      case 'addressline':
      case 'bibref':
      case 'indexentry':
        return addInline(this.builder.leaf('listItem', { level: 1, attrs: { marker: '•' } }), element, () => false)
      case 'table':
        return this.table(element)
      default:
        return this.flow(element, level)
    }
  }

  private table(element: XmlElement): void {
    const table: Container = { kind: 'table', parent: null }
    for (const row of descendantsOf(element, 'row')) {
      const container: Container = { kind: 'row', parent: table }
      for (const entry of elementsOf(row, 'entry')) {
        addInline(this.builder.leaf('cell', {}, container), entry, () => false)
      }
    }
  }
}

const wrap = (element: XmlElement): XmlElement => ({ name: '', attributes: {}, children: [element] })

function attrsOf(element: XmlElement): Record<string, string> {
  const level = element.attributes['level']
  const id = textOf(elementAt(element, 'did', 'unitid'))
  return { ...(level ? { unitLevel: level } : {}), ...(id === '' ? {} : { unitId: id }) }
}
