/**
 * Transcriptions and the images of their pages, and METS files with the texts of theirs, of one import or of several:
 * whoever comes first, they end as one document. Only files that were imported are looked at (match.ts).
 */
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type CancelSignal, type DocumentModel, formatIdOf, handedOverPath, isAppError } from '#shared/contract'
import { type ImportBatch, type ImportItem, isAnew, keyOf, type TiedFile, type Work } from '../../archives'
import { type Extractor, sniffFormat } from '../../documents'
import { joinPages, type ReadPage } from './join-pages'
import { createMatcher, type Found, isImagePath, type Matcher, relativePath } from './match'
import {
  fitOf,
  imageNames,
  isTranscription,
  isUnplaceable,
  keptImages,
  type PageFile,
  type PageImage,
  textNames,
  type Tie,
  withImages,
} from './pages'

/** A file that a transcription may mean. */
interface Source {
  path: string
  /** Of this import, and without an outcome; null for what the archive has already. */
  item: ImportItem | null
  /** Null while it is not stored. */
  sha256: string | null
  name: string
  /** It came with another import than this one. */
  isEarlier: boolean
}

interface Names {
  /** Of the file that says them. */
  path: string
  names: readonly string[]
}

export interface Tied {
  model: DocumentModel
  files: TiedFile[]
}

export interface TieControl {
  signal: CancelSignal
  /** Where the bytes of an item of this import are safe; null where they are not, or why all ends. */
  bytesOf(item: ImportItem): Promise<{ path: string } | 'cancelled' | 'disk-full' | null>
}

/** All ends, for the reason that it carries. */
class Stopped extends Error {
  constructor(readonly why: 'cancelled' | 'disk-full') {
    super(why)
  }
}

const transcriptionPath = /\.(?:xml|alto|page|mets|tei|hocr|x?html?|json|jsonld)$/i
const singlePaged = new Set(['alto', 'page-xml', 'hocr'])

/**
 * Files in the order in which they are read: packages of pages before their texts, and transcriptions before what may be
 * the images of their pages. Where there are neither images nor packages, as they are.
 */
export async function readingOrder(
  roots: readonly ImportItem[],
  locate: (item: ImportItem) => Promise<string | null>,
): Promise<ImportItem[]> {
  const hasImages = roots.some(({ name }) => isImagePath(name))
  const ranks = new Map<ImportItem, number>()
  for (const item of roots) {
    const rank = item.archive || !transcriptionPath.test(item.name) ? 2 : (await isPackage(item, locate)) ? 0 : 1
    ranks.set(item, rank)
  }
  if (!hasImages && ![...ranks.values()].includes(0)) return [...roots]
  return roots.toSorted((a, b) => (ranks.get(a) ?? 2) - (ranks.get(b) ?? 2))
}

/** True for a METS file, by its beginning. */
async function isPackage(item: ImportItem, locate: (item: ImportItem) => Promise<string | null>): Promise<boolean> {
  if (item.outcome || !/\.(?:xml|mets)$/i.test(item.name)) return false
  const head = (await headOf(item.from ?? item.path)) ?? (item.stored ? await headOf((await locate(item)) ?? '') : null)
  return head !== null && head.length > 0 && sniffFormat(head, item.name)?.id === 'mets'
}

async function headOf(path: string): Promise<Uint8Array | null> {
  const file = await open(path, 'r').catch(() => null)
  if (!file) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    return buffer.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    await file.close()
  }
}

const isRoot = ({ part }: ImportItem) => part.length === 0

/** A document whose text is damaged keeps that to itself: the import is about others. */
function passOver(error: unknown): null {
  if (isAppError(error) && error.code === 'damaged') return null
  throw error
}

export class Ties {
  /** Items that are part of a document whose line is on its way. */
  private readonly claimed = new Set<string>()
  private readonly images = new Map<string, { image: Omit<PageImage, 'from'>; storedExtension: string } | null>()
  private readonly matchers = new Map<string, Matcher<Source>>()

  constructor(
    private readonly work: Work,
    private readonly batch: ImportBatch,
    private readonly extractor: Extractor,
    private readonly control: TieControl,
  ) {}

