import { daysInMonth, type Edtf, type EdtfDate, type EdtfEnd, parseEdtf } from './parse'

const two = (number: number) => String(number).padStart(2, '0')

const firstDay = (date: EdtfDate) =>
  `${date.yearDigits.replaceAll('X', '0')}-${two(date.month ?? 1)}-${two(date.day ?? 1)}`

function lastDay(date: EdtfDate): string {
  const year = date.yearDigits.replaceAll('X', '9')
  const month = date.month ?? 12
  return `${year}-${two(month)}-${two(date.day ?? daysInMonth(Number(year), month))}`
}

const read = (edtf: string | Edtf): Edtf | null => (typeof edtf === 'string' ? parseEdtf(edtf) : edtf)
const ofEnd = (end: EdtfEnd, day: (date: EdtfDate) => string) => (typeof end === 'string' ? null : day(end))

/** First day that the date may mean, `YYYY-MM-DD`; null where the start is open, unknown, or the text no date. */
export function earliestDay(edtf: string | Edtf): string | null {
  const parsed = read(edtf)
  if (!parsed) return null
  return parsed.kind === 'date' ? firstDay(parsed.date) : ofEnd(parsed.start, firstDay)
}

/** Last day that the date may mean, `YYYY-MM-DD`; null where the end is open, unknown, or the text no date. */
export function latestDay(edtf: string | Edtf): string | null {
  const parsed = read(edtf)
  if (!parsed) return null
  return parsed.kind === 'date' ? lastDay(parsed.date) : ofEnd(parsed.end, lastDay)
}

/** Keys of the dates compared last: a list of thousands compares each of its dates many times. */
const sortKeys = new Map<string, readonly string[]>()
const mostKeys = 20_000

function sortKey(text: string): readonly string[] {
  const known = sortKeys.get(text)
  if (known) return known
  const parsed = parseEdtf(text)
  const last = parsed && latestDay(parsed)
  const key = parsed
    ? [earliestDay(parsed) ?? `${(last ?? '').slice(0, 4)}-00-00`, last ?? '9999-99-98', text]
    : ['9999-99-99', '', text]
  if (sortKeys.size >= mostKeys) sortKeys.clear()
  sortKeys.set(text, key)
  return key
}

/**
 * Total order for lists: by first possible day, then by last; what has no start comes by its end before what begins in
 * that year, and what is no date at all comes last, by its letters.
 */
export function compareEdtf(a: string, b: string): number {
  if (a === b) return 0
  const left = sortKey(a)
  const right = sortKey(b)
  for (let part = 0; part < 3; part += 1) {
    const one = left[part] ?? ''
    const other = right[part] ?? ''
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}
