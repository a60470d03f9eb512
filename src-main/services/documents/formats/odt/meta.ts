/** What an OpenDocument file says of itself in `meta.xml` (ODF 1.3 part 3, section 4.3). */
import { parseEdtf } from '#shared/domain/dates'
import type { ModelParts } from '../../format'
import { elementAt, elementsOf, textOf, type XmlElement } from '../../xml-tree'

/** Longest value that is believed to be one, in UTF-16 code units. */
const longest = 4000

/** Keys as `ModelParts.meta` names them, and `modified`, `lastModifiedBy`. */
export function readMeta(root: XmlElement | null): ModelParts['meta'] {
  const said = elementAt(root ?? undefined, 'meta')
  const value = (name: string) => textOf(elementAt(said, name)).slice(0, longest)
  const meta: ModelParts['meta'] = {}
  const set = (key: string, found: string) => {
    if (found !== '') meta[key] = found
  }
  const day = (text: string) => {
    const found = /^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? ''
    return parseEdtf(found) === null ? '' : found
  }
  set('title', value('title'))
  const author = value('initial-creator') || value('creator')
  const creators = author.split(/\s*;\s*/).filter((name) => name !== '')
  if (creators.length > 0) meta['creators'] = creators
  set('date', day(value('creation-date')))
  set('description', value('description') || value('subject'))
  const subjects = (said ? elementsOf(said, 'keyword') : [])
    .flatMap((keyword) =>
      textOf(keyword)
        .slice(0, longest)
        .split(/\s*[,;]\s*/),
    )
    .filter((word) => word !== '')
  if (subjects.length > 0) meta['subjects'] = [...new Set(subjects)]
  const language = value('language')
  if (/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(language)) meta['languages'] = [language]
  set('modified', day(value('date')))
  if (value('initial-creator') !== '') set('lastModifiedBy', value('creator'))
  return meta
}
