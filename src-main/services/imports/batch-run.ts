/** The files of one import, one after the other: stored ahead, read, and what is inside them with them. */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError, type DocumentModel, type ImportOutcome, type ImportReport, isAppError } from '#shared/contract'
import {
  type ImportBatch,
  type ImportItem,
  isAnew,
  keyOf,
  type StoredItem,
  withMergeSource,
  type Work,
} from '../archives'
import { documentIdOf, type Extractor, formatOf, largestInput, partIdOf } from '../documents'
import { metadataOf, metadataOfFile, withRecord } from './crosswalk'
import type { ProgressMeter } from './progress'
import type { ImportControl } from './run'
import { isImagePath, readingOrder, type Tied, Ties } from './ties'

/** Files that are copied ahead of the one that is being extracted. */
const ahead = 200
/** Documents inside documents inside documents …: no honest source goes deeper. */
const maxDepth = 8

/** Originals of these refusals are not kept (formats.md section 1). */
const notKept = new Set(['file-too-large', 'not-readable', 'disk-full', 'cancelled'])

type Stop = 'cancelled' | 'disk-full'
type StoreResult = StoredItem | AppError

/** Runs what is left of a batch. */
export async function runItems(
  work: Work,
  batch: ImportBatch,
  control: ImportControl,
  meter: ProgressMeter,
): Promise<ImportReport> {
  const extractor = control.createExtractor(batch.options, (done, total) => meter.page(done, total))
  // A child in the middle of a long document hears nothing: it is killed.
  const kill = () => void extractor.close()
  control.signal.addEventListener('abort', kill)
  let stop: Stop | null = null
  try {
    stop = await new BatchRun(work, batch, control, extractor, meter).run()
    await work.ledger.flush()
    if (stop === null) {
      await work.ledger.finish()
      await rm(unpackedOf(work), { recursive: true, force: true })
    }
  } catch (error) {
    if (!isAppError(error) || error.code !== 'disk-full') throw error
    stop = 'disk-full'
  } finally {
    control.signal.removeEventListener('abort', kill)
    await extractor.close()
  }
  meter.state(stop === null ? 'finished' : 'stopped')
  return reportOf(work.id, batch, stop)
}

/** Where the files of zipped packages lie until the import is finished. */
export const unpackedOf = ({ folder }: Work) => join(folder, '.avots', 'unpacked')

/** The files of an import, without what is inside them. */
export const rootsOf = (batch: ImportBatch) => [...batch.items.values()].filter(({ part }) => part.length === 0)

/** What became of an import, as its journal says. */
export function reportOf(archiveId: string, batch: ImportBatch, stop: Stop | null = null): ImportReport {
  const why = stop === 'disk-full' ? 'the disk is full' : 'the import was stopped'
  const outcomes = rootsOf(batch).map(
    ({ path, name, outcome }): ImportOutcome =>
      outcome ?? {
        path,
        status: 'refused',
        code: stop ?? 'cancelled',
        message: `"${name}" was not imported: ${why}.`,
        warnings: [],
      },
  )
  const summary = { ok: 0, partial: 0, refused: 0, duplicate: 0 }
  for (const { status } of outcomes) summary[status] += 1
  return {
    archiveId,
    importId: batch.id,
    at: batch.at,
    ...(batch.options.recognise ? { recognise: batch.options.recognise } : {}),
    finished: batch.finished,
    ...(batch.undone ? { undone: true } : {}),
    ...(stop === null ? {} : { stopped: stop }),
    summary,
    outcomes,
  }
}

class BatchRun {
  private roots: readonly ImportItem[]
  private readonly ties: Ties
  private readonly storing = new Map<number, Promise<StoreResult>>()
  private chain: Promise<unknown> = Promise.resolve()
  private scheduled = 0
  /** Documents without text whose files this import has tried. */
  private readonly tried = new Set<string>()
  /** Items of an earlier run that lie inside others, by the name of the one around them. */
  private readonly inside = new Map<string, ImportItem[]>()

  constructor(
    private readonly work: Work,
    private readonly batch: ImportBatch,
    private readonly control: ImportControl,
    private readonly extractor: Extractor,
    private readonly meter: ProgressMeter,
  ) {
    this.roots = rootsOf(batch)
    this.ties = new Ties(work, batch, extractor, { signal: control.signal, bytesOf: (item) => this.bytesAhead(item) })
    for (const item of batch.items.values()) {
      if (item.outcome?.status === 'refused' && item.outcome.documentId) this.tried.add(item.outcome.documentId)
      if (item.part.length === 0) continue
      const around = keyOf({ n: item.n, part: item.part.slice(0, -1) })
      const others = this.inside.get(around)
      if (others) others.push(item)
      else this.inside.set(around, [item])
    }
  }

