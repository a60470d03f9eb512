/** Dates as people write them: instants of the program, and EDTF dates of sources. */
import { formatEdtf } from '#shared/domain/dates'

/**
 * `short` 28 Sep 1939, 28.09.1939. · `long` 28 September 1939, 1939. gada 28. septembris · `time` 14:02 ·
 * `instant` 23 Nov 2026, 14:02 or 23.11.2026. 14:02 · `month` Sep · `day` Monday, 23 November.
 */
export type DateStyle = 'short' | 'long' | 'time' | 'instant' | 'month' | 'day'

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  instant: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  month: { month: 'short' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
}

/** English as the day stands before the month. */
const locale = (language: string) => (language === 'en' ? 'en-GB' : language)

const formats = new Map<string, Intl.DateTimeFormat>()
function format(language: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${language} ${key}`
  const known = formats.get(id)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale(language), options)
  formats.set(id, made)
  return made
}

/** Latvian with digits, as dates of sources are: "2026. g. 25. nov." beside "28.09.1939." would be two ways in one list. */
function latvianDigits(date: Date, style: DateStyle): string | null {
  if (style !== 'short' && style !== 'instant') return null
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${two(date.getDate())}.${two(date.getMonth() + 1)}.${date.getFullYear()}.`
  return style === 'short' ? day : `${day} ${format('lv', 'time', styles.time).format(date)}`
}

const instant = /^\d{4}-\d{2}-\d{2}T/

/** In Latvian a number never parts from its word at the end of a line: "1939. gada", "28. septembris". */
const unbroken = (text: string, language: string) =>
  language === 'lv' ? text.replace(/(\d\.) (?=\p{L})/gu, '$1\u00A0') : text

/** An instant is shown in the time of this computer; an EDTF date never shifts. Unreadable text is shown as it is. */
export function formatDate(value: string | Date, style: DateStyle, language: string): string {
  if (value instanceof Date || instant.test(value)) {
    const date = value instanceof Date ? value : new Date(value)
    if (Number.isNaN(date.getTime())) return String(value)
    const digits = language === 'lv' ? latvianDigits(date, style) : null
    return digits ?? unbroken(format(language, style, styles[style]).format(date), language)
  }
  return unbroken(formatEdtf(value, language, style === 'long' ? 'long' : 'short'), language)
}
