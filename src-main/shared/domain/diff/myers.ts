/**
 * Shortest edit script in linear space (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1,
 * 1986, section 4b), with a bound on the edits that one search explores.
 */

/** Part of both sequences still to be matched: `[aStart, aEnd)` against `[bStart, bEnd)`. */
export interface Region {
  aStart: number
  aEnd: number
  bStart: number
  bEnd: number
}

interface Snake {
  /** Start and end of the run of equal tokens in the middle of a shortest path, relative to the region. */
  x: number
  y: number
  u: number
  v: number
}

/** Furthest x on each diagonal, forwards and backwards; grown as needed and owned by one search. */
class Frontier {
  private forward = new Int32Array(0)
  private backward = new Int32Array(0)

  buffers(size: number): [Int32Array, Int32Array] {
    if (this.forward.length < size) {
      this.forward = new Int32Array(size * 2)
      this.backward = new Int32Array(size * 2)
    }
    this.forward.fill(-1, 0, size)
    this.backward.fill(-1, 0, size)
    return [this.forward, this.backward]
  }
}

/** Trims what both ends of a region share, writing the pairs into `map`; null when nothing is left on a side. */
export function trim(a: Int32Array, b: Int32Array, region: Region, map: Int32Array): Region | null {
  let { aStart, aEnd, bStart, bEnd } = region
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) {
    map[bStart] = aStart
    aStart += 1
    bStart += 1
  }
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1
    bEnd -= 1
    map[bEnd] = aEnd
  }
  return aStart < aEnd && bStart < bEnd ? { aStart, aEnd, bStart, bEnd } : null
}

/**
 * Writes partners of b's tokens within a region into `map`. A search that reaches `cap` edits on either side stops at
 * the point that got furthest and goes on from there: not the shortest script any more, but the cost is bounded by
 * `cap` times the length. With `giveUp` it returns false instead, and `map` holds a sound part of the matches.
 */
export function matchRegion(
  a: Int32Array,
  b: Int32Array,
  region: Region,
  map: Int32Array,
  cap: number,
  giveUp = false,
): boolean {
  const frontier = new Frontier()
  const stack: Region[] = [region]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const rest = trim(a, b, next, map)
    if (!rest) continue
    const found = middleSnake(a, b, rest, cap, frontier)
    if (found.complete === false && giveUp) return false
    const { x, y, u, v } = found.snake
    const { aStart, aEnd, bStart, bEnd } = rest
    for (let step = 0; x + step < u && y + step < v; step += 1) map[bStart + y + step] = aStart + x + step
    // A split without progress cannot be divided further: nothing in it is equal.
    const whole = (x === 0 && y === 0 && u === 0 && v === 0) || (x === aEnd - aStart && y === bEnd - bStart)
    if (whole) continue
    stack.push({ aStart, aEnd: aStart + x, bStart, bEnd: bStart + y })
    stack.push({ aStart: aStart + u, aEnd, bStart: bStart + v, bEnd })
  }
  return true
}

function middleSnake(
  a: Int32Array,
  b: Int32Array,
  { aStart, aEnd, bStart, bEnd }: Region,
  cap: number,
  frontier: Frontier,
): { snake: Snake; complete: boolean } {
  const n = aEnd - aStart
  const m = bEnd - bStart
  const delta = n - m
  const isOdd = (delta & 1) !== 0
  const limit = Math.min((n + m + 1) >> 1, cap)
  const zero = Math.max(limit, 1) + 1
  const [forward, backward] = frontier.buffers(2 * zero + 2)
  const at = (side: Int32Array, diagonal: number) => side[zero + diagonal] ?? -1
  forward[zero + 1] = 0
  backward[zero + 1] = 0
  let best = { x: 0, y: 0 }

  for (let d = 0; d <= limit; d += 1) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(forward, k - 1) < at(forward, k + 1))
      let x = down ? at(forward, k + 1) : at(forward, k - 1) + 1
      let y = x - k
      const x0 = x
      const y0 = y
      while (x < n && y < m && a[aStart + x] === b[bStart + y]) {
        x += 1
        y += 1
      }
      forward[zero + k] = x
      if (x <= n && y <= m && x + y > best.x + best.y) best = { x, y }
      const opposite = delta - k
      if (isOdd && Math.abs(opposite) <= d - 1 && x + at(backward, opposite) >= n) {
        return { snake: { x: x0, y: y0, u: x, v: y }, complete: true }
      }
    }
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(backward, k - 1) < at(backward, k + 1))
      let x = down ? at(backward, k + 1) : at(backward, k - 1) + 1
      let y = x - k
      const x0 = x
      const y0 = y
      while (x < n && y < m && a[aEnd - 1 - x] === b[bEnd - 1 - y]) {
        x += 1
        y += 1
      }
      backward[zero + k] = x
      const opposite = delta - k
      if (!isOdd && Math.abs(opposite) <= d && x + at(forward, opposite) >= n) {
        return { snake: { x: n - x, y: m - y, u: n - x0, v: m - y0 }, complete: true }
      }
    }
  }
  return { snake: { x: best.x, y: best.y, u: best.x, v: best.y }, complete: false }
}
