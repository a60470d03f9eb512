/** Grams vote for diagonals: places in the other edition minus places in this one (annotation.md section 3, step 5). */
import { type EditionIndex, GRAM, gramBucket } from './gram-index'

/** Buckets with more positions are formulae or little words: they do not vote. */
const FREQUENT = 24
/** Diagonals of one cluster lie in two neighbouring bins of this width. */
const BIN_BITS = 5
/** Of the wide context every third gram votes: enough to tell, at a third of the cost. */
const WIDE_STEP = 3
/** Of a very long core only so many grams vote. */
const MOST_CORE = 240

/** One hypothesis: the passage stands `diagonal` units further in the other edition. */
export interface Cluster {
  diagonal: number
  /** Grams of the core (passage and the nearest context) that say so. */
  core: number
  /** Grams of the context farther away. */
  wide: number
}

const SIZE = 1 << 14
const MASK = SIZE - 1
const keys = new Int32Array(SIZE)
const stamps = new Int32Array(SIZE)
const coreCounts = new Int32Array(SIZE)
const wideCounts = new Int32Array(SIZE)
const sums = new Int32Array(SIZE)
const used = new Int32Array(SIZE)
let stamp = 0

function slotOf(bin: number): number {
  let slot = Math.imul(bin, 0x9e3779b1) >>> 18
  while (stamps[slot] === stamp && keys[slot] !== bin) slot = (slot + 1) & MASK
  return slot
}

/**
 * Lets the grams of `codes[low, high)` vote for where they stand in `index`; those of `[coreFrom, coreTo)` count as core.
 * At most `most` clusters, none of less than the share `least` of the votes of the best.
 */
export function tally(
  index: EditionIndex,
  codes: Uint16Array,
  low: number,
  high: number,
  coreFrom: number,
  coreTo: number,
  most: number,
  least: number,
): Cluster[] {
  stamp += 1
  const { bucketStart, positions, shift } = index
  let usedCount = 0

  const vote = (i: number, counts: Int32Array) => {
    const bucket = gramBucket(codes, i, shift)
    const from = bucketStart[bucket] ?? 0
    const to = bucketStart[bucket + 1] ?? 0
    if (to === from || to - from > FREQUENT) return
    for (let k = from; k < to; k += 1) {
      const diagonal = (positions[k] ?? 0) - i
      const bin = diagonal >> BIN_BITS
      const slot = slotOf(bin)
      if (stamps[slot] !== stamp) {
        if (usedCount > SIZE / 2) return
        stamps[slot] = stamp
        keys[slot] = bin
        coreCounts[slot] = 0
        wideCounts[slot] = 0
        sums[slot] = 0
        used[usedCount] = slot
        usedCount += 1
      }
      counts[slot] = (counts[slot] ?? 0) + 1
      sums[slot] = (sums[slot] ?? 0) + (diagonal & ((1 << BIN_BITS) - 1))
    }
  }
  const coreStep = Math.max(1, Math.ceil((coreTo - coreFrom) / MOST_CORE))
  for (let i = coreFrom; i + GRAM <= coreTo; i += coreStep) vote(i, coreCounts)
  for (let i = low; i < coreFrom && i + GRAM <= high; i += WIDE_STEP) vote(i, wideCounts)
  for (let i = Math.max(coreFrom, coreTo - GRAM + 1); i + GRAM <= high; i += WIDE_STEP) vote(i, wideCounts)
  return pick(usedCount, most, least)
}

/** Pairs of neighbouring bins, best first, none beside a better one. */
function pick(usedCount: number, most: number, share: number): Cluster[] {
  let top = 0
  const totals: number[] = []
  const others: number[] = []
  for (let u = 0; u < usedCount; u += 1) {
    const slot = used[u] ?? 0
    const other = slotOf((keys[slot] ?? 0) + 1)
    const hasOther = stamps[other] === stamp
    const total = votesIn(slot) + (hasOther ? votesIn(other) : 0)
    totals.push(total)
    others.push(hasOther ? other : -1)
    if (total > top) top = total
  }
  const least = Math.max(2, top * share)
  const order: number[] = []
  for (let u = 0; u < usedCount; u += 1) if ((totals[u] ?? 0) >= least) order.push(u)
  order.sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || (keys[used[a] ?? 0] ?? 0) - (keys[used[b] ?? 0] ?? 0))
  const clusters: Cluster[] = []
  const taken: number[] = []
  for (const u of order) {
    const slot = used[u] ?? 0
    const bin = keys[slot] ?? 0
    if (taken.some((one) => Math.abs(one - bin) <= 1)) continue
    taken.push(bin)
    const other = others[u] ?? -1
    const width = 1 << BIN_BITS
    const total = totals[u] ?? 1
    const sum = (sums[slot] ?? 0) + (other < 0 ? 0 : (sums[other] ?? 0) + votesIn(other) * width)
    clusters.push({
      diagonal: bin * width + Math.round(sum / total),
      core: (coreCounts[slot] ?? 0) + (other < 0 ? 0 : (coreCounts[other] ?? 0)),
      wide: (wideCounts[slot] ?? 0) + (other < 0 ? 0 : (wideCounts[other] ?? 0)),
    })
    if (clusters.length === most) break
  }
  return clusters
}

const votesIn = (slot: number) => (coreCounts[slot] ?? 0) + (wideCounts[slot] ?? 0)
