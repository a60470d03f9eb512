/** CSL-JSON records as Hayagriva, the bibliography format of Typst (hayagriva 0.9). */
import type { Citation } from '#shared/contract'

/** Strings of Hayagriva read `$…$` as mathematics; these four characters need a backslash (pdf.md section 3). */
export const escapeHayagriva = (text: string): string => text.replace(/[\\${}]/g, (character) => `\\${character}`)

type Value = string | number | Value[] | { [key: string]: Value }
type Entry = { [key: string]: Value }

const types: Record<string, string> = {
  book: 'book',
  chapter: 'chapter',
  'article-journal': 'article',
  'article-magazine': 'article',
  'article-newspaper': 'article',
  article: 'article',
  webpage: 'web',
  'post-weblog': 'blog',
  post: 'post',
  thesis: 'thesis',
  report: 'report',
  'paper-conference': 'conference',
  legislation: 'legislation',
  bill: 'legislation',
  treaty: 'legislation',
  legal_case: 'case',
  manuscript: 'manuscript',
  personal_communication: 'manuscript',
  map: 'artwork',
  graphic: 'artwork',
  motion_picture: 'video',
  song: 'audio',
}
/** Type of the work around a part of it. */
const parents: Record<string, string> = {
  chapter: 'anthology',
  'article-journal': 'periodical',
  'article-magazine': 'periodical',
  'article-newspaper': 'newspaper',
  'entry-encyclopedia': 'anthology',
  'entry-dictionary': 'anthology',
  'paper-conference': 'proceedings',
}

const text = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? escapeHayagriva(value.trim()) : null
}

/** Members of a value that came from a file: an object, or nothing. */
function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function names(value: unknown): Value[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((one: unknown): Value[] => {
    const { literal, family, given, suffix } = members(one)
    const whole = text(literal)
    // A name in one piece stays in one piece: given as `name` alone it is never taken apart.
    if (whole !== null) return [{ name: whole }]
    const last = text(family)
    const first = text(given)
    const after = text(suffix)
    if (last === null) return first === null ? [] : [{ name: first }]
    return [
      { name: last, ...(first === null ? {} : { 'given-name': first }), ...(after === null ? {} : { suffix: after }) },
    ]
  })
}

function date(value: unknown): string | null {
  const { 'date-parts': parts, raw, literal } = members(value)
  const first: unknown = Array.isArray(parts) ? parts[0] : null
  if (Array.isArray(first)) {
    const [year, month, day] = first.map(Number)
    if (year === undefined || !Number.isInteger(year)) return null
    const two = (n: number) => String(n).padStart(2, '0')
    const head = String(year).padStart(4, '0')
    if (month === undefined || month < 1 || month > 12) return head
    return day === undefined ? `${head}-${two(month)}` : `${head}-${two(month)}-${two(day)}`
  }
  const given = typeof raw === 'string' ? raw : typeof literal === 'string' ? literal : ''
  return /^\d{4}(-\d{2}(-\d{2})?)?$/.test(given) ? given : null
}

const clean = (entry: Record<string, Value | null>): Entry => {
  const kept: Entry = {}
  for (const [key, value] of Object.entries(entry)) {
    if (value !== null && !(Array.isArray(value) && value.length === 0)) kept[key] = value
  }
  return kept
}

/**
 * Entries by key `r1`, `r2`, … in the order given: ids of records may hold what keys may not. `language` (BCP 47) chooses
 * among remarks that a record has in several languages (`custom.notes`, a map by language).
 */
export function toHayagriva(citations: readonly Citation[], language: string): Record<string, Entry> {
  const library: Record<string, Entry> = {}
  citations.forEach((citation, n) => {
    library[`r${n + 1}`] = entryOf(citation, language)
  })
  return library
}

function entryOf(citation: Citation, language: string): Entry {
  const url = text(citation['URL'])
  const accessed = date(citation['accessed'])
  const container = text(citation['container-title'])
  const parent = parents[citation.type]
  const publisher = clean({ name: text(citation['publisher']), location: text(citation['publisher-place']) })
  const published = 'name' in publisher ? publisher : null
  const around =
    container === null
      ? null
      : clean({
          type: parent ?? 'misc',
          title: container,
          editor: names(citation['editor']),
          publisher: published,
          volume: text(citation['volume']),
          issue: text(citation['issue']),
        })
  const serial = Object.entries(clean({ doi: text(citation['DOI']), isbn: text(citation['ISBN']) }))
  const custom = members(citation['custom'])
  const archived = text(custom['archived'])
  const remark = text(members(custom['notes'])[language]) ?? text(citation['note'])
  const note = [text(citation['genre']), remark, archived === null ? null : `arch. ${archived}`]
  return clean({
    // Some styles leave out entries of encyclopedias: as a part of a collection they are printed by all.
    type: types[citation.type] ?? (around && parent === 'anthology' ? 'chapter' : 'misc'),
    title: text(citation.title) ?? '–',
    author: names(citation['author']),
    ...(around
      ? { parent: around }
      : {
          editor: names(citation['editor']),
          publisher: published,
          volume: text(citation['volume']),
          issue: text(citation['issue']),
        }),
    date: date(citation['issued']),
    'page-range': text(citation['page']),
    edition: text(citation['edition']),
    language: text(citation['language']),
    archive: text(citation['archive']),
    'call-number': text(citation['archive_location']),
    url:
      url === null || !URL.canParse(String(citation['URL']))
        ? null
        : accessed
          ? { value: String(citation['URL']), date: accessed }
          : String(citation['URL']),
    'serial-number': serial.length > 0 ? Object.fromEntries(serial) : null,
    note: note.filter((one) => one !== null).join('. ') || null,
  })
}
