/** The whole comparison of two to four editions as data. */
import type { Alignment, ComparisonKind, Folding, Pin } from '#shared/contract'
import { exactFolding, primaryLanguage, stem, tokenize } from '../language'
import { findDifferences } from './differences'
import type { AlignPane } from './passages'
import { alignPassages } from './rows'

/** Changes whenever the same input may give another result: stored results of others are computed anew. */
export const ENGINE = 'avots-alignment@1'

export interface CompareInput {
  panes: readonly AlignPane[]
  kind: ComparisonKind
  pins?: readonly Pin[]
  folding?: Folding
}

/**
 * Rows, and for versions the differences within them. `progress` hears the stage, work done and all of it. Same input,
 * same result.
 */
export function compareEditions(
  { panes, kind, pins = [], folding = exactFolding }: CompareInput,
  progress: (stage: 'align' | 'differences', done: number, total: number) => void = () => undefined,
): Alignment {
  const rows = alignPassages(panes, kind, pins, { progress: (done, total) => progress('align', done, total) })
  if (kind !== 'versions') return { engine: ENGINE, rows, differences: [], groups: 0, notCompared: [] }
  const found = findDifferences(panes, rows, folding, {
    progress: (done, total) => progress('differences', done, total),
  })
  return { engine: ENGINE, rows, ...found }
}

/** Words read of a text to tell how two texts are related. */
const SAMPLE = 60_000

/**
 * The kind that sources suggest: another language, translation; much shared wording, versions; else accounts. Wording
 * is shared where three tenths or more of the runs of three stems of the shorter text occur in the other.
 */
export function suggestKind(panes: readonly AlignPane[]): ComparisonKind {
  if (new Set(panes.map(({ lang }) => primaryLanguage(lang))).size > 1) return 'translation'
  const runs = panes.map(({ model }) => runsOfStems(model.text.slice(0, SAMPLE)))
  for (let a = 0; a < runs.length; a += 1) {
    for (let b = a + 1; b < runs.length; b += 1) {
      const [small, large] = [runs[a] ?? new Set(), runs[b] ?? new Set()].sort((x, y) => x.size - y.size)
      if (!small || !large) continue
      let common = 0
      for (const run of small) if (large.has(run)) common += 1
      if (common < small.size * 0.3) return 'accounts'
    }
  }
  return 'versions'
}

function runsOfStems(text: string): Set<string> {
  const stems = tokenize(text).flatMap(({ start, end, kind }) =>
    kind === 'punctuation' ? [] : [stem(text.slice(start, end))],
  )
  return new Set(stems.slice(2).map((last, index) => `${stems[index]} ${stems[index + 1]} ${last}`))
}
