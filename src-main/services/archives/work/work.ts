/** One archive in work: a folder with the tree of a sealed archive and a journal of how it came about. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as v from 'valibot'
import { AppError, type Metadata, type Multilingual, type SealedNotebook, sealedNotebookSchema } from '#shared/contract'
import { documentIdOf } from '../../documents'
import { hasErrorCode, syncFolder, writeFileAtomic } from '../../files'
import { acquireLock, HEARTBEAT, type Lock, nodeFiles, systemProbe } from '../../notebooks'
import type { Catalogue } from '../catalogue'
import type { ArchiveContent } from '../content'
import { sha256Of } from '../crate'
import { asDiskError, createCommitter } from './committer'
import { catalogueOf, contentOf } from './describe'
import { type JournalContent, type JournalWriter, openJournal, readJournal } from './journal'
import { createLedger, type ImportLedger } from './ledger'
import { isAnew, type Line, type LineOf } from './lines'
import { withoutNotes } from '../merging'
import { createMerger, type MergeControl, type Merged, type MergeSource, notesPath } from './merge'
import { type Places, placesOf, whereIs } from './places'
import { settleBag } from './settle'
import {
  apply,
  type ImportBatch,
  type ImportItem,
  isEmptied,
  isThere,
  liveDocuments,
  newState,
  type WorkDocument,
  type WorkState,
} from './state'

/** An archive in work as it stood when it was read. */
export interface WorkView {
  readonly folder: string
  readonly id: string
  /** Documents, registers and where each file lies. */
  catalogue(): Catalogue
  /** All imports, oldest first. */
  imports(): readonly ImportBatch[]
  /** As `isEmptied`. */
  isEmpty(): boolean
  /** What each archive that was merged in brought of notes, by its id. Reading throws AppError `damaged`. */
  mergedNotes(): { from: string; read: () => Promise<SealedNotebook> }[]
}

/** An archive in work that this process changes; nobody else does meanwhile. */
export interface Work extends WorkView {
  /** Adding originals and editions. */
  readonly ledger: ImportLedger
  describe(title: Multilingual, description: Multilingual): Promise<void>
  /** Replaces metadata of documents; resolves with what it was, which undoes it when it is set again. */
  setMetadata(set: Readonly<Record<string, Metadata>>): Promise<Record<string, Metadata>>
  /** Takes documents out, with those inside them; resolves with the ids of all. Their files are put aside. */
  remove(ids: readonly string[]): Promise<string[]>
  /**
   * Undoes `remove`. Throws AppError `conflict` where another document has the same original by now, `unknown-document`
   * where the same file was imported again under its old id.
   */
  restore(ids: readonly string[]): Promise<void>
  /**
   * Takes out what an import brought in: archives, then documents, whose ids it resolves with. One that was stopped is
   * ended. Throws AppError `not-found`, `conflict` where an archive that came in cannot be taken out any more, or where
   * documents were read anew; then nothing is changed.
   */
  undoImport(id: number): Promise<UndoneImport>
  /** Takes in everything of another archive that this one has not; the other stays as it is. As `Merger`. */
  merge(source: MergeSource, control: MergeControl, item?: ImportItem): Promise<Merged>
  unmerge(id: number): Promise<void>
  /** What `sealArchive` takes. */
  content(): Promise<ArchiveContent>
  /** Writes the bag around the payload, unless nothing changed since; resolves with its seal. */
  settle(): Promise<string>
  /** Settles, unless told not to, and gives the archive free. An import that is not finished can be gone on with later. */
  close(how?: { settle: boolean }): Promise<void>
}

/** What left with an import; `editions` of other documents stayed. */
export interface UndoneImport {
  documentIds: string[]
  archives: number
  editions: number
  /** The archive was made for the import, and holds nothing any more. */
  isArchiveDue: boolean
}

export interface WorkOptions {
  /** Version of the program. */
  version: string
  /** For the lock: which kind of program this is. */
  host: string
  now?: () => Date
  /** Called when changes have reached the disk. */
  onChanged?: () => void
}

export interface NewWork {
  /** `[a-z0-9-]+`. */
  id: string
  title: Multilingual
  description?: Multilingual
  language: string
}

