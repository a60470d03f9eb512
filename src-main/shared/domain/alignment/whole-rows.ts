/** The rows of a whole comparison, with what the reader has put side by side laid over the alignment. */
import type { AlignedRow, Cell, ComparisonRow } from '#shared/contract'

/** An aligned row while kept rows are laid over it. */
export interface WholeRow {
  cells: Cell[]
  kind: AlignedRow['kind']
  /** The reader's rows whose passages stand here. */
  kept: ComparisonRow[]
  /** Panes whose passage the reader has put here, away from its place in the order of its text. */
  apart: number[]
}

type Range = NonNullable<Cell>

const meet = (a: Cell | undefined, b: Cell | undefined) => Boolean(a && b && a[0] < b[1] && a[1] > b[0])
const join = (a: Range, b: Cell | undefined): Range => (b ? [Math.min(a[0], b[0]), Math.max(a[1], b[1])] : a)

/**
 * The aligned rows, each text in them once, so that the passages of a kept row share one row: what the reader has put
 * side by side is not told apart again. A passage that was taken by an earlier kept row stays there.
 */
export function wholeRows(aligned: readonly AlignedRow[], kept: readonly ComparisonRow[]): WholeRow[] {
  const rows = aligned.map(({ cells, kind }): WholeRow => ({ cells: [...cells], kind, kept: [], apart: [] }))
  for (const one of kept) {
    // A kept cell may hold the heading above the passage, too: it belongs to the row of the passage.
    const touched = (kind: AlignedRow['kind']) =>
      rows.filter((row) => row.kind === kind && one.cells.some((cell, pane) => meet(cell, row.cells[pane])))
    const passages = touched('passage')
    const target = mostShared(passages.length > 0 ? passages : touched('heading'), one)
    if (!target) continue
    const others = passages.filter((row) => row !== target)
    if (others.every((row) => row.kept.length === 0) && target.kept.length === 0) gather(rows, target, others, one)
    target.kept.push(one)
  }
  return withoutEmptied(rows)
}

/** The first of the rows that share most cells with the kept one. */
function mostShared(rows: readonly WholeRow[], { cells }: ComparisonRow): WholeRow | undefined {
  const shared = (row: WholeRow) => cells.filter((cell, pane) => meet(cell, row.cells[pane])).length
  return rows.toSorted((a, b) => shared(b) - shared(a))[0]
}

/** Brings the passages of a kept row from the other rows into one; what it does not hold makes room. */
function gather(rows: WholeRow[], target: WholeRow, others: readonly WholeRow[], { cells }: ComparisonRow): void {
  cells.forEach((cell, pane) => {
    const from = others.filter((row) => meet(cell, row.cells[pane]))
    const own = target.cells[pane]
    const [first] = from
    if (!first?.cells[pane]) return
    let range = from.reduce((all, row) => join(all, row.cells[pane]), first.cells[pane])
    if (own && meet(cell, own)) range = join(range, own)
    else {
      if (own) {
        const alone: WholeRow = {
          cells: target.cells.map((_, n) => (n === pane ? own : null)),
          kind: target.kind,
          kept: [],
          apart: [],
        }
        rows.splice(rows.indexOf(target), 0, alone)
      }
      target.apart.push(pane)
    }
    // Headings between two passages of the kept row go with them.
    for (const row of rows) if (row !== target && meet(range, row.cells[pane])) row.cells[pane] = null
    target.cells[pane] = range
  })
}

/** Rows that still hold words. A heading whose passages all stand elsewhere goes, for they name it themselves. */
function withoutEmptied(rows: readonly WholeRow[]): WholeRow[] {
  rows.forEach((row, at) => {
    if (row.kind !== 'heading') return
    row.cells.forEach((cell, pane) => {
      if (!cell) return
      const next = rows.slice(at + 1).find((other) => other.cells[pane] && !other.apart.includes(pane))
      if (next?.kind === 'passage') return
      const end = next?.cells[pane]?.[0] ?? Infinity
      const isInside = ({ cells, apart }: WholeRow) => {
        const start = cells[pane]?.[0]
        return apart.includes(pane) && start !== undefined && start >= cell[1] && start < end
      }
      if (rows.some(isInside)) row.cells[pane] = null
    })
  })
  return rows.filter(({ cells }) => cells.some((cell) => cell !== null))
}
