/** A report as files that other programs read. */
import type { ImportReport } from '#shared/contract'
import { shownPath } from './describe'

/** RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
const cell = (value: string | number | undefined) => {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const columns = [
  'path',
  'status',
  'code',
  'message',
  'documentId',
  'sha256',
  'format',
  'language',
  'characters',
  'blocks',
  'pages',
] as const

/** With the mark of UTF-8, for spreadsheets. */
export function reportAsCsv({ outcomes }: Pick<ImportReport, 'outcomes'>): string {
  const rows = outcomes.map((outcome) => [
    shownPath(outcome.path),
    ...columns.slice(1).map((column) => outcome[column]),
    outcome.warnings.map(({ message }) => message).join(' '),
  ])
  return `\u{feff}${[[...columns, 'warnings'], ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

export const reportAsJson = (report: ImportReport): string =>
  `${JSON.stringify({ ...report, outcomes: report.outcomes.map((one) => ({ ...one, path: shownPath(one.path) })) }, null, 2)}\n`

/** Gives a text to the reader as a file. */
export function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
