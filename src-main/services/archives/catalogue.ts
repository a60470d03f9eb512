/**
 * What an archive holds and where each piece lies in its file: plain data, so that the library can keep it beside the
 * archive's seal and list thousands of documents without opening anything.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import {
  AppError,
  type DocumentModel,
  type DocumentSummary,
  documentSummarySchema,
  type Edition,
  editionIdOf,
  formatIdOf,
  multilingualSchema,
  registersSchema,
} from '#shared/contract'
import { countWords, type Excerpt } from '#shared/domain/model'
import { type BagStructure, type BagTree, openTree } from './bag'
import { citationsPath, type CrateDocument, type CrateEdition, readCitationList, readCrate, sha256Of } from './crate'
import { maxJson, parseModel, readModelFrom, withBoxes } from './models'
import { storedExcerpt } from './stored-excerpt'

const fileSchema = v.object({
  /** Path below the bag's base. */
  inside: v.string(),
  sha256: v.string(),
  length: v.number(),
  /** First byte in the zip; 0 in a folder; null when the entry is packed and has to be unpacked. */
  offset: v.nullable(v.number()),
  mediaType: v.string(),
  name: v.string(),
})
export type CatalogueFile = v.InferOutput<typeof fileSchema>

export const catalogueSchema = v.object({
  schema: v.literal('avots-catalogue'),
  v: v.literal(1),
  container: v.picklist(['zip', 'folder']),
  id: v.string(),
  title: multilingualSchema,
  description: multilingualSchema,
  language: v.string(),
  bytes: v.number(),
  seal: v.string(),
  documents: v.array(documentSummarySchema),
  registers: registersSchema,
  /** Originals and texts, for `/files/<sha256>`. */
  files: v.array(fileSchema),
  /** Model (and positions) of each edition by its id. */
  models: v.record(v.string(), v.object({ model: fileSchema, boxes: v.nullable(fileSchema) })),
  notebook: v.nullable(fileSchema),
})
export type Catalogue = v.InferOutput<typeof catalogueSchema>

/** An opened bag with what was found out about it. */
export interface Opened {
  tree: BagTree
  structure: BagStructure
}

const tagManifest = 'tagmanifest-sha256.txt'

/** Reads crate and models of an opened archive; every byte is compared with the manifest on the way. */
export async function buildCatalogue({ tree, structure }: Opened): Promise<Catalogue> {
  const hashes =
    structure.payload.find((manifest) => manifest.algorithm === 'sha256')?.hashes ?? new Map<string, string>()
  const fault = (reason: string) =>
    new AppError('bag-invalid', `"${tree.name}" was not opened: ${reason}. Ask for a new copy of it.`, {
      name: tree.name,
      reason,
    })
  const fileOf = (inside: string, mediaType: string, name: string): CatalogueFile => {
    const size = tree.files.get(inside)?.size
    const sha256 = hashes.get(inside)
    if (size === undefined || sha256 === undefined) throw fault(`the file "${inside}" is missing`)
    return { inside, sha256, length: size, offset: tree.span(inside)?.offset ?? null, mediaType, name }
  }
  const checkedBytes = async (inside: string): Promise<Buffer | null> => {
    if (!tree.files.has(inside)) return null
    const bytes = await tree.read(inside, maxJson)
    if (sha256Of(bytes) !== hashes.get(inside)) throw fault(`the checksum of "${inside}" is wrong`)
    return bytes
  }
  const checked = async (inside: string) => (await checkedBytes(inside))?.toString('utf8') ?? ''

  const crate = tree.files.has('data/ro-crate-metadata.json')
    ? readCrate(await checked('data/ro-crate-metadata.json'))
    : null
  if (!crate || crate.id === null || structure.profile === null) {
    throw new AppError(
      'not-an-archive',
      `"${tree.name}" is a bag, but not an archive of Avots: it describes no documents that can be read.`,
      {
        name: tree.name,
      },
    )
  }
  const citations = tree.files.has(`data/${citationsPath}`)
    ? readCitationList(await checked(`data/${citationsPath}`))
    : []
  if (!citations) throw fault('its list of citations cannot be read')

  const catalogue: Catalogue = {
    schema: 'avots-catalogue',
    v: 1,
    container: tree.base === null ? 'folder' : 'zip',
    id: crate.id,
    title: crate.title,
    description: crate.description,
    language: crate.language,
    bytes: tree.bytes,
    seal: tree.files.has(tagManifest) ? sha256Of(await tree.read(tagManifest, maxJson)) : '',
    documents: [],
    registers: { persons: crate.persons, places: crate.places, citations },
    files: [],
    models: {},
    notebook: tree.files.has('data/notebook.json')
      ? fileOf('data/notebook.json', 'application/json', 'notebook.json')
      : null,
  }
  const parents = new Map<string, string>()
  for (const document of crate.documents) {
    const original = fileOf(`data/${document.originalPath}`, document.mediaType, document.fileName)
    catalogue.files.push(original)
    for (const edition of document.editions) {
      catalogue.files.push(fileOf(`data/${edition.textPath}`, 'text/plain', `${document.fileName}.txt`))
      catalogue.models[editionIdOf(document.id, edition.number)] = {
        model: fileOf(`data/${edition.modelPath}`, 'application/json', `${document.fileName}.json`),
        boxes:
          edition.boxesPath === null ? null : fileOf(`data/${edition.boxesPath}`, 'application/json', 'boxes.json'),
      }
    }
    const { summary, parts } = await summarise(checkedBytes, fileOf, crate.id, document, original)
    catalogue.documents.push(summary)
    for (const part of parts) parents.set(part, document.id)
  }
  for (const summary of catalogue.documents) {
    const parentId = parents.get(summary.id)
    if (parentId !== undefined) summary.parentId = parentId
  }
  for (const { path, mediaType, fileName } of crate.resources)
    catalogue.files.push(fileOf(`data/${path}`, mediaType, fileName))
  return catalogue
}

