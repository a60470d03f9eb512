/** The steps of an import as an archive in work records them: queued → stored → extracted, refused or duplicate. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { AppError, type CancelSignal, type DocumentModel, type Metadata } from '#shared/contract'
import { streamFile } from '../../files'
import { countsOf } from '../catalogue'
import { encodeBoxes } from '../crate/boxes'
import { sha256Of, stableJson } from '../crate/graph'
import { asDiskError, type Change, type Committer, hashOf, type Staged } from './committer'
import type { DocumentLine, ImportOptions, Line, Original, Stored, Sums, Warning, WorkEdition } from './lines'
import { derivedPath, extensionOf, extensionOfMediaType, originalPath, type Places, recordPath } from './places'
import { type ImportBatch, type ImportItem, keyOf, originalsOf, type WorkState } from './state'

/** A document inside a document that is to be imported next; `doc` is the id kept free for it. */
interface NewPart {
  /** Its place in the container, from 0. */
  position: number
  doc: string
  bytes: Uint8Array
  fileName: string
  from: string
}

export interface NewExtraction {
  /** The model as stored: with the id of its document, `parts` as the archive has them. */
  model: DocumentModel
  resources: ReadonlyMap<string, Uint8Array>
  parts: readonly NewPart[]
  warnings: readonly Warning[]
  storedExtension: string
  /** Of a new document; absent for a later edition of a known one. */
  metadata?: Metadata
}

export interface NewRefusal {
  code: string
  message: string
  /** Where the original is kept all the same, as a document without text. */
  keep?: { documentId: string; metadata: Metadata; storedExtension: string; mediaType: string }
}

/** A file that an import found. */
export interface QueuedFile {
  path: string
  name: string
  size: number
  mtime?: string
  /** It is not read at all. */
  refusal?: { code: string; message: string }
  /** Where its bytes lie, where that is not `path`. */
  from?: string
  /** What a package says of it, and that record as it came. */
  metadata?: Metadata
  record?: string
  /** It is an archive of this program. */
  archive?: boolean
}

export interface StoredItem {
  sha256: string
  size: number
  /** Where the bytes lie once `committed`. */
  path: string
  /** Resolves when they are safe on the disk. */
  committed: Promise<void>
  isCommitted(): boolean
}

export interface ImportLedger {
  /** The import that was stopped or cut off, or null. */
  unfinished(): ImportBatch | null
  /** Begins an import; the one before must be finished, or cut off before its files were known. */
  begin(inputs: readonly string[], options: ImportOptions, at: string): Promise<ImportBatch>
  /** All files of the import. */
  queue(files: readonly QueuedFile[]): Promise<void>
  /** Documents of the archive whose originals are read once more, instead of files. */
  queueDocuments(ids: readonly string[]): Promise<void>
  /** Copies the bytes into the archive, hashing them. Throws AppError `not-readable`, `cancelled`, `disk-full`. */
  store(item: ImportItem, from: { path: string } | Uint8Array, signal: CancelSignal): Promise<StoredItem>
  /** Where the bytes of a stored item lie now, or null when they are not there or not the same any more. */
  locate(item: ImportItem): Promise<string | null>
  /** The document that has these bytes, or is going to. */
  documentOf(sha256: string): string | null
  /** `duplicate` where the document has exactly this edition already. */
  extracted(item: ImportItem, extraction: NewExtraction): Promise<'ok' | 'partial' | 'duplicate'>
  refused(item: ImportItem, refusal: NewRefusal): void
  duplicate(item: ImportItem, documentId: string): void
  /** The item was an archive, and was merged in. */
  took(item: ImportItem, counts: { id: number | null; added: number; editions: number; same: number }): void
  /** Commits what waits. */
  flush(): Promise<void>
  finish(): Promise<void>
  /** The document was removed or came back: which bytes the archive has is told anew. */
  refresh(): void
}

/** Sums of bytes in memory. */
const sumsOf = (bytes: Uint8Array): Sums => ({ size: bytes.length, sha256: sha256Of(bytes), crc32: crc32(bytes) })

