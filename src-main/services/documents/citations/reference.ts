/** One citation record as a readable reference. */
import type { Citation } from '#shared/contract'
import { formatEdtf } from '#shared/domain/dates'
import type { Leaf } from '../model-builder'

const words = {
  lv: { in: 'No:', archived: 'Arhivēts:', accessed: 'Skatīts:', editor: 'red.' },
  en: { in: 'In:', archived: 'Archived', accessed: 'Accessed', editor: 'ed.' },
}

const string = (value: unknown) =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined

/** A CSL date (`date-parts`, `raw` or `literal`) as EDTF where it has parts, else as written; '' where there is none. */
function cslDate(value: unknown): string {
  const parts = member(value, 'date-parts')
  if (Array.isArray(parts)) {
    const days = parts.map((part: unknown) => {
      const [year, month, day] = Array.isArray(part) ? part.map(Number) : []
      if (year === undefined || !Number.isInteger(year)) return ''
      const two = (number: number | undefined) => (number ? `-${String(number).padStart(2, '0')}` : '')
      return `${String(year).padStart(4, '0')}${two(month)}${month ? two(day) : ''}`
    })
    const written = days.filter((day) => day !== '').join('/')
    if (written !== '') return member(value, 'circa') ? `${written}~` : written
  }
  return string(member(value, 'raw')) || string(member(value, 'literal')) || string(value)
}

function names(value: unknown): string {
  if (!Array.isArray(value)) return ''
  return value
    .map((name: unknown) => {
      const family = [string(member(name, 'non-dropping-particle')), string(member(name, 'family'))]
      const whole = family.filter((part) => part !== '').join(' ')
      const given = ['given', 'dropping-particle'].map((part) => string(member(name, part)))
      const rest = [given.filter((part) => part !== '').join(' '), string(member(name, 'suffix'))]
      return whole === '' ? string(member(name, 'literal')) : [whole, ...rest].filter((part) => part !== '').join(', ')
    })
    .filter((name) => name !== '')
    .join('; ')
}

/** The markup that CSL allows in its texts; small capitals and words whose case stays are text like any other. */
const markup = /<(\/?)(i|b|sup|sub|sc|span)\b[^>]*>/g
const markOf = { i: 'italic', b: 'bold', sup: 'sup', sub: 'sub' } as const

const ending = (text: string) => (/[.!?…]["”“»]?$/.test(text.replace(markup, '')) ? '' : '.')

/** Adds a text whose markup becomes marks. */
function addRich(leaf: Leaf, text: string): void {
  const open: string[] = []
  let at = 0
  for (const match of text.matchAll(markup)) {
    leaf.add(text.slice(at, match.index))
    at = match.index + match[0].length
    const [, slash, tag = ''] = match
    const kind = Object.entries(markOf).find(([name]) => name === tag)?.[1]
    if (!kind) continue
    if (slash === '') {
      open.push(tag)
      leaf.openMark(kind)
    } else if (open.at(-1) === tag) {
      open.pop()
      leaf.closeMark()
    }
  }
  leaf.add(text.slice(at))
  open.forEach(() => leaf.closeMark())
}

/**
 * Writes "Author. *Title*. In: *Container*. Place: Publisher, date. Address. Archived …. Accessed …. Note." into a
 * block; what the record lacks is left out. `language` chooses the words and dates (Latvian or English).
 */
export function addReference(leaf: Leaf, citation: Citation, language: string): void {
  const say = /^lv\b/i.test(language) ? words.lv : words.en
  const date = (value: unknown) => {
    const written = cslDate(value)
    return /^\d{4}$/.test(written) ? written : formatEdtf(written, language)
  }
  const get = (name: string) => string(citation[name])
  let first = true
  const part = (text: string, mark?: { kind: 'italic' | 'link'; target?: string }) => {
    if (text === '') return
    if (!first) leaf.add(' ')
    first = false
    if (mark) leaf.openMark(mark.kind, mark.target)
    addRich(leaf, text)
    if (mark) leaf.closeMark()
    leaf.add(mark?.kind === 'link' ? '' : ending(text))
  }

  const authors = names(citation['author'])
  const editors = names(citation['editor'])
  part(authors !== '' ? authors : editors === '' ? '' : `${editors} (${say.editor})`)
  part(string(citation.title) || citation.id, { kind: 'italic' })
  const container = get('container-title')
  if (container !== '') part(`${say.in} ${container}`)
  const imprint = [get('publisher-place'), get('publisher')].filter((text) => text !== '').join(': ')
  const volume = [get('volume'), get('issue'), get('page')].filter((text) => text !== '').join(', ')
  part([imprint, volume, date(citation['issued'])].filter((text) => text !== '').join(', '))
  const doi = get('DOI')
  const url = get('URL') || (doi === '' ? '' : `https://doi.org/${doi}`)
  part(url, /^https?:/i.test(url) ? { kind: 'link', target: url } : { kind: 'link' })
  const custom = citation['custom']
  const archived = string(member(custom, 'archived')) || date(member(custom, 'archivedDate'))
  if (archived !== '') part(`${say.archived} ${formatEdtf(archived, language)}`)
  const archive = string(member(custom, 'archivedUrl')) || get('archive_location')
  part(archive, /^https?:/i.test(archive) ? { kind: 'link', target: archive } : { kind: 'link' })
  const accessed = date(citation['accessed'])
  if (accessed !== '') part(`${say.accessed} ${accessed}`)
  part(get('note'))
}
