/** Differences of an alignment as the signs that one pane draws. */
import type { Difference } from '#shared/contract'
import type { ReaderDifference } from '@/reader'

export interface SignOptions {
  readonly currentGroup: number | null
  /** What a sign says on hover: what the others have. */
  label(difference: Difference): string
}

/**
 * Signs of a pane. A moved passage gives way to the changes inside it, so it comes in pieces; `arrows` are the places
 * where one starts.
 */
export function signsOf(
  differences: readonly Difference[],
  pane: number,
  { currentGroup, label }: SignOptions,
): { signs: ReaderDifference[]; arrows: number[] } {
  const own = differences.filter((difference) => difference.pane === pane).sort((a, b) => a.start - b.start)
  const inner = own.filter(({ kind }) => kind !== 'moved')
  const signs: ReaderDifference[] = []
  const arrows: number[] = []
  for (const difference of own) {
    const { start, end, kind, group } = difference
    const rest = { kind, current: group === currentGroup, label: label(difference) }
    if (kind !== 'moved') {
      signs.push({ start, end, ...rest })
      continue
    }
    arrows.push(start)
    let from = start
    for (const change of inner) {
      if (change.end <= from || change.start >= end) continue
      if (change.start > from) signs.push({ start: from, end: change.start, ...rest })
      from = Math.max(from, change.end)
    }
    if (from < end) signs.push({ start: from, end, ...rest })
  }
  return { signs, arrows }
}

/** The difference at a place of a pane; the shortest where several cover it, for changes lie inside moves. */
export function differenceAt(differences: readonly Difference[], pane: number, offset: number): Difference | null {
  let best: Difference | null = null
  for (const difference of differences) {
    if (difference.pane !== pane || difference.start > offset || difference.end < offset) continue
    if (!best || difference.end - difference.start < best.end - best.start) best = difference
  }
  return best
}
