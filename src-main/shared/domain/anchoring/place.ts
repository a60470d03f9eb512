/** Places all notes of a document in a new edition of it (annotation.md section 3). */
import { type EditionIndex, indexEdition } from './gram-index'
import { graphemeAfter, graphemeBefore, isGraphemeBoundary } from './graphemes'
import { CONTEXT, isWorthShowing, LONGEST, type Passage } from './locate'
import { searchLong } from './long'
import { type NormalText, normalise, originalRange, unitAt } from './normalise'
import type { Placement } from './placement'
import { type Editions, search } from './search'
import { buildSkeleton, expect, increasing } from './skeleton'

/** What a note keeps of its passage: `TextTarget` has all of it. Offsets are true for the old edition. */
export interface Quote {
  readonly start: number
  readonly end: number
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
}

export interface PlaceOptions {
  /** The edition on which the notes were made; without it only quote and context are used, which is weaker. */
  old: string | null
  /** The edition in which they are to be found. */
  now: string
  /** Told some hundred times at most. */
  onProgress?(done: number, total: number): void
}

const orphan: Placement = { state: 'orphan', start: null, end: null, score: 0, method: 'none', candidates: [] }

/** Candidates that are shown. */
const SHOWN = 5
/** Context of a note that is used where its edition is not there, on each side. */
const KEPT_CONTEXT = 64
/** How far behind the text around it a place may be without having been moved, in units. */
const MOVED_SLACK = 64

/** The editions indexed, and kept for the next notes. */
export interface Placer {
  place(quotes: readonly Quote[], onProgress?: PlaceOptions['onProgress']): Placement[]
}

/**
 * Finds each quote in the new edition: `anchored`, `moved` (placed safely, out of order with its neighbours), `review`
 * (candidates, none certain) or `orphan`, in the order of `quotes`; never a guess. Ends lie on grapheme boundaries. Pure
 * and deterministic; for any text and any offsets. Indexing takes O(n) once, a quote some microseconds.
 */
export function placeQuotes(quotes: readonly Quote[], { old, now, onProgress }: PlaceOptions): Placement[] {
  return createPlacer(old, now).place(quotes, onProgress)
}

export function createPlacer(oldText: string | null, nowText: string): Placer {
  let editions: Editions | null = null
  const prepare = (): Editions => {
    if (editions) return editions
    const now = indexEdition(nowText)
    const old: EditionIndex | null = oldText === null ? null : indexEdition(oldText)
    editions = { now, old, skeleton: old && buildSkeleton(old, now) }
    return editions
  }
  return {
    place(quotes, onProgress) {
      const every = Math.max(1, Math.ceil(quotes.length / 100))
      const placements = quotes.map((quote, n) => {
        if (onProgress && n % every === 0) onProgress(n, quotes.length)
        const isTrue = oldText !== null && quote.exact !== '' && oldText.slice(quote.start, quote.end) === quote.exact
        if (isTrue && oldText === nowText) return same(quote, nowText)
        return isTrue ? placeFromEdition(prepare(), quote) : placeFromQuote(prepare(), quote)
      })
      onProgress?.(quotes.length, quotes.length)
      return oldText === nowText ? placements : markMoved(quotes, placements, editions)
    },
  }
}

const same = ({ start, end }: Quote, text: string): Placement => ({
  ...orphan,
  state: 'anchored',
  start: graphemeBefore(text, start),
  end: graphemeAfter(text, end),
  score: 1,
  method: 'same-text',
})

function placeFromEdition(editions: Editions, quote: Quote): Placement {
  if (!editions.old) return placeFromQuote(editions, quote)
  const start = unitAt(editions.old, quote.start)
  const end = unitAt(editions.old, quote.end)
  return placePassage(editions, { text: editions.old, start, end, context: CONTEXT }, quote)
}