/** True where a folder is an archive in work. */
export const isWork = (folder: string) => existsSync(placesOf(folder).journal)

/** The clock, or what `SOURCE_DATE_EPOCH` (reproducible-builds.org) says in its place. */
export function clock(): Date {
  const epoch = process.env['SOURCE_DATE_EPOCH']
  return epoch !== undefined && /^\d+$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date()
}

/**
 * An id from a title: what of it fits a file name, and eight digits that keep archives of one name apart. The same
 * title and time give the same id.
 */
export function workIdOf(title: string, created: Date): string {
  const plain = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return `${plain === '' ? 'archive' : plain}-${sha256Of(`${title}\n${created.toISOString()}`).slice(0, 8)}`
}

/**
 * Makes an archive in work in `folder`, which must not exist or be empty; `fill` may add to it before it gets its name.
 * Throws AppError `conflict`, `not-writable`, `disk-full`.
 */
export async function createWork(
  folder: string,
  archive: Omit<LineOf<'archive'>, 't' | 'v'>,
  fill: (folder: string) => Promise<readonly Line[]> = () => Promise.resolve([]),
): Promise<void> {
  const name = basename(folder)
  if ((await readdir(folder).catch(() => [])).length > 0) {
    const message = `"${name}" is a folder with something else in it. Choose a new or empty folder for the archive.`
    throw new AppError('conflict', message, { name, path: folder })
  }
  // Whole or not at all: it is made under another name.
  const temporary = join(dirname(folder), `.${name}.${process.pid}.new`)
  try {
    const places = placesOf(temporary)
    await rm(temporary, { recursive: true, force: true })
    await mkdir(places.own, { recursive: true })
    const first: Line = { t: 'archive', v: 1, ...archive }
    const lines = await fill(temporary)
    await writeFileAtomic(places.journal, [first, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
    await rename(temporary, folder)
    await syncFolder(dirname(folder))
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw asDiskError(error)
  }
}

/** The lines of a new archive without documents. */
export function newArchive(
  { id, title, description, language }: NewWork,
  created: Date,
): Omit<LineOf<'archive'>, 't' | 'v'> {
  return {
    id,
    title,
    description: description ?? {},
    language,
    created: created.toISOString(),
    license: { text: 'As stated for each document.' },
    registers: { persons: [], places: [], citations: [] },
  }
}

async function replay(places: Places): Promise<{ state: WorkState; content: JournalContent }> {
  const name = basename(places.folder)
  const content = await readJournal(places.journal, name)
  const [first, ...rest] = content.lines
  if (first?.t !== 'archive') {
    throw new AppError('journal-damaged', `The journal of "${name}" is empty. Nothing was changed.`, {
      name,
      path: places.journal,
    })
  }
  const state = newState(first)
  for (const line of rest) apply(state, line)
  return { state, content }
}

function viewOf(folder: string, state: WorkState): WorkView {
  let made: { revision: number; catalogue: Catalogue } | null = null
  return {
    folder,
    id: state.archive.id,
    catalogue() {
      // Of thousands of documents it takes a while, and is asked for often.
      if (made?.revision !== state.revision) made = { revision: state.revision, catalogue: catalogueOf(state) }
      return made.catalogue
    },
    imports: () => state.batches,
    isEmpty: () => isEmptied(state),
    mergedNotes: () =>
      state.merges
        .filter(({ notebook, undone }) => notebook && !undone)
        .map(({ id, source }, index, all) => ({
          from: source.id,
          read: () => readShare(placesOf(folder), id, [0, ...all.slice(0, index).map((before) => before.id)]),
        })),
  }
}

/** Reads an archive in work as it is; nothing is locked or changed. Errors as `readJournal`. */
export async function readWork(folder: string): Promise<WorkView> {
  return viewOf(folder, (await replay(placesOf(folder))).state)
}

async function lockFor(places: Places, host: string): Promise<{ lock: Lock; stop: () => void }> {
  const name = basename(places.folder)
  const result = await acquireLock({
    files: nodeFiles,
    paths: { folder: places.own, lock: places.lock },
    probe: systemProbe,
    host,
    now: () => new Date(),
  }).catch((error: unknown) => {
    throw asDiskError(error)
  })
  if ('lock' in result) {
    const beat = setInterval(() => void result.lock.beat().catch(() => undefined), HEARTBEAT)
    beat.unref()
    return { lock: result.lock, stop: () => clearInterval(beat) }
  }
  const pid = result.holder?.pid
  const who = pid === undefined ? 'Another program' : `Another Avots (process ${pid})`
  throw new AppError(
    'read-only',
    `${who} is changing the archive "${name}". Wait until it has finished, then try again.`,
    {
      name,
      path: places.folder,
      ...(pid === undefined ? {} : { pid }),
    },
  )
}

/**
 * Opens an archive in work for changing. What was half done when the last process ended is put right or forgotten.
 * Throws AppError `read-only` while another process changes it, and as `readJournal`.
 */
export async function openWork(folder: string, options: WorkOptions): Promise<Work> {
  const places = placesOf(folder)
  const name = basename(folder)
  if (!isWork(folder)) throw new AppError('not-found', `"${name}" is no archive in work.`, { name, path: folder })
  const { lock, stop } = await lockFor(places, options.host)
  let journal: JournalWriter
  let state: WorkState
  try {
    const replayed = await replay(places)
    state = replayed.state
    await rm(places.temporary, { recursive: true, force: true })
    await mkdir(places.temporary, { recursive: true })
    await mkdir(places.stored, { recursive: true })
    journal = await openJournal(places.journal, replayed.content.length)
  } catch (error) {
    stop()
    await lock.release()
    throw asDiskError(error)
  }
  const now = () => (options.now ?? clock)().toISOString()
  const committer = createCommitter(journal, (lines) => {
    for (const line of lines) apply(state, line)
    options.onChanged?.()
  })
  const ledger = createLedger(places, state, committer)
  const merger = createMerger(places, state, committer, () => readNotebook(places, state), now)

  async function append(line: Line): Promise<void> {
    const committed = committer.add({ files: [], lines: [line] })
    await committer.flush()
    await committed
  }

  function documentOf(
    id: string,
    wanted: (document: WorkDocument) => boolean = ({ removed }) => !removed,
  ): WorkDocument {
    const document = state.documents.get(id)
    if (document && wanted(document)) return document
    throw new AppError('unknown-document', `There is no document "${id}" in the archive "${name}".`, { documentId: id })
  }

  /**
   * Documents with all that came in with them and is in no other document. What was imported for itself stays, even
   * where a mail has the same file attached.
   */
  function withParts(ids: readonly string[], wanted: (document: WorkDocument) => boolean): string[] {
    const found = new Set<string>()
    const partsOf = ({ editions }: WorkDocument) => editions.flatMap(({ parts }) => parts)
    // The id of what came in as a part is made from its container, never from its own bytes.
    const isFree = (part: WorkDocument) =>
      part.id !== documentIdOf(part.original.sha256) &&
      liveDocuments(state).every((document) => found.has(document.id) || !partsOf(document).includes(part.id))
    const visit = (id: string, asked: boolean) => {
      const document = state.documents.get(id)
      if (!document || !wanted(document) || found.has(id) || !(asked || isFree(document))) return
      found.add(id)
      for (const part of partsOf(document)) visit(part, false)
    }
    for (const id of ids) visit(id, true)
    return [...found]
  }

  async function content(): Promise<ArchiveContent> {
    const notebook = await readNotebook(places, state)
    return { ...contentOf(state, places.folder), ...(notebook ? { notebook } : {}) }
  }

  async function settle(): Promise<string> {
    if (state.seal !== null && (await stat(join(folder, 'tagmanifest-sha256.txt')).catch(() => null))) return state.seal
    const seal = await settleBag(places, await content(), options.version).catch((error: unknown) => {
      throw asDiskError(error)
    })
    await append({ t: 'settled', seal })
    return seal
  }

  async function remove(ids: readonly string[]): Promise<string[]> {
    for (const id of ids) documentOf(id)
    const all = withParts(ids, ({ removed }) => !removed)
    if (all.length > 0) await append({ t: 'removed', at: now(), ids: all })
    ledger.refresh()
    return all
  }

  async function undoImport(id: number): Promise<UndoneImport> {
    const batch = state.batches.find((one) => one.id === id)
    if (!batch) throw new AppError('not-found', `There is no import ${id} of the archive "${name}".`, { importId: id })
    if (isAnew(batch.options)) {
      const message = 'What was read anew are editions, and those are not taken out. Earlier editions are still there.'
      throw new AppError('conflict', message, { importId: id })
    }
    const items = [...batch.items.values()]
    const merges = items.flatMap(({ brought }) => (brought && 'merge' in brought ? brought.merge : []))
    const due = merges.filter((merge) => state.merges.find((one) => one.id === merge)?.undone === false)
    if (due.length > 0) await merger.unmerge(due)
    if (!batch.finished) {
      await ledger.finish()
      // What was copied and not read yet is nobody's.
      await rm(places.stored, { recursive: true, force: true })
      await mkdir(places.stored, { recursive: true })
    }
    const present = items.flatMap((item) => (isThere(state, item) && item.outcome?.documentId) || [])
    const documentIds = await remove([...new Set(present)])
    if (!batch.undone) await append({ t: 'undone', batch: id })
    const isArchiveDue = batch.options.newArchive === true && isEmptied(state)
    return { documentIds, archives: due.length, editions: batch.editions, isArchiveDue }
  }

  return {
    ...viewOf(folder, state),
    ledger,
    async describe(title, description) {
      await append({ t: 'described', at: now(), title, description })
    },
    async setMetadata(set) {
      const before = Object.fromEntries(Object.keys(set).map((id) => [id, documentOf(id).metadata]))
      await append({ t: 'metadata', at: now(), set })
      return before
    },
    remove,
    undoImport,
    async restore(ids) {
      const present = new Map(liveDocuments(state).map(({ id, original }) => [original.sha256, id]))
      for (const id of ids) {
        const { original } = documentOf(id, ({ removed }) => removed)
        const other = present.get(original.sha256)
        if (other === undefined) continue
        const message = `"${original.fileName}" was not put back: the same file has been added again since.`
        throw new AppError('conflict', message, { documentId: id, other })
      }
      await append({ t: 'restored', at: now(), ids: [...ids] })
      ledger.refresh()
    },
    async merge(source, control, item) {
      const merged = await merger.merge(source, control, item)
      ledger.refresh()
      return merged
    },
    async unmerge(id) {
      await merger.unmerge([id])
      ledger.refresh()
    },
    content,
    settle,
    async close(how = { settle: true }) {
      try {
        await committer.flush()
        if (how.settle) await settle()
      } finally {
        await journal.close()
        stop()
        await lock.release()
      }
    },
  }
}

/** An archive in work as one that can be merged into another. Nothing is locked or changed. Errors as `readJournal`. */
export async function readMergeSource(folder: string): Promise<MergeSource> {
  const places = placesOf(folder)
  const { state } = await replay(places)
  const { id, title, registers } = state.archive
  return {
    id,
    title,
    registers,
    documents: liveDocuments(state),
    notebook: await readNotebook(places, state),
    locate: (inside) => whereIs(places, inside),
  }
}

async function readNotebook(places: Places, state: WorkState): Promise<SealedNotebook | null> {
  const path = notesPath(places, state)
  return path === null ? null : readNotes(places, path)
}

/** What a merge brought: its notes without those of the archive itself (0) and of the merges that it rests on. */
async function readShare(places: Places, merge: number, before: readonly number[]): Promise<SealedNotebook> {
  const pathOf = (id: number) => join(places.notebooks, `${id}.json`)
  const known: SealedNotebook[] = []
  for (const id of before) if (existsSync(pathOf(id))) known.push(await readNotes(places, pathOf(id)))
  return withoutNotes(await readNotes(places, pathOf(merge)), known)
}

async function readNotes(places: Places, path: string): Promise<SealedNotebook> {
  try {
    return v.parse(sealedNotebookSchema, JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (!hasErrorCode(cause, 'ENOENT') && !(cause instanceof SyntaxError) && !(cause instanceof v.ValiError))
      throw cause
    const message = `The notes that came with the archive "${basename(places.folder)}" cannot be read any more.`
    throw new AppError('damaged', message, { path }, { cause })
  }
}
