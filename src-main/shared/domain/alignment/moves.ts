/** Passages that stand elsewhere in another version. */
import type { AlignedRow, Folding } from '#shared/contract'
import { type Words, wordsOf } from '../diff'
import { stem } from '../language'
import type { AlignPane } from './passages'

/** Two rows that hold one passage at different places of the order; `from` comes first. */
export interface Move {
  from: number
  to: number
}

/** Below this many words a passage may be alike by chance. */
const MIN_WORDS = 8
const MIN_LIKENESS = 0.55

/** Pairs of rows of passages, with no pane in both, that are alike enough to be one passage. Each row in one pair at most. */
export function findMoves(
  panes: readonly AlignPane[],
  members: readonly number[],
  rows: readonly AlignedRow[],
  folding: Folding,
): Move[] {
  const candidates = rows.flatMap((row, index) => {
    if (row.kind === 'heading' || row.pinned) return []
    const present = members.filter((pane) => Boolean(row.cells[pane]))
    const first = present[0]
    if (first === undefined || present.length === members.length) return []
    const cell = row.cells[first]
    const text = panes[first]?.model.text
    if (!cell || text === undefined) return []
    const stems = stemsOf(wordsOf(text, folding, ...cell))
    return stems.size >= MIN_WORDS ? [{ index, present, stems }] : []
  })
  const pairs = candidates.flatMap((a, place) =>
    candidates.slice(place + 1).flatMap((b) => {
      if (a.present.some((pane) => b.present.includes(pane))) return []
      const value = likeness(a.stems, b.stems)
      return value >= MIN_LIKENESS ? [{ from: a.index, to: b.index, value }] : []
    }),
  )
  pairs.sort((x, y) => y.value - x.value || x.from - y.from || x.to - y.to)
  const used = new Set<number>()
  const moves: Move[] = []
  for (const { from, to } of pairs) {
    if (used.has(from) || used.has(to)) continue
    used.add(from)
    used.add(to)
    moves.push({ from, to })
  }
  return moves
}

function stemsOf({ tokens, keys }: Words): Set<string> {
  const stems = new Set<string>()
  keys.forEach((key, index) => {
    if (tokens[index]?.kind !== 'punctuation') stems.add(stem(key))
  })
  return stems
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const key of a) if (b.has(key)) common += 1
  return (2 * common) / (a.size + b.size)
}