export function createLedger(places: Places, state: WorkState, committer: Committer): ImportLedger {
  /** Hash → document, of everything in the archive and on its way there. */
  const known = new Map<string, string>()
  /** Hash → extension, of everything among the originals. */
  const shelved = new Map<string, string>()

  function refresh(): void {
    known.clear()
    shelved.clear()
    for (const document of state.documents.values()) {
      if (document.removed) continue
      for (const { sha256, extension } of originalsOf(document)) {
        known.set(sha256, document.id)
        shelved.set(sha256, extension)
      }
      for (const { sha256, extension } of document.editions.flatMap(({ resources }) => resources))
        if (!shelved.has(sha256)) shelved.set(sha256, extension)
    }
    const items = state.batches.at(-1)?.items
    for (const { n, part, doc, stored, outcome } of items?.values() ?? []) {
      // Where the one around it was cut off, its parts are found again.
      const isDue = items?.get(keyOf({ n, part: part.slice(0, -1) }))?.outcome !== undefined && !outcome
      if (doc !== undefined && stored && isDue && !known.has(stored.sha256)) known.set(stored.sha256, doc)
    }
  }
  refresh()

  const current = (): ImportBatch => {
    const batch = state.batches.at(-1)
    if (!batch || batch.finished) throw new Error('no import is running')
    return batch
  }
  const refer = ({ n, part }: ImportItem) => ({ n, part: [...part] })
  /** By item, not by hash: the same bytes may come twice. */
  const stagedPath = (item: Pick<ImportItem, 'n' | 'part'>) => join(places.stored, keyOf(item))

  function storedOf(item: ImportItem): Sums {
    if (!item.stored) throw new Error(`item ${keyOf(item)} is not stored`)
    return item.stored
  }

  /** Where an original or resource goes; nothing to move where the archive has it. */
  function shelve(sums: Sums, extension: string, temporary: string): { extension: string; files: Staged[] } {
    const there = shelved.get(sums.sha256)
    if (there !== undefined) return { extension: there, files: [] }
    const plain = extensionOf(extension)
    shelved.set(sums.sha256, plain)
    const target = join(places.folder, originalPath({ sha256: sums.sha256, extension: plain }))
    return { extension: plain, files: [{ temporary, target }] }
  }

  async function stage(
    name: string,
    bytes: Uint8Array | string,
    target: string,
  ): Promise<{ sums: Sums; file: Staged }> {
    const content = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes
    const temporary = join(places.temporary, name)
    await writeFile(temporary, content)
    return { sums: sumsOf(content), file: { temporary, target } }
  }

  /** An original that has found its place, and the change that puts it there. */
  function placeOriginal(
    item: ImportItem,
    extension: string,
    mediaType: string,
  ): { original: Original; change: Change } {
    const sums = storedOf(item)
    const place = shelve(sums, extension, stagedPath(item))
    const original = { ...sums, extension: place.extension, mediaType, fileName: item.name }
    const discard = place.files.length === 0 ? [stagedPath(item)] : []
    return { original, change: { files: place.files, lines: [], discard } }
  }

  async function stageResources(
    item: ImportItem,
    extraction: NewExtraction,
  ): Promise<{ resources: Stored[]; files: Staged[] }> {
    const resources: Stored[] = []
    const files: Staged[] = []
    for (const { sha256, mediaType } of extraction.model.resources) {
      const bytes = extraction.resources.get(sha256)
      if (!bytes || resources.some((one) => one.sha256 === sha256)) continue
      const sums = sumsOf(bytes)
      const temporary = join(places.temporary, `${keyOf(item)}-${sha256}`)
      const place = shelve(sums, extensionOfMediaType(mediaType), temporary)
      if (place.files.length > 0) await writeFile(temporary, bytes)
      files.push(...place.files)
      resources.push({ ...sums, extension: place.extension, mediaType })
    }
    return { resources, files }
  }

  async function stageParts(item: ImportItem, parts: readonly NewPart[]): Promise<{ lines: Line[]; files: Staged[] }> {
    const lines: Line[] = []
    const files: Staged[] = []
    for (const { position, doc, bytes, fileName, from } of parts) {
      const reference = { n: item.n, part: [...item.part, position] }
      const sums = sumsOf(bytes)
      known.set(sums.sha256, doc)
      const { file } = await stage(keyOf(reference), bytes, stagedPath(reference))
      files.push({ ...file, verify: sums.sha256 })
      lines.push({ t: 'queued', ...reference, path: from, name: fileName, size: sums.size, doc })
      lines.push({ t: 'stored', ...reference, ...sums })
    }
    return { lines, files }
  }

  /** The record that came with a document, as JSON. */
  async function stageRecord(item: ImportItem, id: string, record: string) {
    const { sums, file } = await stage(`${keyOf(item)}-record`, record, join(places.folder, recordPath(id, 'json')))
    return { record: { ...sums, extension: 'json' }, file }
  }

  async function extracted(item: ImportItem, extraction: NewExtraction): Promise<'ok' | 'partial' | 'duplicate'> {
    const { model, metadata, warnings } = extraction
    const batch = current()
    const before = metadata ? undefined : state.documents.get(model.id)
    const number = (before?.editions.length ?? 0) + 1
    const { boxes, ...rest } = model
    const modelJson = stableJson({ ...rest, boxes: [] })
    if (before?.editions.some((edition) => edition.model.sha256 === sha256Of(modelJson))) {
      duplicate(item, model.id)
      return 'duplicate'
    }
    const { original, change } = placeOriginal(item, extraction.storedExtension, model.mediaType)
    const target = (file: 'model.json' | 'text.txt' | 'boxes.json') =>
      join(places.folder, derivedPath(model.id, number, file))
    const key = keyOf(item)
    const json = await stage(`${key}-model`, modelJson, target('model.json'))
    const text = await stage(`${key}-text`, model.text, target('text.txt'))
    const columns = boxes.length > 0 ? await stage(`${key}-boxes`, encodeBoxes(boxes), target('boxes.json')) : null
    const { resources, files } = await stageResources(item, extraction)
    const parts = await stageParts(item, extraction.parts)
    const isSameFile = before !== undefined && original.sha256 === before.original.sha256
    const edition: WorkEdition = {
      importedAt: batch.at,
      extractor: model.extractor,
      mediaType: model.mediaType,
      ...(model.lang === undefined ? {} : { lang: model.lang }),
      characters: model.text.length,
      ...countsOf(model),
      pages: model.pages.length,
      model: json.sums,
      text: text.sums,
      ...(columns ? { boxes: columns.sums } : {}),
      parts: model.parts,
      resources,
      ...(before && !isSameFile ? { from: original } : {}),
    }
    known.set(original.sha256, model.id)
    const record = metadata && item.record !== undefined ? await stageRecord(item, model.id, item.record) : null
    const document: DocumentLine | undefined = metadata && {
      id: model.id,
      original,
      metadata,
      editions: [edition],
      ...(record ? { record: record.record } : {}),
    }
    const committed = committer.add({
      files: [
        ...parts.files,
        ...change.files,
        json.file,
        text.file,
        ...(columns ? [columns.file] : []),
        ...files,
        ...(record ? [record.file] : []),
      ],
      lines: [
        ...parts.lines,
        {
          t: 'extracted',
          ...refer(item),
          model: json.sums.sha256,
          extractor: model.extractor,
          doc: model.id,
          ...(document ? { document } : { edition }),
          warnings: [...warnings],
        },
      ],
      ...(change.discard ? { discard: change.discard } : {}),
    })
    // What lies inside is read next; an edition may be the base of the next one.
    if (extraction.parts.length > 0 || before) await Promise.all([committer.flush(), committed])
    return warnings.length > 0 ? 'partial' : 'ok'
  }

  function duplicate(item: ImportItem, documentId: string): void {
    const discard = [stagedPath(item)]
    void committer.add({ files: [], lines: [{ t: 'duplicate', ...refer(item), doc: documentId }], discard })
  }

  function refused(item: ImportItem, { code, message, keep }: NewRefusal): void {
    const line = { t: 'refused' as const, ...refer(item), code, message }
    if (!keep) {
      const discard = item.stored ? [stagedPath(item)] : []
      void committer.add({ files: [], lines: [line], discard })
      return
    }
    const { original, change } = placeOriginal(item, keep.storedExtension, keep.mediaType)
    known.set(original.sha256, keep.documentId)
    const document: DocumentLine = {
      id: keep.documentId,
      original,
      metadata: keep.metadata,
      editions: [],
      refusal: { code, message, at: current().at },
    }
    void committer.add({ ...change, lines: [{ ...line, document }] })
  }

  /** The number of the last item of all imports. */
  const lastItem = () =>
    state.batches.reduce(
      (most, { items, scanned }) => (scanned ? Math.max(most, ...lastNumber(items.values())) : most),
      0,
    )

  async function append(lines: readonly Line[]): Promise<void> {
    const committed = committer.add({ files: [], lines })
    await committer.flush()
    await committed
  }

  return {
    unfinished() {
      const batch = state.batches.at(-1)
      return batch && !batch.finished ? batch : null
    },
    async begin(inputs, options, at) {
      const id = (state.batches.at(-1)?.id ?? 0) + 1
      await append([{ t: 'batch', id, at, inputs: [...inputs], options }])
      return current()
    },
    async queue(files) {
      const batch = current()
      let n = lastItem()
      const lines = files.flatMap(({ refusal, ...file }): Line[] => {
        n += 1
        const queued: Line = { t: 'queued', n, part: [], ...file }
        return refusal ? [queued, { t: 'refused', n, part: [], ...refusal }] : [queued]
      })
      await append([...lines, { t: 'scanned', batch: batch.id }])
    },
    async queueDocuments(ids) {
      let n = lastItem()
      const lines = ids.flatMap((id): Line[] => {
        const document = state.documents.get(id)
        const original = document && !document.removed ? originalsOf(document).at(-1) : undefined
        if (!original) return []
        n += 1
        const { fileName: name, size, sha256, crc32 } = original
        return [
          { t: 'queued', n, part: [], path: name, name, size, doc: id },
          // Its bytes are in the archive: nothing has to be copied.
          { t: 'stored', n, part: [], size, sha256, crc32 },
        ]
      })
      await append([...lines, { t: 'scanned', batch: current().id }])
    },
    async store(item, from, signal) {
      const temporary = join(places.temporary, keyOf(item))
      const sums = from instanceof Uint8Array ? sumsOf(from) : await copyHashing(from.path, temporary, item, signal)
      if (from instanceof Uint8Array) await writeFile(temporary, from)
      const committed = committer.add({
        files: [{ temporary, target: stagedPath(item), verify: sums.sha256 }],
        lines: [{ t: 'stored', ...refer(item), ...sums }],
      })
      let isCommitted = false
      void committed.then(
        () => (isCommitted = true),
        () => undefined,
      )
      return { ...sums, path: stagedPath(item), committed, isCommitted: () => isCommitted }
    },
    async locate(item) {
      const { sha256 } = storedOf(item)
      const staged = stagedPath(item)
      if (existsSync(staged)) return (await hashOf(staged)) === sha256 ? staged : null
      const extension = shelved.get(sha256)
      if (extension !== undefined) return join(places.folder, originalPath({ sha256, extension }))
      // Cut off between the move to its last place and the line that says so.
      const folder = dirname(join(places.folder, originalPath({ sha256, extension: 'bin' })))
      const names = await readdir(folder).catch(() => [])
      const name = names.find((one) => one.startsWith(`${sha256}.`))
      if (name === undefined || (await hashOf(join(folder, name))) !== sha256) return null
      await rename(join(folder, name), staged)
      return staged
    },
    documentOf: (sha256) => known.get(sha256) ?? null,
    extracted,
    refused,
    duplicate,
    took(item, { id, added, editions, same }) {
      const merge = id === null ? {} : { merge: id }
      void committer.add({ files: [], lines: [{ t: 'took', ...refer(item), added, editions, same, ...merge }] })
    },
    flush: () => committer.flush(),
    async finish() {
      await append([{ t: 'finished', batch: current().id }])
    },
    refresh,
  }
}

