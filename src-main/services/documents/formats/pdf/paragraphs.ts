/** From lines to paragraphs: where one ends and the next begins, over columns and pages. */
import { type Furniture, furnitureOf } from './furniture'
import type { PageLayout } from './layout'
import type { Line } from './lines'

export type ParagraphKind = 'para' | 'heading' | 'listItem' | 'note' | Furniture

/** A line of a paragraph; `page` counts from 0. */
export interface PlacedLine {
  line: Line
  page: number
}

export interface Paragraph {
  kind: ParagraphKind
  lines: PlacedLine[]
  /** Of most of its lines. */
  size: number
  /** Every letter is bold. */
  bold: boolean
  /** Of headings, from 1. */
  level?: number
  /** The sign in front of a list item, which is not in the text. */
  marker?: string
}

const bullets = /^[•‣▪◦●○■□∙·\uf0b7\uf0a7][ \t]*/

/** The end of an entry in a table of contents: dots that lead to a page number. */
const leaders = /(?:[.·…]\s?){4,}\s*\S{0,6}$/

/** Letters of two sizes are the same within this part. */
const sameSize = (a: number, b: number) => Math.abs(a - b) <= 0.08 * Math.max(a, b)

const isBold = (line: Line) =>
  line.styles.some(({ kind, start, end }) => kind === 'bold' && start <= 1 && end >= line.text.length - 1)

/** The letter height that most of the text has. */
export function bodySize(pages: readonly PageLayout[]): number {
  const counts = new Map<number, number>()
  for (const { lines } of pages) {
    for (const { size, text } of lines) {
      const rounded = Math.round(size * 2) / 2
      counts.set(rounded, (counts.get(rounded) ?? 0) + text.length)
    }
  }
  let best = 0
  let most = 0
  for (const [size, count] of counts) {
    if (count <= most) continue
    best = size
    most = count
  }
  return best
}

/**
 * Paragraphs in reading order. What runs on over the end of a page stays one paragraph: notes and the foot of that
 * page come in front of it, the head of the next page after it.
 */
export function paragraphsOf(pages: readonly PageLayout[]): Paragraph[] {
  const furniture = furnitureOf(pages)
  const body = bodySize(pages)
  const result: Paragraph[] = []
  let open: Paragraph | null = null
  const bodies = pages.map(({ lines }, page) => bodyOf(lines, furniture, page, body))

  bodies.forEach(({ paragraphs, notes }, page) => {
    const own = (kind: Furniture) =>
      (pages[page]?.lines ?? [])
        .filter((line) => furniture.get(line) === kind)
        .map((line) => paragraphOf(kind, [{ line, page }]))
    const [first, ...rest] = paragraphs
    if (open && first && first.kind === 'para' && runsOn(open, first)) {
      open.lines.push(...first.lines)
      open = rest.length === 0 ? open : null
    } else {
      open = null
      if (first) rest.unshift(first)
    }
    result.push(...own('header'))
    const last = rest.at(-1)
    const next = bodies[page + 1]?.paragraphs[0]
    if (last?.kind === 'para' && next?.kind === 'para' && runsOn(last, next)) {
      rest.pop()
      result.push(...rest, ...notes, ...own('footer'), last)
      open = last
    } else result.push(...rest, ...notes, ...own('footer'))
  })
  return result
}

function paragraphOf(kind: ParagraphKind, lines: PlacedLine[]): Paragraph {
  const longest = lines.reduce((best, one) => (one.line.text.length > best.line.text.length ? one : best))
  return { kind, lines, size: longest.line.size, bold: lines.every(({ line }) => isBold(line)) }
}

/** The paragraphs of one page without its running heads; notes at its foot apart. */
function bodyOf(
  lines: readonly Line[],
  furniture: ReadonlyMap<Line, Furniture>,
  page: number,
  body: number,
): { paragraphs: Paragraph[]; notes: Paragraph[] } {
  const kept = lines.filter((line) => !furniture.has(line))
  const margins = marginsOf(kept)
  const leadings = leadingsOf(kept)
  const paragraphs: Paragraph[] = []
  let current: PlacedLine[] = []
  const finish = () => {
    if (current.length > 0) paragraphs.push(paragraphOf('para', current))
    current = []
  }
  for (const line of kept) {
    const previous = current.at(-1)?.line
    if (previous && isBreak(current, line, margins, leadings)) finish()
    current.push({ line, page })
  }
  finish()
  for (const paragraph of paragraphs) markItem(paragraph)
  return withoutNotes(paragraphs, body)
}

