/**
 * Where the readers of word processors write to: paragraphs, cells and notes with runs of text whose marks are stated
 * anew for every run. What cannot stand inside a paragraph or a table (notes, pictures, text boxes) comes after it.
 */
import type { DocumentModel } from '#shared/contract'
import { isSafeLink } from './links'
import {
  type BlockKind,
  type Container,
  type Leaf,
  type LeafOptions,
  type MarkKind,
  ModelBuilder,
} from './model-builder'

export interface RunMark {
  kind: MarkKind
  target?: string
}

/** What a paragraph becomes. `options` may be changed until the model is finished. */
export interface ParagraphShape {
  kind: BlockKind
  options: LeafOptions
}

const same = (a: RunMark | undefined, b: RunMark | undefined) => a?.kind === b?.kind && a?.target === b?.target

export class WordWriter {
  readonly builder = new ModelBuilder()
  private leaf: Leaf | null = null
  private open: RunMark[] = []
  private waiting: (() => void)[] = []
  private table: Container | null = null
  private row: Container | null = null
  private cellLeaf: Leaf | null = null
  /** The note that is being written: its number until its first block has it, and what to do with that block. */
  private noteOf: { sign: string; begun: ((leaf: Leaf) => void) | null } | null = null
  private depth = 0
  private refusedLinks: string[] = []

  /** `collapsed`: any run of white space is one space, as in OpenDocument; else it stays. */
  constructor(private readonly collapsed: boolean) {}

  /** True inside a block that has text. */
  get writing(): boolean {
    return this.leaf !== null && this.leaf.length > 0
  }

  /** A paragraph that `fill` writes; in a cell, lines of it; in a note, a part of the note. */
  paragraph({ kind, options }: ParagraphShape, fill: () => void): void {
    this.inBlock(() => {
      if (this.cellLeaf) {
        this.leaf = this.cellLeaf
        this.leaf.breakLine()
      } else if (this.noteOf) {
        const { sign, begun } = this.noteOf
        this.leaf = this.builder.leaf('note', begun && sign !== '' ? { attrs: { n: sign } } : {})
        begun?.(this.leaf)
        this.noteOf.begun = null
      } else this.leaf = this.builder.leaf(kind, options)
      const { leaf } = this
      fill()
      this.marksTo([])
      leaf.trimEnd()
      this.leaf = null
    })
  }

  text(value: string, marks: readonly RunMark[]): void {
    const { leaf } = this
    // A soft hyphen would hide the word from searches.
    const plain = value.replaceAll('\u00ad', '')
    const text = leaf?.length === 0 && !this.collapsed ? plain.trimStart() : plain
    if (!leaf || text === '') return
    this.marksTo(marks)
    if (this.collapsed) leaf.addCollapsed(text)
    else leaf.add(text)
  }

  /** White space that stays also where it is collapsed. */
  space(value: string, marks: readonly RunMark[]): void {
    if (!this.leaf || this.leaf.length === 0) return
    this.marksTo(marks)
    this.leaf.add(value)
  }

  line(): void {
    this.leaf?.breakLine()
  }

  anchor(id: string): void {
    if (this.leaf) this.leaf.anchor(id, 'id')
    else this.builder.anchorNext(id, 'id')
  }

  /** The mark of a link; one with a target that is not kept has none. */
  link(target: string): RunMark {
    if (isSafeLink(target)) return { kind: 'link', target }
    this.refusedLinks.push(target)
    return { kind: 'link' }
  }

  /** A reference here to a note that `fill` writes as paragraphs. */
  note(sign: string, fill: () => void): void {
    const { leaf } = this
    // A note in a note is more of the same.
    if (!leaf || this.noteOf) return
    const at = leaf.length
    this.later(() => {
      this.noteOf = { sign, begun: (note) => leaf.refer(note, at) }
      fill()
      this.noteOf = null
    })
  }

  /** A picture: after the paragraph or table that it is in. */
  figure(alt: string, image: string | null): void {
    this.later(() => {
      if (image === null && alt === '') return
      const leaf = this.builder.leaf('figure', image === null ? {} : { attrs: { image } })
      leaf.kept = image !== null
      leaf.addCollapsed(alt)
    })
  }

  /** Does `work` when the outermost block that is open has ended; now where none is. */
  later(work: () => void): void {
    if (this.depth === 0) work()
    else this.waiting.push(work)
  }

  /** Rows and cells in it become those of a table; inside of a cell, lines of that. */
  inTable(fill: () => void): void {
    this.inBlock(() => {
      const outer = this.table
      this.table ??= { kind: 'table', parent: null }
      fill()
      this.table = outer
    })
  }

  inRow(fill: () => void): void {
    const outer = this.row
    if (!this.cellLeaf) this.row = { kind: 'row', parent: this.table }
    fill()
    this.row = outer
  }

  cell(attrs: Record<string, string>, fill: () => void): void {
    if (this.cellLeaf) return fill()
    this.cellLeaf = this.builder.leaf('cell', { attrs }, this.row)
    this.cellLeaf.kept = true
    fill()
    this.cellLeaf.trimEnd()
    this.cellLeaf = null
  }

  linkWarnings(): DocumentModel['warnings'] {
    const [first = ''] = this.refusedLinks
    if (this.refusedLinks.length === 0) return []
    const which = this.refusedLinks.length === 1 ? 'One link was' : `${this.refusedLinks.length} links were`
    const message = `${which} not kept (first "${first.slice(0, 80)}"): only http, https and mail links are, and those to places that are known.`
    return [{ code: 'link-removed', message }]
  }

  private inBlock(work: () => void): void {
    this.depth += 1
    work()
    // What waits may open blocks and let more wait: it is all done here, one after the other.
    if (this.depth === 1) for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next()
    this.depth -= 1
  }

  /** Ends the marks that the next text has not, begins those that it has. */
  private marksTo(wanted: readonly RunMark[]): void {
    let kept = 0
    while (kept < this.open.length && kept < wanted.length && same(this.open[kept], wanted[kept])) kept += 1
    while (this.open.length > kept) {
      this.leaf?.closeMark()
      this.open.pop()
    }
    for (const mark of wanted.slice(kept)) {
      this.leaf?.openMark(mark.kind, mark.target)
      this.open.push(mark)
    }
  }
}