  isClaimed = (item: ImportItem) => this.claimed.has(keyOf(item))

  /** What was claimed for a document that has not come about. */
  release(files: readonly TiedFile[]): void {
    for (const { item } of files) if (item) this.claimed.delete(keyOf(item))
  }

  /**
   * The model of an item with the images and texts of its pages; as it is for all but transcriptions. `readBefore`
   * gives the model of the edition before, where this becomes a new one.
   */
  async tie(
    item: ImportItem,
    model: DocumentModel,
    readBefore: () => Promise<DocumentModel | null>,
  ): Promise<Tied | 'cancelled' | 'disk-full'> {
    if (!isRoot(item) || !isTranscription(model.extractor) || model.pages.length === 0) return { model, files: [] }
    try {
      const before = await readBefore().catch(passOver)
      const run = new Tying(item.path)
      const [joined, names] = await this.join(item, model, before, run)
      await this.findImages(joined, names, run)
      const tied = withImages(joined, run.ties, run.pageFiles)
      return { model: before ? keptImages(tied, before) : tied, files: this.claim(run) }
    } catch (error) {
      if (error instanceof Stopped) return error.why
      throw error
    }
  }

  /**
   * Gives documents of earlier imports the images that came with this one. Resolves with why all ends, if it does. Call when all
   * transcriptions of this import are read.
   */
  async tieEarlier(): Promise<'cancelled' | 'disk-full' | null> {
    const { ledger } = this.work
    if (![...this.batch.items.values()].some((item) => isRoot(item) && isImagePath(item.name))) return null
    await ledger.flush()
    const paths = this.pathsOfDocuments()
    try {
      for (const id of ledger.withoutImages(isTranscription)) {
        const own = paths.get(id)
        const model = own ? await ledger.modelOf(id).catch(passOver) : null
        if (!own || !model) continue
        if (this.control.signal.aborted) return 'cancelled'
        const run = new Tying(own[0] ?? '')
        const names = imageNames(model).map((list) => own.map((path): Names => ({ path, names: list })))
        await this.findImages(model, names, run)
        if (run.ties.length > 0) await ledger.pictured(withImages(model, run.ties, run.pageFiles), this.claim(run))
      }
      return null
    } catch (error) {
      if (error instanceof Stopped) return error.why
      throw error
    }
  }

  /** Where documents of earlier imports, or known ones that came once more, lay. */
  private pathsOfDocuments(): ReadonlyMap<string, string[]> {
    const found = new Map<string, string[]>()
    for (const batch of this.work.imports()) {
      if (isAnew(batch.options)) continue
      for (const item of batch.items.values()) {
        const { outcome } = item
        const isNew = batch.id === this.batch.id && outcome?.status !== 'duplicate'
        if (!isRoot(item) || isNew || outcome?.documentId === undefined || outcome.tied) continue
        found.set(outcome.documentId, [...(found.get(outcome.documentId) ?? []), item.path])
      }
    }
    return found
  }

  /** The files of this import that may be meant, or those that the archive has from earlier ones. */
  private matcher(what: 'image' | 'text', isEarlier: boolean): Matcher<Source> {
    const key = `${what} ${isEarlier}`
    const known = this.matchers.get(key)
    if (known) return known
    const isWanted = ({ name }: ImportItem) => (what === 'image' ? isImagePath(name) : transcriptionPath.test(name))
    const batches = isEarlier
      ? this.work
          .imports()
          .filter(({ id }) => id !== this.batch.id)
          .toReversed()
      : [this.batch]
    const sources = batches.flatMap(({ items }) =>
      [...items.values()].flatMap((item): Source[] => {
        if (!isRoot(item) || item.archive || !isWanted(item) || item.outcome?.status === 'refused') return []
        const sha256 = item.stored?.sha256 ?? null
        if (isEarlier && (sha256 === null || !this.work.ledger.shelf(sha256))) return []
        return [{ path: item.path, item: isEarlier ? null : item, sha256, name: item.name, isEarlier }]
      }),
    )
    const made = createMatcher(sources)
    this.matchers.set(key, made)
    return made
  }

