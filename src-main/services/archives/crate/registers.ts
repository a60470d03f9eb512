/** Persons, places and citations of an archive as entities, and back. */
import * as v from 'valibot'
import { type Citation, citationSchema, type Person, type Place } from '#shared/contract'
import {
  type Entity,
  type GraphReader,
  type GraphWriter,
  hasType,
  multilingual,
  number,
  present,
  taggedAll,
  text,
  texts,
} from './graph'

/** Where the citation records of an archive lie, below `data/`. */
export const citationsPath = 'metadata/citations.csl.json'

export const personId = (key: string) => `#person-${encodeURIComponent(key)}`
export const placeId = (key: string) => `#place-${encodeURIComponent(key)}`
export const citationId = (id: string) => `#citation-${encodeURIComponent(id)}`

/** A register key from an entity's id, or null when it names none of that kind. */
export function keyOf(id: string, kind: 'person' | 'place' | 'citation'): string | null {
  const prefix = `#${kind}-`
  if (!id.startsWith(prefix)) return null
  try {
    return decodeURIComponent(id.slice(prefix.length))
  } catch {
    return null
  }
}

export function writePerson(graph: GraphWriter, person: Person): void {
  // The catalogue's form "Family, Given" is taken apart at its first comma.
  const [familyName = '', ...given] = person.sort.split(', ')
  graph.add({
    '@id': personId(person.key),
    '@type': 'Person',
    ...present({
      name: taggedAll(person.names),
      alternateName: person.variants,
      familyName,
      givenName: given.length > 0 ? given.join(', ') : undefined,
      jobTitle: person.roles && taggedAll(person.roles),
    }),
  })
}

export function writePlace(graph: GraphWriter, place: Place): void {
  const geo =
    place.lat === undefined || place.lon === undefined
      ? undefined
      : graph.add({
          '@id': `#geo-${encodeURIComponent(place.key)}`,
          '@type': 'GeoCoordinates',
          latitude: place.lat,
          longitude: place.lon,
          ...present({ description: place.approximate ? 'approximate' : undefined }),
        })
  graph.add({
    '@id': placeId(place.key),
    '@type': 'Place',
    ...present({ name: taggedAll(place.names), alternateName: place.variants, additionalType: place.kind, geo }),
  })
}

export function writeCitation(graph: GraphWriter, citation: Citation): void {
  const url = citation['URL']
  graph.add({
    '@id': citationId(citation.id),
    '@type': 'CreativeWork',
    ...present({
      name: citation.title ?? citation.id,
      additionalType: citation.type,
      url: typeof url === 'string' ? url : undefined,
    }),
  })
}

function variantsOf(entity: Entity): string[] | undefined {
  const found = texts(entity['alternateName']).map((one) => one.text)
  return found.length > 0 ? found : undefined
}

/** Persons and places of the graph, in the order of their ids. */
export function readRegisters(graph: GraphReader, language: string): { persons: Person[]; places: Place[] } {
  const persons: Person[] = []
  const places: Place[] = []
  for (const entity of graph.all()) {
    const person = hasType(entity, 'Person') ? keyOf(entity['@id'], 'person') : null
    const place = hasType(entity, 'Place') ? keyOf(entity['@id'], 'place') : null
    const names = multilingual(entity['name'], language)
    const variants = variantsOf(entity)
    if (person !== null) {
      const sort = [text(entity['familyName']), text(entity['givenName'])].filter((part) => part !== undefined)
      const roles = multilingual(entity['jobTitle'], language)
      persons.push({
        key: person,
        sort: sort.join(', ') || (Object.values(names)[0] ?? person),
        names,
        ...(Object.keys(roles).length > 0 ? { roles } : {}),
        ...(variants ? { variants } : {}),
      })
    } else if (place !== null) {
      const geo = graph.follow(entity['geo'])[0]
      const lat = number(geo?.['latitude'])
      const lon = number(geo?.['longitude'])
      const kind = text(entity['additionalType'])
      places.push({
        key: place,
        names,
        ...(lat !== undefined && lon !== undefined ? { lat, lon } : {}),
        ...(kind !== undefined ? { kind } : {}),
        ...(variants ? { variants } : {}),
        ...(text(geo?.['description']) === 'approximate' ? { approximate: true } : {}),
      })
    }
  }
  return { persons, places }
}

/** Citation records of a stored list; null when it is none. */
export function readCitationList(json: string): Citation[] | null {
  try {
    const parsed = v.safeParse(v.array(citationSchema), JSON.parse(json))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
