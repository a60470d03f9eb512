/** Looks for one passage in the new edition and says how sure the answer is (annotation.md section 3, steps 4 to 9). */
import { alignWithin } from './align'
import { type EditionIndex, exactPlaces } from './gram-index'
import { type Found, isGoodEnough, isWorthShowing, locate, type Passage, SLACK } from './locate'
import { type NormalText } from './normalise'
import { bringsItsParagraph, standsInParagraphs } from './paragraphs'
import { expect, type Expectation, type Skeleton } from './skeleton'
import { type Cluster, tally } from './votes'

/** The two editions. Without the old one, passages come from the quote and the context that a note keeps. */
export interface Editions {
  readonly now: EditionIndex
  readonly old: EditionIndex | null
  readonly skeleton: Skeleton | null
}

export interface Verdict {
  readonly state: 'anchored' | 'review' | 'orphan'
  /** `exact`, `order` (the order of the editions decided), `aligned`, `none`. */
  readonly method: string
  readonly place: Found | null
  /** Best first. */
  readonly candidates: readonly Candidate[]
}

export interface Candidate extends Found {
  readonly cluster: Cluster
  /** Whether the order of the editions puts the passage here: to the unit, somewhere here, or elsewhere. */
  readonly order: 'here' | 'hereabouts' | 'elsewhere'
  readonly rank: number
}

/** Units of the wide context on each side that vote. */
const WIDE = 300
/** Places that are looked at, and the share of the best one's votes that a place must have. */
const MOST = 8
const LEAST_SHARE = 0.15
/** Grams that must speak for a place. */
const LEAST_SUPPORT = 5
/** Pairs of the skeleton farther apart say nothing certain about what is between. */
const WIDEST_GAP = 2000
/** How far outside of its gap a place may be, for pairs are as long as a gram. */
const GAP_SLACK = 8
/** How far a place may lie from the diagonals beside it and still be in order. */
const ORDER_SLACK = 24
/** A candidate is better than the next one when it leads by so much: likeness in units, and half a vote each. */
const LEAD_IN_RANK = 4
/** One explanation is better than another when it has this much more support, and some votes on top. */
const LEAD = 1.25
const LEAD_VOTES = 2

/** `passage` belongs to the old edition where there is one. `low` and `high` bound the context that exists. */
export function search(editions: Editions, passage: Passage): Verdict {
  const { now, old, skeleton } = editions
  const { text, start, end, context } = passage
  const from = Math.max(0, start - context)
  const to = Math.min(text.length, end + context)
  const expected = skeleton ? expect(skeleton, start, end, now.length) : null
  const isTight = expected !== null && tight(expected, end - start)

  // Found once to the letter, in both editions: nothing else need be asked.
  const places = to - from >= 12 ? exactPlaces(now, text.codes, from, to, 2) : null
  const [only] = places ?? []
  if (places?.length === 1 && only !== undefined) {
    const isOne = !old || exactPlaces(old, text.codes, from, to, 2)?.length === 1
    const place = exactAt(passage, only - from + start)
    const order = orderOf(expected, start, end, place.start, place.end)
    if (
      isOne &&
      (order === 'here' || !old || !skeleton || bringsItsParagraph(passage, old, now, place, skeleton.survival))
    )
      return placedAt(place, 'exact')
  }
  // Where the text on both sides went, the passage is found again, or altered a little.
  if (expected && isTight && Math.abs(expected.before - expected.after) <= 8) {
    const near = locate(passage, now, expected.before, 12)
    if (near && isInOrder(expected, near.start - start) && isSure(near, end - start)) {
      return placedAt(near, near.errors === 0 ? 'exact' : 'order')
    }
  }

  const candidates = candidatesOf(editions, passage, expected)
  const good = candidates.filter((one) => isGoodEnough(one, end - start, skeleton?.survival))
  const accepted = good.filter(
    (one) =>
      one.order === 'here' ||
      (standsInParagraphs(passage, now, one, skeleton?.survival) &&
        (!old ||
          !skeleton ||
          (bringsItsParagraph(passage, old, now, one, skeleton.survival) && isOurs(editions, passage, one)))),
  )
  const [first, second] = accepted
  if (first) {
    const isClear = !second || first.rank - second.rank >= (old ? LEAD_IN_RANK : 2 * LEAD_IN_RANK)
    if (isClear) return { ...placedAt(first, first.order === 'here' ? 'order' : 'aligned'), candidates }
    const rivals = accepted.filter((one) => first.rank - one.rank < 2 * LEAD_IN_RANK)
    const inOrder = [...rivals.filter(isHere), ...rivals.filter(isHereabouts)]
    const [chosen, other] = inOrder
    if (chosen && (!other || (isHere(chosen) && !isHere(other)))) return { ...placedAt(chosen, 'order'), candidates }
  }
  const shown = candidates.filter(isWorthShowing)
  if (shown.length === 0) return { state: 'orphan', method: 'none', place: null, candidates: [] }
  return { state: 'review', method: 'aligned', place: null, candidates: shown }
}

const isHere = ({ order }: Candidate) => order === 'here'
const isHereabouts = ({ order }: Candidate) => order === 'hereabouts'

const placedAt = (place: Found, method: string): Verdict => ({ state: 'anchored', method, place, candidates: [] })

const exactAt = ({ start, end }: Passage, at: number): Found => ({
  start: at,
  end: at + end - start,
  quote: 1,
  before: 1,
  after: 1,
  errors: 0,
})

const tight = ({ gap, before, after }: Expectation, units: number) =>
  gap <= WIDEST_GAP + units && Math.abs(before - after) <= ORDER_SLACK + gap * 0.02

