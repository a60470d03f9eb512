/** A sealed archive as the beginning of one in work: everything is unpacked and checked on the way. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { AppError, type CancelSignal, type Progress } from '#shared/contract'
import { type BagTree, Findings, openTree, readStructure } from '../bag'
import { countsOf } from '../catalogue'
import { type Crate, type CrateDocument, type CrateEdition, readCrate } from '../crate'
import { maxJson, readModelFrom } from '../models'
import { openSealed } from '../sealed'
import type { DocumentLine, Line, Original, Resource, Stored, Sums, WorkEdition } from './lines'
import { originalPath } from './places'
import { createWork } from './work'

export interface AdoptOptions {
  signal?: CancelSignal
  /** In bytes; stage `unpack`. */
  progress?: (progress: Progress) => void
}

/**
 * Makes an archive in work in `folder` with everything that the sealed archive at `sealedPath` holds, under its id.
 * Throws AppError as `openSealed`, `damaged` for a file with another checksum, `cancelled`, and as `createWork`.
 */
export async function adoptSealed(sealedPath: string, folder: string, options: AdoptOptions = {}): Promise<void> {
  const sealed = await openSealed(sealedPath)
  const { catalogue, name } = sealed
  const tree = await openTree(sealedPath, name)
  try {
    const structure = await readStructure(tree, new Findings())
    const hashes =
      structure?.payload.find(({ algorithm }) => algorithm === 'sha256')?.hashes ?? new Map<string, string>()
    const crate = readCrate((await tree.read('data/ro-crate-metadata.json', maxJson)).toString('utf8'))
    if (!crate) throw new AppError('bag-invalid', `"${name}" has no description that can be read.`, { name })
    let done = 0
    const onBytes = (bytes: number) => {
      if (options.signal?.aborted)
        throw new AppError('cancelled', `"${name}" was not unpacked: that was stopped.`, { name })
      done += bytes
      options.progress?.({ stage: 'unpack', done: Math.min(done, tree.bytes), total: tree.bytes })
    }
    const unpack = (inside: string, to: string, target = inside) =>
      unpackFile(tree, hashes, inside, join(to, target), onBytes)
    const created = new Date(crate.created)
    const archive = {
      id: catalogue.id,
      title: catalogue.title,
      description: catalogue.description,
      language: catalogue.language,
      created: (Number.isNaN(created.getTime()) ? new Date(0) : created).toISOString(),
      license: crate.license ?? { text: 'As stated for each document.' },
      registers: catalogue.registers,
    }
    const { notebook } = catalogue
    // The CRC-32 of the notes is not known before they are unpacked; they are sealed anew from their content.
    const withNotebook = notebook
      ? { ...archive, notebook: { size: notebook.length, sha256: notebook.sha256, crc32: 0 } }
      : archive
    await createWork(folder, withNotebook, async (place) => {
      if (notebook) await unpack(notebook.inside, place)
      const lines: Line[] = []
      for (const document of crate.documents)
        lines.push({
          t: 'adopted',
          document: await adoptDocument(document, crate, tree, (from, to) => unpack(from, place, to)),
        })
      return lines
    })
  } finally {
    await tree.close()
  }
}

type Unpack = (inside: string, target?: string) => Promise<Sums>

const extensionIn = (path: string) => /\.([a-z0-9]+)$/.exec(path)?.[1] ?? 'bin'

async function adoptDocument(
  document: CrateDocument,
  crate: Crate,
  tree: BagTree,
  unpack: Unpack,
): Promise<DocumentLine> {
  const { originalPath: path, fileName, mediaType, refusal } = document
  const original: Original = { ...(await unpackOriginal(path, mediaType, unpack)), fileName }
  const editions: WorkEdition[] = []
  for (const one of document.editions) editions.push(await adoptEdition(document, one, crate, tree, unpack))
  const record = [...tree.files.keys()].find((file) => file.startsWith(`data/metadata/${document.id}.source.`))
  return {
    id: document.id,
    original,
    metadata: document.metadata,
    editions,
    ...(refusal && editions.length === 0 ? { refusal } : {}),
    ...(record === undefined
      ? {}
      : {
          record: { ...(await unpack(record)), extension: record.slice(`data/metadata/${document.id}.source.`.length) },
        }),
  }
}

async function unpackOriginal(path: string, mediaType: string, unpack: Unpack): Promise<Stored> {
  const sums = await unpack(`data/${path}`)
  const stored = { ...sums, extension: extensionIn(path), mediaType }
  if (originalPath(stored) !== `data/${path}`) {
    const message = `"${path}" in the archive is not named by its own SHA-256. Ask for a new copy of the archive.`
    throw new AppError('bag-invalid', message, { path })
  }
  return stored
}

async function adoptEdition(
  document: CrateDocument,
  edition: CrateEdition,
  crate: Crate,
  tree: BagTree,
  unpack: Unpack,
): Promise<WorkEdition> {
  const read = async (inside: string) => (tree.files.has(inside) ? tree.read(inside, maxJson) : null)
  const model = await readModelFrom(read, edition, document.fileName)
  const resources: Resource[] = []
  for (const { sha256, mediaType, role, from: place } of model.resources) {
    const found = [...crate.resources, ...crate.documents.map(({ originalPath }) => ({ path: originalPath }))].find(
      ({ path }) => path.includes(`/${sha256}.`),
    )
    if (!found) continue
    const isTied = /^page-(?:image|text)$/.test(role) && sha256 !== model.originalSha256
    const fileName = isTied ? { fileName: place.split('/').at(-1) ?? place } : {}
    resources.push({ ...(await unpackOriginal(found.path, mediaType, unpack)), ...fileName })
  }
  const { from } = edition
  return {
    importedAt: edition.importedAt ?? '1970-01-01T00:00:00.000Z',
    extractor: model.extractor,
    mediaType: model.mediaType,
    ...(model.lang === undefined ? {} : { lang: model.lang }),
    characters: model.text.length,
    ...countsOf(model),
    pages: model.pages.length,
    model: await unpack(`data/${edition.modelPath}`),
    text: await unpack(`data/${edition.textPath}`),
    ...(edition.boxesPath === null ? {} : { boxes: await unpack(`data/${edition.boxesPath}`) }),
    parts: model.parts,
    resources,
    ...(from
      ? { from: { ...(await unpackOriginal(from.path, from.mediaType, unpack)), fileName: from.fileName } }
      : {}),
  }
}

async function unpackFile(
  tree: BagTree,
  hashes: ReadonlyMap<string, string>,
  inside: string,
  target: string,
  onBytes: (bytes: number) => void,
): Promise<Sums> {
  const hash = createHash('sha256')
  let size = 0
  let crc = 0
  await mkdir(dirname(target), { recursive: true })
  const counted = async function* () {
    for await (const piece of tree.stream(inside)) {
      hash.update(piece)
      crc = crc32(piece, crc)
      size += piece.length
      onBytes(piece.length)
      yield piece
    }
  }
  await pipeline(Readable.from(counted()), createWriteStream(target, { flush: true }))
  const sha256 = hash.digest('hex')
  if (sha256 !== hashes.get(inside)) {
    const message = `"${inside}" in "${tree.name}" is not what was sealed: its checksum is wrong. Ask for a new copy of the archive.`
    throw new AppError('damaged', message, { name: tree.name, file: inside })
  }
  return { size, sha256, crc32: crc }
}
