/** One MODS record (version 3) as fields. */
import { edtfOfCoded, languageOfCode } from '../../codes'
import { descendantsOf, elementAt, elementsOf, textOf, type XmlElement } from '../../xml-tree'

export interface ModsRecord {
  title: string
  creators: string[]
  date: string
  publisher: string
  languages: string[]
  genre: string[]
  extent: string
  description: string
  notes: string[]
  subjects: string[]
  identifiers: string[]
  location: string
  partOf: string
  rights: string
  source: string
}

function titleOf(mods: XmlElement | undefined): string {
  if (!mods) return ''
  const infos = elementsOf(mods, 'titleInfo')
  const info = infos.find((one) => one.attributes['type'] === undefined) ?? infos[0]
  if (!info) return ''
  const part = (name: string) =>
    elementsOf(info, name)
      .map(textOf)
      .filter((text) => text !== '')
  const main = [...part('nonSort'), ...part('title')].join(' ').replace(/^(\S*['’]|[[(]) /, '$1')
  const whole = [main, ...part('subTitle')].filter((text) => text !== '').join(': ')
  return [whole, ...part('partNumber'), ...part('partName')].filter((text) => text !== '').join('. ')
}

function nameOf(name: XmlElement): string {
  const parts = elementsOf(name, 'namePart')
  const of = (type: string) => parts.filter((part) => part.attributes['type'] === type).map(textOf)
  const plain = parts.filter((part) => !part.attributes['type']).map(textOf)
  const inverted = [of('family').join(' '), of('given').join(' ')].filter((text) => text !== '').join(', ')
  const whole = [plain.join(' '), inverted].filter((text) => text !== '').join(' ')
  return whole || textOf(elementAt(name, 'displayForm')) || (elementsOf(name).length === 0 ? textOf(name) : '')
}

/** Parts of a subject; ArchivesSpace writes the text itself into the element, without a part. */
function subjectOf(subject: XmlElement): string {
  const partOf = (part: XmlElement): string => {
    if (part.name === 'name') return nameOf(part)
    if (part.name === 'titleInfo') return titleOf(subject)
    const inner = elementsOf(part).map(textOf)
    return inner.length > 0 ? inner.filter((text) => text !== '').join(', ') : textOf(part)
  }
  const parts = elementsOf(subject)
  return (parts.length > 0 ? parts.map(partOf) : [textOf(subject)]).filter((text) => text !== '').join(' — ')
}

/** Where a code of a library stands, what it stands for goes before it. */
function locationOf(element: XmlElement): string {
  const text = textOf(element)
  const label = element.attributes['displayLabel'] ?? ''
  return element.attributes['authority'] !== undefined && label !== '' && text !== '' ? `${label} (${text})` : text
}

/** Who made pictures of a book did not publish it. */
const isDigitised = (origin: XmlElement) => /^digiti[sz]ation$/i.test(origin.attributes['eventType'] ?? '')

/** The dates of an origin: an interval of start and end where they are marked as such. */
function dateOf(origins: readonly XmlElement[]): string {
  for (const name of ['dateCreated', 'dateIssued', 'copyrightDate', 'dateCaptured']) {
    const dates = origins.flatMap((origin) => elementsOf(origin, name)).filter((one) => textOf(one) !== '')
    const at = (point: string) => dates.find((one) => one.attributes['point'] === point)
    const [start, end] = [at('start'), at('end')]
    const isCoded = (one: XmlElement | undefined) => one?.attributes['encoding'] !== undefined
    if (start && end && isCoded(start)) return `${edtfOfCoded(textOf(start))}/${edtfOfCoded(textOf(end))}`
    const best = dates.find(isCoded) ?? dates[0]
    const qualifier = best?.attributes['qualifier']
    const mark = qualifier === 'approximate' ? '~' : qualifier === 'questionable' ? '?' : ''
    if (best) return isCoded(best) ? `${edtfOfCoded(textOf(best))}${mark}` : textOf(best)
  }
  return ''
}

/** What a `mods` element says. */
export function readMods(mods: XmlElement): ModsRecord {
  const texts = (...path: string[]): string[] => {
    const [first = '', ...rest] = path
    return elementsOf(mods, first)
      .map((one) => textOf(elementAt(one, ...rest)))
      .filter((text) => text !== '')
  }
  const all = elementsOf(mods, 'originInfo')
  const originals = all.filter((origin) => !isDigitised(origin))
  // Where nothing is said of the original, the copy is what is described.
  const origins = originals.length > 0 ? originals : all
  const languageTerms = elementsOf(mods, 'language').flatMap((one) => elementsOf(one, 'languageTerm'))
  const isCode = ({ attributes: a }: XmlElement) =>
    a['type'] === 'code' || (a['type'] === undefined && a['authority'] !== undefined)
  const codes = languageTerms.filter(isCode)
  const host = elementsOf(mods, 'relatedItem').find((one) => one.attributes['type'] === 'host')
  const locations = elementsOf(mods, 'location')
  const places = origins
    .flatMap((origin) => descendantsOf(origin, 'placeTerm'))
    .filter((one) => one.attributes['type'] !== 'code')
    .map(textOf)
  const publishers = origins.flatMap((origin) => elementsOf(origin, 'publisher').map(textOf))
  return {
    title: titleOf(mods),
    creators: elementsOf(mods, 'name')
      .map(nameOf)
      .filter((text) => text !== ''),
    date: dateOf(origins),
    publisher: [...places.slice(0, 1), ...publishers.slice(0, 1)].filter((text) => text !== '').join(': '),
    languages: [...new Set((codes.length > 0 ? codes : languageTerms).map((one) => languageOfCode(textOf(one))))],
    genre: [...texts('genre'), ...texts('typeOfResource')],
    extent: elementsOf(mods, 'physicalDescription')
      .flatMap((one) => elementsOf(one, 'extent').map(textOf))
      .join('; '),
    description: texts('abstract').join('\n'),
    notes: texts('note'),
    subjects: elementsOf(mods, 'subject')
      .map(subjectOf)
      .filter((text) => text !== ''),
    identifiers: texts('identifier'),
    location: locations
      .flatMap((one) => [...elementsOf(one, 'physicalLocation'), ...elementsOf(one, 'shelfLocator')].map(locationOf))
      .join(', '),
    partOf: titleOf(host),
    rights: texts('accessCondition').join('; '),
    source: locations.flatMap((one) => elementsOf(one, 'url').map(textOf))[0] ?? '',
  }
}

/** The fields under the names of `ModelParts.meta`. */
export function modsMeta(record: ModsRecord): Record<string, string | string[]> {
  const { title, creators, date, languages, description, publisher, subjects, rights, source } = record
  const identifier = record.identifiers[0] ?? ''
  const all = { title, creators, date, languages, description, publisher, subjects, rights, identifier, source }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value.length > 0))
}
