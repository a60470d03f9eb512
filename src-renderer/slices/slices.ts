/** Work over long lists in slices: keys, clicks and scrolling are answered between them. */

/** Longest that a slice takes, in ms; a frame has 16. */
const SLICE = 10

/** Thrown by a breather whose work nobody waits for any more. */
export class Superseded extends Error {}

/** Resolves when the interface had its turn, at once while the slice is short; `now` is for a turn in any case. */
export type Breather = (now?: boolean) => Promise<void> | undefined

/** Resolves in a task of its own, after what waits already. */
export const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve))

const rest = () => ('scheduler' in globalThis && typeof scheduler.yield === 'function' ? scheduler.yield() : nextTask())

/** `isWanted` is asked after each rest; work that is not wanted any more ends by an exception. */
export function makeBreather(isWanted: () => boolean = () => true): Breather {
  let since = performance.now()
  return (now = false) => {
    if (!now && performance.now() - since < SLICE) return undefined
    return rest().then(() => {
      if (!isWanted()) throw new Superseded()
      since = performance.now()
    })
  }
}

/** Elements between two looks at the clock. */
const STEP = 128

/** Lists above this begin in a task of their own: whoever asked has work of its own to do. */
const LONG = 1000

/** `each` for every element, in order. */
export async function eachInSlices<T>(items: readonly T[], each: (item: T) => void, breathe: Breather): Promise<void> {
  if (items.length > LONG) await breathe(true)
  for (let at = 0; at < items.length; at += STEP) {
    for (const item of items.slice(at, at + STEP)) each(item)
    const pause = breathe()
    if (pause) await pause
  }
}

/** As `toSorted`: a stable merge sort from the bottom up. */
export async function sortInSlices<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  breathe: Breather,
): Promise<T[]> {
  let runs: T[][] = []
  for (let at = 0; at < items.length; at += STEP) {
    runs.push(items.slice(at, at + STEP).sort(compare))
    const pause = breathe()
    if (pause) await pause
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let at = 0; at < runs.length; at += 2) {
      const [left = [], right] = [runs[at], runs[at + 1]]
      merged.push(right ? await mergeInSlices(left, right, compare, breathe) : left)
    }
    runs = merged
  }
  return runs[0] ?? []
}

/** Two sorted lists as one; of equal ones those of the left come first. */
export async function mergeInSlices<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
  breathe: Breather,
): Promise<T[]> {
  const all: T[] = []
  let at = 0
  for (const [index, item] of right.entries()) {
    // In growing steps, then by halving: the right one may be short (what changed) and the left one long.
    let low = at
    let high = left.length
    for (let step = 1; low < high; step *= 2) {
      const probe = Math.min(high, low + step) - 1
      if (compare(left[probe] as T, item) > 0) {
        high = probe
        break
      }
      low = probe + 1
    }
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(left[middle] as T, item) <= 0) low = middle + 1
      else high = middle
    }
    for (; at < low; at += 1) all.push(left[at] as T)
    all.push(item)
    const pause = index % 16 === 0 ? breathe() : undefined
    if (pause) await pause
  }
  for (; at < left.length; at += 1) all.push(left[at] as T)
  return all
}

/** Calls `work` when the interface has nothing to do; a moment later where the browser does not tell (Safari). */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work)
  else setTimeout(work, 200)
}
