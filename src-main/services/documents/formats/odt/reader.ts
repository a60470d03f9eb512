/** From the elements of OpenDocument text to blocks and marks. */
import type { DocumentModel } from '#shared/contract'
import { resolvePart } from '../../container'
import type { ContainerPictures } from '../../container-pictures'
import type { LeafOptions } from '../../model-builder'
import { type ParagraphShape, type RunMark, WordWriter } from '../../word-writer'
import { elementAt, elementsOf, textOf, type XmlElement } from '../../xml-tree'
import { Changes } from './changes'
import { type ListItem, Lists } from './lists'
import { attributeOf, chainOf, marksOf, merge, paragraphLook, type StyleSheet, type TextLook, textLook } from './styles'
import { cellsOf } from './tables'

export interface OdtParts {
  sheet: StyleSheet
  pictures: ContainerPictures
  /** Text of formulas by the path of their object. */
  formulas: ReadonlyMap<string, string>
}

/** What surrounds a piece of text. */
interface Around {
  link: RunMark | null
  look: TextLook
  told(text: string): void
}

/** Declarations, forms and what indexes are made from: no text. */
const noText =
  /^(?:forms|tracked-changes|event-listeners|.*-decls|.*-source|section-source|alphabetical-index-auto-mark-file|script|title|desc)$/

const shapes =
  /^(?:g|rect|line|polyline|polygon|path|circle|ellipse|connector|caption|measure|custom-shape|control|page-thumbnail)$/

const quotes = /^(?:quotations?|quote|block quotation|block text)$/

/** Most blanks that `text:s` stands for. */
const maxBlanks = 200

export class OdtReader {
  readonly writer = new WordWriter(true)
  title: string | undefined
  private readonly changes: Changes
  private readonly lists: Lists
  private item: ListItem | null = null
  private readonly spoken = new Map<string, number>()
  private readonly paragraphs: { options: LeafOptions; lang: string }[] = []
  private paragraphLanguages = new Map<string, number>()
  private readonly left = { comments: 0, hidden: 0, objects: 0 }

  constructor(
    text: XmlElement,
    private readonly parts: OdtParts,
  ) {
    this.changes = new Changes(text)
    this.lists = new Lists(parts.sheet)
  }

  /** Everything that blocks can be below `element`. */
  blocks(element: XmlElement): void {
    for (const child of elementsOf(element)) this.block(child)
  }

  /** Language of the document: the one of most of its text. Blocks in another get theirs. */
  finishLanguages(): string | undefined {
    const [most] = [...this.spoken].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const lang = most?.[0]
    for (const { options, lang: own } of this.paragraphs) if (own !== lang) options.lang = own
    return lang
  }

  warnings(): DocumentModel['warnings'] {
    const { comments, hidden, objects } = this.left
    const tell = (count: number, code: string, message: string) => (count > 0 ? [{ code, message }] : [])
    return [
      ...tell(comments, 'comments-left-out', `Comments on ${comments} places were left in the original.`),
      ...tell(hidden, 'hidden-left-out', `${hidden} characters of hidden text were left in the original.`),
      ...tell(objects, 'objects-left-out', `${objects} embedded objects (charts, sheets) were left in the original.`),
      ...this.writer.linkWarnings(),
    ]
  }

  private block(child: XmlElement): void {
    if (child.name === 'p' || child.name === 'h') this.paragraph(child)
    else if (child.name === 'list') this.list(child)
    else if (child.name === 'table') this.table(child)
    else if (child.name === 'frame' || shapes.test(child.name)) this.drawing(child)
    else if (child.name === 'annotation') this.left.comments += 1
    else if (child.name === 'section' && attributeOf(child, 'display') === 'none') {
      this.left.hidden += textOf(child).length
    } else if (child.name === 'change') {
      this.changes.deleted(child, (content) => this.blocks(content))
    } else if (this.changes.sign(child) || noText.test(child.name)) return
    else if (child.name === 'bookmark' || child.name === 'bookmark-start') this.anchor(child)
    else this.blocks(child)
  }

  private list(element: XmlElement): void {
    const around = this.item
    const { list, level } = this.lists.open(element, around)
    for (const child of elementsOf(element, 'list-item', 'list-header')) {
      const stated = attributeOf(child, 'start-value')
      const start = stated !== undefined && /^\d{1,9}$/.test(stated) ? Number(stated) : undefined
      this.item = { list, level, start, begun: child.name === 'list-header' }
      this.blocks(child)
    }
    this.item = around
  }