/** The edition of the note is not there, or its offsets are not true in it: its own words are all there is. */
function placeFromQuote(editions: Editions, quote: Quote): Placement {
  const { exact } = quote
  const prefix = quote.prefix.slice(-KEPT_CONTEXT * 2)
  const text = normalise(prefix + exact + quote.suffix.slice(0, KEPT_CONTEXT * 2))
  const start = unitAt(text, prefix.length)
  const end = unitAt(text, prefix.length + exact.length)
  const alone: Editions = { now: editions.now, old: null, skeleton: null }
  const raw = { ...quote, start: prefix.length, end: prefix.length + exact.length }
  const found = placePassage(alone, { text, start, end, context: KEPT_CONTEXT }, raw)
  return found.state === 'orphan' ? found : { ...found, method: `quote-${found.method}` }
}

function placePassage(editions: Editions, passage: Passage, quote: Quote): Placement {
  const { now } = editions
  const { start, end } = passage
  if (end <= start) return orphan
  const range = (from: number, to: number) => originalRange(now, from, Math.max(from + 1, to))
  if (end - start > LONGEST) {
    const found = searchLong(editions, passage)
    const candidates = found.candidates
      .slice(0, SHOWN)
      .map((one) => ({ ...range(one.start, one.end), score: one.score }))
    if (found.state !== 'anchored') return { ...orphan, ...pick(found), candidates }
    const place = refine(passage, now, quote, found.start, found.end)
    return { ...place, ...pick(found), candidates: [] }
  }
  const verdict = search(editions, passage)
  if (verdict.state === 'anchored' && verdict.place) {
    const { place, method } = verdict
    return {
      state: 'anchored',
      ...refine(passage, now, quote, place.start, place.end),
      score: place.quote,
      method,
      candidates: [],
    }
  }
  const candidates = verdict.candidates
    .filter(isWorthShowing)
    .slice(0, SHOWN)
    .map((one) => ({ ...range(one.start, one.end), score: one.quote }))
  return { ...orphan, state: verdict.state, method: verdict.method, score: candidates[0]?.score ?? 0, candidates }
}

const pick = ({ state, score, method }: { state: Placement['state']; score: number; method: string }) => ({
  state,
  score,
  method,
})

/**
 * Original offsets of a place; where the words are the same to the letter, so are the ends. Of two ways to read it, as
 * where a word was put in that the passage begins with, the one with the words themselves is taken.
 */
function refine(
  passage: Passage,
  now: NormalText,
  quote: Quote,
  from: number,
  to: number,
): { start: number; end: number } {
  const inner = (passage.text.from[passage.start] ?? 0) - quote.start
  const found = originalRange(now, from, Math.max(from + 1, to))
  const { length } = quote.exact
  const isSame = (start: number) =>
    start >= 0 &&
    now.text.startsWith(quote.exact, start) &&
    isGraphemeBoundary(now.text, start) &&
    isGraphemeBoundary(now.text, start + length)
  const start = [(now.from[from] ?? 0) - inner, found.end - length].find(isSame)
  return start === undefined ? found : { start, end: start + length }
}

/** Placed notes that are out of order with the text around them, or with the other notes, were moved. */
function markMoved(quotes: readonly Quote[], placements: readonly Placement[], editions: Editions | null): Placement[] {
  const result = [...placements]
  const inOrder: { n: number; old: number; end: number; now: number }[] = []
  placements.forEach((placement, n) => {
    const quote = quotes[n]
    if (placement.state !== 'anchored' || placement.start === null || !quote) return
    if (editions && isMoved(editions, quote, placement.start)) result[n] = { ...placement, state: 'moved' }
    else inOrder.push({ n, old: quote.start, end: quote.end, now: placement.start })
  })
  inOrder.sort((a, b) => a.old - b.old || a.end - b.end || a.now - b.now)
  const chain = new Set(
    increasing(
      inOrder.map(({ now }) => now),
      false,
    ),
  )
  inOrder.forEach(({ n }, k) => {
    const placement = placements[n]
    if (placement && !chain.has(k)) result[n] = { ...placement, state: 'moved' }
  })
  return result
}

function isMoved({ old, now, skeleton }: Editions, quote: Quote, start: number): boolean {
  if (!old || !skeleton || old.text.slice(quote.start, quote.end) !== quote.exact) return false
  const unit = unitAt(old, quote.start)
  const expected = expect(skeleton, unit, unit, now.length)
  if (!expected) return false
  const at = unitAt(now, start)
  return at < expected.low - MOVED_SLACK || at > expected.high + MOVED_SLACK
}
