/**
 * A date of any precision. Digits that are not known (`193X`, `1939-XX`) are kept as `X` in `yearDigits` and as absent
 * month or day.
 */
export interface EdtfDate {
  /** Four characters, digits or trailing `X`. */
  yearDigits: string
  /** 1 to 12. */
  month?: number
  /** 1 to 31, real in its month. */
  day?: number
  /** `hh:mm` or `hh:mm:ss` as written, with its zone; display only. */
  time?: string
  /** `?` or `%`. */
  uncertain: boolean
  /** `~` or `%`. */
  approximate: boolean
}

/** End of an interval: a date, open (`..`), or unknown (nothing). */
export type EdtfEnd = EdtfDate | 'open' | 'unknown'

export type Edtf = { kind: 'date'; date: EdtfDate } | { kind: 'interval'; start: EdtfEnd; end: EdtfEnd }

const shape =
  /^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX)(?:T(\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}(?::\d{2})?)?))?)?)?([?~%])?$/

/** Days of a month in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function parseDate(text: string): EdtfDate | null {
  const match = shape.exec(text)
  if (!match) return null
  const [, yearDigits = '', month, day, time, sign] = match
  const date: EdtfDate = {
    yearDigits,
    uncertain: sign === '?' || sign === '%',
    approximate: sign === '~' || sign === '%',
  }
  const known = (digits: string | undefined): digits is string => digits !== undefined && digits !== 'XX'
  if (!known(month)) return known(day) || time !== undefined ? null : date
  if (yearDigits.includes('X')) return null
  date.month = Number(month)
  if (date.month < 1 || date.month > 12) return null
  if (!known(day)) return time === undefined ? date : null
  date.day = Number(day)
  if (date.day < 1 || date.day > daysInMonth(Number(yearDigits), date.month)) return null
  if (time !== undefined) date.time = time
  return date
}

function parseEnd(text: string): EdtfEnd | null {
  if (text === '') return 'unknown'
  if (text === '..') return 'open'
  return parseDate(text)
}

/**
 * Reads years, months, days and times, qualified as a whole by `?`, `~` or `%`, with unspecified digits at the right,
 * and intervals of them with open (`..`) or unknown ends. Null for anything else: seasons, sets, long years and
 * qualified parts of level 2 are not taken, nor is a day that its month does not have.
 */
export function parseEdtf(text: string): Edtf | null {
  const parts = text.trim().split('/')
  const [first = '', second] = parts
  if (parts.length > 2) return null
  if (second === undefined) {
    const date = parseDate(first)
    return date && { kind: 'date', date }
  }
  const start = parseEnd(first)
  const end = parseEnd(second)
  if (start === null || end === null) return null
  if (typeof start === 'string' && typeof end === 'string') return null
  return { kind: 'interval', start, end }
}
