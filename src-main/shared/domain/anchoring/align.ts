/**
 * Approximate matching of a short pattern in a stretch of text with free ends in the text, and the way back through it.
 * Bit-parallel: G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming",
 * JACM 46(3), 1999; blocks and the traceback from stored vertical vectors after H. Hyyrö, "A bit-vector algorithm for
 * computing Levenshtein and Damerau edit distances", 2003.
 */

/** Where the marked part of the pattern lies in the text, and the errors in and beside it. */
export interface Aligned {
  /** Units of the text, half-open. Letters put in at a border of the part belong to neither. */
  start: number
  end: number
  errors: number
  errorsBefore: number
  errorsAfter: number
}

const BITS = 32

/** Working memory, grown as needed; one search runs at a time. */
const slots = new Int32Array(65536)
let equal = new Int32Array(1 << 12)
let up = new Int32Array(1 << 12)
let down = new Int32Array(1 << 12)

/**
 * Aligns `pattern[from, to)` with some stretch of `text[textFrom, textTo)` at the least number of edits and tells where
 * `[start, end)` of the pattern lies. Null when more than `most` edits are needed. O(n m / 32).
 */
export function alignWithin(
  pattern: Uint16Array,
  from: number,
  to: number,
  start: number,
  end: number,
  text: Uint16Array,
  textFrom: number,
  textTo: number,
  most: number,
): Aligned | null {
  const rows = to - from
  const columns = textTo - textFrom
  if (rows <= 0 || columns <= 0) return null
  const blocks = Math.ceil(rows / BITS)
  if (up.length < (columns + 1) * blocks) {
    up = new Int32Array((columns + 1) * blocks * 2)
    down = new Int32Array((columns + 1) * blocks * 2)
  }
  // Slot 0 is that of letters which the pattern has not.
  if (equal.length < (rows + 1) * blocks) equal = new Int32Array((rows + 1) * blocks * 2)
  equal.fill(0, 0, blocks)
  let used = 0
  for (let i = 0; i < rows; i += 1) {
    const code = pattern[from + i] ?? 0
    let slot = slots[code] ?? 0
    if (slot === 0) {
      used += 1
      slot = used
      slots[code] = slot
      equal.fill(0, slot * blocks, (slot + 1) * blocks)
    }
    const word = slot * blocks + (i >> 5)
    equal[word] = (equal[word] ?? 0) | (1 << (i & 31))
  }

  const lastBit = (rows - 1) & 31
  up.fill(-1, 0, blocks)
  down.fill(0, 0, blocks)
  let score = rows
  let best = rows
  let bestColumn = 0
  for (let j = 1; j <= columns; j += 1) {
    const slot = (slots[text[textFrom + j - 1] ?? 0] ?? 0) * blocks
    const row = j * blocks
    let carryUp = 0
    let carryDown = 0
    for (let w = 0; w < blocks; w += 1) {
      const vp = up[row - blocks + w] ?? 0
      const vn = down[row - blocks + w] ?? 0
      let eq = equal[slot + w] ?? 0
      const xv = eq | vn
      eq |= carryDown
      const xh = ((((eq & vp) + vp) | 0) ^ vp) | eq
      let hp = vn | ~(xh | vp)
      let hn = vp & xh
      if (w === blocks - 1) score += ((hp >>> lastBit) & 1) - ((hn >>> lastBit) & 1)
      const outUp = hp >>> 31
      const outDown = hn >>> 31
      hp = (hp << 1) | carryUp
      hn = (hn << 1) | carryDown
      up[row + w] = hn | ~(xv | hp)
      down[row + w] = hp & xv
      carryUp = outUp
      carryDown = outDown
    }
    if (score < best) {
      best = score
      bestColumn = j
    }
  }
  for (let i = from; i < to; i += 1) slots[pattern[i] ?? 0] = 0
  if (best > most) return null
  return traceBack(pattern, from, rows, blocks, start - from, end - from, text, textFrom, best, bestColumn)
}

function traceBack(
  pattern: Uint16Array,
  from: number,
  rows: number,
  blocks: number,
  startRow: number,
  endRow: number,
  text: Uint16Array,
  textFrom: number,
  total: number,
  bestColumn: number,
): Aligned {
  let i = rows
  let j = bestColumn
  let distance = total
  let startColumn = -1
  let endColumn = 0
  let errorsToStart = 0
  let errorsToEnd = total
  for (;;) {
    if (i === endRow) {
      // The leftmost column of this row: what was put in behind the part stays outside.
      endColumn = j
      errorsToEnd = distance
    }
    if (i === startRow && startColumn < 0) {
      // The rightmost one: what was put in before it stays outside, too.
      startColumn = j
      errorsToStart = distance
    }
    if (i === 0) break
    const word = (i - 1) >> 5
    const bit = (i - 1) & 31
    if (j === 0 || (((up[j * blocks + word] ?? 0) >>> bit) & 1) === 1) {
      i -= 1
      distance -= 1
      continue
    }
    j -= 1
    if ((((down[j * blocks + word] ?? 0) >>> bit) & 1) === 1) {
      distance -= 1
      continue
    }
    i -= 1
    if (pattern[from + i] !== text[textFrom + j]) distance -= 1
  }
  return {
    start: textFrom + startColumn,
    end: textFrom + endColumn,
    errors: errorsToEnd - errorsToStart,
    errorsBefore: errorsToStart,
    errorsAfter: total - errorsToEnd,
  }
}