  async run(): Promise<Stop | null> {
    const { meter, control } = this
    const { editionOf } = this.batch.options
    const before = new Set(this.roots.filter(({ outcome }) => outcome))
    for (const { outcome, size } of before) if (outcome) meter.done(outcome.status, size, true)
    meter.state('running')
    const takesTies = !isAnew(this.batch.options) && editionOf === undefined
    if (takesTies) this.roots = await readingOrder(this.roots, (item) => this.work.ledger.locate(item))
    const isImage = ({ name }: ImportItem) => isImagePath(name)
    const firstImage = takesTies ? this.roots.findIndex(isImage) : -1
    for (const [index, item] of this.roots.entries()) {
      this.storeAhead(index)
      // Transcriptions are read by now; what is not the image of a page of theirs may be that of an earlier one's.
      const ended = index === firstImage && !control.signal.aborted ? await this.ties.tieEarlier() : null
      const stop = ended ?? (await this.handle(item))
      this.storing.delete(item.n)
      if (stop !== null) {
        await this.chain
        return stop
      }
      if (!before.has(item)) meter.done(this.statusOf(item), item.size)
    }
    return null
  }

  /** Statuses are set when the journal has the line; the meter does not wait for that. */
  private readonly statuses = new Map<string, ImportOutcome['status']>()
  private statusOf(item: ImportItem): ImportOutcome['status'] {
    const status = this.statuses.get(keyOf(item)) ?? 'ok'
    this.statuses.delete(keyOf(item))
    return status
  }

  private storeAhead(index: number): void {
    for (; this.scheduled < Math.min(this.roots.length, index + ahead); this.scheduled += 1) {
      const item = this.roots[this.scheduled]
      if (!item || item.outcome || item.stored || item.archive || this.storing.has(item.n)) continue
      this.beginStoring(item)
    }
  }

  /** Bytes of an item whose turn has not come: the image of the page that is being read. */
  private bytesAhead(item: ImportItem) {
    if (!item.stored && !this.storing.has(item.n)) this.beginStoring(item)
    return this.bytesOf(item)
  }

  private beginStoring(item: ImportItem): void {
    const result = this.chain.then(() => this.store(item, { path: item.from ?? item.path }))
    this.chain = result
    // Whoever waits for it hears of a failure; those behind it may have nobody who does.
    result.catch(() => undefined)
    this.storing.set(item.n, result)
  }

  private async store(item: ImportItem, from: { path: string }): Promise<StoreResult> {
    try {
      await this.control.mayGoOn()
      if (this.control.signal.aborted) throw new AppError('cancelled', 'The import was stopped.')
      return await this.work.ledger.store(item, from, this.control.signal)
    } catch (error) {
      if (isAppError(error)) return error
      throw error
    }
  }

  /** One item and what is inside it. */
  private async handle(item: ImportItem, bytes?: Uint8Array): Promise<Stop | null> {
    await this.control.mayGoOn()
    if (this.control.signal.aborted) return 'cancelled'
    if (item.archive) return item.outcome ? null : this.takeArchive(item)
    if (this.ties.isClaimed(item)) return null
    let parts = this.inside.get(keyOf(item)) ?? []
    let contents: ReadonlyMap<number, Uint8Array> = new Map()
    // What was stored before the import was stopped needs no bytes where the archive has its document.
    if (!item.outcome && !this.storing.has(item.n) && this.isDuplicate(item)) return null
    if (!item.outcome) {
      const path = await this.bytesOf(item)
      if (typeof path === 'string' && (path === 'cancelled' || path === 'disk-full')) return path
      if (path === null) return null
      const done = await this.importItem(item, bytes ?? path)
      if (done === 'cancelled' || done === 'disk-full') return done
      parts = done.flatMap(({ position }) => this.batch.items.get(`${keyOf(item)}.${position}`) ?? [])
      contents = new Map(done.map((one) => [one.position, one.bytes]))
    }
    for (const part of parts) {
      const stop = await this.handle(part, contents.get(part.part.at(-1) ?? -1))
      if (stop !== null) return stop
    }
    return null
  }

