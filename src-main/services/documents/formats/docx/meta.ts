/** What a package says of itself in its core properties (ECMA-376 part 2, section 11). */
import { parseEdtf } from '#shared/domain/dates'
import type { ModelParts } from '../../format'
import { elementAt, textOf, type XmlElement } from '../../xml-tree'

/** Longest value that is believed to be one. */
const longest = 4000

/** Keys as `ModelParts.meta` names them, and `modified`, `lastModifiedBy`. */
export function readCoreMeta(root: XmlElement | null): ModelParts['meta'] {
  const value = (name: string) => textOf(elementAt(root ?? undefined, name)).slice(0, longest)
  const meta: ModelParts['meta'] = {}
  const set = (key: string, found: string) => {
    if (found !== '') meta[key] = found
  }
  const day = (text: string) => {
    const found = /^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? ''
    return parseEdtf(found) === null ? '' : found
  }
  set('title', value('title'))
  if (value('creator') !== '')
    meta['creators'] = value('creator')
      .split(/\s*;\s*/)
      .filter((name) => name !== '')
  set('date', day(value('created')))
  set('description', value('description') || value('subject'))
  const subjects = value('keywords')
    .split(/\s*[,;]\s*/)
    .filter((word) => word !== '')
  if (subjects.length > 0) meta['subjects'] = [...new Set(subjects)]
  set('identifier', value('identifier'))
  const language = value('language')
  if (/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(language)) meta['languages'] = [language]
  set('modified', day(value('modified')))
  set('lastModifiedBy', value('lastModifiedBy'))
  return meta
}
