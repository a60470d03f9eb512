/** The point at which a page is being written into blocks: one open block, the marks around it, line breaks to come. */
import type { BlockKind, Container, Leaf, LeafOptions, MarkKind, ModelBuilder } from '../model-builder'

/** What text becomes at a place of the page. */
export interface Place {
  kind: Exclude<BlockKind, 'table' | 'row' | 'cell' | 'figure' | 'pageBreak'>
  /** Of a heading 1 to 6; else depth in lists and quotes, 0 outside. */
  level: number
  /** Item of a list that the next block begins; blocks after the first have no marker. */
  item: { marker: string; begun: boolean } | null
  attrs: Readonly<Record<string, string>>
  lang: string | undefined
  container: Container | null
  /** Block of the table cell around: all text in it goes there, in lines. */
  cell: Leaf | null
  /** White space stays as it is. */
  preserved: boolean
}

/** A hint where a long word may be broken: no part of the text, and it would hide the word from searches. */
const softHyphen = /\u00ad/g

/** Longer texts are written in pieces of this length, for replacing takes many times the memory of a text. */
const chunk = 64 * 1024

export function createFlow(builder: ModelBuilder) {
  let leaf: Leaf | null = null
  let breaks = 0
  /** White space in front of the first text of a block that keeps it. */
  let indent = ''
  const marks: { kind: MarkKind; target: string | undefined }[] = []
  const figures: { alt: string; attrs: Readonly<Record<string, string>> }[] = []

  function enter(next: Leaf): Leaf {
    leaf = next
    breaks = 0
    indent = ''
    for (const { kind, target } of marks) next.openMark(kind, target)
    return next
  }

  function leave(): void {
    if (leaf) for (const _ of marks) leaf.closeMark()
    leaf = null
    breaks = 0
    indent = ''
  }

  function begin(place: Place): Leaf {
    if (place.cell) return enter(place.cell)
    let { kind } = place
    const attrs = { ...place.attrs }
    if (place.item && kind === 'listItem') {
      if (place.item.begun) kind = 'para'
      else if (place.item.marker !== '') attrs['marker'] = place.item.marker
      place.item.begun = true
    }
    const options: LeafOptions = {
      ...(place.level > 0 && kind !== 'code' ? { level: place.level } : {}),
      ...(place.lang === undefined ? {} : { lang: place.lang }),
      attrs,
    }
    return enter(builder.leaf(kind, options, place.container))
  }

  /** The block to write into, with line breaks written that were waiting for more text. */
  function ready(place: Place): Leaf {
    let open = leaf ?? begin(place)
    if (breaks > 0 && open.length > 0) {
      // Two line breaks are how old pages and mails divide paragraphs.
      if (breaks > 1 && !place.cell && (place.kind === 'para' || place.kind === 'quote')) {
        leave()
        open = begin(place)
      } else open.breakLine()
    }
    breaks = 0
    return open
  }

  function figure(alt: string, attrs: Readonly<Record<string, string>>): void {
    leave()
    const block = enter(builder.leaf('figure', { attrs }))
    block.kept = attrs['image'] !== undefined
    block.addCollapsed(alt)
    leave()
  }

  function writePreserved(value: string, place: Place): void {
    const inside = leaf !== null && leaf.length > 0
    // Empty lines in front are none of the text, the indent of its first line is.
    const text = inside ? value : (indent + value).replace(/^(?:[ \t]*\n)+/, '')
    const trimmed = text.trimEnd()
    if (trimmed === '') {
      if (inside) leaf?.addGap(text)
      else indent = text
      return
    }
    const open = ready(place)
    if (inside) {
      const start = trimmed.length - trimmed.trimStart().length
      open.addGap(trimmed.slice(0, start))
      open.add(trimmed.slice(start))
    } else open.add(trimmed)
    open.addGap(text.slice(trimmed.length))
    indent = ''
  }

  function write(value: string, place: Place): void {
    const text = value.replace(softHyphen, '')
    if (place.preserved) return writePreserved(text.replace(/\r\n?/g, '\n'), place)
    if (!/\S/.test(text)) {
      // Also a no-break space alone is no paragraph.
      if (leaf && leaf.length > 0 && breaks === 0) leaf.addCollapsed(text)
      return
    }
    ready(place).addCollapsed(text)
  }

  const flow = {
    /** True where a block is open and has text. */
    get writing(): boolean {
      return leaf !== null && leaf.length > 0
    },
    text(value: string, place: Place): void {
      for (let at = 0; at < value.length; at += chunk) write(value.slice(at, at + chunk), place)
    },
    breakLine(place: Place): void {
      if (place.preserved) leaf?.addGap('\n')
      else breaks += 1
    },
    /** The edge of a block: what follows is another one; in a cell, another line. */
    edge(place: Place): void {
      if (place.cell) {
        if (leaf && breaks === 0) breaks = 1
        return
      }
      leave()
      if (!place.container) for (const { alt, attrs } of figures.splice(0)) figure(alt, attrs)
    },
    /** Text after this goes to `cell`, and no more after `endCell`. */
    beginCell(cell: Leaf): void {
      leave()
      enter(cell)
    },
    endCell(): void {
      leave()
    },
    openMark(kind: MarkKind, target?: string): void {
      marks.push({ kind, target })
      leaf?.openMark(kind, target)
    },
    closeMark(): void {
      marks.pop()
      leaf?.closeMark()
    },
    /** A picture of its own: ends the block. */
    figure,
    /** A picture inside a text: its block comes after the text, and after the table around. */
    figureLater(attrs: Readonly<Record<string, string>>): void {
      figures.push({ alt: '', attrs })
    },
    anchor(id: string, source: string, inline: boolean): void {
      if (leaf && (inline || leaf.kind === 'cell')) leaf.anchor(id, source)
      else builder.anchorNext(id, source)
    },
  }
  return flow
}