  /** An archive of this program: merged in, its documents with all their editions. */
  private async takeArchive(item: ImportItem): Promise<Stop | null> {
    const { work, control } = this
    this.meter.reading(item.name)
    await this.chain
    let merged: Awaited<ReturnType<Work['merge']>> & { from: string }
    try {
      if (this.batch.options.editionOf !== undefined)
        throw new AppError('bad-request', `"${item.name}" is an archive: it cannot become the edition of a document.`)
      const { signal } = control
      merged = await withMergeSource(item.path, work.folder, { signal }, async (source) => ({
        ...(await work.merge(source, { signal, progress: () => undefined }, item)),
        from: source.id,
      }))
    } catch (error) {
      if (!isAppError(error)) throw error
      if (error.code === 'cancelled' || error.code === 'disk-full') return error.code
      this.refuse(item, error)
      return null
    }
    this.statuses.set(keyOf(item), merged.id === null ? 'duplicate' : 'ok')
    if (merged.notes) await control.onNotes?.(merged.from, merged.notes)
    return null
  }

  /** Where the bytes of an item are safe in the archive; null where it was refused on the way, or why all ends. */
  private async bytesOf(item: ImportItem): Promise<{ path: string } | Stop | null> {
    const { ledger } = this.work
    if (item.stored && !this.storing.has(item.n)) {
      const path = await ledger.locate(item)
      if (path !== null) return { path }
      if (item.part.length > 0) {
        this.refuse(
          item,
          new AppError('not-readable', `"${item.name}" is no longer there. Import the file around it again.`),
        )
        return null
      }
      this.storing.set(item.n, this.store(item, { path: item.from ?? item.path }))
    }
    const stored = await this.storing.get(item.n)
    if (!stored) throw new Error(`item ${keyOf(item)} was never stored`)
    if (isAppError(stored)) {
      if (stored.code === 'cancelled' || stored.code === 'disk-full') return stored.code
      this.refuse(item, stored)
      return null
    }
    if (!stored.isCommitted()) await ledger.flush()
    await stored.committed
    return { path: stored.path }
  }

  /** The document that has the bytes of an item, as its original or as a file of its pages. */
  private ownerOf(item: ImportItem): string | null {
    const { ledger } = this.work
    if (!item.stored) return null
    const owner = ledger.documentOf(item.stored.sha256)
    return owner ?? (item.part.length > 0 ? null : ledger.tiedTo(item.stored.sha256))
  }

  /** True, and told, where another document of the archive has the bytes of a stored item. */
  private isDuplicate(item: ImportItem): boolean {
    const owner = this.ownerOf(item)
    if (owner === null || owner === item.doc || owner === this.batch.options.editionOf) return false
    if (this.retryOf(item) !== null) return false
    this.work.ledger.duplicate(item, owner)
    this.statuses.set(keyOf(item), 'duplicate')
    return true
  }

  /**
   * The document as which an earlier import keeps the very file of an item, having refused it: another version of the
   * program may read it, and a reader who brings it again wants to hear why there is no text.
   */
  private retryOf({ part, stored }: ImportItem): string | null {
    const { options } = this.batch
    if (part.length > 0 || !stored || isAnew(options) || options.editionOf !== undefined) return null
    const owner = this.work.ledger.documentOf(stored.sha256)
    return owner !== null && !this.tried.has(owner) && this.work.ledger.unread(owner) ? owner : null
  }

