/** Estimates of how much room words take: only to decide which rows may break, and how large a file will be. */
import type { Choices, ReportCell, ReportContent, ReportRow } from '../../content'

export interface Sheet {
  /** Name that Typst knows. */
  paper: 'a4' | 'us-letter'
  flipped: boolean
  /** Size of the text in points. */
  size: number
  /** Characters in a line of a witness, and of a note. */
  columns: { witness: number; note: number }
  /** Lines of text that the body of a page holds. */
  lines: number
}

const millimetre = 72 / 25.4
const papers: Record<Choices['paper'], { paper: Sheet['paper']; flipped: boolean; width: number; height: number }> = {
  'a4-landscape': { paper: 'a4', flipped: true, width: 297, height: 210 },
  'a4-portrait': { paper: 'a4', flipped: false, width: 210, height: 297 },
  'letter-landscape': { paper: 'us-letter', flipped: true, width: 279.4, height: 215.9 },
  'letter-portrait': { paper: 'us-letter', flipped: false, width: 215.9, height: 279.4 },
}

export function sheetOf(content: ReportContent, hasNotesColumn: boolean): Sheet {
  const { paper, flipped, width, height } = papers[content.choices.paper]
  const panes = content.witnesses.length
  const crowded = panes + (hasNotesColumn ? 1 : 0) > (flipped ? 4 : 3)
  const size = crowded ? 8.5 : 9.5
  // Margins and the column of numbers as in the template; a character of this face is 0.46 em on average.
  const room = (width - 30 - 8) * millimetre
  const witness = room / (panes + (hasNotesColumn ? 0.62 : 0))
  const perLine = (points: number, em: number) => Math.max(8, Math.floor((points - 13) / (em * 0.46)))
  return {
    paper,
    flipped,
    size,
    columns: { witness: perLine(witness, size), note: perLine(witness * 0.62, size * 0.86) },
    lines: Math.floor(((height - 40) * millimetre) / (size * 1.29)) - 3,
  }
}

const linesOf = (lengths: readonly number[], perLine: number) =>
  lengths.reduce((sum, length) => sum + Math.ceil(length / perLine) + 0.6, 0)

const lengthOf = ({ runs }: { runs: readonly { text: string; letters?: unknown[]; notes?: unknown[] }[] }) =>
  runs.reduce((sum, { text, letters, notes }) => sum + text.length + (letters?.length ?? 0) + (notes?.length ?? 0), 0)

const cellLines = ({ paragraphs, place }: ReportCell, perLine: number) =>
  linesOf((paragraphs ?? []).map(lengthOf), perLine) + (place ? 1 : 0)

/** Height of a row in lines of the page, on the generous side. */
function rowLines(row: ReportRow, { columns }: Sheet): number {
  const notes = [
    ...row.notes.map(({ text }) => text.reduce((sum, one) => sum + lengthOf(one) + 8, 0)),
    ...row.remark.map(lengthOf),
  ]
  const tags = row.tags.reduce((sum, tag) => sum + tag.length + 4, 0)
  const side = linesOf(notes, columns.note) * 0.86 + (tags > 0 ? Math.ceil(tags / columns.note) * 1.4 : 0)
  return Math.max(side, ...row.cells.map((cell) => cellLines(cell, columns.witness))) + 1
}

/** Rows above this part of a page may break: the estimate errs by a fifth at most. */
const WHOLE = 0.7

export const isLong = (row: ReportRow, sheet: Sheet): boolean => rowLines(row, sheet) > sheet.lines * WHOLE

/** Pages that the report will have, roughly. */
export function estimatePages(content: ReportContent, sheet: Sheet): number {
  const lines = content.sections.flatMap(({ rows }) => rows).reduce((sum, row) => sum + rowLines(row, sheet), 0)
  return Math.ceil(lines / (sheet.lines * 0.85)) + 2
}
