/** How much of each thing the export would have. */
import type { Alignment, Annotation, Cell, Comparison, DocumentSummary } from '#shared/contract'
import { wholeRows } from '#shared/domain/alignment'

export interface Counts {
  rows: number
  /** Rows of the whole comparison; null until it was aligned. */
  all: number | null
  notes: number
  differences: number | null
  references: number
  pins: number
}

type Place = { pane: number; start: number; end: number }

const meets = (cells: readonly Cell[], { pane, start, end }: Place) => {
  const cell = cells[pane]
  return cell !== null && cell !== undefined && start < cell[1] && end > cell[0]
}

/**
 * Counted for the scope that is chosen. Notes are those with words on the current editions of the panes, and those of
 * kept rows.
 */
export function countAll(
  comparison: Comparison,
  scope: 'rows' | 'all',
  annotations: readonly Annotation[],
  alignment: Alignment | null,
  documentOf: (id: string) => DocumentSummary | undefined,
): Counts {
  const { panes, rows = [], pins = [] } = comparison
  const printed = scope === 'rows' ? rows.map(({ cells }) => cells) : null
  const isPrinted = (place: Place) => printed === null || printed.some((cells) => meets(cells, place))
  const noted = annotations.filter(
    ({ note, targets }) =>
      note.trim() !== '' &&
      targets.some(
        (target) =>
          target.kind === 'text' &&
          panes.some(
            ({ documentId }, pane) =>
              documentId === target.docId && isPrinted({ pane, start: target.start, end: target.end }),
          ),
      ),
  )
  const documents = new Set(panes.map(({ documentId }) => documentId))
  const sources = new Set(
    [...documents].flatMap((id) => {
      const document = documentOf(id)
      return (document?.metadata.sources ?? []).map((source) => `${document?.archiveId}/${source}`)
    }),
  )
  const groups = new Set(alignment?.differences.filter(isPrinted).map(({ group }) => group))
  return {
    rows: rows.length,
    all: alignment ? wholeRows(alignment.rows, rows).filter(({ kind }) => kind === 'passage').length : null,
    notes: noted.length + rows.filter(({ note = '' }) => note.trim() !== '').length,
    differences: alignment ? groups.size : null,
    references: documents.size + sources.size,
    pins: pins.length,
  }
}
