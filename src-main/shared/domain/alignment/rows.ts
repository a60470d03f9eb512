/** Rows of an alignment, grown pane by pane. */
import type { AlignedRow, ComparisonKind, Pin } from '#shared/contract'
import { featuresOf, type PaneFeatures } from './features'
import { ALONE_IN_TRANSLATION, likenessOf, type PairLikeness, type Span } from './likeness'
import { bestPath } from './path'
import { type AlignPane, type Passage, passagesIn, passagesOf } from './passages'

/** One row while it grows: for each pane a span of passages, or null. */
interface Row {
  spans: (Span | null)[]
  pinned: boolean
}

export interface AlignHooks {
  /** Work done and all of it, in thousandths of panes. */
  progress?(done: number, total: number): void
}

/**
 * Rows of passages that correspond. Every passage of every pane is in exactly one row, rows keep the order of each pane,
 * and pins hold: their passages share a row (`apart`: do not), unless they contradict an earlier pin or the order.
 * Same input, same rows. A row with one cell has score 1: nothing is doubtful in it.
 */
export function alignPassages(
  panes: readonly AlignPane[],
  kind: ComparisonKind,
  pins: readonly Pin[] = [],
  hooks: AlignHooks = {},
): AlignedRow[] {
  const features = panes.map((pane) => featuresOf(pane, passagesOf(pane.model)))
  const pairs = new Map<number, PairLikeness>()
  const between = (a: number, b: number): PairLikeness => {
    const key = a * panes.length + b
    const known = pairs.get(key)
    if (known) return known
    const left = features[a]
    const right = features[b]
    if (!left || !right) throw new RangeError('pane index')
    const made = a < b ? likenessOf(kind, left, right) : turned(between(b, a))
    pairs.set(key, made)
    return made
  }

  const forbidden = apartPairs(features, pins)
  const order = placingOrder(features)
  let rows: Row[] = []
  order.forEach((pane, step) => {
    const report = (share: number) =>
      hooks.progress?.(Math.round((Math.max(0, step - 1) + share) * 1000), (panes.length - 1) * 1000)
    rows = addPane(rows, pane, features, kind, pins, forbidden, between, report)
  })
  return inReadingOrder(rows).map((row) => finish(row, features, between))
}

function turned({ gain, score }: PairLikeness): PairLikeness {
  return { gain: (x, y) => gain(y, x), score: (x, y) => score(y, x) }
}

/** The pane with most in common with all others first, then always the nearest to one that is placed. */
function placingOrder(features: readonly PaneFeatures[]): number[] {
  const vocabulary = features.map(({ stems, keys }) => [union(stems), union(keys)] as const)
  const likeness = (a: number, b: number): number => {
    const [stemsA, keysA] = vocabulary[a] ?? [new Set<string>(), new Set<string>()]
    const [stemsB, keysB] = vocabulary[b] ?? [new Set<string>(), new Set<string>()]
    const isOneLanguage = features[a]?.lang.split('-')[0] === features[b]?.lang.split('-')[0]
    return isOneLanguage ? 1 + overlap(stemsA, stemsB) : overlap(keysA, keysB)
  }
  const left = new Set(features.keys())
  const order: number[] = []
  while (left.size > 0) {
    let best = -1
    let bestValue = -1
    for (const candidate of left) {
      const others = order.length > 0 ? order : [...features.keys()].filter((other) => other !== candidate)
      const values = others.map((other) => likeness(candidate, other))
      const value = order.length > 0 ? Math.max(...values) : values.reduce((sum, one) => sum + one, 0)
      if (value > bestValue) {
        best = candidate
        bestValue = value
      }
    }
    order.push(best)
    left.delete(best)
  }
  return order
}

function union(sets: readonly ReadonlySet<string>[]): Set<string> {
  const all = new Set<string>()
  for (const set of sets) for (const key of set) all.add(key)
  return all
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const key of a) if (b.has(key)) common += 1
  return (2 * common) / Math.max(1, a.size + b.size)
}

type Forbidden = (paneA: number, a: Span, paneB: number, b: Span) => boolean

function apartPairs(features: readonly PaneFeatures[], pins: readonly Pin[]): Forbidden {
  const spans = pins
    .filter((pin) => pin.apart === true)
    .map((pin) => pin.cells.map((cell, pane) => (cell ? passagesIn(features[pane]?.passages ?? [], ...cell) : null)))
  const meets = (x: Span, y: Span | null | undefined) => (y ? x[0] < y[1] && y[0] < x[1] : false)
  return (paneA, a, paneB, b) => spans.some((cells) => meets(a, cells[paneA]) && meets(b, cells[paneB]))
}

interface Knot {
  rows: Span
  passages: Span
}

/** Pins between placed panes and a new one, as row and passage spans in order; contradicting ones are dropped. */
function knotsOf(
  rows: readonly Row[],
  pane: number,
  passages: readonly Passage[],
  all: readonly PaneFeatures[],
  pins: readonly Pin[],
): Knot[] {
  const knots: Knot[] = []
  for (const pin of pins) {
    const cell = pin.cells[pane]
    if (!cell || pin.apart === true) continue
    const own = passagesIn(passages, ...cell)
    const touched = rows.flatMap((row, index) =>
      row.spans.some((span, other) => {
        const pinned = pin.cells[other]
        if (!span || !pinned || other === pane) return false
        const wanted = passagesIn(all[other]?.passages ?? [], ...pinned)
        return span[0] < wanted[1] && wanted[0] < span[1]
      })
        ? [index]
        : [],
    )
    const first = touched[0]
    const last = touched[touched.length - 1]
    if (first === undefined || last === undefined || own[0] >= own[1]) continue
    const knot: Knot = { rows: [first, last + 1], passages: own }
    const fits = knots.every(
      (other) =>
        (knot.rows[1] <= other.rows[0] && knot.passages[1] <= other.passages[0]) ||
        (knot.rows[0] >= other.rows[1] && knot.passages[0] >= other.passages[1]),
    )
    if (fits) knots.push(knot)
  }
  return knots.sort((x, y) => x.rows[0] - y.rows[0])
}

