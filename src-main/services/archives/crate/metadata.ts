/**
 * Metadata of a document as schema.org properties, and back (formats.md section 8; docs/archive-format.md lists which
 * property holds which field). What schema.org has no property for stands in a PropertyValue.
 */
import {
  type Agent,
  type DocumentType,
  documentTypes,
  type Metadata,
  type Origin,
  originSchema,
} from '#shared/contract'
import { type Entity, type GraphReader, type GraphWriter, list, number, present, tagged, text, texts } from './graph'
import { citationId, keyOf, personId, placeId } from './registers'

/** Properties of agents and places, with the kind of register that their keys come from. */
const agentFields = [
  ['creators', 'creator', 'person'],
  ['persons', 'mentions', 'person'],
  ['places', 'contentLocation', 'place'],
] as const

/** Metadata fields that are single texts, with their property. */
const textFields = [
  ['genre', 'genre'],
  ['description', 'description'],
  ['repository', 'holdingArchive'],
  ['partOf', 'isPartOf'],
  ['sourceUrl', 'url'],
  ['archivedUrl', 'archivedAt'],
] as const

/** Fields that stand in a PropertyValue, by its propertyID. */
const valueFields = ['callNumber', 'level', 'accessed'] as const

/**
 * An agent of a register is a reference; a role or another form of the name makes a schema.org Role of it, which
 * repeats the property (schema.org/Role).
 */
function writeAgent(
  graph: GraphWriter,
  agent: Agent,
  property: string,
  kind: 'person' | 'place',
  order: string,
): { '@id': string } {
  const type = kind === 'person' ? 'Person' : 'Place'
  const target =
    agent.key === undefined
      ? graph.addByContent('agent', type, present({ name: agent.name, identifier: agent.identifier }))
      : { '@id': kind === 'person' ? personId(agent.key) : placeId(agent.key) }
  if (agent.role === undefined && agent.key === undefined) return target
  return graph.add({
    '@id': `#role-${order}`,
    '@type': 'Role',
    ...present({
      roleName: agent.role,
      name: agent.name,
      identifier: agent.key === undefined ? undefined : agent.identifier,
    }),
    [property]: target,
  })
}

/** The properties of a document's entity; entities that they refer to go into the graph. */
export function writeMetadata(graph: GraphWriter, documentId: string, metadata: Metadata): Record<string, unknown> {
  const property = (propertyID: string, value: unknown) =>
    graph.addByContent('property', 'PropertyValue', { propertyID, value })
  const agents = Object.fromEntries(
    agentFields.map(([field, name, kind]) => {
      const values = metadata[field].map((agent, index) =>
        writeAgent(graph, agent, name, kind, `${documentId}-${name}-${String(index + 1).padStart(3, '0')}`),
      )
      return [name, values.length > 0 ? values : undefined]
    }),
  )
  const origins = new Map<Origin, string[]>()
  for (const [field, origin] of Object.entries(metadata.origins))
    origins.set(origin, [...(origins.get(origin) ?? []), field])
  const values = [
    ...(metadata.date?.display === undefined ? [] : [property('dateDisplay', metadata.date.display)]),
    ...valueFields.flatMap((field) => (metadata[field] === undefined ? [] : [property(field, metadata[field])])),
    ...[...origins]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([origin, fields]) => property(`origin:${origin}`, fields)),
  ]
  return present({
    name: tagged(metadata.title),
    alternativeHeadline: metadata.alternativeTitles?.map(tagged),
    ...agents,
    dateCreated: metadata.date?.edtf,
    inLanguage: metadata.languages.length > 1 ? metadata.languages : metadata.languages[0],
    additionalType: metadata.type,
    keywords: metadata.subjects,
    ...Object.fromEntries(textFields.map(([field, name]) => [name, metadata[field]])),
    exampleOfWork:
      metadata.work === undefined
        ? undefined
        : graph.add({
            '@id': `#work-${encodeURIComponent(metadata.work)}`,
            '@type': 'CreativeWork',
            identifier: metadata.work,
          }),
    isBasedOn:
      metadata.original === undefined
        ? undefined
        : graph.addByContent('original', 'CreativeWork', { description: metadata.original }),
    license: writeRights(graph, metadata.rights),
    citation: metadata.sources?.map((id) => ({ '@id': citationId(id) })),
    additionalProperty: values.length > 0 ? values : undefined,
  })
}

export function writeRights(
  graph: GraphWriter,
  rights: { text: string; uri?: string | undefined } | undefined,
): unknown {
  if (!rights) return undefined
  if (rights.uri === undefined) return rights.text
  return graph.add({ '@id': rights.uri, '@type': 'CreativeWork', name: rights.text })
}

