import { type EdtfDate, type EdtfEnd, parseEdtf } from './parse'

type Style = 'long' | 'short'
/** Latvian cases: what (nominative), from (genitive), until (dative), about (accusative). */
type Case = 'plain' | 'from' | 'until' | 'about'

interface Words {
  date(date: EdtfDate, grammar: Case, style: Style): string
  /** Two days of one month, two months of one year, or null where the ends must be written out. */
  joined(start: EdtfDate, end: EdtfDate, style: Style): string | null
  from: string
  until: string
  /** Before a date that stands alone, which then has the case "about". */
  about: string
  /** Before a date that has another case, or stands in a range; in the short form `about` stands there, too. */
  approximate: string
  /** Between a day and its time. */
  at: string
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
  about: 'janvāri februāri martu aprīli maiju jūniju jūliju augustu septembri oktobri novembri decembri'.split(' '),
}
const lvYear: Record<Case, string> = { plain: 'gads', from: 'gada', until: 'gadam', about: 'gadu' }
const lvCentury: Record<Case, string> = {
  plain: 'gadsimts',
  from: 'gadsimta',
  until: 'gadsimtam',
  about: 'gadsimtu',
}
/** Plural: after a preposition always the dative. */
const lvYears: Record<Case, string> = { plain: 'gadi', from: 'gadiem', until: 'gadiem', about: 'gadiem' }
const lvFirstDecade: Record<Case, string> = {
  plain: 'pirmā desmitgade',
  from: 'pirmās desmitgades',
  until: 'pirmajai desmitgadei',
  about: 'pirmo desmitgadi',
}
const enMonths = 'January February March April May June July August September October November December'.split(' ')

const two = (number: number) => String(number).padStart(2, '0')
const decade = (digits: string) => /^\d{3}X$/.test(digits)
const century = (digits: string) => /^\d{2}XX$/.test(digits)

const lv: Words = {
  from: 'no',
  until: 'līdz',
  about: 'ap',
  approximate: 'aptuveni',
  at: ', plkst. ',
  date({ yearDigits, month, day }, grammar, style) {
    const isDecade = decade(yearDigits)
    if (isDecade || century(yearDigits)) {
      const number = `${Number(yearDigits.slice(0, 2)) + 1}.`
      // "1930. gadi" is said after the English; Latvian counts decades within their century.
      const tens = yearDigits[2] === '0' ? lvFirstDecade[grammar] : `${yearDigits[2]}0. ${lvYears[grammar]}`
      if (isDecade) return `${number} ${style === 'short' ? 'gs.' : lvCentury.from} ${tens}`
      return `${number} ${style === 'short' ? 'gs.' : lvCentury[grammar]}`
    }
    const year = Number(yearDigits)
    if (style === 'short') {
      // A year in its column needs no word; after a preposition it does.
      if (month === undefined) return grammar === 'plain' ? String(year) : `${year}. g.`
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
      // "06.–10.1939." would be read as the 6th to the 10th.
      if (start.day === undefined && end.day === undefined)
        return `${two(start.month)}.${year}.–${two(end.month)}.${year}.`
      if (start.day === undefined || end.day === undefined) return null
      const from = start.month === end.month ? `${two(start.day)}.` : `${two(start.day)}.${two(start.month)}.`
      return `${from}–${two(end.day)}.${two(end.month)}.${year}.`
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
  about: 'about',
  approximate: 'about',
  at: ', ',
  date({ yearDigits, month, day }, grammar, style) {
    const the = grammar === 'plain' ? '' : 'the '
    if (century(yearDigits)) return `${the}${ordinal(Number(yearDigits.slice(0, 2)) + 1)} century`
    if (decade(yearDigits)) return `${the}${yearDigits.replace('X', '0')}s`
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

function qualified(date: EdtfDate, sign: string, text: string): string {
  const about = date.approximate ? `${sign} ${text}` : text
  return date.uncertain ? `${about} (?)` : about
}

const sameDate = (a: EdtfDate, b: EdtfDate) =>
  a.yearDigits === b.yearDigits && a.month === b.month && a.day === b.day && a.time === b.time

/**
 * A date for people, in Latvian (`lv…`) or English (anything else): `1939. gada 24.–28. septembris`, `24–28 September
 * 1939`, `no 1939. gada septembra`, `ap 1905. gadu`, `about 1905`, `1905 (?)`. `short` is for narrow columns:
 * `28.09.1939.`, `24.–28.09.1939.`, `28 Sep 1939`. A text that is no EDTF date comes back as it is.
 */
export function formatEdtf(edtf: string, language: string, style: Style = 'long'): string {
  const parsed = parseEdtf(edtf)
  if (!parsed) return edtf
  const words = /^lv\b/i.test(language) ? lv : en
  const write = (date: EdtfDate, wanted: Case) => {
    // Figures in a column have no cases, so one word serves all of them.
    const grammar = style === 'short' && date.approximate ? 'about' : wanted
    const text = words.date(date, grammar, style)
    const time = date.time?.replace(/(Z|[+-]\d{2}(:\d{2})?)$/, '').slice(0, 5)
    return qualified(
      date,
      grammar === 'about' ? words.about : words.approximate,
      time ? `${text}${words.at}${words === lv ? time.replace(':', '.') : time}` : text,
    )
  }
  const alone = (date: EdtfDate) => write(date, date.approximate ? 'about' : 'plain')
  if (parsed.kind === 'date') return alone(parsed.date)
  const { start, end } = parsed
  if (isDate(start) && isDate(end)) {
    if (sameDate(start, end)) return alone(start)
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
