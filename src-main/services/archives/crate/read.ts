/** Reading a crate, ours or another's. */
import type { Metadata, Multilingual, Person, Place } from '#shared/contract'
import { type Entity, GraphReader, hasType, list, multilingual, number, text } from './graph'
import { readMetadata, readRights, wholeNumber } from './metadata'
import { readRegisters } from './registers'

export interface CrateEdition {
  number: number
  textPath: string
  modelPath: string
  boxesPath: string | null
  importedAt: string | null
  words: number | null
}

export interface CrateDocument {
  id: string
  /** Below `data/`. */
  originalPath: string
  fileName: string
  mediaType: string
  sha256: string
  bytes: number
  metadata: Metadata
  editions: CrateEdition[]
}

export interface Crate {
  /** Null where the crate gives none. */
  id: string | null
  title: Multilingual
  description: Multilingual
  language: string
  created: string
  license: { text: string; uri?: string } | null
  documents: CrateDocument[]
  persons: Person[]
  places: Place[]
}

/** The crate in a metadata file, or null where it has no root (`crate-no-root`) or is no JSON-LD graph. */
export function readCrate(json: string): Crate | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('@graph' in value)) return null
  const graph = new GraphReader(list(value['@graph']))
  const root = findRoot(graph)
  if (!root) return null
  const language = text(root['inLanguage']) ?? 'en'
  const actions = importActions(graph)
  const documents = graph.follow(root['hasPart']).flatMap((entity) => readDocument(graph, entity, actions) ?? [])
  return {
    id: text(root['identifier']) ?? null,
    title: multilingual(root['name'], language),
    description: multilingual(root['description'], language),
    language,
    created: text(root['dateCreated']) ?? text(root['datePublished']) ?? '',
    license: readRights(graph, root['license']) ?? null,
    documents,
    ...readRegisters(graph, language),
  }
}

function findRoot(graph: GraphReader): Entity | null {
  for (const name of ['ro-crate-metadata.json', 'ro-crate-metadata.jsonld']) {
    const descriptor = graph.get(name)
    const root = descriptor && graph.follow(descriptor['about'])[0]
    if (root) return root
  }
  return graph.get('./')
}

/** Result path → when it was made. */
function importActions(graph: GraphReader): Map<string, string> {
  const times = new Map<string, string>()
  for (const entity of graph.all()) {
    const time = text(entity['endTime'])
    if (!hasType(entity, 'CreateAction') || time === undefined) continue
    for (const result of graph.follow(entity['result'])) times.set(result['@id'], time)
  }
  return times
}

const derived = /^derived\/([^/]+)\/(\d+)\/text\.txt$/

function readDocument(graph: GraphReader, entity: Entity, times: ReadonlyMap<string, string>): CrateDocument | null {
  const id = text(entity['identifier'])
  const path = entity['@id']
  if (id === undefined || !path.startsWith('originals/') || !hasType(entity, 'File')) return null
  const editions: CrateEdition[] = []
  for (const one of graph.all()) {
    const match = derived.exec(one['@id'])
    if (match?.[1] !== id) continue
    const base = `derived/${id}/${match[2]}`
    editions.push({
      number: wholeNumber(match[2], 1),
      textPath: one['@id'],
      modelPath: `${base}/model.json`,
      boxesPath: graph.get(`${base}/boxes.json`) ? `${base}/boxes.json` : null,
      importedAt: times.get(one['@id']) ?? null,
      words: number(one['wordCount']) ?? null,
    })
  }
  editions.sort((a, b) => a.number - b.number)
  const fileName = text(entity['alternateName']) ?? path.split('/').pop() ?? path
  return {
    id,
    originalPath: path,
    fileName,
    mediaType: text(entity['encodingFormat']) ?? 'application/octet-stream',
    sha256: text(entity['sha256']) ?? '',
    bytes: number(entity['contentSize']) ?? 0,
    metadata: readMetadata(graph, entity, fileName),
    editions,
  }
}
