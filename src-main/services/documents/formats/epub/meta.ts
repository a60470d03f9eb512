/** What an e-book says of itself: Dublin Core in its package. */
import { parseEdtf } from '#shared/domain/dates'
import type { ModelParts } from '../../format'
import { readHtml } from '../../html'
import { descendantsOf, elementAt, elementsOf, textOf, type XmlElement } from '../../xml-tree'

/** Longest value that is believed to be one, in UTF-16 code units. */
const longest = 4000

const isTag = (text: string) => /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(text)

/** ISO dates as EDTF, without the time; others as written. The year 101 is how calibre says that it does not know. */
function dateOf(text: string): string {
  const found = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:$|T)/.exec(text)?.[1] ?? ''
  if (found.startsWith('0101-')) return ''
  return found !== '' && parseEdtf(found) !== null ? found : text
}

/** Keys as `ModelParts.meta` names them, and `contributors`, `modified`. */
export function readBookMeta(root: XmlElement, name: string): ModelParts['meta'] {
  const metadata = elementAt(root, 'metadata')
  // Old packages have a level more, and capitals.
  const groups = metadata ? [metadata, ...elementsOf(metadata, 'dc-metadata', 'x-metadata')] : []
  const all = groups.flatMap((group) => elementsOf(group))
  const refinements = metadata ? descendantsOf(metadata, 'meta') : []
  const refined = (element: XmlElement, property: string) => {
    const id = element.attributes['id']
    const found = refinements.find(
      ({ attributes }) => attributes['refines'] === `#${id}` && attributes['property'] === property,
    )
    return id === undefined || !found ? undefined : textOf(found)
  }
  const named = (wanted: string) =>
    all.filter((element) => element.name.toLowerCase() === wanted && textOf(element) !== '')
  const valueOf = (element: XmlElement | undefined) => textOf(element).slice(0, longest)
  const meta: ModelParts['meta'] = {}
  const set = (key: string, value: string) => {
    if (value !== '') meta[key] = value
  }
  const list = (key: string, values: readonly string[]) => {
    if (values.length > 0) meta[key] = [...new Set(values)]
  }
  const titles = named('title')
  set('title', valueOf(titles.find((title) => refined(title, 'title-type') === 'main') ?? titles[0]))
  const people = [...named('creator'), ...named('contributor')].map((element) => ({
    person: valueOf(element),
    role:
      element.attributes['opf:role'] ??
      refined(element, 'role') ??
      (element.name.toLowerCase() === 'creator' ? 'aut' : ''),
  }))
  const authors = people.filter(({ role }) => role === 'aut')
  list(
    'creators',
    authors.map(({ person }) => person),
  )
  // Programs that made the book ("bkp") are none of its people.
  list(
    'contributors',
    people.filter(({ role }) => role !== 'aut' && role !== 'bkp').map(({ person }) => person),
  )
  const dates = named('date')
  const event = (element: XmlElement) => element.attributes['opf:event'] ?? ''
  const published = dates.find((date) => event(date) === 'publication') ?? dates.find((date) => event(date) === '')
  set('date', dateOf(valueOf(published)))
  list('languages', named('language').map(valueOf).filter(isTag))
  const description = valueOf(named('description')[0])
  set('description', /<\w/.test(description) ? readHtml(description, { name }).text : description)
  set('publisher', valueOf(named('publisher')[0]))
  list('subjects', named('subject').map(valueOf))
  set('rights', valueOf(named('rights')[0]))
  const unique = root.attributes['unique-identifier']
  const identifiers = named('identifier')
  set('identifier', valueOf(identifiers.find(({ attributes }) => attributes['id'] === unique) ?? identifiers[0]))
  const source = valueOf(named('source')[0])
  if (/^https?:\/\/\S+$/i.test(source)) set('source', source)
  const modified = refinements.find(({ attributes }) => attributes['property'] === 'dcterms:modified')
  set('modified', /^\d{4}-\d\d-\d\d/.exec(valueOf(modified))?.[0] ?? '')
  return meta
}
