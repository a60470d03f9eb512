/** Rows and pins of a comparison on newer editions of its texts. */
import type { Cell } from '#shared/contract'
import { describeTarget, resolveTarget } from '#shared/domain/anchoring'
import type { Draft } from './draft'
import type { OpenPane } from './use-session'

/**
 * The draft with the cells of rows and pins looked up in the new texts by their words and context. A cell that is not
 * found becomes silent and is counted as lost; what loses all its cells is left out.
 */
export function carryCells(
  draft: Draft,
  before: readonly (OpenPane | null)[],
  after: readonly OpenPane[],
): { draft: Pick<Draft, 'rows' | 'pins'>; lost: number } {
  let lost = 0
  const carry = (cell: Cell, pane: number): Cell => {
    const old = before[pane]
    const next = after[pane]
    if (!cell || !old || !next) return null
    if (old.edition.sha256 === next.edition.sha256) return cell
    const source = {
      docId: old.summary.id,
      editionId: old.edition.id,
      text: old.model.text,
      blocks: old.model.blocks,
      anchors: old.model.anchors,
    }
    const [start, end] = cell
    if (end > source.text.length || source.text.slice(start, end).trim() === '') return dropped()
    const place = resolveTarget(describeTarget(source, start, end), {
      editionId: next.edition.id,
      text: next.model.text,
    })
    return place.start === null || place.end === null ? dropped() : [place.start, place.end]
  }
  const dropped = (): null => {
    lost += 1
    return null
  }
  const rows = draft.rows
    .map((row) => ({ ...row, cells: row.cells.map(carry) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null))
  const pins = draft.pins
    .map((pin) => ({ ...pin, cells: pin.cells.map(carry) }))
    .filter(({ cells }) => cells.filter((cell) => cell !== null).length > 1)
  return { draft: { rows, pins }, lost }
}