  private shape(element: XmlElement): ParagraphShape & { title: boolean } {
    const chain = chainOf(this.parts.sheet.styles, 'paragraph', attributeOf(element, 'style-name'))
    const names = chain.map(({ name }) => name)
    const list = chain.map((style) => style.list).find((found) => found !== undefined)
    const byName = names.map((name) => /^heading ([1-9]|10)$/.exec(name)?.[1]).find((found) => found !== undefined)
    const stated = element.name === 'h' ? Number(attributeOf(element, 'outline-level') ?? byName ?? 1) || 1 : byName
    const title = names.includes('title')
    const { item } = this
    let marker = ''
    if (item && !item.begun) {
      marker = this.lists.marker(item, list)
    } else if (!item && element.name === 'h' && list !== '' && attributeOf(element, 'is-list-header') !== 'true') {
      const restart = Number(attributeOf(element, 'start-value'))
      marker = this.lists.heading(Number(stated), Number.isInteger(restart) && restart > 0 ? restart : undefined)
      if (marker === '•') marker = ''
    }
    const attrs: Record<string, string> = marker === '' ? {} : { marker }
    const first = item !== null && !item.begun
    if (item) item.begun = true
    if (title) return { kind: 'heading', options: { level: 1, attrs }, title }
    if (stated !== undefined) {
      const level = Math.min(6, Math.max(1, Number(stated)))
      return { kind: 'heading', options: { level, attrs }, title }
    }
    if (item) return { kind: first ? 'listItem' : 'para', options: { level: item.level, attrs }, title }
    if (names.some((name) => quotes.test(name))) return { kind: 'quote', options: {}, title }
    if (names.includes('caption')) return { kind: 'caption', options: {}, title }
    return { kind: 'para', options: {}, title }
  }

  private paragraph(element: XmlElement): void {
    // An empty paragraph has no marker, and does not count.
    const empty = element.children.length === 0
    const shape = empty ? { kind: 'para' as const, options: {}, title: false } : this.shape(element)
    const outer = this.paragraphLanguages
    this.paragraphLanguages = new Map()
    let text = ''
    const own = paragraphLook(this.parts.sheet.styles, attributeOf(element, 'style-name'))
    const look = shape.kind === 'heading' ? { ...own, bold: false, italic: false } : own
    this.writer.paragraph(shape, () => {
      this.inline(element, { link: null, look, told: (piece) => (text += piece) })
    })
    if (shape.title && text.trim() !== '') this.title ??= text.replace(/\s+/g, ' ').trim()
    const [most] = [...this.paragraphLanguages].sort((a, b) => b[1] - a[1])
    if (most) this.paragraphs.push({ options: shape.options, lang: most[0] })
    this.paragraphLanguages = outer
  }

  private marks({ link, look }: Around): RunMark[] {
    const { revision } = this.changes
    const marks: RunMark[] = link ? [link] : []
    if (revision) marks.push({ kind: revision })
    for (const kind of marksOf(look)) if (kind !== revision) marks.push({ kind })
    return marks
  }

  private write(text: string, around: Around): void {
    if (around.look.hidden) {
      this.left.hidden += text.trim().length
      return
    }
    this.writer.text(text, this.marks(around))
    around.told(text)
    const lang = around.look.lang ?? this.parts.sheet.lang
    const count = text.match(/\p{L}/gu)?.length ?? 0
    if (lang === undefined || count === 0) return
    for (const counts of [this.spoken, this.paragraphLanguages]) counts.set(lang, (counts.get(lang) ?? 0) + count)
  }

  private inline(element: XmlElement, around: Around): void {
    for (const child of element.children) {
      if (typeof child === 'string') this.write(child, around)
      else this.piece(child, around)
    }
  }

