import { type EdtfDate, type EdtfEnd, parseEdtf } from './parse'

type Style = 'long' | 'short'
/** Latvian cases: who (nominative), from (genitive), until (dative). */
type Case = 'plain' | 'from' | 'until'

interface Words {
  date(date: EdtfDate, grammar: Case, style: Style): string
  /** Two days of one month, two months of one year, or null where the ends must be written out. */
  joined(start: EdtfDate, end: EdtfDate, style: Style): string | null
  from: string
  until: string
  approximate: string
}

const lvMonths: Record<Case, string[]> = {
  plain: 'janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris'.split(
    ' ',
  ),
  from: 'janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra novembra decembra'.split(' '),
  until:
    'janvārim februārim martam aprīlim maijam jūnijam jūlijam augustam septembrim oktobrim novembrim decembrim'.split(
      ' ',
    ),
}
const lvYear: Record<Case, string> = { plain: 'gads', from: 'gada', until: 'gadam' }
const enMonths = 'January February March April May June July August September October November December'.split(' ')

const two = (number: number) => String(number).padStart(2, '0')
const decade = (digits: string) => /^\d{3}X$/.test(digits)
const century = (digits: string) => /^\d{2}XX$/.test(digits)

const lv: Words = {
  from: 'no',
  until: 'līdz',
  approximate: 'aptuveni',
  date({ yearDigits, month, day }, grammar, style) {
    if (century(yearDigits)) {
      const ending = { plain: 'gadsimts', from: 'gadsimta', until: 'gadsimtam' }[grammar]
      return `${Number(yearDigits.slice(0, 2)) + 1}. ${ending}`
    }
    if (decade(yearDigits)) {
      const ending = { plain: 'gadi', from: 'gadiem', until: 'gadiem' }[grammar]
      return `${yearDigits.replace('X', '0')}. ${ending}`
    }
    const year = Number(yearDigits)
    if (style === 'short') {
      if (month === undefined) return String(year)
      return day === undefined ? `${two(month)}.${year}.` : `${two(day)}.${two(month)}.${year}.`
    }
    if (month === undefined) return `${year}. ${lvYear[grammar]}`
    const name = lvMonths[grammar][month - 1] ?? ''
    return day === undefined ? `${year}. gada ${name}` : `${year}. gada ${day}. ${name}`
  },
  joined(start, end, style) {
    if (start.month === undefined || end.month === undefined) return null
    const year = Number(start.yearDigits)
    if (style === 'short') {
      if (start.day === undefined || end.day === undefined) return null
      const first = start.month === end.month ? `${two(start.day)}.` : `${two(start.day)}.${two(start.month)}.`
      return `${first}–${two(end.day)}.${two(end.month)}.${year}.`
    }
    const from = lvMonths.plain[start.month - 1] ?? ''
    const to = lvMonths.plain[end.month - 1] ?? ''
    if (start.day === undefined && end.day === undefined) return `${year}. gada ${from}–${to}`
    if (start.day === undefined || end.day === undefined) return null
    if (start.month === end.month) return `${year}. gada ${start.day}.–${end.day}. ${from}`
    return `${year}. gada ${start.day}. ${from} – ${end.day}. ${to}`
  },
}

const en: Words = {
  from: 'from',
  until: 'until',
  approximate: 'about',
  date({ yearDigits, month, day }, _grammar, style) {
    if (century(yearDigits)) return `${ordinal(Number(yearDigits.slice(0, 2)) + 1)} century`
    if (decade(yearDigits)) return `${yearDigits.replace('X', '0')}s`
    const year = Number(yearDigits)
    if (month === undefined) return String(year)
    const name = enName(month, style)
    return day === undefined ? `${name} ${year}` : `${day} ${name} ${year}`
  },
  joined(start, end, style) {
    if (start.month === undefined || end.month === undefined) return null
    const year = Number(start.yearDigits)
    const from = enName(start.month, style)
    const to = enName(end.month, style)
    if (start.day === undefined && end.day === undefined) return `${from}–${to} ${year}`
    if (start.day === undefined || end.day === undefined) return null
    if (start.month === end.month) return `${start.day}–${end.day} ${from} ${year}`
    return `${start.day} ${from} – ${end.day} ${to} ${year}`
  },
}

function enName(month: number, style: Style): string {
  const name = enMonths[month - 1] ?? ''
  return style === 'short' ? name.slice(0, 3) : name
}

function ordinal(number: number): string {
  const teens = number % 100 >= 11 && number % 100 <= 13
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending}`
}

function qualified(words: Words, date: EdtfDate, text: string): string {
  const about = date.approximate ? `${words.approximate} ${text}` : text
  return date.uncertain ? `${about} (?)` : about
}

const sameDate = (a: EdtfDate, b: EdtfDate) =>
  a.yearDigits === b.yearDigits && a.month === b.month && a.day === b.day && a.time === b.time

/**
 * A date for people, in Latvian (`lv…`) or English (anything else): `1939. gada 24.–28. septembris`, `24–28 September
 * 1939`, `no 1939. gada septembra`, `about 1905`, `1905 (?)`. `short` is for narrow columns: `28.09.1939.`, `28 Sep
 * 1939`. A text that is no EDTF date comes back as it is.
 */
export function formatEdtf(edtf: string, language: string, style: Style = 'long'): string {
  const parsed = parseEdtf(edtf)
  if (!parsed) return edtf
  const words = /^lv\b/i.test(language) ? lv : en
  const write = (date: EdtfDate, grammar: Case) => {
    const text = words.date(date, grammar, style)
    const time = date.time?.replace(/(Z|[+-]\d{2}(:\d{2})?)$/, '').slice(0, 5)
    return qualified(words, date, time ? `${text}, ${time}` : text)
  }
  if (parsed.kind === 'date') return write(parsed.date, 'plain')
  const { start, end } = parsed
  if (isDate(start) && isDate(end)) {
    if (sameDate(start, end)) return write(start, 'plain')
    const bare = [start, end].every((date) => !date.uncertain && !date.approximate && date.time === undefined)
    const joined = bare && start.yearDigits === end.yearDigits ? words.joined(start, end, style) : null
    if (joined) return joined
    const from = write(start, 'plain')
    const to = write(end, 'plain')
    const years = bare && start.month === undefined && end.month === undefined
    if (years && words === lv && style === 'long' && !/X/.test(start.yearDigits + end.yearDigits)) {
      return `${Number(start.yearDigits)}.–${to}`
    }
    return years ? `${from}–${to}` : `${from} – ${to}`
  }
  if (isDate(start)) return `${words.from} ${write(start, 'from')}`
  return isDate(end) ? `${words.until} ${write(end, 'until')}` : edtf
}

function isDate(end: EdtfEnd): end is EdtfDate {
  return typeof end !== 'string'
}
