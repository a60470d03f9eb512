/** From paragraphs to text, blocks and marks, with the place of every line and word on its page. */
import type { DocumentModel } from '#shared/contract'
import type { ModelParts } from '../../format'
import { type Leaf, ModelBuilder } from '../../model-builder'
import { toPage } from './frames'
import { type Lexicon, lexiconOf } from '../../hyphens'
import type { PageLayout } from './layout'
import type { Line } from './lines'
import type { Link } from './outline'
import type { Paragraph } from './paragraphs'

type Box = DocumentModel['boxes'][number]
type PageRange = Pick<DocumentModel['pages'][number], 'start' | 'end'>

/** Of a document with more words, only the lines are placed: their boxes would take more than the text. */
const mostWordBoxes = 120_000

export interface Composed extends Pick<ModelParts, 'text' | 'blocks' | 'marks' | 'anchors'> {
  boxes: Box[]
  /** For each page, in order. */
  ranges: PageRange[]
  /** False where only lines are placed. */
  hasWordBoxes: boolean
}

/** A line in its leaf: how its text maps into the leaf's. */
interface Placed {
  line: Line
  page: number
  start: number
  /** Letters of the line that are in the text; a hyphen at its end may not be. */
  length: number
}

/** Composes the document; `links` by page, counted from 0. */
export function compose(
  paragraphs: readonly Paragraph[],
  pages: readonly PageLayout[],
  links: ReadonlyMap<number, readonly Link[]>,
): Composed {
  const lexicon = lexiconOf(paragraphs.flatMap(({ lines }) => lines.map(({ line }) => line.text)))
  const builder = new ModelBuilder()
  const placed: Placed[][] = []
  for (const paragraph of paragraphs) {
    const leaf = builder.leaf(paragraph.kind, {
      ...(paragraph.level === undefined ? {} : { level: paragraph.level }),
      ...(paragraph.marker === undefined ? {} : { level: 1, attrs: { marker: paragraph.marker } }),
    })
    const lines = addLines(leaf, paragraph, lexicon.join)
    addMarks(leaf, paragraph, lines, links)
    placed.push(lines)
  }
  const parts = builder.finish()
  const words = paragraphs.reduce(
    (sum, { lines }) => sum + lines.reduce((all, { line }) => all + line.words.length, 0),
    0,
  )
  const hasWordBoxes = words <= mostWordBoxes

  const byPage: Box[][] = pages.map(() => [])
  const ranges: PageRange[] = pages.map(() => ({ start: -1, end: -1 }))
  parts.blocks.forEach((block, index) => {
    for (const { line, page, start, length } of placed[index] ?? []) {
      const at = block.start + start
      const range = ranges[page]
      if (range) {
        if (range.start === -1 || at < range.start) range.start = at
        range.end = Math.max(range.end, at + length)
      }
      byPage[page]?.push(...boxesOf(line, page, at, length, hasWordBoxes))
    }
  })
  return { ...parts, boxes: byPage.flat(), ranges: withoutGaps(ranges), hasWordBoxes }
}

/** A page without text stands, empty, where the one before ends. */
function withoutGaps(ranges: readonly PageRange[]): PageRange[] {
  let end = 0
  return ranges.map((range) => {
    if (range.start === -1) return { start: end, end }
    end = range.end
    return range
  })
}

function addLines(leaf: Leaf, paragraph: Paragraph, join: Lexicon['join']): Placed[] {
  const placed: Placed[] = []
  paragraph.lines.forEach(({ line, page }, index) => {
    const next = paragraph.lines[index + 1]?.line
    const how = next ? join(line.text, next.text) : 'space'
    const text = how === 'drop-hyphen' ? line.text.slice(0, -1) : line.text
    placed.push({ line, page, start: leaf.text.length, length: text.length })
    leaf.add(next && how === 'space' ? `${text} ` : text)
  })
  return placed
}

function addMarks(
  leaf: Leaf,
  paragraph: Paragraph,
  placed: readonly Placed[],
  links: ReadonlyMap<number, readonly Link[]>,
): void {
  const ranges: { kind: 'bold' | 'italic' | 'sup' | 'sub' | 'link'; start: number; end: number; target?: string }[] = []
  const add = (one: (typeof ranges)[number]) => {
    if (one.end <= one.start) return
    const last = ranges.findLast(({ kind }) => kind === one.kind)
    // Over the end of a line, with or without a space, it is one range.
    if (last && last.target === one.target && one.start - last.end <= 1) last.end = one.end
    else ranges.push({ ...one })
  }
  for (const { line, page, start, length } of placed) {
    for (const style of line.styles) {
      if (style.kind === 'bold' && paragraph.kind === 'heading') continue
      add({ kind: style.kind, start: start + style.start, end: start + Math.min(style.end, length) })
    }
    const targets = links.get(page)
    if (!targets || targets.length === 0) continue
    for (const word of line.words) {
      const { x, y, w, h } = toPage(line.angle, word.x0, line.top, word.x1, line.bottom)
      const link = targets.find(
        (one) => x + w / 2 >= one.x && x + w / 2 <= one.x + one.w && y + h / 2 >= one.y && y + h / 2 <= one.y + one.h,
      )
      if (link) {
        add({ kind: 'link', start: start + word.start, end: start + Math.min(word.end, length), target: link.target })
      }
    }
  }
  leaf.marks.push(...ranges)
}

const cents = (value: number) => Math.round(value * 100) / 100

function boxesOf(line: Line, page: number, at: number, length: number, withWords: boolean): Box[] {
  const box = (level: 'line' | 'word', start: number, end: number, x0: number, x1: number): Box => {
    const { x, y, w, h } = toPage(line.angle, x0, line.top, x1, line.bottom)
    return {
      page: page + 1,
      start: at + start,
      end: at + end,
      level,
      x: cents(x),
      y: cents(y),
      w: cents(w),
      h: cents(h),
    }
  }
  const boxes = [box('line', 0, length, line.x0, line.x1)]
  if (!withWords) return boxes
  for (const { start, end, x0, x1 } of line.words) boxes.push(box('word', start, Math.min(end, length), x0, x1))
  return boxes
}
