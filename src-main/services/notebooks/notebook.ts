/** One notebook on the disk: who may write, the queue of commits, snapshots, and what the interface asks. */
import { randomBytes, randomUUID } from 'node:crypto'
import {
  AppError,
  type CallContext,
  type Emit,
  type Input,
  isAppError,
  type NotebookRecords,
  type NotebookStatus,
  type NotebookTable,
  type Notice,
  type Op,
  type OpDraft,
  type Output,
  type SealedNotebook,
  type Services,
  type SnapshotInfo,
} from '#shared/contract'
import { allRecords, createIds, makeOp, RESTORE_LABEL } from '#shared/domain/records'
import type { LogEntry } from '../host'
import { commitChanges } from './commit-changes'
import { type NotebookFiles, hasCode, nodeFiles } from './files'
import { type Identity, type Paths, pathsOf, readIdentity, writeIdentity } from './folder'
import { follow } from './follower'
import { createJournalReader } from './journal-reader'
import { createJournalWriter, type JournalWriter } from './journal-writer'
import { acquireLock, HEARTBEAT, type Lock } from './lock'
import { createMerging } from './merging'
import { createPending, parseDrafts } from './pending'
import { type ProcessProbe, systemProbe } from './process-identity'
import { type LoadedNotebook, loadNotebook } from './recovery'
import { replayOps } from './replay'
import { changesBackTo, previewRestore } from './restore'
import { archiveGroup, sealedChanges } from './sealed'
import { changedMeanwhile, heldBy, lostLock, readOnlyFolder, tooFull, writeFailure } from './sentences'
import { createSnapshotKeeper } from './snapshot-keeper'
import { listSnapshots } from './snapshots'
import { historyOf, inverseOf } from './take-back'
import { applyPlaced, createState, headOf, type NotebookState } from './state'

/** Never fill the disk to the last byte: other programs, and our own snapshots, need room. */
const RESERVE = 64 * 1024 * 1024

export interface NotebookOptions {
  /** Absolute path of the notebook's own folder; made where it is missing, unless `access` is `read`. */
  folder: string
  /** Name of the reader in operations; may be empty. */
  actor: string
  log(entry: LogEntry): void
  emit: Emit
  /** Who asks, for the message to others. */
  hostKind: 'electron' | 'browser' | 'cli'
  /** Where this host can be reached, if it has an address. */
  address?: string
  /** Version of the program: another one than last time takes a snapshot before it changes anything. */
  version?: string
  /** `read` never takes the lock and never writes. Default `write`. */
  access?: 'write' | 'read'
  /** For tests: a file system that fails, other processes, another clock. */
  files?: NotebookFiles
  probe?: ProcessProbe
  now?: () => Date
  /** Milliseconds between looks at the journal while somebody else writes. */
  pollMs?: number
  segmentBytes?: number
}

export interface Notebook {
  readonly service: Services['notebooks']
  /** Records of a table by id, deleted ones included, as they are on the disk. Do not keep the map: ask again. */
  records<T extends NotebookTable>(table: T): ReadonlyMap<string, NotebookRecords[T]>
  /**
   * Copies the notes that came with an archive, once: an archive that was copied before changes nothing, even if the
   * reader has deleted its notes since. Throws AppError as `commit` does.
   */
  importSealed(archiveId: string, sealed: SealedNotebook): Promise<void>
  /** True where the notes that came with this archive were copied before. */
  hasCopied(archiveId: string): boolean
  /** Writes what waits, takes the snapshot of the end, and gives the lock back. */
  close(): Promise<void>
}

interface Waiting {
  ops: Op[]
  done(): void
  fail(error: unknown): void
}

const isForbidden = (error: unknown) => hasCode(error, 'EACCES', 'EPERM', 'EROFS')

/**
 * Opens the notebook of a folder: as its writer, or, while another process is, as a reader that follows it. Throws
 * AppError `version-newer`, `not-writable` (no folder and none can be made), `not-readable`.
 */