  /** A METS file with the texts of its pages in it; any other model as it is. With the names of the images of each page. */
  private async join(
    item: ImportItem,
    model: DocumentModel,
    before: DocumentModel | null,
    run: Tying,
  ): Promise<[DocumentModel, Names[][]]> {
    const own = imageNames(model).map((names): Names[] => [{ path: item.path, names }])
    if (formatIdOf(model.extractor) !== 'mets') return [model, own]
    const pages: ReadPage[] = []
    const used = new Set<string>()
    const names: Names[][] = []
    for (const [index, wanted] of textNames(model).entries()) {
      let text: DocumentModel | null = null
      const start = names.length
      names.push([...(own[index] ?? [])])
      for (const name of wanted) {
        const source = this.matcher('text', false).find(item.path, name)?.file ?? this.keptText(item.path, name, before)
        if (!source || text || used.has(source.path)) continue
        text = await this.readText(source, run, pages)
        if (!text) continue
        used.add(source.path)
        for (const [at, list] of imageNames(text).entries()) {
          names[start + at] ??= []
          names[start + at]?.push({ path: source.path, names: list })
        }
      }
      pages.push({ label: model.pages[index]?.label ?? String(index + 1), text })
    }
    if (pages.every(({ text }) => text === null)) return [model, own]
    return [joinPages(model, pages, imageNames(model)), names]
  }

  /** A text that the edition before was made of. */
  private keptText(path: string, name: string, before: DocumentModel | null): Source | null {
    const kept = (before?.resources ?? []).filter(({ role }) => role === 'page-text')
    const sources = kept.map(({ sha256, from }): Source => {
      const base = path.replace(/[^/\\]*$/, '')
      return { path: `${base}${from}`, item: null, sha256, name: from.split('/').at(-1) ?? from, isEarlier: true }
    })
    return createMatcher(sources).find(path, name)?.file ?? null
  }

  private async readText(source: Source, run: Tying, before: readonly ReadPage[]): Promise<DocumentModel | null> {
    const place = await this.place(source)
    if (!place || (source.item && this.isClaimed(source.item))) return null
    const lang = this.batch.options.lang
    const hints = { fileName: source.name, ...(lang === undefined ? {} : { lang }) }
    const extracted = await this.extract(place.path, hints)
    if (!extracted || !singlePaged.has(extracted.format) || extracted.model.pages.length === 0) return null
    const first = 1 + before.reduce((sum, { text }) => sum + Math.max(1, text?.pages.length ?? 1), 0)
    const { model, storedExtension } = extracted
    const pages = model.pages.map((_, index) => first + index)
    run.add(source, model.originalSha256, { what: 'text', pages, mediaType: model.mediaType, storedExtension })
    return model
  }

  private async findImages(model: DocumentModel, names: readonly (readonly Names[])[], run: Tying): Promise<void> {
    const isSingle = model.pages.length === 1 && singlePaged.has(formatIdOf(model.extractor))
    for (const [index, page] of model.pages.entries()) {
      if (page.image !== undefined || isUnplaceable(model, page)) continue
      const own = names[index] ?? []
      let isFound = false
      for (const { path, names: list } of own) {
        for (const name of list)
          isFound = (await this.tryImage(model, index, this.candidates(path, name), run)) || isFound
      }
      const isText = own.length > 1 || isSingle
      for (const { path } of isFound || !isText ? [] : own.toReversed())
        isFound ||= await this.tryImage(model, index, this.candidates(path, null), run)
    }
  }

  private candidates(path: string, name: string | null): (Found<Source> & { isSpooled: boolean })[] {
    return [false, true].flatMap((isEarlier) => {
      const matcher = this.matcher('image', isEarlier)
      const found = name === null ? matcher.beside(path) : matcher.find(path, name)
      return found ? [{ ...found, isSpooled: isEarlier && handedOverPath(path) !== null }] : []
    })
  }

