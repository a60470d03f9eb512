/** A passage aligned near one place of the other edition, and whether that is good enough to be it. */
import { alignWithin } from './align'
import { isWordEdge, type NormalText } from './normalise'

/** A stretch of a folded text that is looked for, with the context that may be used. */
export interface Passage {
  readonly text: NormalText
  readonly start: number
  readonly end: number
  /** Units on each side that are aligned with it. */
  readonly context: number
}

/** Where a passage may stand in the other edition; likenesses from 0 to 1. */
export interface Found {
  start: number
  end: number
  /** Of the words themselves. */
  quote: number
  /** Of the context before and after; null at the border of the text. */
  before: number | null
  after: number | null
  /** Edits in all, passage and context. */
  errors: number
}

/** Context that is aligned with a passage, in units. */
export const CONTEXT = 32
/** How far the place may lie from the diagonal that won the votes. */
export const SLACK = 36
/** Longest passage that is aligned at once. */
export const LONGEST = 200

/** Aligns the passage `diagonal` units further in `now`, give or take `slack`; null where nothing is like it there. */
export function locate(passage: Passage, now: NormalText, diagonal: number, slack = SLACK): Found | null {
  const { text, start, end, context } = passage
  const from = Math.max(0, start - context)
  const to = Math.min(text.length, end + context)
  const textFrom = Math.max(0, from + diagonal - slack)
  const textTo = Math.min(now.length, to + diagonal + slack)
  const most = Math.ceil((to - from) * 0.55)
  const found = alignWithin(text.codes, from, to, start, end, now.codes, textFrom, textTo, most)
  if (!found || found.end <= found.start) return null
  const likeness = (errors: number, units: number) => (units > 0 ? Math.max(0, 1 - errors / units) : null)
  const units = end - start
  const result: Found = {
    start: found.start,
    end: found.end,
    // Letters put in count as well: a word in the place of a letter is not half of it.
    quote: Math.max(0, 1 - found.errors / Math.max(units, found.end - found.start)),
    before: likeness(found.errorsBefore, start - from),
    after: likeness(found.errorsAfter, to - end),
    errors: found.errorsBefore + found.errors + found.errorsAfter,
  }
  snap(passage, now, result)
  return result
}

/** How far an end is moved to the border of a word, in units. */
const SNAP = 3

/** Whole words stay whole: an error at the border of a word does not leave a letter outside. */
function snap({ text, start, end }: Passage, now: NormalText, found: Found): void {
  if (isWordEdge(text, start)) found.start = nearestEdge(now, found.start, 0, found.end - 1)
  if (isWordEdge(text, end)) found.end = nearestEdge(now, found.end, found.start + 1, now.length)
}

function nearestEdge(now: NormalText, at: number, least: number, most: number): number {
  if (isWordEdge(now, at)) return at
  for (let distance = 1; distance <= SNAP; distance += 1) {
    if (at - distance >= least && isWordEdge(now, at - distance)) return at - distance
    if (at + distance <= most && isWordEdge(now, at + distance)) return at + distance
  }
  return at
}

/**
 * Score floor: the shorter the passage, the more its context must agree (annotation.md section 3, step 7). `survival` is
 * the share of grams that the changes of this edition left whole: the less noise, the more must be left of a passage.
 */
export function isGoodEnough({ quote, before, after }: Found, units: number, survival = 0.5): boolean {
  const context = Math.max(before ?? 0, after ?? 0)
  const both = (before ?? after ?? 0) + (after ?? before ?? 0)
  const floor = survival > 0.7 ? 0.66 : 0.6
  if (units >= 20) return quote >= floor && (quote >= 0.8 || context >= 0.5)
  return quote >= (units < 6 ? 0.5 : 0.6) && context >= 0.6 && both >= (quote >= 0.7 ? 1 : 1.4)
}

/** Something that is worth a look of the reader, though nobody knows. */
export function isWorthShowing({ quote, before, after }: Found): boolean {
  return quote >= 0.8 || (quote >= 0.5 && Math.max(before ?? 0, after ?? 0) >= 0.4)
}
