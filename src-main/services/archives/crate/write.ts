/** ro-crate-metadata.json: RO-Crate 1.1, flat and in a fixed order (container.md section 5). */
import { editionIdOf } from '#shared/contract'
import type { ArchiveContent, NewDocument } from '../content'
import { GraphWriter, present, stableJson, taggedAll } from './graph'
import { writeMetadata, writeRights } from './metadata'
import { citationsPath, writeCitation, writePerson, writePlace } from './registers'

export const cratePath = 'ro-crate-metadata.json'

/** A payload file as the crate describes it; `path` is below `data/`. */
export interface DescribedFile {
  path: string
  size: number
  sha256: string
}

/** An edition with the names that its files have in the archive. */
export interface PlacedEdition {
  number: number
  model: DescribedFile
  text: DescribedFile
  boxes?: DescribedFile
  words: number
  mediaType: string
  extractor: string
  lang?: string
  importedAt: string
  parts: readonly string[]
  /** The file that it came from, where that is another than the document's first. */
  from?: { file: DescribedFile; fileName: string }
}

/** A document with the names that its files have in the archive. */
export interface PlacedDocument {
  document: NewDocument
  id: string
  mediaType: string
  original: DescribedFile
  editions: PlacedEdition[]
  metadata: DescribedFile[]
  resources: { file: DescribedFile; mediaType: string; fileName?: string }[]
}

const mediaTypes: Record<string, string> = {
  json: 'application/json',
  jsonld: 'application/ld+json',
  xml: 'application/xml',
  txt: 'text/plain',
  html: 'text/html',
  md: 'text/markdown',
}

const fileEntity = (file: DescribedFile, more: Record<string, unknown>) => ({
  '@id': file.path,
  '@type': 'File',
  encodingFormat: mediaTypes[file.path.split('.').pop() ?? ''] ?? 'application/octet-stream',
  contentSize: String(file.size),
  sha256: file.sha256,
  ...more,
})

const filesOf = ({ model, text, boxes, from }: PlacedEdition) => [
  model,
  text,
  ...(boxes ? [boxes] : []),
  ...(from ? [from.file] : []),
]

const writeExtractor = (graph: GraphWriter, name: string, version: string) =>
  graph.add({ '@id': `#extractor-${name}-${version}`, '@type': 'SoftwareApplication', name, version })

function writeEdition(graph: GraphWriter, id: string, first: DescribedFile, edition: PlacedEdition): void {
  const [extractor = '', version = ''] = edition.extractor.split('@')
  const source = { '@id': (edition.from?.file ?? first).path }
  const based = { isBasedOn: source, version: edition.number }
  const results = [edition.model, edition.text, ...(edition.boxes ? [edition.boxes] : [])]
  const name = editionIdOf(id, edition.number)
  graph.add(fileEntity(edition.model, { name: `Document model of ${name}`, ...based }))
  if (edition.boxes) graph.add(fileEntity(edition.boxes, { name: `Positions of ${name}`, ...based }))
  graph.add(
    fileEntity(edition.text, {
      name: `Text of ${name}`,
      ...based,
      ...present({ inLanguage: edition.lang }),
      wordCount: edition.words,
    }),
  )
  graph.add({
    '@id': `#import-${name}`,
    '@type': 'CreateAction',
    endTime: edition.importedAt,
    object: source,
    result: results.map((file) => ({ '@id': file.path })),
    instrument: writeExtractor(graph, extractor, version),
  })
}

/** An import that gave no text: schema.org's failed action, its `error` with the code and the sentence. */
function writeRefusal(
  graph: GraphWriter,
  id: string,
  original: DescribedFile,
  { code, message, at }: NonNullable<NewDocument['refusal']>,
): void {
  graph.add({
    '@id': `#import-${editionIdOf(id, 0)}`,
    '@type': 'CreateAction',
    actionStatus: 'FailedActionStatus',
    endTime: at,
    object: { '@id': original.path },
    error: graph.addByContent('error', 'Thing', { identifier: code, description: message }),
  })
}

/** The whole crate as JSON. `others` are files that belong to no document (README, preview, citations, notebook). */
export function writeCrate(
  content: ArchiveContent,
  documents: readonly PlacedDocument[],
  others: readonly DescribedFile[],
): string {
  const graph = new GraphWriter()
  for (const person of content.registers.persons) writePerson(graph, person)
  for (const place of content.registers.places) writePlace(graph, place)
  for (const citation of content.registers.citations) writeCitation(graph, citation)

  const originals = new Map(documents.map(({ id, original }) => [id, original.path]))
  for (const { document, id, mediaType, original, editions, metadata } of documents) {
    const inside = (editions.at(-1)?.parts ?? []).flatMap((part) => originals.get(part) ?? [])
    graph.add({
      ...fileEntity(original, { identifier: id }),
      ...writeMetadata(graph, id, document.metadata),
      alternateName: document.fileName,
      encodingFormat: mediaType,
      ...present({ hasPart: inside.length > 0 ? inside.map((path) => ({ '@id': path })) : undefined }),
    })
    for (const edition of editions) writeEdition(graph, id, original, edition)
    if (document.refusal) writeRefusal(graph, id, original, document.refusal)
    for (const file of metadata) graph.add(fileEntity(file, { about: { '@id': original.path } }))
  }
  // After all documents: a picture of one may be a document itself.
  for (const { original, editions, resources } of documents) {
    for (const { from, mediaType } of editions) {
      if (!from) continue
      const about = { about: { '@id': original.path } }
      graph.add(fileEntity(from.file, { ...about, alternateName: from.fileName, encodingFormat: mediaType }))
    }
    for (const { file, mediaType, fileName } of resources) {
      const named = present({ alternateName: fileName })
      graph.add(fileEntity(file, { encodingFormat: mediaType, isPartOf: { '@id': original.path }, ...named }))
    }
  }
  for (const file of others) {
    if (file.path === cratePath) continue
    graph.add(
      fileEntity(
        file,
        file.path === 'ro-crate-preview.html'
          ? { about: { '@id': './' } }
          : file.path === citationsPath
            ? { name: 'Citations' }
            : {},
      ),
    )
  }

  const files = documents.flatMap(({ original, editions, metadata, resources }) => [
    ...editions.flatMap(filesOf),
    ...metadata,
    original,
    ...resources.map(({ file }) => file),
  ])
  // Documents first and in the order of the lists; then what was made of them.
  const parts = new Set(documents.map(({ original }) => original.path))
  for (const { path } of [...files, ...others]) if (path !== cratePath) parts.add(path)
  graph.add({
    '@id': cratePath,
    '@type': 'CreativeWork',
    conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
    about: { '@id': './' },
  })
  graph.add({
    '@id': './',
    '@type': 'Dataset',
    identifier: content.id,
    name: taggedAll(content.title),
    description: taggedAll(content.description),
    inLanguage: content.language,
    dateCreated: content.created,
    datePublished: content.modified ?? content.created,
    license: writeRights(graph, content.license),
    hasPart: [...parts].map((path) => ({ '@id': path })),
  })
  return stableJson({
    '@context': [
      'https://w3id.org/ro/crate/1.1/context',
      { sha256: 'http://schema.org/sha256', archivedAt: 'http://schema.org/archivedAt' },
    ],
    '@graph': graph.finish([cratePath, './']),
  })
}