function isInOrder({ before, after }: Expectation, diagonal: number): boolean {
  return diagonal >= Math.min(before, after) - ORDER_SLACK && diagonal <= Math.max(before, after) + ORDER_SLACK
}

/** Where the order of the editions puts a passage of the old one that stands at `[from, to)` of the new one. */
function orderOf(
  expected: Expectation | null,
  start: number,
  end: number,
  from: number,
  to: number,
): Candidate['order'] {
  if (!expected || expected.gap > WIDEST_GAP + end - start) return 'elsewhere'
  if (tight(expected, end - start) && isInOrder(expected, from - start)) return 'here'
  return from >= expected.low - GAP_SLACK && to <= expected.high + GAP_SLACK ? 'hereabouts' : 'elsewhere'
}

/** Stricter than `isGoodEnough`: enough without having looked elsewhere. */
const isSure = ({ quote, before, after }: Found, units: number) =>
  quote >= (units < 20 ? 0.66 : 0.75) && (before ?? 1) >= 0.6 && (after ?? 1) >= 0.6

function candidatesOf(editions: Editions, passage: Passage, expected: Expectation | null): Candidate[] {
  const { now } = editions
  const { text, start, end, context } = passage
  const from = Math.max(0, start - context)
  const to = Math.min(text.length, end + context)
  const low = Math.max(0, start - WIDE)
  const high = Math.min(text.length, end + WIDE)
  const clusters = tally(now, text.codes, low, high, from, to, MOST, LEAST_SHARE)
  if (expected && tight(expected, end - start)) {
    const middle = Math.round((expected.before + expected.after) / 2)
    if (!clusters.some(({ diagonal }) => Math.abs(diagonal - middle) < SLACK / 2)) {
      clusters.push({ diagonal: middle, core: 0, wide: 0 })
    }
  }
  if (clusters.length === 0) clusters.push(...literal(now, passage))
  const found: Candidate[] = []
  for (const cluster of clusters) {
    const place = locate(passage, now, cluster.diagonal)
    if (!place) continue
    const twin = found.findIndex((one) => Math.abs(one.start - place.start) <= 4)
    const candidate: Candidate = {
      ...place,
      cluster,
      order: orderOf(expected, start, end, place.start, place.end),
      rank: rankOf(place, end - start, context, cluster),
    }
    const other = found[twin]
    if (!other) found.push(candidate)
    else if (other.rank < candidate.rank) found[twin] = candidate
  }
  return found.sort((a, b) => b.rank - a.rank || a.start - b.start)
}

const rankOf = ({ quote, before, after }: Found, units: number, context: number, { core, wide }: Cluster) =>
  quote * Math.min(units, 96) + ((before ?? 0) + (after ?? 0)) * context + Math.min(64, core + wide) * 0.5

/** Occurrences to the letter in a text, or of a quote, too short for grams. */
function literal(now: NormalText, { text, start, end }: Passage): Cluster[] {
  const found: Cluster[] = []
  const units = end - start
  if (now.length > 200_000) return found
  for (let at = 0; at + units <= now.length && found.length < MOST; at += 1) {
    let k = 0
    while (k < units && now.codes[at + k] === text.codes[start + k]) k += 1
    if (k === units) found.push({ diagonal: at - start, core: 0, wide: 0 })
  }
  return found
}

/**
 * Whether the place is explained by this passage and by no other one of the old edition: what stands around the place
 * votes back into the old edition. A formula that was deleted here and stands elsewhere is explained by the other one.
 */
function isOurs({ now, old, skeleton }: Editions, passage: Passage, found: Candidate): boolean {
  if (!old) return true
  const { start, end, context } = passage
  const from = Math.max(0, found.start - context)
  const to = Math.min(now.length, found.end + context)
  const low = Math.max(0, found.start - WIDE)
  const high = Math.min(now.length, found.end + WIDE)
  const clusters = tally(old, now.codes, low, high, from, to, 2 * MOST, LEAST_SHARE / 3)
  const own = start - found.start
  let support = 0
  const others: Cluster[] = []
  for (const cluster of clusters) {
    if (Math.abs(cluster.diagonal - own) <= SLACK) support = Math.max(support, cluster.core + cluster.wide)
    else others.push(cluster)
  }
  // Words so frequent that no gram of them votes stand in many places, and nothing speaks for this one.
  if (support < Math.min(LEAST_SUPPORT, (high - low - 40) / 12)) return false
  for (const { core, wide, diagonal } of others) {
    const textFrom = Math.max(0, from + diagonal - SLACK)
    const textTo = Math.min(old.length, to + diagonal + SLACK)
    const isElsewhere = isFarFrom(skeleton && expect(skeleton, from + diagonal, to + diagonal, now.length), found)
    // In order here, and the other one is not: it would have to have come from far away.
    if (found.order !== 'elsewhere' && isElsewhere) continue
    const lead = found.order === 'elsewhere' && !isElsewhere ? 2 * LEAD : LEAD
    if (support >= (core + wide) * lead + LEAD_VOTES) continue
    const most = found.errors + 3 + Math.ceil((end - start) * 0.05)
    if (alignWithin(now.codes, from, to, found.start, found.end, old.codes, textFrom, textTo, most)) return false
  }
  return true
}

/** True where the order of the editions, as far as it is known there, cannot put a passage at the place. */
function isFarFrom(expected: Expectation | null, { start, end }: Found): boolean {
  if (!expected || expected.gap > WIDEST_GAP) return false
  return start < expected.low - 2 * SLACK || end > expected.high + 2 * SLACK
}
