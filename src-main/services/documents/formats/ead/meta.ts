/** Metadata of a finding aid: what it says of the whole. */
import { edtfOfNormal, languageOfCode } from '../../codes'
import type { ModelParts } from '../../format'
import { descendantsOf, elementAt, elementsOf, textOf, type XmlElement } from '../../xml-tree'
import { plainText } from './inline'

const filled = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '')

/** One name for each name inside; the text where no element marks any. */
function creatorsOf(origination: XmlElement): string[] {
  const named = elementsOf(origination, 'persname', 'corpname', 'famname', 'name')
  return named.length > 0 ? named.map(plainText) : [plainText(origination)]
}

/** The first date, as EDTF where the file says it in numbers. */
function dateOf(did: XmlElement): string | undefined {
  const written = descendantsOf(did, 'unitdate')[0]
  const normal = edtfOfNormal(written?.attributes['normal'] ?? '')
  const structured = descendantsOf(did, 'unitdatestructured')[0]
  if (normal !== '' || !structured) return normal || (written && interval(textOf(written)))
  const say = (name: string) =>
    descendantsOf(structured, name).map((one) => edtfOfNormal(one.attributes['standarddate'] ?? '') || textOf(one))[0]
  const [from, to] = [say('fromdate'), say('todate')]
  if (from || to) return `${from || '..'}/${to || '..'}`
  return say('datesingle') ?? (written && textOf(written))
}

/** Years from and to as an interval; anything else as it is written. */
const interval = (text: string) => text.replace(/^(\d{4})\s*[-–]\s*(\d{4})$/, '$1/$2')

/** Without its heading. */
const bodyOf = (section: XmlElement) =>
  elementsOf(section)
    .filter((child) => child.name !== 'head')
    .map(textOf)
    .join(' ') || textOf(section)

export function metaOf(ead: XmlElement, archdesc: XmlElement | undefined): ModelParts['meta'] {
  const header = elementAt(ead, 'eadheader') ?? elementAt(ead, 'control')
  const statement = elementAt(header, 'filedesc', 'titlestmt')
  const did = elementAt(archdesc, 'did')
  const all = (from: XmlElement | undefined, ...names: string[]) =>
    from ? filled(names.flatMap((name) => descendantsOf(from, name)).map(plainText)) : []
  const own = (from: XmlElement | undefined, name: string) =>
    from
      ? elementsOf(from, name)
          .map(plainText)
          .filter((one) => one !== '')
      : []
  const languages = (did ? descendantsOf(did, 'language') : [])
    .map((one) => one.attributes['langcode'] ?? '')
    .filter((code) => code !== '')
    .map(languageOfCode)
  const found: Record<string, string | string[] | undefined> = {
    title: own(did, 'unittitle')[0] ?? own(statement, 'titleproper')[0],
    creators: did && filled(elementsOf(did, 'origination').flatMap(creatorsOf)),
    date: did && dateOf(did),
    languages: [...new Set(languages)],
    description: own(did, 'abstract')[0],
    publisher: all(elementAt(header, 'filedesc', 'publicationstmt'), 'publisher')[0],
    subjects: archdesc
      ? elementsOf(archdesc, 'controlaccess').flatMap((one) => all(one, 'subject', 'geogname', 'persname', 'corpname'))
      : [],
    rights: archdesc && elementsOf(archdesc, 'userestrict', 'accessrestrict').map(bodyOf)[0],
    identifier: own(did, 'unitid')[0] ?? textOf(elementAt(header, 'eadid') ?? elementAt(header, 'recordid')),
    repository: own(did, 'repository')[0],
    level: archdesc?.attributes['level'],
  }
  return Object.fromEntries(
    Object.entries(found).flatMap(([key, value]): [string, string | string[]][] =>
      value === undefined || value.length === 0 ? [] : [[key, value]],
    ),
  )
}