  /** Ties the first of the candidates that fits to a page. */
  private async tryImage(
    model: DocumentModel,
    index: number,
    candidates: readonly (Found<Source> & { isSpooled: boolean })[],
    run: Tying,
  ): Promise<boolean> {
    const page = model.pages[index]
    for (const { file: source, how, isSpooled } of page ? candidates : []) {
      const found = await this.readImage(source)
      if (!found || !page) continue
      const image = { ...found.image, from: run.seenFrom(source) }
      const fit = fitOf(page, image)
      // What a name only hints at must look like the page; so must what another drop of files had under the same name.
      if ((how !== 'path' || isSpooled) && fit === 'other') continue
      if (how === 'stem' && isSpooled && fit === 'unknown') continue
      run.ties.push({ index, image })
      const { storedExtension } = found
      run.add(source, image.sha256, { what: 'image', pages: [page.n], mediaType: image.mediaType, storedExtension })
      return true
    }
    return false
  }

  private async readImage(source: Source) {
    const place = await this.place(source)
    if (!place) return null
    const key = source.item?.stored?.sha256 ?? source.sha256 ?? place.path
    const known = this.images.get(key)
    if (known !== undefined) return known
    const extracted = await this.extract(place.path, { fileName: source.name })
    const [first] = extracted?.model.pages ?? []
    const isImage = extracted?.model.mediaType.startsWith('image/') === true
    const image =
      extracted && first && isImage
        ? {
            image: {
              sha256: extracted.model.originalSha256,
              mediaType: extracted.model.mediaType,
              width: first.width,
              height: first.height,
              rotation: first.rotation ?? 0,
            },
            storedExtension: extracted.storedExtension,
          }
        : null
    this.images.set(key, image)
    return image
  }

  /** Null where it cannot be read: it is told so when its own turn comes. */
  private async extract(path: string, hints: { fileName: string; lang?: string }) {
    try {
      return await this.extractor.extract({ path }, hints)
    } catch (error) {
      if (this.control.signal.aborted) throw new Stopped('cancelled')
      if (!isAppError(error)) throw error
      return null
    }
  }

  private async place(source: Source): Promise<{ path: string } | null> {
    const sha256 = source.item?.stored?.sha256 ?? source.sha256
    const shelf = sha256 === null ? null : this.work.ledger.shelf(sha256)
    if (shelf) {
      // It may be on its way to that place.
      if (!existsSync(shelf.path)) await this.work.ledger.flush()
      return shelf
    }
    if (!source.item) return null
    const place = await this.control.bytesOf(source.item)
    if (place === 'cancelled' || place === 'disk-full') throw new Stopped(place)
    return place
  }

  /** The files of a document that is going to be; nobody else handles them. */
  private claim(run: Tying): TiedFile[] {
    return [...run.files.values()].flatMap(({ source, ...file }): TiedFile[] => {
      const sums = source.item?.stored ?? this.work.ledger.sumsOf(file.sha256)
      if (!sums) return []
      // Handled once: another transcription of the same page only names it.
      const isFree = source.item !== null && !source.item.outcome && !this.isClaimed(source.item)
      if (source.item && isFree) this.claimed.add(keyOf(source.item))
      return [{ ...file, sums, item: isFree ? source.item : null, fileName: source.name }]
    })
  }
}

/** What is found for one document. */
class Tying {
  readonly ties: Tie[] = []
  readonly files = new Map<
    string,
    { source: Source; sha256: string } & Pick<TiedFile, 'what' | 'mediaType' | 'storedExtension'> & { pages: number[] }
  >()

  constructor(private readonly path: string) {}

  seenFrom = ({ path }: Source) => relativePath(this.path, path)

  add(
    source: Source,
    sha256: string,
    more: Pick<TiedFile, 'what' | 'mediaType' | 'storedExtension'> & { pages: number[] },
  ): void {
    const known = this.files.get(source.path)
    if (known) known.pages.push(...more.pages.filter((page) => !known.pages.includes(page)))
    else this.files.set(source.path, { source, sha256, ...more })
  }

  get pageFiles(): PageFile[] {
    return [...this.files.values()].map(({ source, sha256, what, mediaType }) => ({
      sha256,
      role: what === 'image' ? 'page-image' : 'page-text',
      mediaType,
      from: this.seenFrom(source),
    }))
  }
}
