/** From the elements of WordprocessingML to blocks and marks. */
import type { DocumentModel } from '#shared/contract'
import { languageTag } from '../../codes'
import type { ContainerPictures } from '../../container-pictures'
import type { LeafOptions } from '../../model-builder'
import { type RunMark, WordWriter } from '../../word-writer'
import { descendantsOf, elementAt, elementsOf, type XmlElement } from '../../xml-tree'
import { attributeOf, type Numbering, type Relation, type Styles } from './package'
import { paragraphShape, runShape } from './shapes'
import { cellsOf } from './tables'

export interface WordParts {
  styles: Styles
  numbering: Numbering
  relations: ReadonlyMap<string, Relation>
  pictures: ContainerPictures
  /** Notes by `footnote` or `endnote` and their id. */
  notes: ReadonlyMap<string, XmlElement>
}

/** What surrounds a run. */
interface Around {
  link: RunMark | null
  revision: 'add' | 'del' | null
}

interface Field {
  instruction: string
  link: RunMark | null
  /** The result of the field comes, not its instruction. */
  result: boolean
}

export class WordReader {
  readonly writer = new WordWriter(false)
  title: string | undefined
  private readonly fields: Field[] = []
  private readonly spoken = new Map<string, number>()
  private readonly paragraphs: { options: LeafOptions; lang: string }[] = []
  private paragraphLanguages = new Map<string, number>()
  private notes = 0
  private readonly left = { comments: 0, hidden: 0, symbols: 0, objects: 0 }

  constructor(private readonly parts: WordParts) {}

  /** Everything that blocks can be below `element`. */
  blocks(element: XmlElement): void {
    for (const child of elementsOf(element)) {
      if (child.name === 'p') this.paragraph(child)
      else if (child.name === 'tbl') this.table(child)
      else if (child.name === 'AlternateContent') this.blocks(chosen(child))
      else if (child.name === 'bookmarkStart') this.bookmark(child)
      else if (!/Pr$/.test(child.name)) this.blocks(child)
    }
  }

  /** Language of the document: the one of most of its text. Blocks in another get theirs. */
  finishLanguages(): string | undefined {
    const [most] = [...this.spoken].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const lang = most?.[0]
    for (const { options, lang: own } of this.paragraphs) if (own !== lang) options.lang = own
    return lang
  }

  warnings(): DocumentModel['warnings'] {
    const { comments, hidden, symbols, objects } = this.left
    const tell = (count: number, code: string, message: string) => (count > 0 ? [{ code, message }] : [])
    return [
      ...tell(comments, 'comments-left-out', `Comments on ${comments} places were left in the original.`),
      ...tell(hidden, 'hidden-left-out', `${hidden} characters of hidden text were left in the original.`),
      ...tell(symbols, 'symbols-unknown', `${symbols} signs of symbol fonts are shown as "\ufffd".`),
      ...tell(objects, 'objects-left-out', `${objects} embedded objects (charts, sheets) were left in the original.`),
      ...this.writer.linkWarnings(),
    ]
  }

  private paragraph(element: XmlElement): void {
    const properties = elementAt(element, 'pPr')
    const shape = paragraphShape(properties, this.parts.styles, this.parts.numbering)
    const outer = this.paragraphLanguages
    this.paragraphLanguages = new Map()
    let text = ''
    this.writer.paragraph(shape, () => {
      this.inline(element, { link: null, revision: null }, (piece) => (text += piece))
    })
    if (shape.title && text.trim() !== '') this.title ??= text.replace(/\s+/g, ' ').trim()
    const [most] = [...this.paragraphLanguages].sort((a, b) => b[1] - a[1])
    if (most) this.paragraphs.push({ options: shape.options, lang: most[0] })
    this.paragraphLanguages = outer
  }