  private piece(child: XmlElement, around: Around): void {
    switch (child.name) {
      case 'span': {
        const own = textLook(this.parts.sheet.styles, attributeOf(child, 'style-name'))
        this.inline(child, { ...around, look: merge(around.look, own) })
        break
      }
      case 'a': {
        const href = child.attributes['xlink:href'] ?? ''
        this.inline(child, href === '' ? around : { ...around, link: this.writer.link(href) })
        break
      }
      case 'bookmark-ref':
      case 'reference-ref': {
        const name = attributeOf(child, 'ref-name') ?? ''
        this.inline(child, name === '' ? around : { ...around, link: this.writer.link(`#${name}`) })
        break
      }
      case 's': {
        const blanks = Math.min(maxBlanks, Math.max(1, Number(attributeOf(child, 'c') ?? 1) || 1))
        this.space(' '.repeat(blanks), around)
        break
      }
      case 'tab':
        this.space('\t', around)
        break
      case 'line-break':
        this.writer.line()
        around.told(' ')
        break
      case 'bookmark':
      case 'bookmark-start':
      case 'reference-mark':
      case 'reference-mark-start':
        this.anchor(child)
        break
      case 'note':
        this.note(child)
        break
      case 'annotation':
        this.left.comments += 1
        break
      case 'hidden-text':
      case 'hidden-paragraph':
        this.left.hidden += textOf(child).length
        break
      case 'change':
        this.changes.deleted(child, (content) => this.deletedInline(content, around))
        break
      case 'frame':
        this.drawing(child)
        break
      case 'ruby-text':
        break
      default:
        if (this.changes.sign(child) || noText.test(child.name)) return
        if (shapes.test(child.name)) this.drawing(child)
        else this.inline(child, around)
    }
  }

  private space(value: string, around: Around): void {
    if (around.look.hidden) return
    this.writer.space(value, this.marks(around))
    around.told(' ')
  }

  /** Paragraphs that were taken out inside of one: lines of it, for what is left of it stands around them. */
  private deletedInline(content: XmlElement, around: Around): void {
    let lines = 0
    for (const child of elementsOf(content)) {
      if (child.name === 'p' || child.name === 'h') {
        if (lines > 0 && textOf(child) !== '') this.writer.line()
        lines += 1
        this.inline(child, around)
      } else if (child.name !== 'change-info') {
        this.writer.later(this.changes.keep(() => this.block(child)))
      }
    }
  }

  private anchor(element: XmlElement): void {
    const name = attributeOf(element, 'name')
    if (name !== undefined && name !== '') this.writer.anchor(name)
  }

  private note(element: XmlElement): void {
    const body = elementAt(element, 'note-body')
    if (!body) return
    const sign = textOf(elementAt(element, 'note-citation'))
    this.writer.note(
      sign,
      this.changes.keep(() => this.outsideLists(() => this.blocks(body))),
    )
  }

  /** What comes after a list item is none of it. */
  private outsideLists(work: () => void): void {
    const { item } = this
    this.item = null
    work()
    this.item = item
  }

  private blocksLater(element: XmlElement): void {
    this.writer.later(this.changes.keep(() => this.outsideLists(() => this.blocks(element))))
  }

  private drawing(element: XmlElement): void {
    if (element.name !== 'frame') {
      for (const child of elementsOf(element)) {
        if (child.name === 'frame' || shapes.test(child.name)) this.drawing(child)
      }
      if (elementsOf(element, 'p', 'list').length > 0) {
        const children = elementsOf(element, 'p', 'list')
        this.blocksLater({ ...element, children })
      }
      return
    }
    const alt = textOf(elementAt(element, 'desc')) || textOf(elementAt(element, 'title'))
    const box = elementAt(element, 'text-box')
    if (box) return this.blocksLater(box)
    const object = elementsOf(element, 'object', 'object-ole', 'plugin', 'applet', 'floating-frame')[0]
    if (object) {
      const formula = this.parts.formulas.get(resolvePart('', object.attributes['xlink:href'] ?? '') ?? '')
      if (formula === undefined) this.left.objects += 1
      if (this.writer.writing || formula === undefined) this.writer.text(formula ?? alt, [])
      else if (formula !== '') this.writer.figure(formula, null)
      return
    }
    // Several images of one frame are the same in several kinds.
    const images = elementsOf(element, 'image').map(({ attributes }) => imagePath(attributes['xlink:href']))
    const known = images.find((path) => path !== null && this.parts.pictures.found.has(path)) ?? null
    if (images.length > 0) this.writer.figure(alt, this.parts.pictures.use(known))
  }

  private table(element: XmlElement): void {
    const rows = cellsOf(element)
    // A table of one cell is a frame around text.
    const [first = []] = rows
    const [only] = first
    if (only && rows.length === 1 && first.length === 1) return this.blocks(only.element)
    this.outsideLists(() => {
      this.writer.inTable(() => {
        for (const cells of rows) {
          this.writer.inRow(() => {
            for (const cell of cells) this.writer.cell(cell.attrs, () => this.blocks(cell.element))
          })
        }
      })
    })
  }
}

/** Path in the package of a picture, or null for one outside of it. */
export function imagePath(href: string | undefined): string | null {
  return href === undefined || href === '' || /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(href) ? null : resolvePart('', href)
}