function addPane(
  rows: readonly Row[],
  pane: number,
  features: readonly PaneFeatures[],
  kind: ComparisonKind,
  pins: readonly Pin[],
  forbidden: Forbidden,
  between: (a: number, b: number) => PairLikeness,
  report: (share: number) => void,
): Row[] {
  const own = features[pane]
  if (!own) return [...rows]
  const width = features.length
  const single = (span: Span): Row => ({
    spans: Array.from({ length: width }, (_, index) => (index === pane ? span : null)),
    pinned: false,
  })
  if (rows.length === 0) return own.passages.map((_, index) => single([index, index + 1]))

  const hasApart = pins.some((pin) => pin.apart === true)
  const gain = (taken: Span, span: Span): number => {
    const joined = taken[1] - taken[0] === 1 ? (rows[taken[0]]?.spans ?? []) : mergeSpans(rows.slice(...taken))
    let sum = 0
    let count = 0
    for (let other = 0; other < width; other += 1) {
      const cell = joined[other]
      if (!cell) continue
      if (hasApart && forbidden(other, cell, pane, span)) return -Infinity
      sum += between(other, pane).gain(cell, span)
      count += 1
    }
    if (hasApart && taken[1] - taken[0] > 1 && crossesApart(joined, forbidden)) return -Infinity
    // A pane that is silent in the row neither speaks for the pair nor against it.
    return count === 0 ? -Infinity : (sum / count) * (1 + 0.1 * (count - 1))
  }
  const isTranslation = kind === 'translation'
  const alone = isTranslation ? ALONE_IN_TRANSLATION : 0

  const out: Row[] = []
  let row = 0
  let passage = 0
  const fill = (toRow: number, toPassage: number) => {
    for (const step of bestPath([row, toRow], [passage, toPassage], {
      gain,
      alone,
      row: (at) => report(at / rows.length),
    })) {
      const group = rows.slice(...step.rows)
      const span: Span = step.passages
      if (group.length === 0) out.push(single(span))
      else out.push(join(group, pane, span[0] < span[1] ? span : null, false))
    }
    row = toRow
    passage = toPassage
  }
  for (const knot of knotsOf(rows, pane, own.passages, features, pins)) {
    fill(knot.rows[0], knot.passages[0])
    out.push(join(rows.slice(...knot.rows), pane, knot.passages, true))
    row = knot.rows[1]
    passage = knot.passages[1]
  }
  fill(rows.length, own.passages.length)
  return out
}

function mergeSpans(group: readonly Row[]): (Span | null)[] {
  const [first] = group
  if (!first) return []
  if (group.length === 1) return first.spans
  return first.spans.map((_, pane) => {
    let merged: Span | null = null
    for (const { spans } of group) {
      const span = spans[pane]
      if (span) merged = merged ? [merged[0], span[1]] : span
    }
    return merged
  })
}

function crossesApart(spans: readonly (Span | null)[], forbidden: Forbidden): boolean {
  return spans.some((a, paneA) =>
    spans.some((b, paneB) => a !== null && b !== null && paneA < paneB && forbidden(paneA, a, paneB, b)),
  )
}

function join(group: readonly Row[], pane: number, span: Span | null, pinned: boolean): Row {
  const spans = [...mergeSpans(group)]
  if (span) spans[pane] = span
  return { spans, pinned: pinned || group.some((row) => row.pinned) }
}

/** Among rows with one cell that follow each other the order is free: by pane, so that each text stays together. */
function inReadingOrder(rows: readonly Row[]): Row[] {
  const only = (row: Row): number => {
    const panes = row.spans.flatMap((span, pane) => (span ? [pane] : []))
    return panes.length === 1 ? (panes[0] ?? -1) : -1
  }
  const out: Row[] = []
  for (let index = 0; index < rows.length;) {
    let end = index
    while (end < rows.length && only(rows[end] ?? { spans: [], pinned: false }) >= 0) end += 1
    const run = rows.slice(index, end).map((row, place) => ({ row, place }))
    run.sort((x, y) => only(x.row) - only(y.row) || x.place - y.place)
    out.push(...run.map(({ row }) => row))
    const shared = rows[end]
    if (shared) out.push(shared)
    index = end + 1
  }
  return out
}

function finish(
  row: Row,
  features: readonly PaneFeatures[],
  between: (a: number, b: number) => PairLikeness,
): AlignedRow {
  const scores: number[] = []
  row.spans.forEach((a, paneA) => {
    row.spans.forEach((b, paneB) => {
      if (a && b && paneA < paneB) scores.push(between(paneA, paneB).score(a, b))
    })
  })
  const passages = row.spans.map((span, pane) => (span ? (features[pane]?.passages.slice(...span) ?? []) : []))
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length)
  return {
    cells: passages.map((list) => {
      const first = list[0]
      const last = list[list.length - 1]
      return first && last ? [first.start, last.end] : null
    }),
    blocks: passages.map((list) => [...new Set(list.flatMap(({ blocks }) => blocks))]),
    kind: passages.flat().every(({ kind }) => kind === 'heading') ? 'heading' : 'passage',
    score: scores.length === 0 || row.pinned ? 1 : Math.round(mean * 1000) / 1000,
    pinned: row.pinned,
  }
}