/** The margin that lines reach on the right, by column: the furthest one that several lines share. */
function marginsOf(lines: readonly Line[]): Map<string, number> {
  const ends = new Map<string, { x1: number; size: number }[]>()
  for (const { x1, size, ...line } of lines) {
    const key = columnOf(line)
    const list = ends.get(key) ?? []
    list.push({ x1, size })
    ends.set(key, list)
  }
  const margins = new Map<string, number>()
  for (const [key, list] of ends) {
    list.sort((a, b) => b.x1 - a.x1)
    const share = Math.max(1, Math.floor(list.length / 10))
    const shared = list.find(({ x1, size }, index) => {
      const other = list[index + share]
      return other !== undefined && x1 - other.x1 < 0.6 * size
    })
    margins.set(key, (shared ?? list[Math.floor(list.length / 20)])?.x1 ?? 0)
  }
  return margins
}

const columnOf = (line: Pick<Line, 'left' | 'right' | 'angle'>) =>
  `${Math.round(line.left)} ${Math.round(line.right)} ${line.angle.toFixed(2)}`

/** Usual distance of two lines by letter height, in letter heights. */
function leadingsOf(lines: readonly Line[]): Map<number, number> {
  const gaps = new Map<number, number[]>()
  for (let index = 1; index < lines.length; index += 1) {
    const [a, b] = [lines[index - 1], lines[index]]
    if (!a || !b || columnOf(a) !== columnOf(b) || !sameSize(a.size, b.size)) continue
    const gap = (b.y - a.y) / b.size
    if (gap <= 0.5 || gap > 3) continue
    const key = Math.round(b.size)
    const list = gaps.get(key) ?? []
    list.push(gap)
    gaps.set(key, list)
  }
  const leadings = new Map<number, number>()
  for (const [key, list] of gaps) {
    list.sort((a, b) => a - b)
    // The lower quarter: where every line is a paragraph, the median would be the distance of paragraphs.
    leadings.set(key, list[Math.floor(list.length / 4)] ?? 1.2)
  }
  return leadings
}

function isBreak(
  current: readonly PlacedLine[],
  line: Line,
  margins: ReadonlyMap<string, number>,
  leadings: ReadonlyMap<number, number>,
): boolean {
  const previous = current.at(-1)?.line
  const first = current[0]?.line
  if (!previous || !first) return true
  if (previous.angle !== line.angle || !sameSize(previous.size, line.size)) return true
  if (isBold(first) !== isBold(line)) {
    // A bold beginning of a paragraph is no heading; a whole bold line above plain ones is.
    if (isBold(previous) !== isBold(line)) return true
  }
  if (bullets.test(line.text) || leaders.test(previous.text)) return true
  if (previous.isTabular && line.isTabular) return true
  const em = line.size
  if (columnOf(previous) !== columnOf(line)) return !continues(previous, line, em)
  const gap = (line.y - previous.y) / em
  if (gap < 0) return !continues(previous, line, em)
  const usual = leadings.get(Math.round(em)) ?? 1.2
  if (gap > Math.max(usual * 1.25, usual + 0.2)) return true
  // Large letters are headings, which are set in short lines.
  const margin = margins.get(columnOf(line)) ?? line.right
  const word = line.words[0]
  const needed = (word ? word.x1 - word.x0 : 0) + 0.3 * em
  const isDivided = /\p{L}[-\u00ad\u2010]$/u.test(previous.text) && /^\p{Ll}/u.test(line.text)
  const isShort = !isDivided && margin - previous.x1 > needed + 0.5 * em
  const shift = (line.x0 - previous.x0) / em
  const centred = Math.abs(line.x0 + line.x1 - (previous.x0 + previous.x1)) < em && Math.abs(shift) > 0.5
  if (isShort && !centred) return true
  if (centred && isShort) return current.length > 3
  // An indented line begins a paragraph, unless all lines but the first are indented.
  if (shift > 0.7 && current.length >= 2) return true
  if (shift > 0.7 && current.length === 1) return !hangs(previous, line, margin, em)
  return shift < -0.7 && current.length >= 2
}