function* lastNumber(items: Iterable<ImportItem>): Iterable<number> {
  let most = 0
  for (const { n } of items) most = Math.max(most, n)
  yield most
}

/** Copies a file, hashing it on the way. Throws AppError `not-readable`, `cancelled`, `disk-full`. */
async function copyHashing(
  path: string,
  target: string,
  { name, size: expected }: ImportItem,
  signal: CancelSignal,
): Promise<Sums> {
  const hash = createHash('sha256')
  let crc = 0
  let size = 0
  const file = await open(target, 'w').catch((error: unknown) => {
    throw asDiskError(error)
  })
  const pieces = streamFile(path, expected)
  try {
    const source: AsyncIterator<Buffer> = pieces[Symbol.asyncIterator]()
    for (;;) {
      const next = await source.next().catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
        const message = `"${name}" could not be read (${code}). Look whether it is still there and may be read.`
        throw new AppError('not-readable', message, { name, path, code }, { cause })
      })
      if (next.done) break
      const piece = next.value
      if (signal.aborted)
        throw new AppError('cancelled', `"${name}" was not imported: the import was stopped.`, { name })
      hash.update(piece)
      crc = crc32(piece, crc)
      size += piece.length
      for (let done = 0; done < piece.length;) done += (await file.write(piece, done)).bytesWritten
    }
  } catch (error) {
    throw asDiskError(error)
  } finally {
    pieces.destroy()
    await file.close()
  }
  return { size, sha256: hash.digest('hex'), crc32: crc }
}
