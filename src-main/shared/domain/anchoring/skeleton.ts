/**
 * The order of two editions: pairs of places that hold the same run of letters, each found once in both editions, in the
 * longest chain that increases on both sides (annotation.md section 3, step 9; the chain as in patience diff).
 */
import { type EditionIndex, GRAM, gramBucket } from './gram-index'

export interface Skeleton {
  /** Folded units, increasing together. */
  readonly old: Int32Array
  readonly now: Int32Array
  /** Share of the grams of unmoved text that the changes left whole, 0 to 1; 1 where nothing could be measured. */
  readonly survival: number
}

/** What the order of the editions says about a place of the old one. */
export interface Expectation {
  /** The place lies between these units of the new edition, if its paragraph was not moved. */
  readonly low: number
  readonly high: number
  /** Units of the old edition between the nearest pairs on both sides. */
  readonly gap: number
  /** Places minus old places, at the pairs before and after. Equal where nothing between them changed its length. */
  readonly before: number
  readonly after: number
}

/** Every so many units a gram is looked at. */
const STEP = 5
/** A pair counts when at least so many letters around it are the same. */
const RUN = 13
/** Pairs looked at, at most: a few a paragraph are enough in the longest of books. */
const MOST = 400_000

export function buildSkeleton(old: EditionIndex, now: EditionIndex): Skeleton {
  const a: number[] = []
  const b: number[] = []
  const step = Math.max(STEP, Math.ceil(old.length / MOST))
  for (let i = 0; i + GRAM <= old.length; i += step) {
    const own = gramBucket(old.codes, i, old.shift)
    if ((old.bucketStart[own + 1] ?? 0) - (old.bucketStart[own] ?? 0) !== 1) continue
    const bucket = old.shift === now.shift ? own : gramBucket(old.codes, i, now.shift)
    const slot = now.bucketStart[bucket] ?? 0
    if ((now.bucketStart[bucket + 1] ?? 0) - slot !== 1) continue
    const j = now.positions[slot] ?? 0
    if (!sharesRun(old, i, now, j)) continue
    a.push(i)
    b.push(j)
  }
  const chain = increasing(b)
  const left = Int32Array.from(chain, (k) => a[k] ?? 0)
  const right = Int32Array.from(chain, (k) => b[k] ?? 0)
  return { old: left, now: right, survival: measure(old, now, left, right) }
}

function sharesRun(old: EditionIndex, i: number, now: EditionIndex, j: number): boolean {
  for (let k = 0; k < GRAM; k += 1) if (old.codes[i + k] !== now.codes[j + k]) return false
  let from = 0
  while (from < RUN && i > from && j > from && old.codes[i - from - 1] === now.codes[j - from - 1]) from += 1
  let to = GRAM
  while (to < RUN && i + to < old.length && j + to < now.length && old.codes[i + to] === now.codes[j + to]) to += 1
  return from + to >= RUN
}

/** Share of all grams between near pairs of the chain that stand on one of the two diagonals beside them. */
function measure(old: EditionIndex, now: EditionIndex, left: Int32Array, right: Int32Array): number {
  let whole = 0
  let all = 0
  const stride = Math.max(1, Math.floor(left.length / 2000))
  for (let k = 0; k + 1 < left.length; k += stride) {
    const from = left[k] ?? 0
    const to = left[k + 1] ?? 0
    const before = (right[k] ?? 0) - from
    const after = (right[k + 1] ?? 0) - to
    if (to - from > 400 || Math.abs(before - after) > 24) continue
    for (let i = from; i < to; i += 1) {
      all += 1
      if (isSame(old, i, now, i + before) || isSame(old, i, now, i + after)) whole += 1
    }
  }
  return all < 50 ? 1 : whole / all
}

function isSame(old: EditionIndex, i: number, now: EditionIndex, j: number): boolean {
  for (let k = 0; k < GRAM; k += 1) if (old.codes[i + k] !== now.codes[j + k]) return false
  return true
}

/** What the chain says about `[start, end)` of the old edition; null where it has no pair at all. */
export function expect(skeleton: Skeleton, start: number, end: number, newLength: number): Expectation | null {
  const { old, now } = skeleton
  if (old.length === 0) return null
  const next = firstAtOrAfter(old, end)
  let last = next - 1
  while (last >= 0 && (old[last] ?? 0) > start) last -= 1
  const hasBoth = last >= 0 && next < old.length
  const low = last < 0 ? 0 : (now[last] ?? 0)
  const high = next < old.length ? (now[next] ?? 0) : newLength
  return {
    low,
    high,
    gap: hasBoth ? (old[next] ?? 0) - (old[last] ?? 0) : Infinity,
    before: last < 0 ? NaN : low - (old[last] ?? 0),
    after: next < old.length ? high - (old[next] ?? 0) : NaN,
  }
}

function firstAtOrAfter(list: Int32Array, value: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Indices of a longest chain of `values` that never decreases (`strict`: always increases), in order. Patience sorting,
 * O(n log n).
 */
export function increasing(values: ArrayLike<number>, strict = true): number[] {
  const tails: number[] = []
  const previous = new Int32Array(values.length)
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      const tail = values[tails[middle] ?? 0] ?? 0
      if (strict ? tail < value : tail <= value) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? (tails[low - 1] ?? 0) : -1
    tails[low] = i
  }
  const chain: number[] = []
  let at = tails.at(-1) ?? -1
  while (at >= 0) {
    chain.push(at)
    at = previous[at] ?? -1
  }
  return chain.reverse()
}
