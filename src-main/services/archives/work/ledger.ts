/** The steps of an import as an archive in work records them: queued → stored → extracted, refused or duplicate. */
import { existsSync } from 'node:fs'
import { readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CancelSignal, DocumentModel, Metadata } from '#shared/contract'
import { countsOf } from '../catalogue'
import { encodeBoxes, sha256Of, stableJson } from '../crate'
import { type Change, type Committer, hashOf, type Staged } from './committer'
import { copyHashing, sumsOf } from './copy-hashing'
import { createHoldings } from './holdings'
import type { DocumentLine, ImportOptions, Line, Original, Resource, Sums, Warning, WorkEdition } from './lines'
import { fromOf, readCurrentModel, type TiedFile, withoutImages } from './page-files'
import {
  derivedPath,
  extensionOf,
  extensionOfMediaType,
  originalPath,
  type Places,
  recordPath,
  whereIs,
} from './places'
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
  /** Files that are part of the document, besides; the model names them among its resources. */
  tied: readonly TiedFile[]
  parts: readonly NewPart[]
  warnings: readonly Warning[]
  storedExtension: string
  /** Of a new document; absent for a later edition of a known one. */
  metadata?: Metadata
  /** What becomes the metadata of a known one, asked when it is written: a person may set some meanwhile. */
  described?: () => Metadata
}

export interface NewRefusal {
  code: string
  message: string
  /** Where the original is kept all the same, as a document without text. */
  keep?: { documentId: string; metadata: Metadata; storedExtension: string; mediaType: string }
  /** The document as which an earlier import keeps it. */
  keptAs?: string
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
  /** The document that came from the same place before. */
  editionOf?: string
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
  /** First language of a document, and whether it was only told from the text; undefined where none is known. */
  languageOf(documentId: string): { lang: string; isGuess: boolean } | undefined
  /** True for a document that the archive has. */
  has(documentId: string): boolean
  /** The document that has these bytes, or is going to. */
  documentOf(sha256: string): string | null
  /** What is known of a document that is kept without text; null for any other. */
  unread(documentId: string): Pick<DocumentLine, 'original' | 'metadata'> | null
  /** The document of which these bytes are part: the image of a page. */
  tiedTo(sha256: string): string | null
  /** Where a file among the originals lies, by its SHA-256; null where the archive has none. */
  shelf(sha256: string): { path: string; extension: string } | null
  /** The current model of a document of the archive; null where it has no text. Throws AppError `damaged`. */
  modelOf(documentId: string): Promise<DocumentModel | null>
  /** Size and sums of a file of the archive; null where it has none. */
  sumsOf(sha256: string): Sums | null
  /** Documents whose extractor is one of these and that have more pages than images. */
  withoutImages(isWanted: (extractor: string) => boolean): string[]
  /** A document of the archive gets images of its pages, as a new edition. */
  pictured(model: DocumentModel, tied: readonly TiedFile[]): Promise<void>
  /** `duplicate` where the document has exactly this edition already. */
  extracted(item: ImportItem, extraction: NewExtraction): Promise<'ok' | 'partial' | 'duplicate'>
  refused(item: ImportItem, refusal: NewRefusal): void
  duplicate(item: ImportItem, documentId: string): void
  /** Commits what waits. */
  flush(): Promise<void>
  finish(): Promise<void>
  /** The document was removed or came back: which bytes the archive has is told anew. */
  refresh(): void
}

