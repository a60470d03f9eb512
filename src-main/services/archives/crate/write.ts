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

/** A document with the names that its files have in the archive. */
export interface PlacedDocument {
  document: NewDocument
  id: string
  original: DescribedFile
  editions: { number: number; model: DescribedFile; text: DescribedFile; boxes?: DescribedFile; words: number }[]
  metadata: DescribedFile[]
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

  for (const { document, id, original, editions, metadata } of documents) {
    const mediaType = document.editions[0]?.model.mediaType ?? 'application/octet-stream'
    graph.add({
      ...fileEntity(original, { identifier: id }),
      ...writeMetadata(graph, id, document.metadata),
      alternateName: document.fileName,
      encodingFormat: mediaType,
    })
    editions.forEach((edition, index) => {
      const { model, importedAt } = document.editions[index] ?? {}
      const [extractor = '', version = ''] = model?.extractor.split('@') ?? []
      const based = { isBasedOn: { '@id': original.path }, version: edition.number }
      const results = [edition.model, edition.text, ...(edition.boxes ? [edition.boxes] : [])]
      graph.add(fileEntity(edition.model, { name: `Document model of ${editionIdOf(id, edition.number)}`, ...based }))
      if (edition.boxes)
        graph.add(fileEntity(edition.boxes, { name: `Positions of ${editionIdOf(id, edition.number)}`, ...based }))
      graph.add(
        fileEntity(edition.text, {
          name: `Text of ${editionIdOf(id, edition.number)}`,
          ...based,
          ...present({ inLanguage: model?.lang }),
          wordCount: edition.words,
        }),
      )
      graph.add({
        '@id': `#import-${editionIdOf(id, edition.number)}`,
        '@type': 'CreateAction',
        ...present({ endTime: importedAt }),
        object: { '@id': original.path },
        result: results.map((file) => ({ '@id': file.path })),
        instrument: graph.add({
          '@id': `#extractor-${extractor}-${version}`,
          '@type': 'SoftwareApplication',
          name: extractor,
          version,
        }),
      })
    })
    for (const file of metadata) graph.add(fileEntity(file, { about: { '@id': original.path } }))
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

  const files = documents.flatMap(({ original, editions, metadata }) => [
    ...editions.flatMap((edition) => [edition.model, edition.text, ...(edition.boxes ? [edition.boxes] : [])]),
    ...metadata,
    original,
  ])
  const parts = [...documents.map(({ original }) => original.path)]
  for (const file of [...files, ...others])
    if (!parts.includes(file.path) && file.path !== cratePath) parts.push(file.path)
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
    // Documents first and in the order of the lists; then what was made of them.
    hasPart: parts.map((path) => ({ '@id': path })),
  })
  return stableJson({
    '@context': [
      'https://w3id.org/ro/crate/1.1/context',
      { sha256: 'http://schema.org/sha256', archivedAt: 'http://schema.org/archivedAt' },
    ],
    '@graph': graph.finish([cratePath, './']),
  })
}