async function summarise(
  read: (inside: string) => Promise<Buffer | null>,
  fileOf: (inside: string, mediaType: string, name: string) => CatalogueFile,
  archiveId: string,
  document: CrateDocument,
  original: CatalogueFile,
): Promise<{ summary: DocumentSummary; parts: readonly string[] }> {
  const editions: Edition[] = []
  let current: DocumentModel | null = null
  for (const one of document.editions) {
    current = await readModelFrom(read, one, document.fileName)
    const from = one.from && fileOf(`data/${one.from.path}`, one.from.mediaType, one.from.fileName)
    editions.push(editionOf(document.id, one, current, from))
  }
  const { refusal } = document
  const summary: DocumentSummary = {
    id: document.id,
    archiveId,
    metadata: document.metadata,
    format: current ? formatIdOf(current.extractor) : '',
    mediaType: document.mediaType,
    fileName: document.fileName,
    originalSha256: original.sha256,
    originalBytes: original.length,
    editions,
    current: editions.at(-1)?.number ?? 0,
    ...(refusal && !current ? { refusal: { code: refusal.code, message: refusal.message } } : {}),
    ...countsOf(current),
  }
  return { summary, parts: current?.parts ?? [] }
}

/** What lists say of the size of a text. */
export function countsOf(model: DocumentModel | null): { words: number; blocks: number; articles: number } {
  if (!model) return { words: 0, blocks: 0, articles: 0 }
  return {
    words: countWords(model.text),
    blocks: model.blocks.length,
    articles: model.blocks.filter((block) => block.kind === 'heading' && block.attrs?.['article'] !== undefined).length,
  }
}

function editionOf(
  documentId: string,
  edition: CrateEdition,
  model: DocumentModel,
  from: CatalogueFile | null,
): Edition {
  return {
    id: editionIdOf(documentId, edition.number),
    docId: documentId,
    number: edition.number,
    sha256: model.textSha256,
    length: model.text.length,
    importedAt: edition.importedAt ?? '1970-01-01T00:00:00.000Z',
    importer: model.extractor,
    ...(from
      ? { original: { sha256: from.sha256, bytes: from.length, fileName: from.name, mediaType: from.mediaType } }
      : {}),
  }
}

/** Where a catalogued file begins on disk, or null when it is packed. */
export function placeOf(
  archivePath: string,
  catalogue: Catalogue,
  file: CatalogueFile,
): { path: string; offset: number } | null {
  if (catalogue.container === 'folder') return { path: join(archivePath, file.inside), offset: 0 }
  return file.offset === null ? null : { path: archivePath, offset: file.offset }
}

async function readAt(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await file.read(buffer, done, length - done, offset + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return buffer.subarray(0, done)
  } finally {
    await file.close()
  }
}

/**
 * The bytes of a catalogued file, compared with its hash. Throws AppError `not-found` when the archive is gone and
 * `damaged` when these are not the bytes that were sealed.
 */
export async function readCatalogued(
  archivePath: string,
  name: string,
  catalogue: Catalogue,
  file: CatalogueFile,
): Promise<Buffer> {
  const tooLarge = file.length > maxJson
  const place = placeOf(archivePath, catalogue, file)
  let bytes: Buffer | null = null
  try {
    if (place && !tooLarge) bytes = await readAt(place.path, place.offset, file.length)
    else if (!tooLarge) {
      const tree = await openTree(archivePath, name)
      bytes = await tree.read(file.inside, maxJson).finally(() => tree.close())
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null
    if (code === 'ENOENT' || code === 'not-found') {
      throw new AppError(
        'not-found',
        `The archive "${name}" is no longer at ${archivePath}. Put it back, or open it from its new place.`,
        { name, path: archivePath },
        { cause },
      )
    }
    throw cause
  }
  if (!bytes || sha256Of(bytes) !== file.sha256) {
    throw new AppError(
      'damaged',
      `"${file.name}" in the archive "${name}" is not what was sealed: its checksum is wrong. Ask for a new copy of the archive.`,
      {
        name,
        file: file.inside,
      },
    )
  }
  return bytes
}

/** The model of an edition, or null when the archive has no such edition. */
export async function readModel(
  archivePath: string,
  name: string,
  catalogue: Catalogue,
  editionId: string,
): Promise<DocumentModel | null> {
  const files = catalogue.models[editionId]
  if (!files) return null
  const model = parseModel(await readCatalogued(archivePath, name, catalogue, files.model), files.model.name)
  if (!files.boxes) return model
  return withBoxes(model, await readCatalogued(archivePath, name, catalogue, files.boxes), files.model.name)
}

/** A piece of the text of an edition around `at`, without reading the rest; null where that cannot be. Errors as above. */
export async function readExcerpt(
  archivePath: string,
  name: string,
  catalogue: Catalogue,
  edition: Edition,
  at: number,
): Promise<Excerpt | null> {
  const files = catalogue.models[edition.id]
  const letters = catalogue.files.find(({ sha256 }) => sha256 === edition.sha256)
  if (!files || files.boxes || !letters) return null
  const read = (file: CatalogueFile) => readCatalogued(archivePath, name, catalogue, file)
  return storedExcerpt(await read(files.model), () => read(letters), edition, at)
}
