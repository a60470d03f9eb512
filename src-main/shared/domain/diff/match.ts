/** Matching two sequences of tokens in order, at any length. */
import { anchorChain } from './anchors'
import { matchRegion, type Region, trim } from './myers'

/** Edits that the first, plain search explores before anchors are sought: enough for small and nearly equal texts. */
const FIRST_CAP = 256
/** Edits that a search between anchors explores at most. */
const CAP = 4000
/** Longest anchors. */
const K = 4
/** Below this many tokens on both sides together, a gap needs no anchors. */
const SMALL = 64

/** Numbers for keys, the same for equal keys, shared by all sequences that one interner has seen. */
export function createInterner(): (keys: readonly string[]) => Int32Array {
  const numbers = new Map<string, number>()
  return (keys) =>
    Int32Array.from(keys, (key) => {
      let value = numbers.get(key)
      if (value === undefined) {
        value = numbers.size
        numbers.set(key, value)
      }
      return value
    })
}

/**
 * For each token of b the index of its partner in a, or -1; partners strictly increase. Deterministic. Cost is bounded:
 * unique runs anchor long texts, and no search between anchors explores more than 4,000 edits.
 */
export function matchTokens(a: Int32Array, b: Int32Array): Int32Array {
  const map = new Int32Array(b.length).fill(-1)
  const whole = trim(a, b, { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }, map)
  if (!whole) return map
  if (matchRegion(a, b, whole, map, FIRST_CAP, true)) return map
  map.fill(-1, whole.bStart, whole.bEnd)

  const stack: { region: Region; k: number }[] = [{ region: whole, k: K }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const region = trim(a, b, next.region, map)
    if (!region) continue
    const size = region.aEnd - region.aStart + region.bEnd - region.bStart
    const isSplit = size >= SMALL && splitAtAnchors(a, b, region, next.k, map, stack)
    if (!isSplit) matchRegion(a, b, region, map, CAP)
  }
  return map
}

/** Matches the anchors of a region and pushes what lies between them; false where it has none. */
function splitAtAnchors(
  a: Int32Array,
  b: Int32Array,
  region: Region,
  longest: number,
  map: Int32Array,
  stack: { region: Region; k: number }[],
): boolean {
  for (let k = longest; k >= 1; k -= 1) {
    const chain = anchorChain(a, b, region, k)
    if (chain.length === 0) continue
    const nextK = Math.max(1, k - 1)
    let { aStart, bStart } = region
    for (let index = 0; index < chain.length; index += 1) {
      let i = chain.a[index] ?? 0
      let j = chain.b[index] ?? 0
      // Swallowed by the extension of the anchor before.
      if (i < aStart || j < bStart) continue
      stack.push({ region: { aStart, aEnd: i, bStart, bEnd: j }, k: nextK })
      while (i < region.aEnd && j < region.bEnd && a[i] === b[j]) {
        map[j] = i
        i += 1
        j += 1
      }
      aStart = i
      bStart = j
    }
    stack.push({ region: { aStart, aEnd: region.aEnd, bStart, bEnd: region.bEnd }, k: nextK })
    return true
  }
  return false
}
