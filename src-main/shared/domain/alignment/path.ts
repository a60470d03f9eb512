/** The best way through the rows of placed panes and the passages of a new one: dynamic programming. */
import type { Span } from './likeness'

export interface Step {
  rows: Span
  passages: Span
}

export interface PathOptions {
  /** What joining passages with rows gains; -Infinity where they must not be joined. */
  gain(rows: Span, passages: Span): number
  /** Gain of a row or passage without partner: 0 or less. */
  alone: number
  /** Hears how far the work is, by row. */
  row(at: number): void
}

/** Shapes of a step: rows taken, passages taken. */
const SHAPES: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 0],
  [0, 1],
  [1, 2],
  [2, 1],
  [1, 3],
  [3, 1],
]
/** Cells of one dynamic programme at most; beyond, both sides are cut where they are most alike. */
const MAX_CELLS = 6_000_000

/** Passages tried as the place of a cut. */
const CUT_ROWS = 40

/** Steps through both spans, in order; every row and passage is in exactly one. */
export function bestPath(rows: Span, passages: Span, options: PathOptions): Step[] {
  const n = rows[1] - rows[0]
  const m = passages[1] - passages[0]
  if (n < 2 || m < 2 || (n + 1) * (m + 1) <= MAX_CELLS) return table(rows, passages, options)
  const [row, passage] = cut(rows, passages, options)
  return [
    ...bestPath([rows[0], row], [passages[0], passage], options),
    ...bestPath([row, rows[1]], [passage, passages[1]], options),
  ]
}

/** A pair in the middle of the rows that gains most: a sound place to divide the work. */
function cut(rows: Span, passages: Span, { gain }: PathOptions): [row: number, passage: number] {
  const middle = (rows[0] + rows[1]) >> 1
  const share = (middle - rows[0]) / (rows[1] - rows[0])
  let best: [number, number] = [middle, Math.round(passages[0] + share * (passages[1] - passages[0]))]
  let bestGain = 0
  for (let row = Math.max(rows[0] + 1, middle - CUT_ROWS); row < Math.min(rows[1], middle + CUT_ROWS); row += 1) {
    for (let passage = passages[0] + 1; passage < passages[1]; passage += 1) {
      const value = gain([row, row + 1], [passage, passage + 1])
      if (value > bestGain) {
        bestGain = value
        best = [row, passage]
      }
    }
  }
  return best
}

/** The best path of a part that fits into one table. */
function table([rowFrom, rowTo]: Span, [from, to]: Span, { gain, alone, row }: PathOptions): Step[] {
  const n = rowTo - rowFrom
  const m = to - from
  const width = m + 1
  const best = new Float64Array((n + 1) * width).fill(-Infinity)
  const how = new Int8Array((n + 1) * width).fill(-1)
  best[0] = 0
  for (let i = 0; i <= n; i += 1) {
    row(rowFrom + i)
    for (let j = 0; j <= m; j += 1) {
      const cell = i * width + j
      for (let shape = 0; shape < SHAPES.length; shape += 1) {
        const [x, y] = SHAPES[shape] ?? [1, 1]
        if (x > i || y > j) continue
        const before = best[cell - x * width - y] ?? -Infinity
        if (before === -Infinity) continue
        const value =
          before + (x === 0 || y === 0 ? alone : gain([rowFrom + i - x, rowFrom + i], [from + j - y, from + j]))
        if (value > (best[cell] ?? -Infinity)) {
          best[cell] = value
          how[cell] = shape
        }
      }
    }
  }
  const steps: Step[] = []
  for (let i = n, j = m; i > 0 || j > 0;) {
    const [x, y] = SHAPES[how[i * width + j] ?? 0] ?? [1, 1]
    steps.push({ rows: [rowFrom + i - x, rowFrom + i], passages: [from + j - y, from + j] })
    i -= x
    j -= y
  }
  return steps.reverse()
}