export function createLedger(places: Places, state: WorkState, committer: Committer): ImportLedger {
  const { known, shelved, tied, refresh } = createHoldings(state)

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
    if (there) return { extension: there.extension, files: [] }
    const plain = extensionOf(extension)
    shelved.set(sums.sha256, { ...sums, extension: plain })
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
    key: string,
    { model, resources: bytesOf }: Pick<NewExtraction, 'model' | 'resources'>,
  ): Promise<{ resources: Resource[]; files: Staged[] }> {
    const resources: Resource[] = []
    const files: Staged[] = []
    for (const { sha256, mediaType } of model.resources) {
      const bytes = bytesOf.get(sha256)
      if (!bytes || resources.some((one) => one.sha256 === sha256)) continue
      const sums = sumsOf(bytes)
      const temporary = join(places.temporary, `${key}-${sha256}`)
      const place = shelve(sums, extensionOfMediaType(mediaType), temporary)
      if (place.files.length > 0) await writeFile(temporary, bytes)
      files.push(...place.files)
      resources.push({ ...sums, extension: place.extension, mediaType })
    }
    return { resources, files }
  }

  /** Files that are part of a document, and the change that puts them there. */
  function placeTied(documentId: string, list: readonly TiedFile[]): { resources: Resource[]; change: Change } {
    const resources = new Map<string, Resource>()
    const files: Staged[] = []
    const lines: Line[] = []
    const discard: string[] = []
    for (const { item, sums, what, pages, fileName, mediaType, storedExtension } of list) {
      const place = shelve(sums, storedExtension, item ? stagedPath(item) : '')
      files.push(...place.files)
      if (!resources.has(sums.sha256))
        resources.set(sums.sha256, { ...sums, extension: place.extension, mediaType, fileName })
      if (!item || item.outcome) continue
      if (place.files.length === 0) discard.push(stagedPath(item))
      lines.push({ t: 'tied', ...refer(item), doc: documentId, what, pages: [...pages] })
    }
    return { resources: [...resources.values()], change: { files, lines, discard } }
  }

  /** The files of an edition and what is known of them. */
  async function stageEdition(key: string, model: DocumentModel, number: number) {
    const { boxes, ...rest } = model
    const target = (file: 'model.json' | 'text.txt' | 'boxes.json') =>
      join(places.folder, derivedPath(model.id, number, file))
    const json = await stage(`${key}-model`, stableJson({ ...rest, boxes: [] }), target('model.json'))
    const text = await stage(`${key}-text`, model.text, target('text.txt'))
    const columns = boxes.length > 0 ? await stage(`${key}-boxes`, encodeBoxes(boxes), target('boxes.json')) : null
    const edition: Omit<WorkEdition, 'resources'> = {
      importedAt: current().at,
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
    }
    return { edition, files: [json.file, text.file, ...(columns ? [columns.file] : [])] }
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
    const { model, metadata, described, warnings } = extraction
    const before = metadata ? undefined : state.documents.get(model.id)
    const number = (before?.editions.length ?? 0) + 1
    const { boxes: _, ...rest } = model
    const modelHash = sha256Of(stableJson({ ...rest, boxes: [] }))
    if (before?.editions.some((edition) => edition.model.sha256 === modelHash)) {
      duplicate(item, model.id)
      return 'duplicate'
    }
    const { original, change } = placeOriginal(item, extraction.storedExtension, model.mediaType)
    const key = keyOf(item)
    const staged = await stageEdition(key, model, number)
    const { resources, files } = await stageResources(key, extraction)
    const pages = placeTied(model.id, extraction.tied)
    const parts = await stageParts(item, extraction.parts)
    const isSameFile = before !== undefined && original.sha256 === before.original.sha256
    const edition: WorkEdition = {
      ...staged.edition,
      resources: [...resources, ...pages.resources],
      ...(before && !isSameFile ? { from: original } : {}),
    }
    for (const { sha256 } of pages.resources) tied.set(sha256, model.id)
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
        ...staged.files,
        ...files,
        ...pages.change.files,
        ...(record ? [record.file] : []),
      ],
      lines: [
        ...parts.lines,
        {
          t: 'extracted',
          ...refer(item),
          model: staged.edition.model.sha256,
          extractor: model.extractor,
          doc: model.id,
          ...(document ? { document } : { edition }),
          ...(described ? { metadata: described() } : {}),
          warnings: [...warnings],
        },
        ...pages.change.lines,
      ],
      discard: [...(change.discard ?? []), ...(pages.change.discard ?? [])],
    })
    // What lies inside is read next; an edition may be the base of the next one.
    if (extraction.parts.length > 0 || before) await Promise.all([committer.flush(), committed])
    return warnings.length > 0 ? 'partial' : 'ok'
  }

  async function pictured(model: DocumentModel, list: readonly TiedFile[]): Promise<void> {
    const number = (state.documents.get(model.id)?.editions.length ?? 0) + 1
    const staged = await stageEdition(`pages-${model.id}`, model, number)
    const { resources, change } = placeTied(model.id, list)
    const named = new Set(model.resources.map(({ sha256 }) => sha256))
    const kept = state.documents.get(model.id)?.editions.at(-1)?.resources ?? []
    const own = new Set(resources.map(({ sha256 }) => sha256))
    const edition: WorkEdition = {
      ...staged.edition,
      resources: [...kept.filter(({ sha256 }) => named.has(sha256) && !own.has(sha256)), ...resources],
      ...fromOf(state.documents.get(model.id)),
    }
    for (const { sha256 } of resources) tied.set(sha256, model.id)
    const lines: Line[] = [{ t: 'pictured', doc: model.id, edition }, ...change.lines]
    const committed = committer.add({ ...change, files: [...staged.files, ...change.files], lines })
    await Promise.all([committer.flush(), committed])
  }

  function duplicate(item: ImportItem, documentId: string): void {
    const discard = [stagedPath(item)]
    void committer.add({ files: [], lines: [{ t: 'duplicate', ...refer(item), doc: documentId }], discard })
  }

  function refused(item: ImportItem, { code, message, keep, keptAs }: NewRefusal): void {
    const doc = keptAs === undefined ? {} : { doc: keptAs }
    const line = { t: 'refused' as const, ...refer(item), code, message, ...doc }
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
  function lastItem(): number {
    let last = 0
    for (const { items, scanned } of state.batches)
      if (scanned) for (const { n } of items.values()) last = Math.max(last, n)
    return last
  }

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
      const there = shelved.get(sha256)
      if (there) return whereIs(places, originalPath(there))
      // Cut off between the move to its last place and the line that says so.
      const folder = dirname(join(places.folder, originalPath({ sha256, extension: 'bin' })))
      const names = await readdir(folder).catch(() => [])
      const name = names.find((one) => one.startsWith(`${sha256}.`))
      if (name === undefined || (await hashOf(join(folder, name))) !== sha256) return null
      await rename(join(folder, name), staged)
      return staged
    },
    languageOf(documentId) {
      const metadata = state.documents.get(documentId)?.metadata
      const lang = metadata?.languages[0]
      return lang === undefined ? undefined : { lang, isGuess: metadata?.origins['languages'] === 'recognised' }
    },
    has: (documentId) => state.documents.get(documentId)?.removed === false,
    documentOf: (sha256) => known.get(sha256) ?? null,
    unread(documentId) {
      const document = state.documents.get(documentId)
      return document?.refusal && document.editions.length === 0 && !document.removed ? document : null
    },
    tiedTo: (sha256) => tied.get(sha256) ?? null,
    shelf(sha256) {
      const there = shelved.get(sha256)
      return there ? { path: whereIs(places, originalPath(there)), extension: there.extension } : null
    },
    async modelOf(documentId) {
      const document = state.documents.get(documentId)
      return document ? readCurrentModel(places, document) : null
    },
    sumsOf(sha256) {
      const there = shelved.get(sha256)
      return there ? { sha256, size: there.size, crc32: there.crc32 } : null
    },
    withoutImages: (isWanted) => withoutImages(state, isWanted),
    pictured,
    extracted,
    refused,
    duplicate,
    flush: () => committer.flush(),
    async finish() {
      await append([{ t: 'finished', batch: current().id }])
    },
    refresh,
  }
}