  private async importItem(item: ImportItem, from: Uint8Array | { path: string }) {
    const size = item.stored?.size ?? 0
    if (this.isDuplicate(item)) return []
    this.meter.reading(item.name)
    const { format, encoding } = this.batch.options
    const lang = this.languageFor(item)
    const hints = {
      fileName: item.name,
      ...(lang === undefined ? {} : { lang }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(format === undefined || item.part.length > 0 ? {} : { format }),
    }
    try {
      if (size > largestInput) {
        const message = `"${item.name}" has ${size} bytes; files are read up to ${largestInput}. It is kept as it is.`
        throw new AppError('parse-too-large', message, { name: item.name, limit: largestInput, found: size })
      }
      const extraction = await this.extractor.extract(from, hints)
      const tied = await this.ties.tie(item, extraction.model, () => this.editionBefore(item))
      if (typeof tied === 'string') return tied
      return await this.accept(item, extraction, tied)
    } catch (error) {
      if (this.control.signal.aborted) return 'cancelled'
      if (!isAppError(error)) throw error
      this.refuse(item, error)
      return []
    }
  }

  /** What becomes a new edition of a document; what is inside it are documents as ever. */
  private isEdition(item: ImportItem): boolean {
    return item.part.length === 0 && (isAnew(this.batch.options) || this.editedBy(item) !== undefined)
  }

  /** The document that a file is to be a new edition of. */
  private editedBy(item: ImportItem): string | undefined {
    const { editionOf } = item
    const retried = this.retryOf(item)
    if (retried !== null) return retried
    // It may have been taken out since the file was queued.
    const isThere = editionOf !== undefined && this.work.ledger.has(editionOf)
    return this.batch.options.editionOf ?? (isThere ? editionOf : undefined)
  }

  /** The language that is said before the text is read: for this import, else of the document that it comes to. */
  private languageFor(item: ImportItem): string | undefined {
    const { options } = this.batch
    if (options.lang !== undefined || !this.isEdition(item)) return options.lang
    const known = this.work.ledger.languageOf(item.doc ?? this.editedBy(item) ?? '')
    // What was told from an earlier text is no better than what will be told from this one.
    return known && (isAnew(options) || !known.isGuess) ? known.lang : undefined
  }

  private editionBefore(item: ImportItem): Promise<DocumentModel | null> {
    const id = this.isEdition(item) ? (item.doc ?? this.editedBy(item)) : undefined
    return id === undefined ? Promise.resolve(null) : this.work.ledger.modelOf(id)
  }

  private async accept(
    item: ImportItem,
    extraction: Awaited<ReturnType<Extractor['extract']>>,
    { model, files }: Tied,
  ) {
    const { ledger } = this.work
    const { lang } = this.batch.options
    const isEdition = this.isEdition(item)
    const id = item.doc ?? (isEdition ? this.editedBy(item) : undefined) ?? model.id
    const warnings = [...model.warnings]
    const ids: string[] = []
    const own = new Map([[model.originalSha256, id]])
    const parts = extraction.children.flatMap(({ bytes, fileName, from }, position) => {
      const name = basename(fileName) || `${position + 1}`
      const warn = (code: string, why: string) =>
        void warnings.push({ code, message: `"${name}" inside "${item.name}" was left out: ${why}.` })
      if (bytes.length === 0) return warn('part-empty', 'it is empty') ?? []
      if (item.part.length >= maxDepth)
        return warn('part-too-deep', `it lies more than ${maxDepth} documents deep`) ?? []
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const known = own.get(sha256) ?? ledger.documentOf(sha256)
      // Reading anew brings in nothing that was taken out.
      if (isAnew(this.batch.options) && known === null) return []
      const doc = known ?? partIdOf(isEdition ? model.id : id, position)
      if (!ids.includes(doc)) ids.push(doc)
      own.set(sha256, doc)
      return known === undefined || known === null ? [{ position, doc, bytes, fileName: name, from }] : []
    })
    // A corrected text that does not tell its language, being short, has that of its document.
    const known = isEdition && model.lang === undefined ? ledger.languageOf(id)?.lang : undefined
    const unread = isEdition ? ledger.unread(id) : null
    const isSameFile = unread !== null && unread.original.sha256 === item.stored?.sha256
    const status = await ledger.extracted(item, {
      model: { ...model, ...(known === undefined ? {} : { lang: known }), id, parts: ids, warnings },
      resources: extraction.resources,
      tied: files,
      parts,
      warnings,
      storedExtension: extraction.storedExtension,
      ...(isEdition ? {} : { metadata: withRecord(metadataOf(model, item.name, lang), item.metadata) }),
      // Of a file that nobody could read till now, only what a person said of it stays.
      ...(isSameFile
        ? {
            described: () =>
              withRecord(
                metadataOf(model, unread.original.fileName, lang),
                ledger.unread(id)?.metadata ?? unread.metadata,
              ),
          }
        : {}),
    })
    this.statuses.set(keyOf(item), status)
    if (status === 'duplicate') this.ties.release(files)
    return status === 'duplicate' ? [] : parts
  }

  private refuse(item: ImportItem, error: AppError): void {
    const { lang } = this.batch.options
    const { code, message, details } = error
    this.statuses.set(keyOf(item), 'refused')
    const { editionOf } = this.batch.options
    // A file that came from the same place as another is kept for itself where it cannot be read.
    const isEdition = item.part.length === 0 && (editionOf !== undefined || isAnew(this.batch.options))
    const isKept = !notKept.has(code) && item.size > 0 && item.stored !== undefined && !isEdition
    const retried = this.retryOf(item)
    if (retried !== null) this.tried.add(retried)
    if (!item.stored || !isKept || retried !== null) {
      this.work.ledger.refused(item, { code, message, ...(retried === null ? {} : { keptAs: retried }) })
      return
    }
    const format = formatOf(details['format'])
    const extension = /\.([A-Za-z0-9]{1,8})$/.exec(item.name)?.[1] ?? ''
    this.work.ledger.refused(item, {
      code,
      message,
      keep: {
        documentId: item.doc ?? documentIdOf(item.stored.sha256),
        metadata: withRecord(metadataOfFile(item.name, lang), item.metadata),
        storedExtension: format?.storedExtension ?? extension,
        mediaType: format?.mediaType ?? 'application/octet-stream',
      },
    })
  }
}
