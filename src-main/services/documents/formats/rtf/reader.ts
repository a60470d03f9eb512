/** From RTF tokens to blocks and marks. What Word writes beside the text (styles, fonts, fields) is read for it. */
import { AppError } from '#shared/contract'
import type { ModelParts } from '../../format'
import { type Container, type Leaf, type MarkKind, ModelBuilder } from '../../model-builder'
import { characters, charsets, codePage, headingLevel, languages, silent } from './tables'
import type { RtfToken } from './tokens'
import { applyFormatting, type Group, initialGroup } from './group'
import { metaOf } from './info'

const maxDepth = 512

/** Schemes that a link may have; others lose their target. */
const safeLink = /^(?:https?:|mailto:|#)/i

interface WantedMark {
  kind: MarkKind
  target?: string
}

/** Feeds on tokens; `decode` turns bytes of a code page into text. `chosen` replaces every code page of the file. */
export class RtfReader {
  private readonly builder = new ModelBuilder()
  private readonly stack: Group[] = []
  private group: Group = { ...initialGroup }
  private starred = false
  private skip = 0
  private bytes: number[] = []
  private codePage = 'windows-1252'
  private readonly fonts = new Map<number, string>()
  private defaultFont = -1
  private readonly styles = new Map<number, number>()
  private styleName = ''
  private readonly info = new Map<string, string>()
  private created: number[] = []
  private leaf: Leaf | null = null
  private open: WantedMark[] = []
  private table: Container | null = null
  private row: Container | null = null
  private marker = ''
  private instruction = ''
  private bookmark = ''
  private readonly spoken = new Map<number, number>()
  private readonly left = { pictures: 0, headers: 0, comments: 0, hidden: 0 }

  constructor(
    private readonly decode: (bytes: Uint8Array, encoding: string) => string,
    private readonly name: string,
    private readonly chosen: string | null,
  ) {}

  take(token: RtfToken): void {
    if (token.kind === 'bytes') {
      if (this.skip > 0) {
        const count = Math.min(this.skip, token.bytes.length)
        this.skip -= count
        this.bytes.push(...token.bytes.subarray(count))
      } else for (const byte of token.bytes) this.bytes.push(byte)
      return
    }
    if (token.kind === 'word' && this.skip > 0 && token.word !== '*') {
      this.skip -= 1
      if (token.word !== 'u') return
    }
    this.flush()
    if (token.kind === 'open') this.push()
    else if (token.kind === 'close') this.pop()
    else this.word(token.word, token.value)
  }

  private push(): void {
    this.skip = 0
    if (this.stack.length >= maxDepth) {
      throw new AppError('too-deep', `"${this.name}" has groups nested more than ${maxDepth} deep.`, {
        name: this.name,
        limit: maxDepth,
        found: this.stack.length + 1,
      })
    }
    this.stack.push(this.group)
    this.group = { ...this.group, note: null }
  }

  private pop(): void {
    this.skip = 0
    this.starred = false
    const ended = this.group
    const outer = this.stack.pop()
    if (!outer) return
    if (ended.note) {
      this.setMarks([])
      this.leaf = ended.note.outer
    }
    if (ended.destination === 'styles' && outer.destination === 'styles') {
      const level = ended.outline ?? headingLevel(this.styleName.replace(/;.*$/s, ''))
      if (level !== null) this.styles.set(ended.style, level)
      this.styleName = ''
    } else if (ended.destination === 'bookmark' && outer.destination !== 'bookmark') this.placeBookmark()
    this.group = outer
  }

  /** Decodes the bytes that wait, in the code page of the font. */
  private flush(): void {
    if (this.bytes.length === 0) return
    const font = this.group.font === -1 ? this.defaultFont : this.group.font
    const encoding = this.chosen ?? this.fonts.get(font) ?? this.codePage
    const bytes = Uint8Array.from(this.bytes)
    this.bytes = []
    this.text(bytes.some((byte) => byte > 0x7f) ? this.decode(bytes, encoding) : Buffer.from(bytes).toString('latin1'))
  }

  private text(text: string): void {
    const { group } = this
    switch (group.destination) {
      case 'silent':
      case 'fonts':
        return
      case 'styles':
        this.styleName += text
        return
      case 'info':
        if (group.field !== null) this.info.set(group.field, (this.info.get(group.field) ?? '') + text)
        return
      case 'instruction':
        this.instruction += text
        return
      case 'marker':
        this.marker += text
        return
      case 'bookmark':
        this.bookmark += text
        return
      case 'text':
        this.write(text)
    }
  }

  private write(text: string): void {
    const { group } = this
    if (group.hidden) {
      this.left.hidden += text.length
      return
    }
    if (this.leaf === null && /^\s*$/.test(text)) return
    const leaf = this.leaf ?? this.begin()
    const shown = leaf.length === 0 ? text.trimStart() : text
    if (shown === '') return
    const wanted: WantedMark[] = []
    if (group.link !== null)
      wanted.push(safeLink.test(group.link) ? { kind: 'link', target: group.link } : { kind: 'link' })
    if (group.revision) wanted.push({ kind: group.revision })
    if (group.bold) wanted.push({ kind: 'bold' })
    if (group.italic) wanted.push({ kind: 'italic' })
    if (group.position) wanted.push({ kind: group.position })
    this.setMarks(wanted)
    leaf.add(shown)
    this.spoken.set(group.lang, (this.spoken.get(group.lang) ?? 0) + text.length)
  }

  /** Closes and opens marks of the current block until exactly `wanted` are open. */
  private setMarks(wanted: readonly WantedMark[]): void {
    let same = 0
    const equal = (a: WantedMark | undefined, b: WantedMark | undefined) =>
      a?.kind === b?.kind && a?.target === b?.target
    while (same < this.open.length && same < wanted.length && equal(this.open[same], wanted[same])) same += 1
    for (const _ of this.open.splice(same)) this.leaf?.closeMark()
    for (const mark of wanted.slice(same)) {
      this.leaf?.openMark(mark.kind, mark.target)
      this.open.push(mark)
    }
  }

  private begin(): Leaf {
    const { group } = this
    this.open = []
    const marker = this.marker.trim()
    this.marker = ''
    const level = group.outline ?? this.styles.get(group.style) ?? null
    if (group.inTable) {
      this.table ??= { kind: 'table', parent: null }
      this.row ??= { kind: 'row', parent: this.table }
      this.leaf = this.builder.leaf('cell', {}, this.row)
      return this.leaf
    }
    this.table = null
    this.row = null
    if (level !== null) this.leaf = this.builder.leaf('heading', { level })
    else if (marker !== '') this.leaf = this.builder.leaf('listItem', { level: 1, attrs: { marker: markerOf(marker) } })
    else this.leaf = this.builder.leaf('para')
    return this.leaf
  }

  /** Ends the block; inside a note or a cell it only ends a line of it. */
  private paragraph(): void {
    if (this.group.destination !== 'text') return
    if (this.group.inTable || this.isInNote()) {
      if (this.leaf && this.leaf.length > 0) {
        this.setMarks([])
        this.leaf.breakLine()
      }
      return
    }
    this.endBlock()
    this.table = null
    this.row = null
  }

  private endBlock(): void {
    this.setMarks([])
    this.trim()
    this.leaf = null
    this.marker = ''
  }

  /** Line ends at the end of a cell are none of its text. */
  private trim(): void {
    this.leaf?.trimEnd()
  }

  private isInNote(): boolean {
    return this.group.note !== null || this.stack.some((group) => group.note !== null)
  }

  private placeBookmark(): void {
    const id = this.bookmark.trim()
    this.bookmark = ''
    if (id === '' || id.startsWith('_')) return
    if (this.leaf) this.leaf.anchor(id, 'bookmark')
    else this.builder.anchorNext(id, 'bookmark')
  }

  private beginNote(): void {
    const outer = this.leaf ?? this.begin()
    this.setMarks([])
    const note = this.builder.leaf('note')
    outer.refer(note)
    this.group.note = { outer }
    this.leaf = note
    this.open = []
  }

  private word(word: string, value: number | null): void {
    if (word === '*') {
      this.starred = true
      return
    }
    const starred = this.starred
    this.starred = false
    if (this.destination(word, starred)) return
    const { group } = this
    if (applyFormatting(group, word, value)) return
    switch (word) {
      case 'u':
        if (value !== null) this.text(String.fromCharCode(value & 0xffff))
        this.skip = group.fallback
        return
      case 'ansicpg':
        if (value) this.codePage = codePage(value)
        return
      case 'mac':
        this.codePage = 'macintosh'
        return
      case 'pc':
        this.codePage = 'cp437'
        return
      case 'pca':
        this.codePage = 'cp850'
        return
      case 'deff':
        this.defaultFont = value ?? -1
        return
      case 'fcharset':
        if (group.destination === 'fonts' && value !== null && charsets[value])
          this.fonts.set(group.font, charsets[value])
        return
      case 'cpg':
        if (group.destination === 'fonts' && value) this.fonts.set(group.font, codePage(value))
        return
      case 'yr':
      case 'mo':
      case 'dy':
        if (group.field === 'creatim') this.created[word === 'yr' ? 0 : word === 'mo' ? 1 : 2] = value ?? 0
        return
    }
    this.structure(word)
  }

  private structure(word: string): void {
    if (this.group.destination !== 'text') {
      const character = characters[word]
      if (character !== undefined) this.text(character)
      return
    }
    switch (word) {
      case 'par':
      case 'sect':
        return this.paragraph()
      case 'line':
      case 'nestcell':
      case 'nestrow':
        this.setMarks([])
        this.leaf?.breakLine()
        return
      case 'page':
        if (this.group.inTable || this.isInNote()) return
        this.endBlock()
        this.builder.leaf('pageBreak')
        return
      case 'cell':
        this.endBlock()
        return
      case 'row':
        this.endBlock()
        this.row = null
        return
      case 'trowd':
        if (this.leaf?.kind !== 'cell' && this.leaf !== null) this.endBlock()
        return
      default: {
        const character = characters[word]
        if (character !== undefined) this.write(character)
      }
    }
  }

  /** True where the word opens a destination. */
  private destination(word: string, starred: boolean): boolean {
    const { group } = this
    if (group.destination === 'silent') return word !== 'ansicpg'
    switch (word) {
      case 'fonttbl':
        group.destination = 'fonts'
        return true
      case 'stylesheet':
        group.destination = 'styles'
        return true
      case 'info':
        group.destination = 'info'
        return true
      case 'footnote':
        if (group.destination === 'text') this.beginNote()
        return true
      case 'field':
        this.instruction = ''
        return true
      case 'fldinst':
        group.destination = 'instruction'
        return true
      case 'fldrslt':
        group.link = /^\s*HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)"?/i.exec(this.instruction)?.[1] ?? group.link
        return true
      case 'pntext':
      case 'listtext':
        group.destination = 'marker'
        this.marker = ''
        return true
      case 'bkmkstart':
        group.destination = 'bookmark'
        return true
      case 'shppict':
      case 'shpinst':
      case 'shptxt':
        return true
    }
    if (silent.has(word)) {
      if (word === 'pict') this.left.pictures += 1
      else if (/^(?:header|footer)/.test(word)) this.left.headers += 1
      else if (word === 'annotation') this.left.comments += 1
      group.destination = 'silent'
      return true
    }
    if (group.destination === 'info') {
      if (/^(?:title|author|subject|keywords|doccomm|creatim)$/.test(word)) group.field = word
      else if (/^(?:operator|manager|company|revtim|printim|hlinkbase|category|comment)$/.test(word)) group.field = null
    }
    if (starred && !['cs', 's'].includes(word) && group.destination !== 'styles') {
      group.destination = 'silent'
      return true
    }
    return false
  }

  /** The parts of the model; `encoding` is the code page of the document. */
  finish(): ModelParts & { encoding: string } {
    this.flush()
    const truncated = this.stack.length > 0
    this.endBlock()
    const warnings: ModelParts['warnings'] = []
    const warn = (count: number, code: string, what: string) => {
      if (count > 0) warnings.push({ code, message: `${count} ${what}` })
    }
    warn(this.left.pictures, 'picture-left-out', 'pictures of the file are not part of its text.')
    warn(this.left.headers, 'header-left-out', 'page headers and footers were left out.')
    warn(this.left.comments, 'comment-left-out', 'comments were left out.')
    warn(this.left.hidden, 'hidden-left-out', 'letters of hidden text were left out.')
    if (truncated) warnings.push({ code: 'truncated', message: 'The file ends in the middle: its last group is open.' })
    const lang = this.mainLanguage()
    return {
      ...this.builder.finish(),
      meta: metaOf(this.info, this.created),
      warnings,
      encoding: this.chosen ?? this.codePage,
      ...(lang === undefined ? {} : { lang }),
    }
  }

  /** The language of more than half of the text. */
  private mainLanguage(): string | undefined {
    let all = 0
    for (const count of this.spoken.values()) all += count
    for (const [id, count] of this.spoken) if (count * 2 > all) return languages[id]
    return undefined
  }
}

/** A bullet of a symbol font comes as a letter of another one. */
function markerOf(text: string): string {
  return /^[\p{L}\d]/u.test(text) && /[\p{L}\d][.)]?$/u.test(text) && text !== 'o' ? text : '•'
}
