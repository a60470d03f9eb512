/** Ranges looked up by place without going through all of them. */
import type { Range } from '#shared/contract'
import { firstWhere } from './first-where'

export interface RangeIndex<T extends Range> {
  /** Those that share a letter with `[start, end)` or, being empty or beside it, touch it; in their order by start. */
  touching(start: number, end: number): T[]
}

/** Sorted starts with the furthest end up to each: long ranges that begin far before are found, too. */
export function indexRanges<T extends Range>(ranges: readonly T[]): RangeIndex<T> {
  const sorted = ranges.toSorted((a, b) => a.start - b.start)
  const reach = new Float64Array(sorted.length)
  let furthest = -Infinity
  sorted.forEach((range, index) => {
    furthest = Math.max(furthest, range.end)
    reach[index] = furthest
  })
  return {
    touching(start, end) {
      const from = firstWhere(sorted.length, (index) => (reach[index] ?? 0) >= start)
      const found: T[] = []
      for (let index = from; index < sorted.length; index += 1) {
        const range = sorted[index]
        if (!range || range.start > end) break
        if (range.end >= start) found.push(range)
      }
      return found
    },
  }
}
