/** Columns of a collation, and aligning one more witness with them. */
import { isLightWord, type Words } from '../diff'

/** One column: for each witness the index of its token here, or -1. At least one witness has a token. */
export type Column = number[]

/** Cells of one dynamic programme at most; a larger gap between anchors stays unmatched. */
const MAX_CELLS = 4_000_000
/** Gain for a second match right after a match: holds runs together. */
const RUN_BONUS = 0.15

/** Words up to which likenesses are kept in a table of all pairs. */
const MAX_TABLE = 1500

/**
 * Likeness of two interned keys: 1 the same, up to 0.5 a near spelling, below 0 different words, which never share a
 * column.
 */
function createLikeness(words: readonly string[]): (a: number, b: number) => number {
  const size = words.length
  const table = size <= MAX_TABLE ? new Float32Array(size * size) : null
  const cache = new Map<number, number>()
  const compute = (x: number, y: number): number => {
    const a = words[x] ?? ''
    const b = words[y] ?? ''
    const longer = Math.max(a.length, b.length)
    if (longer < 4 || Math.abs(a.length - b.length) > longer * 0.4) return -0.3
    const ratio = 1 - editDistance(a, b) / longer
    return ratio >= 0.6 ? ratio * 0.5 : -0.3
  }
  return (a, b) => {
    if (a === b) return 1
    const key = a < b ? a * size + b : b * size + a
    // No likeness is 0, so 0 means not computed yet.
    const known = table ? table[key] : cache.get(key)
    if (known) return known
    const value = compute(a, b)
    if (table) table[key] = value
    else cache.set(key, value)
    return value
  }
}

/** Levenshtein distance in UTF-16 units. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** What aligns witnesses with tables; caches likenesses of words, so one is made for each collation. */
export interface ColumnAligner {
  /** Column of each token of a witness within the ranges given, or -1; increasing. */
  place(columns: readonly Column[], witness: number, tokens: readonly [number, number]): Int32Array
}

export function createAligner(witnesses: readonly Words[]): ColumnAligner {
  const numbers = new Map<string, number>()
  const ids = witnesses.map(({ keys }) =>
    Int32Array.from(keys, (key) => {
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, numbers.size)
      return numbers.size - 1
    }),
  )
  const likeness = createLikeness([...numbers.keys()])
  /** What a match of each token is worth: little for words that are everywhere. */
  const worths = witnesses.map(({ tokens, keys }) =>
    Float32Array.from(tokens, (token, index) => {
      if (token.kind === 'punctuation') return 0.25
      return isLightWord(token, keys[index] ?? '') ? 0.5 : 1 + Math.min(8, token.end - token.start) * 0.05
    }),
  )

  function gain(column: Column, witness: number, token: number): number {
    const own = ids[witness]?.[token] ?? -1
    let sum = 0
    let count = 0
    let best = -1
    for (let index = 0; index < column.length; index += 1) {
      const other = column[index] ?? -1
      if (other === -1 || index === witness) continue
      const value = likeness(ids[index]?.[other] ?? -1, own)
      if (value > best) best = value
      sum += value
      count += 1
    }
    if (count === 0 || best <= 0) return -0.3
    // Mean over the witnesses in the column, but one equal reading is enough to stay in it.
    return Math.max(sum / count, best * 0.6) * (worths[witness]?.[token] ?? 0)
  }

  function place(columns: readonly Column[], witness: number, [from, to]: readonly [number, number]): Int32Array {
    const n = columns.length
    const m = to - from
    const result = new Int32Array(m).fill(-1)
    if (n === 0 || m === 0 || n * m > MAX_CELLS) return result
    const width = m + 1
    // Best sum so far where the last step was a match, and where it was none.
    const matched = new Float32Array((n + 1) * width).fill(-1e9)
    const open = new Float32Array((n + 1) * width)
    /** Bits: 1 open came from the column before, 2 from the token before (else from matched), 4 matched follows a match. */
    const steps = new Uint8Array((n + 1) * width)
    for (let i = 0; i <= n; i += 1) {
      const column = columns[i - 1]
      for (let j = 0; j <= m; j += 1) {
        const cell = i * width + j
        if (i > 0 && j > 0 && column) {
          const value = gain(column, witness, from + j - 1)
          if (value > 0) {
            const diagonal = cell - width - 1
            const follows = (matched[diagonal] ?? 0) + RUN_BONUS
            const starts = open[diagonal] ?? 0
            if (follows > starts) steps[cell] = 4
            matched[cell] = Math.max(follows, starts) + value
          }
        }
        let best = i === 0 && j === 0 ? 0 : -1e9
        let step = 0
        if (i > 0 && (open[cell - width] ?? 0) > best) {
          best = open[cell - width] ?? 0
          step = 1
        }
        if (j > 0 && (open[cell - 1] ?? 0) > best) {
          best = open[cell - 1] ?? 0
          step = 2
        }
        if ((matched[cell] ?? 0) >= best) {
          best = matched[cell] ?? 0
          step = 0
        }
        open[cell] = best
        steps[cell] = (steps[cell] ?? 0) | step
      }
    }
    let i = n
    let j = m
    let isMatch = false
    while (i > 0 || j > 0) {
      const cell = i * width + j
      const step = steps[cell] ?? 0
      if (!isMatch && (step & 3) !== 0) {
        if ((step & 1) !== 0) i -= 1
        else j -= 1
        continue
      }
      result[j - 1] = i - 1
      isMatch = (step & 4) !== 0
      i -= 1
      j -= 1
    }
    return result
  }

  return { place }
}