  private inline(element: XmlElement, around: Around, told: (text: string) => void): void {
    for (const child of elementsOf(element)) {
      switch (child.name) {
        case 'r':
          this.run(child, around, told)
          break
        case 'hyperlink':
          this.inline(child, { ...around, link: this.linkOf(child) }, told)
          break
        case 'fldSimple':
          this.inline(
            child,
            { ...around, link: this.fieldLink(attributeOf(child, 'instr') ?? '') ?? around.link },
            told,
          )
          break
        case 'ins':
        case 'moveTo':
          this.inline(child, { ...around, revision: 'add' }, told)
          break
        case 'del':
        case 'moveFrom':
          this.inline(child, { ...around, revision: 'del' }, told)
          break
        case 'bookmarkStart':
          this.bookmark(child)
          break
        case 'commentReference':
          this.left.comments += 1
          break
        case 'AlternateContent':
          this.inline(chosen(child), around, told)
          break
        case 'ruby':
          this.inline(elementAt(child, 'rubyBase') ?? child, around, told)
          break
        default:
          if (!/Pr$/.test(child.name)) this.inline(child, around, told)
      }
    }
  }

  private run(element: XmlElement, around: Around, told: (text: string) => void): void {
    const { kinds, hidden, lang } = runShape(elementAt(element, 'rPr'), this.parts.styles)
    const spoken = languageTag(lang ?? this.parts.styles.lang ?? '')
    const write = (text: string) => {
      if (this.fields.some((field) => !field.result)) return
      if (hidden) {
        this.left.hidden += text.length
        return
      }
      const link = around.link ?? this.fields.findLast((one) => one.link !== null)?.link ?? null
      const marks: RunMark[] = link ? [link] : []
      if (around.revision) marks.push({ kind: around.revision })
      for (const kind of kinds) if (kind !== around.revision) marks.push({ kind })
      this.writer.text(text, marks)
      told(text)
      const letters = text.match(/\p{L}/gu)?.length ?? 0
      if (spoken !== undefined && letters > 0) {
        for (const counts of [this.spoken, this.paragraphLanguages])
          counts.set(spoken, (counts.get(spoken) ?? 0) + letters)
      }
    }
    this.pieces(element, write, around, told)
  }

  private pieces(
    element: XmlElement,
    write: (text: string) => void,
    around: Around,
    told: (text: string) => void,
  ): void {
    for (const child of elementsOf(element)) {
      switch (child.name) {
        case 't':
        case 'delText':
          write(plainText(child))
          break
        case 'tab':
        case 'ptab':
          write('\t')
          break
        case 'br':
        case 'cr':
          this.writer.line()
          told(' ')
          break
        case 'noBreakHyphen':
          write('\u2011')
          break
        case 'sym':
          write(this.symbol(child))
          break
        case 'instrText': {
          const field = this.fields.at(-1)
          if (field && !field.result) field.instruction += plainText(child)
          break
        }
        case 'fldChar':
          this.fieldSign(attributeOf(child, 'fldCharType') ?? '')
          break
        case 'footnoteReference':
        case 'endnoteReference':
          this.note(child)
          break
        case 'commentReference':
          this.left.comments += 1
          break
        case 'drawing':
        case 'pict':
        case 'object':
          this.drawing(child)
          break
        case 'AlternateContent':
          this.pieces(chosen(child), write, around, told)
          break
        case 'ruby':
          this.inline(elementAt(child, 'rubyBase') ?? child, around, told)
          break
        case 'rPr':
        case 'delInstrText':
          break
        default:
          this.pieces(child, write, around, told)
      }
    }
  }

  private bookmark(element: XmlElement): void {
    const name = attributeOf(element, 'name')
    if (name !== undefined && name !== '' && name !== '_GoBack') this.writer.anchor(name)
  }

  private linkOf(element: XmlElement): RunMark | null {
    const relation = this.parts.relations.get(attributeOf(element, 'id') ?? '')
    const anchor = attributeOf(element, 'anchor')
    if (relation?.external && relation.target !== null && relation.target !== '') {
      return this.writer.link(anchor === undefined ? relation.target : `${relation.target}#${anchor}`)
    }
    return anchor === undefined ? null : this.writer.link(`#${anchor}`)
  }

  private fieldLink(instruction: string): RunMark | null {
    const found = /^\s*HYPERLINK\s+(?:"([^"]*)"|(?!\\)(\S+))?(?:.*?\\l\s+"([^"]*)")?/i.exec(instruction)
    if (!found) return null
    const [, quoted, bare, place] = found
    const target = `${quoted ?? bare ?? ''}${place === undefined ? '' : `#${place}`}`
    return target === '' ? null : this.writer.link(target)
  }

