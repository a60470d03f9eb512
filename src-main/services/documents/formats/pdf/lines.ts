/** Lines of a region with their words: which letters stand together, where white space is, what is raised. */
import type { Chunk } from './chunks'
import type { PlacedGlyph } from './frames'
import { composeAccents, inReadingOrder } from './writing'
import type { Region } from './columns'

export type Style = 'bold' | 'italic' | 'sup' | 'sub'

export interface Word {
  /** Range in the text of the line. */
  start: number
  end: number
  /** Along the line. */
  x0: number
  x1: number
}

export interface Line {
  text: string
  words: Word[]
  styles: { kind: Style; start: number; end: number }[]
  /** Ends along the line, baseline and edges across it, in the frame. */
  x0: number
  x1: number
  y: number
  top: number
  bottom: number
  /** Letter height that most of the line has. */
  size: number
  /** Direction of the frame in radians. */
  angle: number
  /** Margins of the column. */
  left: number
  right: number
  /** White space as wide as between the cells of a table stands in it. */
  isTabular: boolean
  /** Said by the file: no part of the text. */
  artifact: boolean
}

/** A gap is white space from this many letter heights more than the usual gap of its line. */
const wordGap = 0.14

/** Letters that are raised or lowered by this part of the line's letter height stand above or below. */
const raised = 0.12

/** Words this many letter heights apart stand in different cells. */
const cellGap = 2

const isLetter = /\p{L}/u

interface Draft {
  chunks: Chunk[]
  main: Chunk
}

/** The lines of a region from above; letters of one line are in reading order. */
export function linesOf(region: Region, angle: number): Line[] {
  const sorted = [...region.chunks].sort((a, b) => a.y - b.y || a.x0 - b.x0)
  const typical = median(sorted.map(({ size }) => size))
  const drafts: Draft[] = []
  // Full-size text first: small raised letters then join the line that they belong to.
  for (const chunk of sorted.filter(({ size }) => size >= 0.8 * typical)) place(drafts, chunk)
  for (const chunk of sorted.filter(({ size }) => size < 0.8 * typical)) place(drafts, chunk)
  return drafts
    .sort((a, b) => a.main.y - b.main.y || a.main.x0 - b.main.x0)
    .map((draft) => lineOf(draft, region, angle))
    .filter((line): line is Line => line !== null)
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}

/** Adds a chunk to the line that it shares most of its height with, or begins one. */
function place(drafts: Draft[], chunk: Chunk): void {
  let best: Draft | null = null
  let nearest = Infinity
  for (const draft of drafts) {
    const { main } = draft
    const away = Math.abs(chunk.y - main.y)
    if (away > main.size || away >= nearest) continue
    const shared = Math.min(chunk.y + 0.2 * chunk.size, main.y + 0.2 * main.size)
    const height = shared - Math.max(chunk.y - 0.8 * chunk.size, main.y - 0.8 * main.size)
    if (height < 0.5 * Math.min(chunk.size, main.size)) continue
    if (away > 0.25 * Math.max(chunk.size, main.size) && chunk.size > 0.85 * main.size) continue
    // Single letters are drawn into each other (the name of TeX), whole words are not.
    if (covered(draft, chunk) > (chunk.glyphs.length < 3 ? 1.1 : 0.4) * width(chunk)) continue
    best = draft
    nearest = away
  }
  if (!best) drafts.push({ chunks: [chunk], main: chunk })
  else {
    best.chunks.push(chunk)
    if (chunk.size >= 0.85 * best.main.size && width(chunk) > width(best.main)) best.main = chunk
  }
}

const width = (chunk: Chunk) => chunk.x1 - chunk.x0

/** How much of the width of a chunk letters of the line stand on already; raised letters fill gaps between others. */
function covered(draft: Draft, chunk: Chunk): number {
  let sum = 0
  for (const { glyphs, x0, x1 } of draft.chunks) {
    if (x1 <= chunk.x0 || x0 >= chunk.x1) continue
    for (const { text, x, width: wide } of glyphs) {
      if (text.trim() !== '') sum += Math.max(0, Math.min(x + wide, chunk.x1) - Math.max(x, chunk.x0))
    }
  }
  return sum
}

