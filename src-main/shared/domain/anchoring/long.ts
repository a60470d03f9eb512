/** Quotes too long to be aligned at once: both ends are looked for, then all that is between is compared. */
import { alignWithin } from './align'
import { type Passage } from './locate'
import { type NormalText } from './normalise'
import { type Editions, search, type Verdict } from './search'

/** Units of a long quote that are looked for at each end, and compared at a time between them. */
const EDGE = 64

/** Where a long quote stands, as units of the new edition. */
export interface LongVerdict {
  readonly state: Verdict['state']
  readonly method: string
  readonly start: number
  readonly end: number
  /** Likeness of the whole, 0 to 1. */
  readonly score: number
  readonly candidates: { start: number; end: number; score: number }[]
}

const nothing: LongVerdict = { state: 'orphan', method: 'none', start: 0, end: 0, score: 0, candidates: [] }

/** Least likeness of the whole of a quote, what was left out at an end included. */
const WHOLE = 0.6

export function searchLong(editions: Editions, passage: Passage): LongVerdict {
  const { text, start, end } = passage
  const { now } = editions
  const head = search(editions, { ...passage, end: start + EDGE })
  const tail = search(editions, { ...passage, start: end - EDGE })
  const first = head.place
  const last = tail.place
  if (first && last && last.end > first.start) {
    const length = last.end - first.start
    const ratio = length / (end - start)
    if (ratio > 0.5 && ratio < 2) {
      const { likeness } = follow(text, start, end, now, first.start, last.end)
      const candidate = { start: first.start, end: last.end, score: likeness }
      if (likeness < WHOLE)
        return { ...nothing, state: 'review', method: 'ends', score: likeness, candidates: [candidate] }
      const method = head.method === tail.method ? head.method : 'ends'
      return {
        state: 'anchored',
        method: likeness < 1 && method === 'exact' ? 'ends' : method,
        ...candidate,
        candidates: [],
      }
    }
  }
  return inParts(editions, passage, first?.start ?? null, last?.end ?? null)
}

/** What is left of a quote that was cut, or whose ends are gone: parts to be shown, never placed. */
function inParts(editions: Editions, passage: Passage, head: number | null, tail: number | null): LongVerdict {
  const { text, start, end } = passage
  const { now } = editions
  const units = end - start
  const candidates: LongVerdict['candidates'] = []
  const add = (from: number, to: number, pieceStart: number) => {
    if (to - from < EDGE / 2 || candidates.some((one) => from < one.end && to > one.start)) return
    const { errors } = follow(text, pieceStart, Math.min(end, pieceStart + to - from), now, from, to)
    candidates.push({ start: from, end: to, score: Math.max(0, Math.min(units, to - from) - errors) / units })
  }
  if (head !== null) add(head, head + reach(text, start, end, now, head), start)
  if (tail !== null) {
    const length = reachBack(text, start, end, now, tail)
    add(tail - length, tail, end - length)
  }
  for (const share of head === null && tail === null ? [0.5, 0.25, 0.75] : []) {
    const at = start + Math.floor((units - EDGE) * share)
    const middle = search(editions, { ...passage, start: at, end: at + EDGE }).place
    if (!middle) continue
    const before = reachBack(text, start, at, now, middle.start)
    add(middle.start - before, middle.start + reach(text, at, end, now, middle.start), at - before)
  }
  if (candidates.length === 0) return nothing
  candidates.sort((a, b) => b.score - a.score)
  const [best] = candidates
  // Most of it is there in one piece, and its end is certain.
  if (best && best.score >= WHOLE && candidates.length === 1) {
    return { state: 'anchored', method: 'part', ...best, candidates: [] }
  }
  return { ...nothing, state: 'review', method: 'parts', score: candidates[0]?.score ?? 0, candidates }
}

/** How many units from `at` on the new edition goes on like the old one from `start`. */
function reach(text: NormalText, start: number, end: number, now: NormalText, at: number): number {
  let here = at
  for (let from = start; from < end; from += EDGE) {
    const to = Math.min(end, from + EDGE)
    const piece = alignWithin(
      text.codes,
      from,
      to,
      from,
      to,
      now.codes,
      Math.max(0, here - 12),
      Math.min(now.length, here + to - from + 24),
      (to - from) >> 1,
    )
    if (!piece || piece.errors > (to - from) * 0.4) break
    here = piece.end
  }
  return here - at
}

function reachBack(text: NormalText, start: number, end: number, now: NormalText, at: number): number {
  let here = at
  for (let to = end; to > start; to -= EDGE) {
    const from = Math.max(start, to - EDGE)
    const piece = alignWithin(
      text.codes,
      from,
      to,
      from,
      to,
      now.codes,
      Math.max(0, here - (to - from) - 24),
      Math.min(now.length, here + 12),
      (to - from) >> 1,
    )
    if (!piece || piece.errors > (to - from) * 0.4) break
    here = piece.start
  }
  return at - here
}

/** Compares `[start, end)` with `[nowStart, nowEnd)` piece by piece, following what was put in or left out. */
function follow(
  text: NormalText,
  start: number,
  end: number,
  now: NormalText,
  nowStart: number,
  nowEnd: number,
): { errors: number; likeness: number } {
  let here = nowStart
  let errors = 0
  let matched = 0
  for (let from = start; from < end; from += EDGE) {
    const to = Math.min(end, from + EDGE)
    const units = to - from
    // What is still to come on both sides says how far ahead the piece may be.
    const ahead = Math.max(0, nowEnd - here - (end - from))
    const behind = Math.max(0, end - from - (nowEnd - here))
    const textFrom = Math.max(nowStart, here - 16)
    const textTo = Math.min(nowEnd, here + units + 24 + Math.min(600, ahead))
    const piece = alignWithin(text.codes, from, to, from, to, now.codes, textFrom, textTo, units >> 1)
    if (piece) {
      errors += piece.errors + Math.max(0, piece.start - here)
      matched += Math.max(0, piece.end - Math.max(here, piece.start))
      here = piece.end
    } else {
      errors += units
      // Nothing like it: left out, or written anew at the same length.
      if (behind < units / 2) here = Math.min(nowEnd, here + units)
    }
  }
  errors += Math.max(0, nowEnd - here)
  const whole = Math.max(end - start, nowEnd - nowStart)
  return { errors: matched === 0 ? whole : errors, likeness: Math.max(0, 1 - errors / whole) }
}
