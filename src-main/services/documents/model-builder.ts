/**
 * Builds canonical text, blocks and marks from pieces in reading order. Extractors say "a paragraph", "bold from here
 * to there"; offsets, ids, separators and the order of marks are decided here, once for all formats.
 */
import type { Block, Mark } from '#shared/contract'
import type { ModelParts } from './format'

export type BlockKind = Block['kind']
export type MarkKind = Mark['kind']
export type LeafOptions = Pick<Block, 'level' | 'lang' | 'attrs'>

interface MarkDraft {
  kind: MarkKind
  start: number
  end: number
  target?: string
  /** For references to notes: the leaf whose block becomes the target. */
  leaf?: Leaf
}

/** A block around leaves: a table, or a row of one. */
export interface Container {
  kind: 'table' | 'row'
  parent: Container | null
}

/** A block that holds text itself. */
export class Leaf {
  /** In UTF-16 code units. */
  length = 0
  /** Stays in the model without text: a cell, for it holds its column, or a figure. */
  kept: boolean
  readonly marks: MarkDraft[] = []
  readonly anchors: { id: string; at: number; source: string }[] = []
  private readonly open: { kind: MarkKind; start: number | null; target: string | undefined }[] = []
  /** White space that is written when text follows it. */
  private gap = ''
  // Joined once: a string that grows and is looked at in turns is copied each time.
  private readonly pieces: string[] = []
  private last = ''

  constructor(
    readonly kind: BlockKind,
    readonly options: LeafOptions,
    readonly container: Container | null,
  ) {
    this.kept = kind === 'pageBreak'
  }

  get text(): string {
    return this.pieces.join('')
  }

  private append(text: string): void {
    if (text === '') return
    this.pieces.push(text)
    this.length += text.length
    this.last = text.slice(-1)
  }

  /** Adds text as it is. */
  add(text: string): void {
    if (text === '') return
    if (this.length > 0 && (this.gap !== ' ' || !/\s/.test(this.last))) this.append(this.gap)
    this.gap = ''
    for (const mark of this.open) mark.start ??= this.length
    this.append(text)
  }

  /** Adds text of a format in which any run of white space is one space, and none stands at the ends of a block. */
  addCollapsed(text: string): void {
    const even = text.replace(/[ \t\r\n\f]+/g, ' ').replace(/([^\S ]) /g, '$1')
    if (even.startsWith(' ')) this.gap ||= ' '
    const start = even.startsWith(' ') ? 1 : 0
    const end = even.endsWith(' ') ? Math.max(start, even.length - 1) : even.length
    this.add(even.slice(start, end))
    if (end < even.length && end >= start) this.gap ||= ' '
  }

  /** Adds text right behind what stands there: white space that waits is left out. */
  addClose(text: string): void {
    this.gap = ''
    this.add(text)
  }

  /** White space that stays as it is if text follows in the block; marks that open before that begin after it. */
  addGap(space: string): void {
    this.gap += space
  }

  /** A line end inside the block. */
  breakLine(): void {
    this.gap = ''
    if (this.length > 0) this.append('\n')
  }

  /** Takes white space off the end, as far as no mark covers it. */
  trimEnd(): void {
    const { text } = this
    const marked = this.marks.reduce((end, mark) => Math.max(end, mark.end), 0)
    const kept = Math.max(marked, text.trimEnd().length)
    if (kept === text.length) return
    this.pieces.length = 0
    this.length = 0
    this.append(text.slice(0, kept))
  }

  openMark(kind: MarkKind, target?: string): void {
    this.open.push({ kind, start: null, target })
  }

  /** Ends the mark opened last; one without text leaves nothing behind. */
  closeMark(): void {
    const mark = this.open.pop()
    if (!mark || mark.start === null || mark.start === this.length) return
    const { kind, start, target } = mark
    this.marks.push({ kind, start, end: this.length, ...(target === undefined ? {} : { target }) })
  }

  /** A mark of no length that points to a note of the document; where the text was `at` characters long. */
  refer(leaf: Leaf, at = this.length): void {
    const start = Math.min(at, this.length)
    this.marks.push({ kind: 'note-ref', start, end: start, leaf })
  }

