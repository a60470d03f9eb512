/** The archives on this computer: which there are, what they hold, and whether they are sound (container.md section 6). */
import { existsSync, statSync } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import {
  type ArchiveKind,
  AppError,
  type ArchiveSummary,
  type CallContext,
  type Emit,
  type SealedNotebook,
  type Services,
  type VerifyReport,
} from '#shared/contract'
import type { FileLocation } from '../../files'
import type { HostPort } from '../../host'
import { verifyBag } from '../bag'
import type { Catalogue } from '../catalogue'
import { sealArchive } from '../seal'
import { readArchive, readSealedNotebook, refusal } from '../sealed'
import { clock, createWork, type ImportBatch, isWork, newArchive, readWork, type Work, workIdOf } from '../work'
import { createCatalogueCache } from './catalogue-cache'
import { openAside } from './aside'
import { createChecker } from './checker'
import { anotherArchive, changedAt, damageOf, entryOf, nameOf, problemOf, type Shelf, summaryOf } from './entries'
import { createReading, type Reading } from './reading'
import { createLibraryStore, type LibraryEntry } from './store'
import { createWorks } from './works'

export interface LibraryOptions {
  host: HostPort
  emit: Emit
  /** Called once per archive, ever, with the notes sealed in it. When it fails, it is called again at the next start. */
  onFirstAdd(archiveId: string, sealed: SealedNotebook): Promise<void>
  /** Milliseconds after opening until payloads are checked in the background; default 1 500. */
  checkDelay?: number
}

export interface Library extends Omit<Reading, 'shelfOf' | 'forget'> {
  readonly service: Omit<Services['archives'], 'previewMerge' | 'merge' | 'unmerge'>
  /**
   * Opens an archive in work for changing; its bag is written at the end, or soon after where `closing` is `later`.
   * Throws AppError `not-found`, `read-only` (sealed, or in use elsewhere).
   */
  withWork<T>(archiveId: string, act: (work: Work) => Promise<T>, closing?: 'now' | 'later'): Promise<T>
  /** False for a sealed archive, and for one that is not in the library. */
  isInWork(archiveId: string): boolean
  /** Imports of an archive in work as its journal has them; none of a sealed one. Throws AppError `not-found`. */
  imports(archiveId: string): Promise<readonly ImportBatch[]>
  /**
   * Takes an archive out that was made for an import, when that is undone; its folder lies aside until the program ends.
   * False where somebody uses it, or where it lies in a place of the reader's.
   */
  putAside(archiveId: string): Promise<boolean>
  /** Puts it back into the library. Without effect where it does not lie aside. */
  takeBack(archiveId: string): Promise<void>
  /** Copies sealed notes of an archive that was never added before, as adding it would. */
  takeNotes(archiveId: string, sealed: SealedNotebook): Promise<void>
  close(): Promise<void>
}

/** Archives up to this size are hashed before they are added; larger ones in the background. */
const hashAtOnce = 256 * 1024 * 1024
/** A large archive that was sound is hashed again after this time. */
const recheckAfter = 7 * 24 * 60 * 60 * 1000

const starterName = 'starter.avots.zip'