export function readRights(graph: GraphReader, value: unknown): { text: string; uri?: string } | undefined {
  const [first] = list(value)
  if (first === undefined) return undefined
  const entity = graph.follow(first)[0]
  if (entity) return { text: text(entity['name']) ?? entity['@id'], uri: entity['@id'] }
  if (typeof first === 'object' && first !== null && '@id' in first)
    return { text: String(first['@id']), uri: String(first['@id']) }
  const only = text(first)
  return only === undefined ? undefined : { text: only }
}

function readAgents(
  graph: GraphReader,
  value: unknown,
  property: string,
  kind: 'person' | 'place',
  language: string,
): Agent[] {
  return list(value).flatMap((one): Agent[] => {
    const found = graph.follow(one)[0]
    if (!found) return texts(one).map(({ text }) => ({ name: text }))
    const target = graph.follow(found[property])[0]
    const entity = target ?? found
    const key = keyOf(entity['@id'], kind)
    const names = texts(entity['name'])
    const own = target ? text(found['name']) : undefined
    const role = target ? text(found['roleName']) : undefined
    const identifier = text((target && key !== null ? found : entity)['identifier'])
    return [
      {
        name: own ?? (names.find(({ lang }) => lang === language) ?? names[0])?.text ?? entity['@id'],
        ...(key === null ? {} : { key }),
        ...(role === undefined ? {} : { role }),
        ...(identifier === undefined ? {} : { identifier }),
      },
    ]
  })
}

/** Words of a list, of one text with commas as other programs write it, or names of what is referred to. */
function keywordsOf(value: unknown, graph: GraphReader): string[] {
  const words = list(value).flatMap((one) => {
    const [entity] = graph.follow(one)
    return texts(entity ? entity['name'] : one).map(({ text: word }) => word)
  })
  const all = typeof value === 'string' ? words.flatMap((one) => one.split(/[,;]/)) : words
  return [...new Set(all.map((word) => word.trim()).filter((word) => word !== ''))]
}

const isType = (value: string | undefined): value is DocumentType => documentTypes.some((type) => type === value)
const isOrigin = (value: string): value is Origin => originSchema.options.some((origin) => origin === value)

/** Metadata from an entity of any RO-Crate; `fallback` is the title where it has none. */
export function readMetadata(graph: GraphReader, entity: Entity, fallback: string): Metadata {
  const languages = texts(entity['inLanguage']).map((one) => one.text)
  const language = languages[0] ?? ''
  const title = texts(entity['name'])[0] ?? { text: fallback, lang: '' }
  const origins: Metadata['origins'] = {}
  const values = new Map<string, unknown>()
  for (const property of graph.follow(entity['additionalProperty'])) {
    const id = text(property['propertyID']) ?? ''
    const origin = id.startsWith('origin:') ? id.slice('origin:'.length) : ''
    if (isOrigin(origin)) for (const { text: field } of texts(property['value'])) origins[field] = origin
    else values.set(id, property['value'])
  }
  const edtf = text(entity['dateCreated'])
  const display = text(values.get('dateDisplay'))
  const type = text(entity['additionalType'])
  const subjects = keywordsOf(entity['keywords'], graph)
  const alternatives = texts(entity['alternativeHeadline'])
  const sources = list(entity['citation']).flatMap((one) => {
    const id = typeof one === 'object' && one !== null && '@id' in one ? keyOf(String(one['@id']), 'citation') : null
    return id === null ? [] : [id]
  })
  const work = graph.follow(entity['exampleOfWork'])[0]
  const original = graph.follow(entity['isBasedOn'])[0]
  const [creators = [], persons = [], places = []] = agentFields.map(([, property, kind]) =>
    readAgents(graph, entity[property], property, kind, language),
  )
  return {
    title: { text: title.text, lang: title.lang || language },
    creators,
    persons,
    places,
    languages,
    type: isType(type) ? type : 'other',
    origins,
    ...present({
      alternativeTitles: alternatives.length > 0 ? alternatives : undefined,
      subjects: subjects.length > 0 ? subjects : undefined,
      date: edtf === undefined ? undefined : { edtf, ...(display === undefined ? {} : { display }) },
      ...Object.fromEntries(textFields.map(([field, property]) => [field, text(entity[property])])),
      ...Object.fromEntries(valueFields.map((field) => [field, text(values.get(field))])),
      work: work && text(work['identifier']),
      original: original && text(original['description']),
      rights: readRights(graph, entity['license']),
      sources: sources.length > 0 ? sources : undefined,
    }),
  }
}

export const wholeNumber = (value: unknown, fallback: number) => Math.trunc(number(value) ?? fallback)