  anchor(id: string, source: string): void {
    this.anchors.push({ id, at: this.length, source })
  }
}

/** Kinds of which neighbours stand on lines of their own, not in paragraphs. */
const closeTogether = new Set<BlockKind>(['listItem', 'verse', 'row', 'cell'])

function separator(before: Leaf, after: Leaf): string {
  if (before.kind === 'cell' && after.kind === 'cell') {
    if (before.container === after.container) return '\t'
    return before.container?.parent === after.container?.parent ? '\n' : '\n\n'
  }
  return before.kind === after.kind && closeTogether.has(before.kind) ? '\n' : '\n\n'
}

export class ModelBuilder {
  private readonly leaves: Leaf[] = []
  private readonly waiting: { id: string; source: string }[] = []

  /** A new block at the end. Without text it is left out of the model, unless it is `kept`. */
  leaf(kind: BlockKind, options: LeafOptions = {}, container: Container | null = null): Leaf {
    const leaf = new Leaf(kind, options, container)
    this.leaves.push(leaf)
    for (const { id, source } of this.waiting.splice(0)) leaf.anchor(id, source)
    return leaf
  }

  /** An anchor point at the start of the next block. */
  anchorNext(id: string, source: string): void {
    this.waiting.push({ id, source })
  }

  /** Text, blocks with ids b1, b2, …, marks and anchors, all sorted. */
  finish(): Pick<ModelParts, 'text' | 'blocks' | 'marks' | 'anchors'> {
    const blocks: Block[] = []
    const marks: (Mark & { leaf?: Leaf })[] = []
    const anchors: ModelParts['anchors'] = []
    const blockOf = new Map<Leaf, Block>()
    const containers = new Map<Container, Block>()
    const parts: string[] = []
    let length = 0
    let previous: Leaf | null = null

    const add = (block: Omit<Block, 'id'>): Block => {
      const whole = { id: `b${blocks.length + 1}`, ...block }
      blocks.push(whole)
      return whole
    }
    const containerBlock = (container: Container, start: number): Block => {
      const known = containers.get(container)
      if (known) return known
      const parent = container.parent && containerBlock(container.parent, start)
      const block = add({ kind: container.kind, start, end: start, ...(parent ? { parent: parent.id } : {}) })
      containers.set(container, block)
      return block
    }

    for (const leaf of this.leaves) {
      if (leaf.length === 0 && !leaf.kept) {
        for (const { id, source } of leaf.anchors) anchors.push({ id, source, start: length })
        continue
      }
      // A cell keeps its place between tabs; what else has no text stands where the text before it ends.
      const spaced = leaf.length > 0 || leaf.kind === 'cell'
      if (previous && spaced) {
        const between = separator(previous, leaf)
        parts.push(between)
        length += between.length
      }
      const start = length
      const parent = leaf.container && containerBlock(leaf.container, start)
      parts.push(leaf.text)
      length += leaf.length
      const { level, lang, attrs } = leaf.options
      const block = add({
        kind: leaf.kind,
        start,
        end: length,
        ...(level === undefined ? {} : { level }),
        ...(lang === undefined ? {} : { lang }),
        ...(parent ? { parent: parent.id } : {}),
        ...(attrs && Object.keys(attrs).length > 0 ? { attrs } : {}),
      })
      blockOf.set(leaf, block)
      for (let around = leaf.container; around; around = around.parent) {
        const outer = containers.get(around)
        if (outer) outer.end = length
      }
      for (const mark of leaf.marks) marks.push({ ...mark, start: start + mark.start, end: start + mark.end })
      for (const { id, at, source } of leaf.anchors) anchors.push({ id, source, start: start + at })
      if (spaced) previous = leaf
    }

    const finished = marks.map(({ leaf, ...mark }): Mark => {
      const note = leaf && blockOf.get(leaf)
      return note ? { ...mark, target: note.id } : mark
    })
    finished.sort((a, b) => a.start - b.start || b.end - a.end)
    anchors.sort((a, b) => a.start - b.start)
    return { text: parts.join(''), blocks, marks: finished, anchors }
  }
}
