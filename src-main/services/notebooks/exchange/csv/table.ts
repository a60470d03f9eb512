/** Tables as text (RFC 4180), safe to open in spreadsheet programs. */
import { AppError, type NoteExportOptions } from '#shared/contract'
import { checkCount } from '../format'

const letterOf = { comma: ',', semicolon: ';', tab: '\t' } as const

/**
 * A cell that begins like this is run as a formula by spreadsheet programs (OWASP, CSV injection). It gets an
 * apostrophe, and one that has an apostrophe there already gets another: so that reading takes away just what was put on.
 */
const formula = /^'*[=+\-@\t\r]/
const guarded = (text: string) => (formula.test(text) ? `'${text}` : text)
const unguarded = (text: string) => (/^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text)

/** With the mark of UTF-8, by which Excel knows the encoding, and CRLF. */
export function writeTable(
  rows: readonly (readonly string[])[],
  separator: NoteExportOptions['separator'] = 'comma',
): string {
  const between = letterOf[separator]
  const cell = (text: string) => {
    const safe = guarded(text)
    return /["\r\n]/.test(safe) || safe.includes(between) || /^\s|\s$/.test(safe)
      ? `"${safe.replaceAll('"', '""')}"`
      : safe
  }
  return `\u{feff}${rows.map((row) => row.map(cell).join(between)).join('\r\n')}\r\n`
}

/** The separator that divides the first line most often; commas where there is none. */
function separatorOf(text: string): string {
  const declared = /^sep=(.)\r?\n/.exec(text)?.[1]
  if (declared !== undefined) return declared
  const line = text.slice(0, Math.max(0, text.search(/[\r\n]/)) || text.length).replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t'].map((letter) => ({ letter, count: line.split(letter).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).letter
}

/** Rows of cells. Throws AppError `damaged` where a quotation is never closed, and as `checkCount`. */
export function readTable(text: string, name: string): string[][] {
  const between = separatorOf(text)
  const body = text.replace(/^\u{feff}/u, '').replace(/^sep=.\r?\n/, '')
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  const end = () => {
    if (row.some((cell) => cell.trim() !== '')) rows.push(row)
    checkCount(rows.length)
    row = []
  }
  while (at < body.length) {
    let cell = ''
    if (body.charAt(at) === '"') {
      at += 1
      for (;;) {
        const quote = body.indexOf('"', at)
        if (quote < 0) {
          const line = rows.length + 1
          throw new AppError(
            'damaged',
            `"${name}" could not be read: a quotation mark in row ${line} is never closed.`,
            { name, line },
          )
        }
        cell += body.slice(at, quote)
        at = quote + 1
        if (body.charAt(at) !== '"') break
        cell += '"'
        at += 1
      }
    }
    const start = at
    while (at < body.length && body.charAt(at) !== between && body.charAt(at) !== '\n' && body.charAt(at) !== '\r')
      at += 1
    cell += body.slice(start, at)
    row.push(unguarded(cell))
    const letter = body.charAt(at)
    at += 1
    if (letter === between) {
      // A separator at the very end of a line has an empty cell behind it.
      if (at >= body.length || body.charAt(at) === '\n' || body.charAt(at) === '\r') row.push('')
      if (body.charAt(at) === '\r' || body.charAt(at) === '\n') {
        if (body.charAt(at) === '\r' && body.charAt(at + 1) === '\n') at += 1
        at += 1
        end()
      }
      continue
    }
    if (letter === '\r' && body.charAt(at) === '\n') at += 1
    end()
  }
  end()
  return rows
}
