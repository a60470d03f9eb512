/** Where each run of seven folded characters stands: positions in buckets by hash, in typed arrays. */
import { normalise, type NormalText } from './normalise'

/** Characters of a gram: of 10 % recognition errors half of all grams survive, and few words share one. */
export const GRAM = 7

const BASE = 0x01000193
/** BASE to the power of GRAM, modulo 2^32: what the character that leaves a rolling hash weighs. */
const LEAVING = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1)

/** A text that can be looked up: its folded form and the positions of its grams. Some 20 bytes a character. */
export interface EditionIndex extends NormalText {
  /** `bucketStart[h]` to `bucketStart[h + 1]` are the entries of bucket `h` in `positions`, in order. */
  readonly bucketStart: Int32Array
  readonly positions: Int32Array
  readonly shift: number
}

const bucketOf = (hash: number, shift: number) => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> shift

/** Bucket of the gram that begins at folded unit `at`. */
export function gramBucket(codes: Uint16Array, at: number, shift: number): number {
  let hash = 0
  for (let j = 0; j < GRAM; j += 1) hash = (Math.imul(hash, BASE) + (codes[at + j] ?? 0)) | 0
  return bucketOf(hash, shift)
}

/** Buckets that are filled together: their counters stay in the nearest cache. */
const PART_BITS = 12

/**
 * Indexes an edition, once for all of its notes. O(n) in time and memory: grams are dealt out by the high bits of their
 * bucket first, so that a long text does not wait for memory at every gram (radix partitioning).
 */
export function indexEdition(text: string): EditionIndex {
  const normal = normalise(text)
  const { codes, length } = normal
  const grams = Math.max(0, length - GRAM + 1)
  const bits = Math.min(23, Math.max(10, Math.ceil(Math.log2(grams + 1))))
  const shift = 32 - bits
  const lowBits = Math.min(bits, PART_BITS)
  const parts = 2 ** (bits - lowBits)
  const buckets = new Int32Array(grams)
  const partStart = new Int32Array(parts + 1)
  let hash = 0
  for (let j = 0; j < GRAM - 1; j += 1) hash = (Math.imul(hash, BASE) + (codes[j] ?? 0)) | 0
  for (let i = 0; i < grams; i += 1) {
    hash = (Math.imul(hash, BASE) + (codes[i + GRAM - 1] ?? 0)) | 0
    if (i > 0) hash = (hash - Math.imul(codes[i - 1] ?? 0, LEAVING)) | 0
    const bucket = bucketOf(hash, shift)
    buckets[i] = bucket
    const part = (bucket >>> lowBits) + 1
    partStart[part] = (partStart[part] ?? 0) + 1
  }
  for (let p = 1; p <= parts; p += 1) partStart[p] = (partStart[p] ?? 0) + (partStart[p - 1] ?? 0)

  const dealt = new Int32Array(grams)
  const dealtBucket = new Int32Array(grams)
  const next = partStart.slice()
  for (let i = 0; i < grams; i += 1) {
    const bucket = buckets[i] ?? 0
    const part = bucket >>> lowBits
    const slot = next[part] ?? 0
    dealt[slot] = i
    dealtBucket[slot] = bucket
    next[part] = slot + 1
  }

  const bucketStart = new Int32Array(2 ** bits + 1)
  // The first pass has done its work: its memory takes the result.
  const positions = buckets
  const fill = new Int32Array(2 ** lowBits)
  for (let p = 0; p < parts; p += 1) {
    const from = partStart[p] ?? 0
    const to = partStart[p + 1] ?? 0
    const first = p << lowBits
    fill.fill(0)
    for (let k = from; k < to; k += 1) {
      const low = (dealtBucket[k] ?? 0) - first
      fill[low] = (fill[low] ?? 0) + 1
    }
    let sum = from
    for (let low = 0; low < fill.length; low += 1) {
      const count = fill[low] ?? 0
      bucketStart[first + low] = sum
      fill[low] = sum
      sum += count
    }
    for (let k = from; k < to; k += 1) {
      const low = (dealtBucket[k] ?? 0) - first
      const slot = fill[low] ?? 0
      positions[slot] = dealt[k] ?? 0
      fill[low] = slot + 1
    }
  }
  bucketStart[2 ** bits] = grams
  return { ...normal, bucketStart, positions, shift }
}

/**
 * Positions at which `codes[from, to)` stands in the index to the letter, at most `most` of them, in order. Null where
 * the run is too short or too frequent to be looked up.
 */
export function exactPlaces(
  index: EditionIndex,
  codes: Uint16Array,
  from: number,
  to: number,
  most: number,
): number[] | null {
  let rarest = -1
  let fewest = 513
  for (let i = from; i + GRAM <= to && fewest > 1; i += 3) {
    const bucket = gramBucket(codes, i, index.shift)
    const count = (index.bucketStart[bucket + 1] ?? 0) - (index.bucketStart[bucket] ?? 0)
    if (count === 0) return []
    if (count < fewest) {
      fewest = count
      rarest = i
    }
  }
  if (rarest < 0) return null
  const bucket = gramBucket(codes, rarest, index.shift)
  const places: number[] = []
  const end = index.bucketStart[bucket + 1] ?? 0
  for (let k = index.bucketStart[bucket] ?? 0; k < end && places.length < most; k += 1) {
    const shift = (index.positions[k] ?? 0) - rarest
    if (from + shift < 0 || to + shift > index.length) continue
    let i = from
    while (i < to && codes[i] === index.codes[i + shift]) i += 1
    if (i === to) places.push(from + shift)
  }
  return places
}