/** Opens the library of `host.dataFolder`; the starter archive is in it until the reader takes it out. */
export async function openLibrary({ host, emit, onFirstAdd, checkDelay = 1500 }: LibraryOptions): Promise<Library> {
  const store = createLibraryStore(host.dataFolder, host.log)
  const cache = createCatalogueCache(host.dataFolder)
  const checker = createChecker(checkDelay)
  const aside = await openAside(host.dataFolder)
  const starterPath = join(host.resources, starterName)
  const shelves = new Map<string, Shelf>()
  let work: Promise<unknown> = Promise.resolve()
  const works = createWorks(
    { version: host.version, host: host.kind },
    (folder, changed) => workChanged(folder, changed),
    (path, error) =>
      host.log({ level: 'warn', message: 'an archive in work was not settled', details: { path }, error }),
  )

  /** One change of the library at a time. */
  function exclusively<T>(act: () => Promise<T>): Promise<T> {
    const result = work.then(act)
    work = result.catch(() => undefined)
    return result
  }

  const addedAtOf = (id: string) => shelves.get(id)?.entry.addedAt ?? new Date().toISOString()
  const summaries = () => [...shelves.values()].map(summaryOf)
  const changed = () => emit('libraryChanged', { archives: summaries() })
  const reading = createReading(shelves, changed)
  const { shelfOf } = reading

  async function remember(entry: LibraryEntry): Promise<void> {
    await store.update((content) => ({
      ...content,
      archives: [...content.archives.filter(({ id }) => id !== entry.id), entry],
    }))
  }

  /** Copies notes of an archive that was never added before. */
  async function copyNotes(id: string, read: () => Promise<SealedNotebook | null>): Promise<void> {
    if ((await store.read()).notebooks.includes(id)) return
    try {
      const sealed = await read()
      if (sealed) await onFirstAdd(id, sealed)
      await store.update((content) => ({
        ...content,
        notebooks: [...content.notebooks.filter((one) => one !== id), id],
      }))
    } catch (error) {
      host.log({ level: 'warn', message: 'the notes of an archive were not copied', details: { archiveId: id }, error })
    }
  }

  async function copyNotebook(shelf: Shelf): Promise<void> {
    const { catalogue, path, entry } = shelf
    if (catalogue?.notebook) await copyNotes(entry.id, () => readSealedNotebook(path, nameOf(shelf), catalogue))
  }

  function setReport(shelf: Shelf, report: VerifyReport): void {
    shelf.verification = report.valid ? 'sound' : 'damaged'
    shelf.problem = report.valid ? null : damageOf(nameOf(shelf), report)
    const checked = {
      at: new Date().toISOString(),
      sound: report.valid,
      ...(shelf.problem === null ? {} : { problem: shelf.problem }),
    }
    shelf.entry = { ...shelf.entry, checked }
  }

  function checkLater(shelf: Shelf): void {
    const before = shelf.verification
    checker.check(shelf.entry.id, shelf.path, {
      started() {
        shelf.verification = 'checking'
        changed()
      },
      ended(report) {
        if (shelves.get(shelf.entry.id) !== shelf) return
        if (report) {
          setReport(shelf, report)
          remember(shelf.entry).catch((error: unknown) =>
            host.log({ level: 'warn', message: 'the result of a check was not kept', error }),
          )
        } else shelf.verification = before
        changed()
      },
    })
  }

  /** An archive that the library knows already, from the cache where the file is the same as when it was read. */
  async function shelve(known: LibraryEntry): Promise<Shelf> {
    const path = known.starter ? starterPath : known.path
    const shelf: Shelf = { entry: known, path, catalogue: null, verification: 'unchecked', problem: null }
    try {
      if (known.kind === 'work') {
        const view = await readWork(path)
        shelf.catalogue = view.catalogue()
        if (shelf.catalogue.id !== known.id) throw anotherArchive(path, known)
        // The program may have ended between the merge and the copying of the notes that came with it.
        for (const { from, read } of view.mergedNotes()) await copyNotes(from, read)
        shelf.entry = {
          ...entryOf(shelf.catalogue, { path, mtimeMs: await changedAt(path), kind: 'work' }),
          addedAt: known.addedAt,
        }
        return shelf
      }
      const { size, mtimeMs } = await stat(path)
      const same = size === known.bytes && mtimeMs === known.mtimeMs
      shelf.catalogue = same ? await cache.get(known.seal) : null
      if (!shelf.catalogue) {
        shelf.catalogue = await readArchive(path)
        if (shelf.catalogue.id !== known.id) throw anotherArchive(path, known)
        await cache.put(shelf.catalogue)
        const fresh = entryOf(shelf.catalogue, { path, mtimeMs, starter: known.starter })
        shelf.entry = { ...fresh, addedAt: known.addedAt }
        await remember(shelf.entry)
      }
      const { checked } = shelf.entry
      if (checked) shelf.verification = checked.sound ? 'sound' : 'damaged'
      shelf.problem = checked?.problem ?? null
    } catch (error) {
      shelf.catalogue = null
      shelf.problem = problemOf(error, path, known)
      host.log({ level: 'warn', message: 'an archive of the library was not opened', details: { path }, error })
    }
    return shelf
  }

  /** Archives in work are checked when the reader asks: their files are hashed as they come in. */
  const due = ({ entry }: Shelf) =>
    entry.kind === 'sealed' &&
    (!entry.checked || entry.bytes <= hashAtOnce || Date.parse(entry.checked.at) + recheckAfter < Date.now())

  /** Puts a read archive on its shelf, in memory and on disk. */
  async function add(
    catalogue: Catalogue,
    path: string,
    starter: boolean,
    report: VerifyReport | null,
    kind: ArchiveKind = 'sealed',
  ): Promise<Shelf> {
    const mtimeMs = await changedAt(path)
    checker.cancel(catalogue.id)
    const shelf: Shelf = {
      entry: { ...entryOf(catalogue, { path, mtimeMs, starter, kind }), addedAt: addedAtOf(catalogue.id) },
      path,
      catalogue,
      verification: 'unchecked',
      problem: null,
    }
    if (report) setReport(shelf, report)
    if (kind === 'sealed') await cache.put(catalogue)
    await store.update((content) => ({
      ...content,
      archives: [...content.archives.filter(({ id }) => id !== catalogue.id), shelf.entry],
      starterRemoved: starter ? false : content.starterRemoved || shelves.get(catalogue.id)?.entry.starter === true,
    }))
    shelves.set(catalogue.id, shelf)
    reading.forget()
    return shelf
  }

  async function addStarter(): Promise<Shelf> {
    return add(await readArchive(starterPath, starterName), starterPath, true, null)
  }

  async function openArchive(path: string, name: string, context: CallContext): Promise<ArchiveSummary> {
    if (!isAbsolute(path))
      throw new AppError('bad-request', `"${name}" was not opened: its path must be absolute.`, { name, path })
    if (isWork(path)) {
      const shelf = await add((await readWork(path)).catalogue(), path, false, null, 'work')
      await copyNotebook(shelf)
      changed()
      return summaryOf(shelf)
    }
    const catalogue = await readArchive(path, name)
    const known = shelves.get(catalogue.id)
    if (known?.entry.kind === 'work') {
      // Its place in the list would be taken, and what was done since it was sealed would be nowhere.
      const message = `"${name}" is a sealed copy of the archive "${nameOf(known)}", which is in work in your library. Take that out of the library first, if you want to read the copy.`
      throw new AppError('conflict', message, { archiveId: catalogue.id })
    }
    const isHere = known?.catalogue && known.problem === null && existsSync(known.path)
    const same = isHere && known.entry.seal === catalogue.seal ? known : null
    if (same?.path === path) return summaryOf(same)
    let report: VerifyReport | null = null
    if (catalogue.bytes <= hashAtOnce) {
      report = await verifyBag(path, { signal: context.signal, progress: context.progress, models: false })
      if (!report.valid) throw refusal(name, report.errors)
    }
    // The seal is the same; the payload of this copy was not looked at before here.
    if (same) return summaryOf(same)
    const shelf = await add(catalogue, path, false, report)
    await copyNotebook(shelf)
    if (!report) checkLater(shelf)
    changed()
    return summaryOf(shelf)
  }

  /** What stands in the list of an archive in work that changed. */
  function workChanged(folder: string, changing: Work): void {
    const shelf = [...shelves.values()].find(({ entry, path }) => entry.kind === 'work' && path === folder)
    if (!shelf) return
    shelf.catalogue = changing.catalogue()
    const { mtimeMs, addedAt } = shelf.entry
    shelf.entry = { ...entryOf(shelf.catalogue, { path: folder, mtimeMs, kind: 'work' }), addedAt }
    shelf.verification = 'unchecked'
    shelf.problem = null
    changed()
    if (works.isInUse(folder)) return
    exclusively(() => remember(shelf.entry)).catch((error: unknown) =>
      host.log({ level: 'warn', message: 'a change of an archive in work was not registered', error }),
    )
  }

  async function withWork<T>(
    archiveId: string,
    act: (work: Work) => Promise<T>,
    closing?: 'now' | 'later',
  ): Promise<T> {
    const shelf = shelfOf(archiveId)
    if (shelf.entry.kind === 'work') return works.use(shelf.path, act, closing)
    const message = `The archive "${nameOf(shelf)}" is sealed: it never changes. Make a new archive and add to that.`
    throw new AppError('read-only', message, { archiveId })
  }

  /** Files that this run sealed, by the checksum that stands for them: a page without dialogs saves its copy from here. */
  const sealedFiles = new Map<string, FileLocation>()

  /** One of them, unless it was moved or replaced since. */
  function sealedFile(seal: string): FileLocation | null {
    const file = sealedFiles.get(seal)
    if (!file || statSync(file.path, { throwIfNoEntry: false })?.size === file.length) return file ?? null
    sealedFiles.delete(seal)
    return null
  }

  async function takeOut({ entry, path }: Shelf): Promise<void> {
    await works.release(path)
    await store.update((content) => ({
      ...content,
      archives: content.archives.filter(({ id }) => id !== entry.id),
      starterRemoved: content.starterRemoved || entry.starter,
    }))
    checker.cancel(entry.id)
    shelves.delete(entry.id)
    reading.forget()
    await cache.drop(entry.seal)
    changed()
  }

  /** True for an archive in work of which only the folder would be lost, and that the program made where it liked. */
  async function isDiscardable({ entry, path }: Shelf): Promise<boolean> {
    if (entry.kind !== 'work' || !aside.isOwn(path)) return false
    const view = await readWork(path)
    return view.imports().length === 0 && view.isEmpty()
  }

  const service: Library['service'] = {
    list: () => Promise.resolve(summaries()),
    async pick() {
      const path = (await host.dialogs?.pickArchive()) ?? null
      return path === null ? null : { path }
    },
    open: ({ path, name }, context) => exclusively(() => openArchive(path, name ?? basename(path), context)),
    remove: ({ archiveId, discard }) =>
      exclusively(async () => {
        const shelf = shelfOf(archiveId)
        const { path } = shelf
        if (works.isInUse(path)) {
          const message = 'The archive is being changed. Wait until that has ended, then take it out.'
          throw new AppError('conflict', message, { archiveId })
        }
        if (discard && !(await isDiscardable(shelf))) {
          const message = `The archive "${nameOf(shelf)}" was not discarded: something is in it.`
          throw new AppError('conflict', message, { archiveId })
        }
        await takeOut(shelf)
        if (discard) await rm(path, { recursive: true, force: true })
        return {}
      }),
    restoreStarter: () =>
      exclusively(async () => {
        const present = [...shelves.values()].find(({ entry }) => entry.starter)
        if (present?.catalogue) return summaryOf(present)
        const shelf = await addStarter()
        await copyNotebook(shelf)
        checkLater(shelf)
        changed()
        return summaryOf(shelf)
      }),
    create: (input) =>
      exclusively(async () => {
        const created = clock()
        const { title, language, description } = input
        const id = workIdOf(title, created)
        const path = input.path ?? join(host.dataFolder, 'archives', id)
        if (!isAbsolute(path)) throw new AppError('bad-request', `"${path}" is not a whole path.`, { path })
        await mkdir(dirname(path), { recursive: true })
        const about = description === undefined ? {} : { description: { [language]: description } }
        await createWork(path, newArchive({ id, title: { [language]: title }, language, ...about }, created))
        const shelf = await add((await readWork(path)).catalogue(), path, false, null, 'work')
        changed()
        return summaryOf(shelf)
      }),
    async seal({ archiveId, path }, { signal, progress }) {
      const suggested = `${shelfOf(archiveId).entry.id}.avots.zip`
      const target =
        path ?? (host.dialogs ? await host.dialogs.pickSavePath(suggested) : join(host.dataFolder, 'sealed', suggested))
      if (target === null) return null
      if (!isAbsolute(target)) throw new AppError('bad-request', `"${target}" is not a whole path.`, { path: target })
      if (path === undefined && !host.dialogs) await mkdir(dirname(target), { recursive: true })
      const made = await withWork(archiveId, async (work) =>
        sealArchive(await work.content(), target, { version: host.version, signal, progress }),
      )
      const name = basename(target)
      sealedFiles.set(made.seal, { path: target, offset: 0, length: made.bytes, mediaType: 'application/zip', name })
      return made
    },
    registers: ({ archiveId }) => Promise.resolve().then(() => reading.registers(archiveId)),
    async verify({ archiveId }, context) {
      const shelf = shelfOf(archiveId)
      if (shelf.entry.kind === 'work') {
        if (works.isInUse(shelf.path)) {
          const message = 'The archive is being changed. Wait until that has ended, then verify it.'
          throw new AppError('conflict', message, { archiveId })
        }
        // After a crash the bag is older than the journal: it is written before it is checked.
        await withWork(archiveId, (work) => work.settle())
      }
      checker.cancel(archiveId)
      const before = shelf.verification
      shelf.verification = 'checking'
      changed()
      try {
        const report = await verifyBag(shelf.path, { signal: context.signal, progress: context.progress })
        setReport(shelf, report)
        await remember(shelf.entry)
        return report
      } catch (error) {
        shelf.verification = before
        throw error
      } finally {
        changed()
      }
    },
    async verifyBag({ path }, { signal, progress }) {
      if (!isAbsolute(path)) throw new AppError('bad-request', `"${path}" is not a whole path.`, { path })
      return verifyBag(path, { signal, progress })
    },
  }

  const content = await store.read()
  for (const known of content.archives) shelves.set(known.id, await shelve(known))
  const hasStarter = [...shelves.values()].some(({ entry }) => entry.starter)
  if (!hasStarter && !content.starterRemoved) {
    try {
      await addStarter()
    } catch (error) {
      host.log({
        level: 'error',
        message: 'the starter archive could not be opened',
        details: { path: starterPath },
        error,
      })
    }
  }
  for (const shelf of shelves.values()) {
    await copyNotebook(shelf)
    if (shelf.catalogue && due(shelf)) checkLater(shelf)
  }

  return {
    service,
    documents: reading.documents,
    listed: reading.listed,
    openDocument: reading.openDocument,
    excerpt: reading.excerpt,
    registers: reading.registers,
    shelved: reading.shelved,
    withWork,
    isInWork: (archiveId) => shelves.get(archiveId)?.entry.kind === 'work',
    async imports(archiveId) {
      const { entry, path } = shelfOf(archiveId)
      if (entry.kind !== 'work') return []
      // While it changes, reading its journal anew would take longer and longer.
      return ((await works.opened(path)) ?? (await readWork(path))).imports()
    },
    putAside: (archiveId) =>
      exclusively(async () => {
        const shelf = shelfOf(archiveId)
        if (works.isInUse(shelf.path) || !aside.isOwn(shelf.path)) return false
        // Something may have come in since the import was undone.
        if (!(await readWork(shelf.path)).isEmpty()) return false
        // First out of the list: cut off in between, it names no folder that is gone.
        await takeOut(shelf)
        try {
          await aside.put(archiveId, shelf.path)
        } catch (error) {
          host.log({ level: 'warn', message: 'an archive could not be put aside', details: { archiveId }, error })
          await remember(shelf.entry)
          shelves.set(archiveId, shelf)
          changed()
          return false
        }
        return true
      }),
    takeBack: (archiveId) =>
      exclusively(async () => {
        const path = await aside.takeBack(archiveId)
        if (path === null) return
        await add((await readWork(path)).catalogue(), path, false, null, 'work')
        changed()
      }),
    takeNotes: (archiveId, sealed) => exclusively(() => copyNotes(archiveId, () => Promise.resolve(sealed))),
    locateFile: (sha256, archiveId) =>
      (archiveId === undefined ? sealedFile(sha256) : null) ?? reading.locateFile(sha256, archiveId),
    async close() {
      await checker.close()
      await works.close()
      await work
      await aside.clear()
      await store.idle()
      reading.forget()
    },
  }
}