/** True where the second line of a paragraph is indented: a list of works, an item after its number. */
function hangs(previous: Line, line: Line, margin: number, em: number): boolean {
  if (margin - previous.x1 > 3 * em) return false
  return /^\S{1,4}[.)\]]?\s/.test(previous.text) || /^\p{Ll}/u.test(line.text)
}

const isEnd = (text: string) => /[.!?:;…]["'”’»“)\]]*$/u.test(text)

/** True where a line at the top of another column or page goes on with the sentence of the one before. */
function continues(previous: Line, line: Line, em: number): boolean {
  if (!sameSize(previous.size, line.size) || isBold(previous) !== isBold(line)) return false
  if (/[-\u00ad\u2010]$/.test(previous.text) && /^\p{Ll}/u.test(line.text)) return true
  // From a text over the whole page into a column there is no way.
  const [before, after] = [previous.right - previous.left, line.right - line.left]
  if (Math.abs(before - after) > 0.2 * Math.max(before, after)) return false
  const isFull = previous.right - previous.x1 < 2.5 * em
  if (!isEnd(previous.text) && /^[\p{Ll},]/u.test(line.text)) return true
  const indented = line.x0 - line.left > 0.7 * em
  return isFull && !isEnd(previous.text) && !indented && previous.text.length > 20
}

function runsOn(before: Paragraph, after: Paragraph): boolean {
  const previous = before.lines.at(-1)?.line
  const line = after.lines[0]?.line
  if (!previous || !line || before.kind !== 'para' || after.kind !== 'para') return false
  return previous.angle === line.angle && continues(previous, line, line.size)
}

/** Takes the sign of a list item off its text; it stays in the file. */
function markItem(paragraph: Paragraph): void {
  const first = paragraph.lines[0]
  const sign = first && bullets.exec(first.line.text)
  if (!first || !sign || sign[0].length === first.line.text.length) return
  paragraph.kind = 'listItem'
  paragraph.marker = sign[0].trim()
  first.line = withoutStart(first.line, sign[0].length)
}

function withoutStart(line: Line, length: number): Line {
  const move = <T extends { start: number; end: number }>(range: T): T => ({
    ...range,
    start: Math.max(0, range.start - length),
    end: Math.max(0, range.end - length),
  })
  return {
    ...line,
    text: line.text.slice(length),
    words: line.words.map(move).filter(({ start, end }) => end > start),
    styles: line.styles.map(move).filter(({ start, end }) => end > start),
  }
}

/** True for a paragraph that begins with a raised number, or a sign of notes. */
function isNote({ lines }: Paragraph): boolean {
  const line = lines[0]?.line
  if (!line) return false
  const isRaised = line.styles.some(({ kind, start }) => kind === 'sup' && start === 0)
  if (isRaised && /^\p{N}{1,3}(?!\p{N})/u.test(line.text)) return true
  return /^(?:\d{1,3}(?=\p{L})|[*∗†‡§]+ ?(?=\p{L}))/u.test(line.text)
}

/** Small text at the foot of a page that begins with a number or a star is notes, and so is what follows it. */
function withoutNotes(paragraphs: Paragraph[], body: number): { paragraphs: Paragraph[]; notes: Paragraph[] } {
  let first = paragraphs.length
  for (let index = paragraphs.length - 1; index >= 0; index -= 1) {
    const paragraph = paragraphs[index]
    if (!paragraph || paragraph.size > 0.93 * body || paragraph.kind !== 'para') break
    if (isNote(paragraph)) first = index
  }
  // A page that has nothing else is no page of notes.
  if (first === 0) return { paragraphs, notes: [] }
  const notes = paragraphs.slice(first).map((note): Paragraph => ({ ...note, kind: 'note' }))
  return { paragraphs: paragraphs.slice(0, first), notes }
}
