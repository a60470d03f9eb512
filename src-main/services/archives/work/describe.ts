/** An archive in work as the rest of the program sees archives: summaries, a catalogue, content to be sealed. */
import { join } from 'node:path'
import { type DocumentSummary, type Edition, editionIdOf, formatIdOf } from '#shared/contract'
import type { Catalogue, CatalogueFile } from '../catalogue'
import type { ArchiveContent, NewDocument, StoredEdition, StoredFile } from '../content'
import type { Original, Sums, WorkEdition } from './lines'
import { derivedPath, originalPath, recordPath } from './places'
import { liveDocuments, notebookOf, type WorkDocument, type WorkState } from './state'

function editionOf(documentId: string, number: number, edition: WorkEdition): Edition {
  const { from } = edition
  return {
    id: editionIdOf(documentId, number),
    docId: documentId,
    number,
    sha256: edition.text.sha256,
    length: edition.characters,
    importedAt: edition.importedAt,
    importer: edition.extractor,
    ...(from
      ? { original: { sha256: from.sha256, bytes: from.size, fileName: from.fileName, mediaType: from.mediaType } }
      : {}),
  }
}

function summaryOf(archiveId: string, document: WorkDocument, parentId: string | undefined): DocumentSummary {
  const { id, original, metadata, editions, refusal } = document
  const current = editions.at(-1)
  return {
    id,
    archiveId,
    metadata,
    format: current ? formatIdOf(current.extractor) : '',
    mediaType: original.mediaType,
    fileName: original.fileName,
    originalSha256: original.sha256,
    originalBytes: original.size,
    editions: editions.map((edition, index) => editionOf(id, index + 1, edition)),
    current: editions.length,
    ...(refusal && !current ? { refusal: { code: refusal.code, message: refusal.message } } : {}),
    ...(parentId === undefined ? {} : { parentId }),
    words: current?.words ?? 0,
    blocks: current?.blocks ?? 0,
    articles: current?.articles ?? 0,
  }
}

const catalogued = (inside: string, { sha256, size }: Sums, mediaType: string, name: string): CatalogueFile => ({
  inside,
  sha256,
  length: size,
  offset: 0,
  mediaType,
  name,
})
const cataloguedOriginal = (original: Original) =>
  catalogued(originalPath(original), original, original.mediaType, original.fileName)

/** The catalogue of the present state; its `seal` is empty while the bag around the payload is not written. */
export function catalogueOf(state: WorkState): Catalogue {
  const { id, title, description, language, registers } = state.archive
  const notebook = notebookOf(state)?.sums
  const documents = liveDocuments(state)
  const parents = new Map<string, string>()
  for (const document of documents)
    for (const part of document.editions.at(-1)?.parts ?? []) parents.set(part, document.id)
  const catalogue: Catalogue = {
    schema: 'avots-catalogue',
    v: 1,
    container: 'folder',
    id,
    title,
    description,
    language,
    bytes: 0,
    seal: state.seal ?? '',
    documents: documents.map((document) => summaryOf(id, document, parents.get(document.id))),
    registers,
    files: [],
    models: {},
    notebook: notebook ? catalogued('data/notebook.json', notebook, 'application/json', 'notebook.json') : null,
  }
  for (const { id: documentId, original, editions } of documents) {
    const { fileName } = original
    catalogue.files.push(cataloguedOriginal(original))
    editions.forEach(({ model, text, boxes, from, resources }, index) => {
      const path = (file: 'model.json' | 'text.txt' | 'boxes.json') => derivedPath(documentId, index + 1, file)
      catalogue.files.push(catalogued(path('text.txt'), text, 'text/plain', `${fileName}.txt`))
      if (from) catalogue.files.push(cataloguedOriginal(from))
      for (const resource of resources)
        catalogue.files.push(
          cataloguedOriginal({
            ...resource,
            fileName: resource.fileName ?? `${resource.sha256}.${resource.extension}`,
          }),
        )
      catalogue.models[editionIdOf(documentId, index + 1)] = {
        model: catalogued(path('model.json'), model, 'application/json', `${fileName}.json`),
        boxes: boxes ? catalogued(path('boxes.json'), boxes, 'application/json', 'boxes.json') : null,
      }
    })
  }
  // A picture may belong to many documents.
  catalogue.files = [...new Map(catalogue.files.map((file) => [file.inside, file])).values()]
  catalogue.bytes = catalogue.files.reduce((sum, { length }) => sum + length, 0)
  return catalogue
}

/** The present state as it is sealed; `notebook` are the notes that it was made with. */
export function contentOf(state: WorkState, folder: string): Omit<ArchiveContent, 'notebook'> {
  const { id, title, description, language, created, license, registers } = state.archive
  const file = (inside: string, { size, sha256, crc32 }: Sums): StoredFile => ({
    path: join(folder, inside),
    size,
    sha256,
    crc32,
  })
  const documents = liveDocuments(state).map((document): NewDocument => {
    const { original, metadata, editions, refusal, record } = document
    const derived = (number: number, name: 'model.json' | 'text.txt' | 'boxes.json', sums: Sums) =>
      file(derivedPath(document.id, number, name), sums)
    const sourceOf = (one: Original) => ({
      original: file(originalPath(one), one),
      fileName: one.fileName,
      storedExtension: one.extension,
    })
    const stored = editions.map((edition, index): StoredEdition => {
      const { model, text, boxes, words, mediaType, extractor, lang, parts, importedAt, from } = edition
      return {
        model: derived(index + 1, 'model.json', model),
        text: derived(index + 1, 'text.txt', text),
        ...(boxes ? { boxes: derived(index + 1, 'boxes.json', boxes) } : {}),
        words,
        mediaType,
        extractor,
        ...(lang === undefined ? {} : { lang }),
        parts,
        importedAt,
        ...(from ? { from: sourceOf(from) } : {}),
      }
    })
    const resources = editions.flatMap((edition) => edition.resources)
    return {
      ...sourceOf(original),
      id: document.id,
      metadata,
      editions: [],
      stored,
      ...(refusal && stored.length === 0 ? { refusal: { ...refusal, mediaType: original.mediaType } } : {}),
      ...(resources.length > 0
        ? {
            resources: resources.map((resource) => ({
              source: file(originalPath(resource), resource),
              storedExtension: resource.extension,
              mediaType: resource.mediaType,
              ...(resource.fileName === undefined ? {} : { fileName: resource.fileName }),
            })),
          }
        : {}),
      ...(record
        ? { record: { bytes: file(recordPath(document.id, record.extension), record), extension: record.extension } }
        : {}),
    }
  })
  return {
    id,
    title,
    description,
    language,
    created: created.slice(0, 10),
    modified: state.modified.slice(0, 10),
    license: { text: license.text, ...(license.uri === undefined ? {} : { uri: license.uri }) },
    registers,
    documents,
  }
}
