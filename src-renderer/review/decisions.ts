/** What the reader can decide about a passage whose place is not certain, as rows. Pure. */
import type { Anchor, Range } from '#shared/contract'

/** The row with a place: one of its candidates, or one that was shown by hand. */
export function placedAt(anchor: Anchor, { start, end }: Range, method: 'chosen' | 'by-hand', score: number): Anchor {
  return { ...anchor, start, end, state: 'anchored', score, method, candidates: [] }
}

/** The row without a place; its candidates stay, should somebody look again. */
export function leftWithout(anchor: Anchor): Anchor {
  return { ...anchor, start: null, end: null, state: 'orphan' }
}

/** Least likeness of a candidate that is taken with many others, and its lead before the next one. */
const LIKELY = 0.8
const LEAD = 0.15

/** The candidate that looks certain: very like the old words, and clearly more than any other. */
export function likelyPlace({ candidates }: Anchor): Anchor['candidates'][number] | null {
  const [first, second] = [...candidates].sort((a, b) => b.score - a.score)
  if (!first || first.score < LIKELY) return null
  return second && first.score - second.score < LEAD ? null : first
}

/** Likeness in words: from .8 on likely, from .5 on possible. */
export function likenessOf(score: number): 'likely' | 'possible' | 'doubtful' {
  return score >= LIKELY ? 'likely' : score >= 0.5 ? 'possible' : 'doubtful'
}

const methods = new Set([
  'exact',
  'order',
  'aligned',
  'ends',
  'part',
  'parts',
  'letters',
  'import',
  'same-text',
  'chosen',
  'by-hand',
  'none',
])

/** Key of the words for how a place was found: the name of a step of the engine, with or without the old text. */
export function methodKey(method: string): string {
  const step = method.replace(/^quote-/, '')
  return `review.methods.${methods.has(step) ? step : 'other'}`
}
