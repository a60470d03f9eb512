/** Dates as files write them, as EDTF. */
import { earliestDay, latestDay } from './order'
import { parseEdtf } from './parse'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const two = (digits: string | number) => String(digits).padStart(2, '0')

/** The first of these readings that is a real date. */
const readings: ((text: string) => string | null)[] = [
  (text) => text,
  // 2024-05-01T12:00:00.000Z, 2024-05-01 12:00, 20240501, D:20240501120000+02'00'
  (text) => {
    const match = /^(\d{4})[-:./]?(\d{2})[-:./]?(\d{2})(?:[T ].*|\d{2,6}(?:Z|[+-].*)?)?$/.exec(text.replace(/^D:/, ''))
    return match ? `${match[1]}-${match[2]}-${match[3]}` : null
  },
  // 3.5.1905, 03/05/1905: the day stands first; where it cannot, the month does
  (text) => {
    const match = /^(\d{1,2})[./](\d{1,2})[./](\d{4})\.?$/.exec(text)
    if (!match) return null
    const [, first = '', second = '', year = ''] = match
    const [day, month] = Number(second) > 12 ? [second, first] : [first, second]
    return `${year}-${two(month)}-${two(day)}`
  },
  // Tue, 3 May 1905 10:00:00 +0200 (RFC 5322)
  (text) => {
    const match = /^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})\b/.exec(text)
    const month = months.indexOf(match?.[2]?.toLowerCase() ?? '') + 1
    return match && month > 0 ? `${match[3]}-${two(month)}-${two(match[1] ?? '')}` : null
  },
  // May 3, 1905
  (text) => {
    const match = /^([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})\b/.exec(text)
    const month = months.indexOf(match?.[1]?.toLowerCase() ?? '') + 1
    return match && month > 0 ? `${match[3]}-${two(month)}-${two(match[2] ?? '')}` : null
  },
  // c. 1905, ca 1905, circa 1905, ap 1905, [1905?], [1905]
  (text) => {
    const match = /^\[?(?:(c\.?|ca\.?|circa|ap\.?|apm\.?)\s*)?(\d{4})(\?)?\]?\.?$/i.exec(text)
    return match ? `${match[2]}${match[3] ? (match[1] ? '%' : '?') : match[1] ? '~' : ''}` : null
  },
  // 1905-1907, 1905–1907
  (text) => {
    const match = /^(\d{4})\s*[-–—/]\s*(\d{4})$/.exec(text)
    return match ? `${match[1]}/${match[2]}` : null
  },
  // Words around one single year
  (text) => {
    const years = new Set(text.match(/(?<!\d)(?:1\d{3}|20\d{2})(?!\d)/g) ?? [])
    const [year] = years
    return years.size === 1 && year !== undefined ? year : null
  },
]

/**
 * The EDTF date that a text means, or null. EDTF itself stays as it is; known ways of writing are read as days, years or
 * intervals; of other words at least their one year is taken.
 */
export function edtfFrom(text: string): string | null {
  const trimmed = text.trim()
  for (const read of readings) {
    const date = read(trimmed)
    if (date !== null && parseEdtf(date) !== null) return date
  }
  return null
}

/**
 * The EDTF date that a reader types, or null: as `edtfFrom`, but what is written in figures is meant exactly. A day that
 * is not in the calendar is not cut to its year, and an interval does not end before it begins.
 */
export function edtfTyped(text: string): string | null {
  const trimmed = text.trim()
  const edtf = edtfFrom(trimmed)
  if (edtf === null || (/^\d{4}$/.test(edtf) && edtf !== trimmed && /^[\d\s./-]+$/.test(trimmed))) return null
  const [start, end] = edtf.split('/')
  const [first, last] = [start ? earliestDay(start) : null, end ? latestDay(end) : null]
  return first !== null && last !== null && first > last ? null : edtf
}
