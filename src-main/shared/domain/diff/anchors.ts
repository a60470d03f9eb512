/**
 * Anchors of a long comparison: runs of k tokens that occur once on each side, in the longest chain that keeps their
 * order (as in patience diff, but with runs, so that it works where hardly any single word is unique).
 */
import type { Region } from './myers'

/** `[a, b]` starts of equal unique runs of `k` tokens, increasing on both sides. O(n log n). */
export function anchorChain(
  a: Int32Array,
  b: Int32Array,
  region: Region,
  k: number,
): { a: Int32Array; b: Int32Array; length: number } {
  const countA = region.aEnd - region.aStart - k + 1
  const countB = region.bEnd - region.bStart - k + 1
  const empty = { a: new Int32Array(0), b: new Int32Array(0), length: 0 }
  if (countA <= 0 || countB <= 0) return empty

  let size = 16
  while (size < (countA + countB) * 2) size *= 2
  const mask = size - 1
  const keys = new Int32Array(size)
  /** How often a run was seen: low two bits in a, next two in b, each up to 2. */
  const seen = new Uint8Array(size)
  const place = new Int32Array(size)

  const hash = (tokens: Int32Array, from: number): number => {
    let value = 0x811c9dc5
    for (let t = 0; t < k; t += 1) {
      value = Math.imul(value ^ (tokens[from + t] ?? 0), 0x9e3779b1)
      value ^= value >>> 15
    }
    return value | 0
  }
  const slotOf = (key: number): number => {
    let slot = (key ^ (key >>> 16)) & mask
    while (seen[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask
    return slot
  }

  // Two runs with one hash share a slot and count as repeated: an anchor may be lost so, never invented.
  for (let i = 0; i < countA; i += 1) {
    const key = hash(a, region.aStart + i)
    const slot = slotOf(key)
    keys[slot] = key
    const before = seen[slot] ?? 0
    if ((before & 3) < 2) seen[slot] = before + 1
    place[slot] = region.aStart + i
  }
  const slots = new Int32Array(countB)
  for (let j = 0; j < countB; j += 1) {
    const key = hash(b, region.bStart + j)
    const slot = slotOf(key)
    slots[j] = slot
    keys[slot] = key
    const before = seen[slot] ?? 0
    if (before >> 2 < 2) seen[slot] = before + 4
  }

  const fromA: number[] = []
  const fromB: number[] = []
  for (let j = 0; j < countB; j += 1) {
    const slot = slots[j] ?? 0
    if (seen[slot] !== 5) continue
    const i = place[slot] ?? 0
    let isEqual = true
    for (let t = 0; t < k && isEqual; t += 1) isEqual = a[i + t] === b[region.bStart + j + t]
    if (isEqual) {
      fromA.push(i)
      fromB.push(region.bStart + j)
    }
  }
  const chain = longestIncreasing(fromA)
  return {
    a: chain.map((index) => fromA[index] ?? 0),
    b: chain.map((index) => fromB[index] ?? 0),
    length: chain.length,
  }
}

/** Indices of a longest strictly increasing subsequence (C. Schensted, 1961). O(n log n). */
export function longestIncreasing(values: ArrayLike<number>): Int32Array {
  const tails: number[] = []
  const previous = new Int32Array(values.length).fill(-1)
  for (let index = 0; index < values.length; index += 1) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[tails[middle] ?? 0] ?? 0) < (values[index] ?? 0)) low = middle + 1
      else high = middle
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = index
  }
  const chain = new Int32Array(tails.length)
  let index = tails[tails.length - 1] ?? -1
  for (let slot = chain.length - 1; slot >= 0; slot -= 1) {
    chain[slot] = index
    index = previous[index] ?? -1
  }
  return chain
}
