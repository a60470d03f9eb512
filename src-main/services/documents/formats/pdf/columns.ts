/** Reading order by geometry: columns are read one after the other, what crosses them before or after. */
import type { Chunk } from './chunks'

/** Chunks that are read together, and the margins that their lines keep. */
export interface Region {
  chunks: Chunk[]
  left: number
  right: number
}

/** A column has at least this many lines, and this many letter heights of width. */
const fewestLines = 3
const narrowest = 8
/** White space between columns in letter heights. */
const gutter = 0.8
/** Columns of running text fill this part of their width; those of a table, which is read across, do not. */
const filled = 0.55

interface Cut {
  x: number
  top: number
  bottom: number
  left: Chunk[]
  right: Chunk[]
  lines: number
}

const height = (chunks: readonly Chunk[]) => {
  const sizes = chunks.map((chunk) => chunk.size).sort((a, b) => a - b)
  return sizes[Math.floor(sizes.length / 2)] ?? 0
}
const leftOf = (chunks: readonly Chunk[]) => chunks.reduce((least, { x0 }) => Math.min(least, x0), Infinity)
const rightOf = (chunks: readonly Chunk[]) => chunks.reduce((most, { x1 }) => Math.max(most, x1), -Infinity)

/** Regions in reading order. `rightToLeft` puts the right one of two columns first. */
export function regionsOf(chunks: readonly Chunk[], rightToLeft: boolean): Region[] {
  if (chunks.length === 0) return []
  return divide([...chunks], leftOf(chunks), rightOf(chunks), rightToLeft, 0)
}

function divide(chunks: Chunk[], left: number, right: number, rightToLeft: boolean, depth: number): Region[] {
  const cut = depth < 12 && chunks.length >= 2 * fewestLines ? bestCut(chunks) : null
  if (!cut) return chunks.length > 0 ? [{ chunks, left, right }] : []
  const above = chunks.filter((chunk) => chunk.y < cut.top)
  const below = chunks.filter((chunk) => chunk.y > cut.bottom)
  const sides = [
    divide(cut.left, left, rightOf(cut.left), rightToLeft, depth + 1),
    divide(cut.right, leftOf(cut.right), right, rightToLeft, depth + 1),
  ]
  if (rightToLeft) sides.reverse()
  return [
    ...divide(above, left, right, rightToLeft, depth + 1),
    ...sides.flat(),
    ...divide(below, left, right, rightToLeft, depth + 1),
  ]
}

/** The gutter with most lines beside it, or null where the chunks are read as they stand. */
function bestCut(chunks: readonly Chunk[]): Cut | null {
  const em = height(chunks)
  if (em <= 0) return null
  const sorted = [...chunks].sort((a, b) => a.y - b.y)
  const left = leftOf(chunks)
  const right = rightOf(chunks)
  let best: Cut | null = null
  let tried = Infinity
  for (const start of new Set(chunks.map((chunk) => Math.round(chunk.x0 - (gutter * em) / 2)))) {
    if (start - left < narrowest * em || right - start < narrowest * em || start === tried) continue
    tried = start
    for (const run of runsBeside(sorted, start)) {
      const cut = cutOf(run, start, em)
      if (cut && (!best || cut.lines > best.lines)) best = cut
    }
  }
  return best
}

/** Stretches of the page, from above, in which nothing crosses `x`. */
function runsBeside(sorted: readonly Chunk[], x: number): Chunk[][] {
  const runs: Chunk[][] = []
  let run: Chunk[] = []
  let crossing = -Infinity
  for (const chunk of sorted) {
    if (chunk.x0 < x && chunk.x1 > x) {
      runs.push(run)
      run = []
      crossing = chunk.y
    } else if (chunk.y - crossing > 0.3 * chunk.size) run.push(chunk)
  }
  runs.push(run)
  return runs
}

function cutOf(run: readonly Chunk[], x: number, em: number): Cut | null {
  const left = run.filter((chunk) => chunk.x1 <= x)
  const right = run.filter((chunk) => chunk.x0 >= x)
  const lines = Math.min(countLines(left), countLines(right))
  if (lines < fewestLines) return null
  if (leftOf(right) - rightOf(left) < gutter * em) return null
  if (!isText(left, em) || !isText(right, em)) return null
  const [leftTop, leftBottom] = extent(left)
  const [rightTop, rightBottom] = extent(right)
  const shared = Math.min(leftBottom, rightBottom) - Math.max(leftTop, rightTop)
  if (shared < 0.5 * Math.min(leftBottom - leftTop, rightBottom - rightTop)) return null
  return {
    x,
    top: Math.min(leftTop, rightTop),
    bottom: Math.max(leftBottom, rightBottom),
    left,
    right,
    lines,
  }
}

function extent(chunks: readonly Chunk[]): [number, number] {
  return [chunks[0]?.y ?? 0, chunks.at(-1)?.y ?? 0]
}

/** Lines of chunks that are sorted by their baselines. */
function linesOf(chunks: readonly Chunk[]): { x0: number; x1: number; y: number }[] {
  const lines: { x0: number; x1: number; y: number }[] = []
  for (const { x0, x1, y, size } of chunks) {
    const last = lines.at(-1)
    if (last && y - last.y < 0.5 * size) {
      last.x0 = Math.min(last.x0, x0)
      last.x1 = Math.max(last.x1, x1)
    } else lines.push({ x0, x1, y })
  }
  return lines
}

const countLines = (chunks: readonly Chunk[]) => linesOf(chunks).length

/** True for running text: its lines fill the column, and are not lists of figures. */
function isText(chunks: readonly Chunk[], em: number): boolean {
  const width = rightOf(chunks) - leftOf(chunks)
  if (width < narrowest * em) return false
  const lines = linesOf(chunks)
  const widths = lines.map(({ x0, x1 }) => x1 - x0).sort((a, b) => a - b)
  if ((widths[Math.floor(widths.length / 2)] ?? 0) < filled * width) return false
  const pieces = chunks.length / lines.length
  return pieces < 2.5
}