export async function openNotebook(options: NotebookOptions): Promise<Notebook> {
  const { folder, actor, log, emit, files = nodeFiles, probe = systemProbe, access = 'write' } = options
  const now = options.now ?? (() => new Date())
  const paths: Paths = pathsOf(folder)
  const newId = createIds({ now: () => now().getTime(), random: (count) => randomBytes(count) })
  const pending = createPending()
  const journal = createJournalReader(files, paths)

  let state: NotebookState = createState('')
  let notices: Notice[] = []
  let identity: Identity | null = null
  let device: string = randomUUID()
  const freshId: string = randomUUID()
  let reason: string | null = null
  let lock: Lock | null = null
  let writer: JournalWriter | null = null
  let stopFollowing: (() => Promise<void>) | null = null
  let heartbeat: ReturnType<typeof setInterval> | null = null
  let becoming: Promise<void> | null = null
  let flushing: Promise<void> | null = null
  let isClosed = false
  let queue: Waiting[] = []
  let nextSeq = 1
  const imports = new Map<string, Promise<void>>()
  const inFlight = new Set<string>()

  const keeper = createSnapshotKeeper({
    files,
    paths,
    now,
    log,
    state: () => state,
  })

  function status(): NotebookStatus {
    return {
      head: headOf(state),
      mode: writer ? 'writer' : 'reader',
      ...(reason === null ? {} : { reason }),
      notices,
      device,
      actor,
      clock: state.clock,
      folder,
    }
  }

  function announce(): void {
    if (!isClosed) emit('notebookStatusChanged', status())
  }

  async function load(repair: boolean): Promise<LoadedNotebook> {
    identity = await readIdentity(files, paths)
    device = identity?.device ?? device
    const loaded = await loadNotebook({
      files,
      paths,
      notebookId: identity?.notebookId ?? null,
      freshId,
      lost: identity?.lost ?? [],
      repair,
      now: now(),
    })
    state = loaded.state
    notices = [...notices.filter((old) => !loaded.notices.some((found) => found.message === old.message))]
    notices.push(...loaded.notices)
    nextSeq = state.lastSeq + 1
    pending.clear()
    keeper.loaded(loaded)
    for (const notice of loaded.notices) log({ level: 'warn', message: notice.message, details: notice.details })
    return loaded
  }

  /** The lock is ours: reads and repairs what is there, and opens the journal for writing. */
  async function takeUp(): Promise<void> {
    const loaded = await load(true)
    const program = options.version ?? identity?.program ?? ''
    if (identity && identity.program !== program && identity.program !== '' && state.lastSeq > 0) {
      await keeper.take('before-change', loaded.end.segment)
    }
    const lost = state.lost
    if (!identity || identity.program !== program || identity.lost.length !== lost.length) {
      const created = identity?.created ?? now().toISOString()
      const next: Identity = {
        schema: 'avots-notebook-folder',
        v: 1,
        notebookId: state.notebookId,
        device,
        created,
        program,
        lost,
      }
      await writeIdentity(files, paths, next)
      identity = next
    }
    writer = createJournalWriter(files, paths, state, loaded.end, now, options.segmentBytes)
    reason = null
    // The next start need not find the same damage again.
    if (loaded.isDamaged) await keeper.take('periodic', loaded.end.segment).catch(() => undefined)
  }

  /** Tries to become the writer. True, or false with `reason` set. */
  async function tryToWrite(): Promise<boolean> {
    if (access === 'read') {
      reason = 'The notebook was opened for reading only.'
      return false
    }
    try {
      if (lock && !(await lock.isHeld())) lock = null
      if (!lock) {
        const result = await acquireLock({
          files,
          paths,
          probe,
          now,
          host: options.hostKind,
          address: options.address,
        })
        if (!('lock' in result)) {
          reason = heldBy(result.holder, paths.lock)
          return false
        }
        lock = result.lock
        beat()
      }
      await takeUp()
      return true
    } catch (error) {
      if (isAppError(error)) throw error
      log({ level: 'error', message: `the notebook in ${folder} cannot be written`, error })
      reason = isForbidden(error) ? readOnlyFolder(folder) : writeFailure(error, folder).message
      return false
    }
  }

  function beat(): void {
    heartbeat ??= setInterval(() => void lock?.beat().catch(() => undefined), HEARTBEAT)
    heartbeat.unref()
  }

  function startFollowing(loaded: LoadedNotebook): void {
    stopFollowing = follow({
      files,
      paths,
      state: () => state,
      end: loaded.end,
      everyMs: options.pollMs ?? 1000,
      onOps: (ops) => emit('notebookChanged', { ops, head: headOf(state) }),
      reload: async () => {
        const again = await load(false)
        announce()
        return again.end
      },
      onError: (error) => log({ level: 'warn', message: 'the journal could not be followed', error }),
    })
  }

  function unreadable(error: unknown): AppError {
    if (isAppError(error)) return error
    const message =
      `The notebook in ${folder} could not be read (${error instanceof Error ? error.message : String(error)}). Check ` +
      'the rights of the folder and its files.'
    return new AppError('not-readable', message, { folder }, { cause: error })
  }

  async function readOnly(): Promise<void> {
    try {
      startFollowing(await load(false))
    } catch (error) {
      throw unreadable(error)
    }
  }

  async function becomeWriter(): Promise<void> {
    await stopFollowing?.()
    stopFollowing = null
    const isWriter = await tryToWrite()
    if (isWriter) announce()
    else {
      await readOnly()
      throw new AppError('read-only', reason ?? readOnlyFolder(folder), { folder })
    }
  }

  async function ensureWriter(): Promise<void> {
    if (isClosed) throw new AppError('read-only', 'The change was not saved, because the notebook is being closed.')
    if (becoming) await becoming.catch(() => undefined)
    if (writer) return
    becoming ??= becomeWriter().finally(() => (becoming = null))
    await becoming
  }

  async function checkSpace(): Promise<void> {
    const free = await files.freeBytes(folder)
    const reserve = Math.max(RESERVE, 2 * keeper.snapshotBytes())
    if (free !== null && free < reserve) throw tooFull(folder, free, reserve)
  }

  /** After a failed write nothing in memory is believed: what counts is read from the disk. */
  async function afterFailure(failure: AppError): Promise<void> {
    reason = failure.message
    log({ level: 'error', message: failure.message, error: failure.cause ?? failure })
    await load(false)
      .then(startFollowing)
      .catch((error: unknown) => log({ level: 'error', message: 'the notebook could not be read again', error }))
    announce()
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      const current = writer
      try {
        if (!current || !lock) throw lostLock(folder)
        await checkSpace()
        if (!(await lock.isHeld())) {
          lock = null
          throw lostLock(folder)
        }
        const placed = await current.append(batch.map((item) => item.ops))
        for (const item of placed) applyPlaced(state, item)
        pending.settle(placed.map((item) => item.op))
        keeper.noted(placed.length, current.segment)
        const ops = placed.map((item) => item.op)
        for (const item of batch) item.done()
        emit('notebookChanged', { ops, head: headOf(state) })
      } catch (error) {
        const isSpace = isAppError(error) && error.code === 'disk-full'
        const failure = isAppError(error) ? error : writeFailure(error, folder)
        // Commits that came meanwhile rest on these ones: they fail with them.
        const failed = [...batch, ...queue]
        queue = []
        pending.clear()
        nextSeq = state.lastSeq + 1
        if (!isSpace) {
          writer = null
          becoming = afterFailure(failure).finally(() => (becoming = null))
          await current?.close().catch(() => undefined)
          await becoming
        }
        for (const item of failed) item.fail(failure)
      }
    }
    // At once, not in a later turn: whoever comes in between must start the next round.
    flushing = null
  }

  async function append(drafts: readonly OpDraft[]): Promise<void> {
    try {
      pending.accept(drafts, state.tables)
    } catch (error) {
      // What it collided with may still be on its way: whoever looks after this answer must find it.
      await flushing
      throw error
    }
    const ops: Op[] = drafts.map((draft) => ({ ...draft, v: 1, seq: nextSeq++ }))
    const written = new Promise<void>((done, fail) => queue.push({ ops, done, fail }))
    flushing ??= flush()
    await written
  }

  async function commit(input: { ops: OpDraft[] }): Promise<Output<'notebooks.commit'>> {
    const drafts = parseDrafts(input.ops)
    await ensureWriter()
    // A page that did not hear the answer sends the same operations again, perhaps while they are still being written.
    while (drafts.some((draft) => inFlight.has(draft.opId))) {
      await flushing
      await ensureWriter()
    }
    const fresh = drafts.filter((draft) => !state.known.has(draft.opId))
    if (fresh.length > 0) {
      for (const draft of fresh) inFlight.add(draft.opId)
      await append(fresh).finally(() => fresh.forEach((draft) => inFlight.delete(draft.opId)))
    }
    const ops = drafts.map(({ opId }) => ({ opId, seq: state.known.get(opId) ?? 0 }))
    return { ops, head: headOf(state) }
  }

  async function copySealed(archiveId: string, sealed: SealedNotebook): Promise<void> {
    if (state.imported.has(archiveId)) return
    await ensureWriter()
    if (state.imported.has(archiveId)) return
    const group = archiveGroup(archiveId)
    const time = now().toISOString()
    let clock = state.clock
    const drafts = sealedChanges(sealed, state.tables).map((change) =>
      makeOp(change, { opId: newId(), time, actor: group, device, clock: (clock += 1), group }),
    )
    if (drafts.length > 0) await append(parseDrafts(drafts))
  }

  async function takeBack(input: Input<'notebooks.takeBack'>): Promise<Output<'notebooks.takeBack'>> {
    await ensureWriter()
    const time = now().toISOString()
    const { label, steps } = await inverseOf(journal, state, input, time)
    // Nothing may come between the look at the records and the commit.
    if (nextSeq !== input.lastSeq + 1) throw changedMeanwhile()
    const group = newId()
    let clock = state.clock
    const drafts = steps.map(({ change, undoOf }) =>
      makeOp(change, { opId: newId(), time, actor, device, clock: (clock += 1), group, label, undoOf }),
    )
    if (drafts.length > 0) await append(drafts)
    return { changes: drafts.length, head: headOf(state) }
  }

  async function takeSnapshot(): Promise<SnapshotInfo> {
    await ensureWriter()
    return keeper.take('manual')
  }

  async function restoreSnapshot({ id }: { id: string }, context: CallContext): Promise<{ changes: number }> {
    await ensureWriter()
    const at = now()
    const changes = await changesBackTo(files, paths, id, { tables: state.tables, at })
    if (changes.length === 0) return { changes: 0 }
    // Whoever changes his mind after years has more than undo.
    await keeper.take('before-change')
    const service = { status: () => Promise.resolve(status()), commit }
    await commitChanges({ service }, changes, { label: RESTORE_LABEL, now: at }, context)
    return { changes: changes.length }
  }

  const merging = createMerging({
    journal,
    state: () => state,
    now,
    newId,
    who: { actor, device: () => device },
    async commit(drafts, lastSeq) {
      if (nextSeq !== lastSeq + 1) return false
      await append(drafts)
      return true
    },
    ensureWriter,
    takeSnapshot: () => keeper.take('before-change'),
  })

  try {
    if (access === 'write') await files.makeFolder(folder)
  } catch (error) {
    if ((await files.stat(folder).catch(() => null)) === null) {
      throw new AppError(
        'not-writable',
        `The notebook could not be opened, because its folder ${folder} is not there and could not be made. Change the ` +
          'rights of the folder above it, or set another data folder with AVOTS_DATA.',
        { folder },
        { cause: error },
      )
    }
  }
  try {
    // A newer notebook is refused before anything is touched.
    await readIdentity(files, paths).catch((error: unknown) => {
      throw isForbidden(error) ? unreadable(error) : error
    })
    if (!(await tryToWrite())) await readOnly()
  } catch (error) {
    if (heartbeat) clearInterval(heartbeat)
    await (lock as Lock | null)?.release().catch(() => undefined)
    throw error
  }

  return {
    service: {
      status: () => Promise.resolve(status()),
      commit,
      replay: ({ afterSeq, limit }) => replayOps(journal, state, afterSeq, limit),
      history: (input) => historyOf(journal, state, input),
      takeBack,
      records({ cursor, limit }) {
        const all = allRecords(state.tables)
        const records = all.slice(cursor, cursor + limit)
        const next = cursor + limit < all.length ? cursor + limit : null
        return Promise.resolve({ records, next, head: headOf(state) })
      },
      snapshots: () => listSnapshots(files, paths),
      takeSnapshot,
      previewSnapshot: ({ id }) => previewRestore(files, paths, id, { tables: state.tables, at: now() }),
      restoreSnapshot,
      ...merging,
    },
    records: (table) => state.tables[table],
    importSealed(archiveId, sealed) {
      const running = imports.get(archiveId) ?? copySealed(archiveId, sealed).finally(() => imports.delete(archiveId))
      imports.set(archiveId, running)
      return running
    },
    hasCopied: (archiveId) => state.imported.has(archiveId),
    async close() {
      if (isClosed) return
      isClosed = true
      await becoming?.catch(() => undefined)
      await flushing?.catch(() => undefined)
      await stopFollowing?.()
      await keeper.close(writer !== null)
      await writer?.close()
      if (heartbeat) clearInterval(heartbeat)
      await lock?.release().catch((error: unknown) => log({ level: 'warn', message: 'lock not released', error }))
      lock = null
    },
  }
}