  private fieldSign(type: string): void {
    const field = this.fields.at(-1)
    if (type === 'begin') this.fields.push({ instruction: '', link: null, result: false })
    else if (type === 'separate' && field) {
      field.result = true
      field.link = this.fieldLink(field.instruction)
    } else if (type === 'end') this.fields.pop()
  }

  /** Signs of symbol fonts have no meaning outside of them; the few that everybody uses are known. */
  private symbol(element: XmlElement): string {
    const code = Number.parseInt(attributeOf(element, 'char') ?? '', 16)
    if (!Number.isInteger(code) || code <= 0 || code > 0xffff) return ''
    if (code < 0xf000) return String.fromCharCode(code)
    const known = symbols[code & 0xff]
    if (known !== undefined && /wingdings/i.test(attributeOf(element, 'font') ?? '')) return known
    this.left.symbols += 1
    return '\ufffd'
  }

  private note(element: XmlElement): void {
    const kind = element.name === 'footnoteReference' ? 'footnote' : 'endnote'
    const note = this.parts.notes.get(`${kind} ${attributeOf(element, 'id') ?? ''}`)
    if (!note) return
    this.notes += 1
    this.writer.note(String(this.notes), () => this.blocks(note))
  }

  private drawing(element: XmlElement): void {
    const { boxes, pictures } = contentsOf(element)
    for (const box of boxes) this.writer.later(() => this.blocks(box))
    const properties = descendantsOf(element, 'docPr')[0]
    const alt = attributeOf(properties, 'descr') ?? attributeOf(properties, 'title') ?? ''
    for (const picture of pictures) {
      const id = attributeOf(picture, 'embed') ?? picture.attributes['r:id'] ?? attributeOf(picture, 'id') ?? ''
      const relation = this.parts.relations.get(id)
      const image = relation && !relation.external ? this.parts.pictures.use(relation.target) : null
      this.writer.figure(alt || (attributeOf(picture, 'title') ?? ''), image)
    }
    if (pictures.length === 0 && (descendantsOf(element, 'chart').length > 0 || element.name === 'object'))
      this.left.objects += 1
  }

  private table(element: XmlElement): void {
    const rows = cellsOf(element)
    // A table of one cell is a frame around text.
    const [only] = rows.length === 1 ? (rows[0]?.cells ?? []) : []
    if (only && rows[0]?.cells.length === 1) return this.blocks(only.element)
    this.writer.inTable(() => {
      for (const { cells } of rows) {
        this.writer.inRow(() => {
          for (const { element: cell, attrs } of cells) this.writer.cell(attrs, () => this.blocks(cell))
        })
      }
    })
  }
}

/** Boxes, ticks, bullets and arrows of Wingdings. */
const symbols: Readonly<Record<number, string>> = {
  ...{ 0x6c: '●', 0x6e: '■', 0x6f: '□', 0x71: '❑', 0x75: '◆', 0x76: '❖', 0x9f: '•', 0xa7: '▪', 0xa8: '◻', 0xd8: '➢' },
  ...{ 0xdf: '←', 0xe0: '→', 0xe1: '↑', 0xe2: '↓', 0xfb: '✗', 0xfc: '✓', 0xfd: '☒', 0xfe: '☑', 0x4a: '☺', 0x28: '☎' },
}

const plainText = ({ children }: XmlElement) => children.filter((child) => typeof child === 'string').join('')

/** Text boxes and pictures of a drawing. What lies in a text box is read with the box; of several ways the first. */
function contentsOf(element: XmlElement): { boxes: XmlElement[]; pictures: XmlElement[] } {
  const found = { boxes: [] as XmlElement[], pictures: [] as XmlElement[] }
  const visit = (one: XmlElement): void => {
    for (const child of elementsOf(one)) {
      if (child.name === 'txbxContent') found.boxes.push(child)
      else if (child.name === 'AlternateContent') visit(chosen(child))
      else {
        if (child.name === 'blip' || child.name === 'imagedata') found.pictures.push(child)
        visit(child)
      }
    }
  }
  visit(element)
  return found
}

/** The first of several ways to say the same; what it is for older programs would say it again. */
const chosen = (element: XmlElement): XmlElement =>
  elementAt(element, 'Choice') ?? elementAt(element, 'Fallback') ?? { ...element, children: [] }
