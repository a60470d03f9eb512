/** What a page says of itself: Dublin Core, citation tags, OpenGraph, plain HTML, and the notes of programs that saved it. */
import { parseEdtf } from '#shared/domain/dates'
import { languageTag } from '../codes'
import type { ModelParts } from '../format'
import { attributeOf, languageOf } from './elements'
import { elementsOf, type HtmlElement, type HtmlPage } from './tree'

/** Longest value that is believed to be one, in UTF-16 code units. */
const longest = 4000

/** Names of `meta` elements in lower case, the best first. */
const sources = {
  title: ['dcterms.title', 'dc.title', 'citation_title', 'og:title'],
  creators: ['dcterms.creator', 'dc.creator', 'citation_author', 'author', 'article:author', 'parsely-author'],
  date: [
    'dcterms.created',
    'dcterms.issued',
    'dcterms.date',
    'dc.date.created',
    'dc.date.issued',
    'dc.date',
    'citation_publication_date',
    'citation_date',
    'article:published_time',
    'datepublished',
    'date',
  ],
  description: ['dcterms.description', 'dcterms.abstract', 'dc.description', 'og:description', 'description'],
  languages: ['dcterms.language', 'dc.language', 'citation_language'],
  publisher: ['dcterms.publisher', 'dc.publisher', 'citation_publisher', 'og:site_name'],
  subjects: ['dcterms.subject', 'dc.subject', 'citation_keywords', 'article:tag', 'keywords'],
  rights: ['dcterms.rights', 'dcterms.license', 'dc.rights', 'copyright'],
  identifier: ['dcterms.identifier', 'dc.identifier', 'citation_doi'],
} as const

const clean = (value: string) => value.replace(/[\0-\x1f\x7f\s]+/g, ' ').trim()

/** A web address as written there, or undefined; never one that runs or opens something else. */
function webAddress(value: string, base?: string): string | undefined {
  try {
    const url = new URL(value.trim(), base)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
  } catch {
    return undefined
  }
}

/** An ISO date, or its like with slashes, as EDTF; anything else as it is written. */
export function dateOf(value: string): string {
  const found = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{1,2}:\d\d.*)?$/.exec(value)
  if (!found) return value
  const [, year = '', month, day] = found
  const edtf = [year, ...[month, day].flatMap((part) => (part === undefined ? [] : [part.padStart(2, '0')]))].join('-')
  return parseEdtf(edtf) === null ? value : edtf
}

/** Notes that browsers and savers leave in comments: the address, and when it was saved. */
function savedFrom(page: HtmlPage): { address?: string; accessed?: string } {
  const comments: string[] = []
  for (const top of [page.root, page.html]) {
    for (let node = top?.first ?? null; node; node = node.next) {
      if (node.type === 'comment') comments.push(node.value.slice(0, 2000))
    }
  }
  for (const comment of comments) {
    const browser = /^\s*saved from url=\(\d+\)(\S+)/.exec(comment)
    const saver = browser ?? /Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n]+))?/.exec(comment)
    const address = webAddress(saver?.[1] ?? '')
    if (address === undefined) continue
    const time = saver?.[2] === undefined ? Number.NaN : Date.parse(saver[2].replace(/\s*\(.*$/, ''))
    return { address, ...(Number.isNaN(time) ? {} : { accessed: new Date(time).toISOString().slice(0, 10) }) }
  }
  return {}
}

export interface PageMeta {
  meta: ModelParts['meta']
  lang: string | undefined
  /** Against which relative links are read; undefined where the page does not say where it was. */
  base: string | undefined
}

/** Keys as `ModelParts.meta` names them, and `accessed`. */
export function readMeta(page: HtmlPage): PageMeta {
  const tags = new Map<string, string[]>()
  const add = (name: string, value: string) => {
    const text = clean(value)
    if (text === '' || text.length > longest) return
    const values = tags.get(name) ?? []
    if (!values.includes(text) && values.length < 200) tags.set(name, [...values, text])
  }
  let title = ''
  let canonical = ''
  let base = ''
  let licence = ''
  const look = (element: HtmlElement) => {
    const content = attributeOf(element, 'content')
    if (element.name === 'title' && title === '') title = clean(textIn(element)).slice(0, longest)
    else if (element.name === 'meta') {
      for (const attribute of ['name', 'property', 'itemprop', 'http-equiv']) {
        const name = attributeOf(element, attribute).toLowerCase()
        if (name !== '') add(attribute === 'http-equiv' ? `http:${name}` : name, content)
      }
    } else if (element.name === 'base' && base === '') base = attributeOf(element, 'href')
    else if (element.name === 'link') {
      const relations = attributeOf(element, 'rel').toLowerCase().split(/\s+/)
      if (relations.includes('canonical') && canonical === '') canonical = attributeOf(element, 'href')
      if (relations.includes('license')) licence = attributeOf(element, 'href')
    }
  }
  if (page.head) for (const element of elementsOf(page.head)) look(element)

  const all = (names: readonly string[]) => {
    for (const name of names) {
      const values = tags.get(name)
      if (values) return values
    }
    return []
  }
  const saved = savedFrom(page)
  const source = saved.address ?? webAddress(canonical) ?? webAddress(tags.get('og:url')?.[0] ?? '') ?? webAddress(base)
  const meta: ModelParts['meta'] = {}
  const set = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== '') meta[key] = value
  }
  set('title', all(sources.title)[0] ?? title)
  const creators = all(sources.creators).filter((name) => webAddress(name) === undefined)
  if (creators.length > 0) meta['creators'] = creators
  const date = all(sources.date)[0]
  set('date', date === undefined ? undefined : dateOf(date))
  set('description', all(sources.description)[0])
  set('publisher', all(sources.publisher)[0])
  const subjects = all(sources.subjects)
    .flatMap((value) => value.split(/[,;]/).map(clean))
    .filter(Boolean)
  if (subjects.length > 0) meta['subjects'] = [...new Set(subjects)]
  set('rights', all(sources.rights)[0] ?? (licence === '' ? undefined : webAddress(licence, source)))
  set('identifier', all(sources.identifier)[0])
  set('source', source)
  set('accessed', saved.accessed)

  const stated = all(sources.languages).flatMap((value) => languageTag(value) ?? [])
  const lang =
    (page.html ? languageOf(page.html) : undefined) ??
    (page.body ? languageOf(page.body) : undefined) ??
    languageTag(tags.get('http:content-language')?.[0] ?? '') ??
    stated[0]
  const languages = stated.length > 0 ? stated : lang === undefined ? [] : [lang]
  if (languages.length > 0) meta['languages'] = [...new Set(languages)]
  return { meta, lang, base: webAddress(base, source) ?? source }
}

/** `title` is not read as text of the page, so it is taken apart here. */
function textIn(element: HtmlElement): string {
  const pieces: string[] = []
  for (let node = element.first; node; node = node.next) if (node.type === 'text') pieces.push(node.value)
  return pieces.join('')
}
