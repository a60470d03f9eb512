/** What an RO-Crate of anyone's and a bag's bag-info.txt say of the files in them, as metadata of documents. */
import { type Agent, type Metadata, type Origin } from '#shared/contract'
import { edtfFrom } from '#shared/domain/dates'
import { type BagInfo, infoValues } from '../bag'
import {
  type Entity,
  GraphReader,
  hasType,
  list,
  present,
  readMetadata,
  readRights,
  stableJson,
  text,
  texts,
} from '../crate'

/** Metadata of one file; every field that a record gave has the origin `imported-record`. */
export interface ForeignRecord {
  metadata: Metadata
  /** The record as it came, as JSON. */
  raw: string
}

const isLanguage = (tag: string) => /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)

/** The words of a property, or the names of what it refers to. */
function namesOf(graph: GraphReader, value: unknown): string[] {
  return list(value).flatMap((one) => {
    const [entity] = graph.follow(one)
    if (entity)
      return texts(entity['name'])
        .slice(0, 1)
        .map(({ text: name }) => name)
    return texts(one).map(({ text: name }) => name)
  })
}

function agentsOf(graph: GraphReader, ...values: unknown[]): Agent[] {
  const agents = values.flatMap(list).flatMap((one): Agent[] => {
    const [entity] = graph.follow(one)
    const [name] = namesOf(graph, one)
    if (name === undefined) return []
    const id = entity?.['@id'] ?? ''
    return [{ name, ...(/^https?:\/\//.test(id) ? { identifier: id } : {}) }]
  })
  return [...new Map(agents.map((agent) => [agent.name, agent])).values()]
}

function dateOf(...values: unknown[]): Metadata['date'] {
  for (const value of values) {
    const written = text(value)
    const edtf = written === undefined ? null : edtfFrom(written)
    if (edtf !== null) return edtf === written ? { edtf } : { edtf, ...(written ? { display: written } : {}) }
  }
  return undefined
}

/** Times to the second say more of the file than of the document: the day is enough. */
const dayOnly = (date: Metadata['date']): Metadata['date'] => {
  const day = date && /^\d{4}-\d{2}-\d{2}(?=T)/.exec(date.display ?? date.edtf)?.[0]
  return day ? { edtf: day } : date
}

/** schema.org terms of a file (or of the whole crate) as our fields (formats.md section 8). */
function metadataOf(graph: GraphReader, entity: Entity | null, root: Entity | null, fallback: string): Metadata {
  const of = (property: string) => entity?.[property]
  const inherited = (property: string) => of(property) ?? root?.[property]
  const own: Metadata = entity
    ? readMetadata(graph, entity, fallback)
    : {
        title: { text: '', lang: '' },
        creators: [],
        persons: [],
        places: [],
        languages: [],
        type: 'other',
        origins: {},
      }
  const languages = namesOf(graph, inherited('inLanguage')).filter(isLanguage)
  const persons = [of('about'), of('mentions')].flatMap((value) =>
    list(value).filter((one) => graph.follow(one).some((found) => hasType(found, 'Person'))),
  )
  const rights = readRights(graph, inherited('license'))
  const [publisher] = namesOf(graph, inherited('holdingArchive') ?? inherited('publisher'))
  const [partOf] = namesOf(graph, of('isPartOf') ?? root?.['name'])
  const date = dayOnly(dateOf(of('dateCreated'), of('temporalCoverage'), of('datePublished')))
  const [identifier] = texts(of('identifier')).filter(({ text: one }) => !/^https?:/.test(one))
  return {
    title: own.title.text === fallback ? { text: '', lang: '' } : own.title,
    creators: agentsOf(graph, inherited('creator'), inherited('author')),
    persons: agentsOf(graph, persons),
    places: agentsOf(graph, of('contentLocation'), of('spatialCoverage'), of('locationCreated')),
    languages,
    type: own.type,
    origins: {},
    ...present({
      alternativeTitles: own.alternativeTitles,
      subjects: own.subjects,
      date,
      genre: own.genre ?? namesOf(graph, of('learningResourceType'))[0],
      description: own.description,
      repository: publisher,
      callNumber: own.callNumber ?? identifier?.text,
      level: own.level,
      partOf,
      rights,
      sourceUrl: own.sourceUrl,
      archivedUrl: own.archivedUrl,
    }),
  }
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && 'text' in value && value.text === '')

/** Gives every field that says something its origin. */
export function withOrigins(metadata: Metadata, origin: Origin): Metadata {
  const fields = Object.entries(metadata).filter(
    ([field, value]) => field !== 'origins' && !isEmpty(value) && !(field === 'type' && value === 'other'),
  )
  return { ...metadata, origins: Object.fromEntries(fields.map(([field]) => [field, origin])) }
}

/** The crate in `json`, or null where it is none. */
function graphOf(json: string): { graph: GraphReader; root: Entity | null } | null {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || !('@graph' in value)) return null
    const graph = new GraphReader(list(value['@graph']))
    const descriptor = graph.get('ro-crate-metadata.json') ?? graph.get('ro-crate-metadata.jsonld')
    return { graph, root: (descriptor && graph.follow(descriptor['about'])[0]) ?? graph.get('./') }
  } catch {
    return null
  }
}

const unescaped = (id: string) => {
  try {
    return decodeURI(id)
  } catch {
    return id
  }
}

/** What bag-info.txt says of everything in the bag (RFC 8493 section 2.2.2). */
function bagMetadata(info: BagInfo | null): Partial<Metadata> {
  const first = (label: string) => (info ? infoValues(info, label)[0]?.trim() : undefined) || undefined
  return present({
    repository: first('Source-Organization'),
    description: first('External-Description') ?? first('Internal-Sender-Description'),
    partOf: first('Bag-Group-Identifier') ?? first('External-Identifier'),
    callNumber: first('Internal-Sender-Identifier'),
  })
}

/** Finds the record of a file by its path below the crate's root. Null where nothing is said of it. */
export function recordsOf(crate: string | null, info: BagInfo | null): (inside: string) => ForeignRecord | null {
  const found = crate === null ? null : graphOf(crate)
  const bag = bagMetadata(info)
  const byPath = new Map<string, Entity>()
  for (const entity of found?.graph.all() ?? []) byPath.set(unescaped(entity['@id']).replace(/^\.?\//, ''), entity)
  return (inside) => {
    const entity = byPath.get(inside) ?? null
    const name = inside.split('/').at(-1) ?? inside
    const metadata = metadataOf(found?.graph ?? new GraphReader([]), entity, found?.root ?? null, name)
    const whole = withOrigins({ ...metadata, ...withoutKnown(bag, metadata) }, 'imported-record')
    if (Object.keys(whole.origins).length === 0) return null
    const raw = { ...(entity ? { file: entity } : {}), ...(info ? { bagInfo: info.fields } : {}) }
    return { metadata: whole, raw: stableJson(Object.keys(raw).length > 0 ? raw : { crate: found?.root ?? {} }) }
  }
}

/** What the bag says where the crate says nothing. */
const withoutKnown = (bag: Partial<Metadata>, metadata: Metadata): Partial<Metadata> =>
  Object.fromEntries(
    Object.entries(bag).filter(([field]) => isEmpty(Object.entries(metadata).find(([one]) => one === field)?.[1])),
  )
