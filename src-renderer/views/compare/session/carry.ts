/** Rows and pins of a comparison on newer editions of its texts. */
import type { Cell, Range } from '#shared/contract'
import { useHost } from '@/host'
import type { Draft } from './draft'
import type { OpenPane } from './use-session'

/** Where ranges of an edition stand in another one of the same document; null where that is not certain. */
type Find = (documentId: string, from: number, to: number, ranges: Range[]) => Promise<(Range | null)[]>

/** Asks the engine that places notes, in its thread. */
const findPlaces: Find = async (documentId, from, to, ranges) => {
  const placements = await useHost().client.call('anchors.find', { documentId, from, to, ranges })
  return placements.map(({ start, end }) => (start === null || end === null ? null : { start, end }))
}

/**
 * The draft with the cells of rows and pins looked up in the new texts. A cell whose place is not certain becomes silent
 * and is counted as lost; what loses all its cells is left out. Throws AppError.
 */
export async function carryCells(
  draft: Draft,
  before: readonly (OpenPane | null)[],
  after: readonly OpenPane[],
  find: Find = findPlaces,
): Promise<{ draft: Pick<Draft, 'rows' | 'pins'>; lost: number }> {
  const found = await Promise.all(
    draft.panes.map(async (_, pane): Promise<ReadonlyMap<string, Range | null>> => {
      const [old, next] = [before[pane], after[pane]]
      if (!old || !next || old.edition.sha256 === next.edition.sha256) return new Map()
      const { length } = old.model.text
      const ranges = new Map<string, Range>()
      for (const { cells } of [...draft.rows, ...draft.pins]) {
        const cell = cells[pane]
        if (!cell || cell[1] > length || old.model.text.slice(...cell).trim() === '') continue
        ranges.set(cell.join(), { start: cell[0], end: cell[1] })
      }
      if (ranges.size === 0) return new Map()
      const list = [...ranges.values()]
      const places = await find(old.summary.id, old.edition.number, next.edition.number, list)
      return new Map([...ranges.keys()].map((key, n) => [key, places[n] ?? null]))
    }),
  )
  let lost = 0
  const carry = (cell: Cell, pane: number): Cell => {
    const [old, next] = [before[pane], after[pane]]
    if (!cell || !old || !next) return null
    if (old.edition.sha256 === next.edition.sha256) return cell
    const place = found[pane]?.get(cell.join())
    if (place) return [place.start, place.end]
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
