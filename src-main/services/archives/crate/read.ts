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
  /** The file that it came from, where that is another than the document's first. */
  from: CrateFile | null
}

/** A file of the payload; `path` below `data/`. */
interface CrateFile {
  path: string
  fileName: string
  mediaType: string
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
  /** None where no text could be extracted; `refusal` says why. */
  editions: CrateEdition[]
  refusal: { code: string; message: string; at: string } | null
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
  /** Files among the originals that are no documents: pictures of a text, later files of a document. */
  resources: CrateFile[]
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
  const parts = graph.follow(root['hasPart'])
  const documents = parts.flatMap((entity) => readDocument(graph, entity, actions) ?? [])
  const known = new Set(documents.map(({ originalPath }) => originalPath))
  const resources = parts.flatMap((entity) => {
    const isOriginal = entity['@id'].startsWith('originals/') && hasType(entity, 'File')
    return isOriginal && !known.has(entity['@id']) ? [fileOf(entity)] : []
  })
  return {
    id: text(root['identifier']) ?? null,
    title: multilingual(root['name'], language),
    description: multilingual(root['description'], language),
    language,
    created: text(root['dateCreated']) ?? text(root['datePublished']) ?? '',
    license: readRights(graph, root['license']) ?? null,
    documents,
    resources,
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

function fileOf(entity: Entity): CrateFile {
  const path = entity['@id']
  return {
    path,
    fileName: text(entity['alternateName']) ?? path.split('/').pop() ?? path,
    mediaType: text(entity['encodingFormat']) ?? 'application/octet-stream',
  }
}

interface ImportActions {
  /** Result path → when it was made. */
  times: Map<string, string>
  /** Path of the original → why there is no text. */
  refusals: Map<string, { code: string; message: string; at: string }>
  /** Document id → entities of its texts. */
  texts: Map<string, { entity: Entity; number: number }[]>
}

const derived = /^derived\/([^/]+)\/(\d+)\/text\.txt$/

/** One walk over the graph: it may hold hundreds of thousands of entities. */
function importActions(graph: GraphReader): ImportActions {
  const found: ImportActions = { times: new Map(), refusals: new Map(), texts: new Map() }
  for (const entity of graph.all()) {
    const match = derived.exec(entity['@id'])
    if (match) {
      const [, id = '', number] = match
      const texts = found.texts.get(id) ?? []
      texts.push({ entity, number: wholeNumber(number, 1) })
      found.texts.set(id, texts)
    }
    const at = text(entity['endTime'])
    if (!hasType(entity, 'CreateAction') || at === undefined) continue
    for (const result of graph.follow(entity['result'])) found.times.set(result['@id'], at)
    const error = graph.follow(entity['error'])[0]
    if (!error) continue
    const refusal = { code: text(error['identifier']) ?? '', message: text(error['description']) ?? '', at }
    for (const object of graph.follow(entity['object'])) found.refusals.set(object['@id'], refusal)
  }
  return found
}

function readDocument(graph: GraphReader, entity: Entity, actions: ImportActions): CrateDocument | null {
  const id = text(entity['identifier'])
  const { path: originalPath, fileName, mediaType } = fileOf(entity)
  if (id === undefined || !originalPath.startsWith('originals/') || !hasType(entity, 'File')) return null
  const editions = (actions.texts.get(id) ?? [])
    .sort((a, b) => a.number - b.number)
    .map(({ entity: one, number: count }): CrateEdition => {
      const base = `derived/${id}/${count}`
      const source = graph.follow(one['isBasedOn'])[0]
      return {
        number: count,
        textPath: one['@id'],
        modelPath: `${base}/model.json`,
        boxesPath: graph.get(`${base}/boxes.json`) ? `${base}/boxes.json` : null,
        importedAt: actions.times.get(one['@id']) ?? null,
        words: number(one['wordCount']) ?? null,
        from: source && source['@id'] !== originalPath ? fileOf(source) : null,
      }
    })
  return {
    id,
    originalPath,
    fileName,
    mediaType,
    sha256: text(entity['sha256']) ?? '',
    bytes: number(entity['contentSize']) ?? 0,
    metadata: readMetadata(graph, entity, fileName),
    editions,
    refusal: actions.refusals.get(originalPath) ?? null,
  }
}
