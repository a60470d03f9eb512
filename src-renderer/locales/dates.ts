/** Dates as people write them: instants of the program, and EDTF dates of sources. */
import { formatEdtf } from '#shared/domain/dates'

/**
 * `short` 28 Sep 1939 · `long` 28 September 1939 · `time` 14:02 · `instant` 23 Nov 2026, 14:02 ·
 * `month` Sep · `day` Monday, 23 November.
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

const instant = /^\d{4}-\d{2}-\d{2}T/

/** An instant is shown in the time of this computer; an EDTF date never shifts. Unreadable text is shown as it is. */
export function formatDate(value: string | Date, style: DateStyle, language: string): string {
  if (value instanceof Date || instant.test(value)) {
    const date = value instanceof Date ? value : new Date(value)
    return Number.isNaN(date.getTime()) ? String(value) : format(language, style, styles[style]).format(date)
  }
  return formatEdtf(value, language, style === 'long' ? 'long' : 'short')
}