function lineOf({ chunks, main }: Draft, region: Region, angle: number): Line | null {
  const all = chunks.flatMap((chunk) => chunk.glyphs)
  const glyphs = inReadingOrder(composeAccents(withoutDoubles(all)))
  const size = sizeOf(glyphs.letters)
  const y = main.y
  const words: Word[] = []
  const styles: Line['styles'] = []
  const pieces: string[] = []
  let length = 0
  let space = false
  let previous: PlacedGlyph | null = null
  let word: Word | null = null
  const usual = usualGap(glyphs.letters, size)

  for (const glyph of glyphs.letters) {
    if (/^\s*$/.test(glyph.text)) {
      space = true
      continue
    }
    if (previous && !space) space = gapBetween(previous, glyph) > (usual + wordGap) * size
    if (space && length > 0) {
      pieces.push(' ')
      length += 1
      word = null
    }
    space = false
    if (!word) {
      word = { start: length, end: length, x0: glyph.x, x1: glyph.x + glyph.width }
      words.push(word)
    }
    const start = length
    pieces.push(glyph.text)
    length += glyph.text.length
    word.end = length
    word.x0 = Math.min(word.x0, glyph.x)
    word.x1 = Math.max(word.x1, glyph.x + glyph.width)
    for (const kind of stylesOf(glyph, size, y)) extend(styles, kind, start, length)
    previous = glyph
  }
  if (length === 0) return null
  const { ascent, descent } = (previous ?? main.glyphs[0])?.glyph.font ?? { ascent: 0.8, descent: -0.2 }
  return {
    text: pieces.join(''),
    words,
    styles,
    x0: Math.min(...words.map(({ x0 }) => x0)),
    x1: Math.max(...words.map(({ x1 }) => x1)),
    y,
    top: y - ascent * size,
    bottom: y - descent * size,
    size,
    angle,
    left: region.left,
    right: region.right,
    isTabular: words.some(({ x0 }, index) => x0 - (words[index - 1]?.x1 ?? x0) > cellGap * size),
    artifact: main.artifact,
  }
}

/** Boldness is often drawn by writing twice, a hair apart: the second letter is left out. */
function withoutDoubles(glyphs: readonly PlacedGlyph[]): PlacedGlyph[] {
  const sorted = [...glyphs].sort((a, b) => a.x - b.x)
  return sorted.filter((glyph, index) => {
    for (let before = index - 1; before >= 0; before -= 1) {
      const other = sorted[before]
      if (!other || glyph.x - other.x > 0.25 * glyph.width) return true
      if (other.text === glyph.text && Math.abs(other.y - glyph.y) < 0.1 * glyph.size && glyph.width > 0) return false
    }
    return true
  })
}

/** The letter height that most letters have. */
function sizeOf(glyphs: readonly PlacedGlyph[]): number {
  const counts = new Map<number, number>()
  for (const { text, size } of glyphs) {
    const rounded = Math.round(size * 10) / 10
    if (text.trim() !== '') counts.set(rounded, (counts.get(rounded) ?? 0) + text.length)
  }
  let best = 0
  let most = 0
  for (const [size, count] of counts) {
    if (count > most || (count === most && size > best)) {
      best = size
      most = count
    }
  }
  return best
}

const gapBetween = (a: PlacedGlyph, b: PlacedGlyph) => Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width))

/** The gap that neighbouring letters keep, in letter heights: more than 0 where a line is letter-spaced. */
function usualGap(glyphs: readonly PlacedGlyph[], size: number): number {
  const gaps: number[] = []
  for (let index = 1; index < glyphs.length; index += 1) {
    const [a, b] = [glyphs[index - 1], glyphs[index]]
    if (a && b && isLetter.test(a.text) && isLetter.test(b.text)) gaps.push(gapBetween(a, b) / size)
  }
  if (gaps.length < 4) return 0
  gaps.sort((a, b) => a - b)
  // The lower third: words of one or two letters have as many gaps between them as inside them.
  return Math.max(0, Math.min(0.5, gaps[Math.floor(gaps.length / 3)] ?? 0))
}

function stylesOf({ glyph, size, y }: PlacedGlyph, lineSize: number, lineY: number): Style[] {
  const found: Style[] = []
  if (glyph.font.bold) found.push('bold')
  if (glyph.font.italic) found.push('italic')
  if (size < 0.85 * lineSize) {
    if (lineY - y > raised * lineSize) found.push('sup')
    else if (y - lineY > raised * lineSize) found.push('sub')
  }
  return found
}

/** Lengthens the last range of a style when it ends here, over a space at most. */
function extend(styles: Line['styles'], kind: Style, start: number, end: number): void {
  const last = styles.findLast((one) => one.kind === kind)
  if (last && start - last.end <= 1) last.end = end
  else styles.push({ kind, start, end })
}
