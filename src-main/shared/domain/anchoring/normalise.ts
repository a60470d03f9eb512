/** A text as it is compared, with the way back to the original offsets (annotation.md section 3, step 2). */
import {
  DIVIDER,
  DROP,
  EXPAND,
  foldPair,
  type FoldTable,
  foldTable,
  HARD_SIGN,
  LETTER,
  PAIR,
  SPACE,
  UPPER,
  WORD,
} from './fold-table'
import { graphemeAfter, graphemeBefore } from './graphemes'

export interface NormalText {
  /** The original. */
  readonly text: string
  /** Folded UTF-16 code units. */
  readonly codes: Uint16Array
  /** UTF-16 offset in `text` of each folded unit; never decreasing. */
  readonly from: Int32Array
  readonly length: number
}

/**
 * Folds case, quotation marks, dashes, long s, ligatures, diacritics and historical letters; makes runs of white space
 * one space; joins words that were divided at the end of a line, in every script. O(n).
 */
export function normalise(text: string): NormalText {
  const table = foldTable()
  const { fold, classes } = table
  let codes = new Uint16Array(text.length + 16)
  let from = new Int32Array(text.length + 16)
  let length = 0
  let afterSpace = true

  const push = (code: number, at: number) => {
    if (length === codes.length) {
      const size = Math.ceil(length * 1.25) + 16
      const grown = new Uint16Array(size)
      grown.set(codes)
      codes = grown
      const wider = new Int32Array(size)
      wider.set(from)
      from = wider
    }
    codes[length] = code
    from[length] = at
    length += 1
  }

  for (let i = 0; i < text.length; i += 1) {
    const source = text.charCodeAt(i)
    const code = fold[source] ?? 0
    // Nearly all letters: nothing but what they are.
    if (code > 45 && code !== HARD_SIGN && length < codes.length) {
      codes[length] = code
      from[length] = i
      length += 1
      afterSpace = false
    } else if (code > SPACE) {
      if (code === 45 && classes[source] === DIVIDER) {
        const next = wordGoesOn(text, i, table)
        if (next > i) {
          i = next - 1
          continue
        }
      } else if (code === HARD_SIGN && ((classes[text.charCodeAt(i + 1)] ?? 0) & LETTER) === 0) continue
      push(code, i)
      afterSpace = false
    } else if (code === SPACE) {
      if (!afterSpace) push(SPACE, i)
      afterSpace = true
    } else if (code === DROP) {
      if (source === 0xad) i = Math.max(i, wordGoesOn(text, i, table) - 1)
    } else if (code === EXPAND) {
      for (const one of table.expansionOf(source)) push(one, i)
      afterSpace = false
    } else if (code === PAIR) {
      const point = text.codePointAt(i) ?? source
      if (point === source) push(source, i)
      else {
        for (const one of foldPair(point)) push(one, i)
        i += 1
      }
      afterSpace = false
    }
  }
  return { text, codes: codes.subarray(0, length), from: from.subarray(0, length), length }
}

/**
 * Offset at which a word goes on in the next line after a dividing sign at `i`, or -1 where that is no divided word. It
 * goes on with a letter that is no capital, or is a word in capitals before and after.
 */
function wordGoesOn(text: string, i: number, { fold, classes }: FoldTable): number {
  const classAt = (offset: number) => classes[text.charCodeAt(offset)] ?? 0
  if (i === 0 || (classAt(i - 1) & LETTER) === 0) return -1
  let next = i + 1
  let hasBreak = false
  while (next < text.length && fold[text.charCodeAt(next)] === SPACE) {
    const code = text.charCodeAt(next)
    if (code === 10 || code === 13 || code === 12 || code === 0x85 || code === 0x2028 || code === 0x2029)
      hasBreak = true
    next += 1
  }
  if (!hasBreak || next >= text.length || (classAt(next) & LETTER) === 0) return -1
  if ((classAt(next) & UPPER) === 0) return next
  const isCapitals = (classAt(i - 1) & UPPER) !== 0 && i > 1 && (classAt(i - 2) & UPPER) !== 0
  return isCapitals && (classAt(next + 1) & UPPER) !== 0 ? next : -1
}

/** Number of the first folded unit whose original is at or after `offset`; `length` where there is none. O(log n). */
export function unitAt({ from, length }: NormalText, offset: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((from[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Original range of the folded units `[start, end)`, not empty, widened to whole graphemes. */
export function originalRange(normal: NormalText, start: number, end: number): { start: number; end: number } {
  const { text, from, length } = normal
  const first = from[start] ?? text.length
  const last = from[end - 1] ?? first
  let to = last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1)
  const limit = end < length ? (from[end] ?? text.length) : text.length
  // The silent hard sign belongs to its word.
  while (to < limit && /[ъЪ]/.test(text.charAt(to))) to += 1
  return { start: graphemeBefore(text, first), end: graphemeAfter(text, Math.max(first + 1, to)) }
}

/** True where a word begins or ends between folded units `at - 1` and `at`. */
export function isWordEdge({ codes, length }: NormalText, at: number): boolean {
  if (at <= 0 || at >= length) return true
  const { classes } = foldTable()
  const before = (classes[codes[at - 1] ?? 0] ?? 0) & WORD
  const after = (classes[codes[at] ?? 0] ?? 0) & WORD
  return (before === 0) !== (after === 0)
}
