/** From a table to what a reader sees: places where witnesses differ, and the reading of each there. */
import { borderScore, isLightWord, type Words } from '../diff'
import type { Column } from './table'

/** One place of variation: for each witness its half-open range of tokens; empty where it has no words there. */
export interface Variant {
  readings: [number, number][]
}

/**
 * Places where the witnesses differ, in order. Places that only a few light words separate are one. A reading that one
 * witness alone has is moved to the best border where it could stand at several.
 */
export function variantsOf(columns: readonly Column[], witnesses: readonly Words[]): Variant[] {
  const agrees = columns.map((column) => {
    const keys = column.map((token, index) => (token === -1 ? null : (witnesses[index]?.keys[token] ?? null)))
    return keys[0] !== null && keys.every((key) => key === keys[0])
  })
  const runs: [number, number][] = []
  for (let index = 0; index < columns.length; index += 1) {
    if (agrees[index]) continue
    let end = index + 1
    while (end < columns.length && !agrees[end]) end += 1
    const last = runs[runs.length - 1]
    if (last && isIsland(columns, witnesses, last, [index, end])) last[1] = end
    else runs.push([index, end])
    index = end
  }
  return runs.map((run) => slide(variant(columns, witnesses, run), witnesses))
}

function longest(columns: readonly Column[], [from, to]: readonly [number, number]): number {
  const counts = columns[0]?.map(() => 0) ?? []
  for (const column of columns.slice(from, to)) {
    column.forEach((token, index) => {
      if (token !== -1) counts[index] = (counts[index] ?? 0) + 1
    })
  }
  return Math.max(0, ...counts)
}

function isIsland(
  columns: readonly Column[],
  witnesses: readonly Words[],
  before: readonly [number, number],
  after: readonly [number, number],
): boolean {
  const length = after[0] - before[1]
  if (length > 3 || longest(columns, before) + longest(columns, after) < 2 * length) return false
  return columns.slice(before[1], after[0]).every((column) => {
    const token = column[0] ?? -1
    const cut = witnesses[0]?.tokens[token]
    return cut !== undefined && isLightWord(cut, witnesses[0]?.keys[token] ?? '')
  })
}

function variant(
  columns: readonly Column[],
  witnesses: readonly Words[],
  [from, to]: readonly [number, number],
): Variant {
  return {
    readings: witnesses.map((words, index) => {
      let start = -1
      let end = -1
      for (const column of columns.slice(from, to)) {
        const token = column[index] ?? -1
        if (token === -1) continue
        if (start === -1) start = token
        end = token + 1
      }
      if (start !== -1) return [start, end]
      // No words here: the place is before the next token that this witness has.
      for (const column of columns.slice(to)) {
        const token = column[index] ?? -1
        if (token !== -1) return [token, token]
      }
      return [words.keys.length, words.keys.length]
    }),
  }
}

/** Moves a reading of one witness alone along equal words, so that it starts with a sentence or clause if it can. */
function slide(place: Variant, witnesses: readonly Words[]): Variant {
  const holders = place.readings.filter(([start, end]) => end > start)
  const holder = place.readings.findIndex(([start, end]) => end > start)
  const words = witnesses[holder]
  const range = place.readings[holder]
  if (holders.length !== 1 || !words || !range) return place
  const [start, end] = range
  const othersAt = (shift: number, offset: number): boolean =>
    place.readings.every(([at], index) => {
      if (index === holder) return true
      return witnesses[index]?.keys[at + shift + offset] === words.keys[(shift < 0 ? start : end) + shift + offset]
    })
  let back = 0
  while (
    back < 40 &&
    start - back > 0 &&
    words.keys[start - back - 1] === words.keys[end - back - 1] &&
    othersAt(-back - 1, 0)
  )
    back += 1
  let ahead = 0
  while (
    ahead < 40 &&
    end + ahead < words.keys.length &&
    words.keys[start + ahead] === words.keys[end + ahead] &&
    othersAt(ahead, 0)
  )
    ahead += 1
  let best = 0
  for (let shift = -back; shift <= ahead; shift += 1) {
    if (borderScore(words, start + shift) > borderScore(words, start + best)) best = shift
  }
  return { readings: place.readings.map(([from, to]) => [from + best, to + best]) }
}
