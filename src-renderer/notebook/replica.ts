/**
 * Keeps the tables of the browser in step with the journal (annotation.md section 6.6). Whatever goes wrong here is no
 * failure to save: the replica is thrown away and built anew.
 */
import Dexie from 'dexie'
import {
  type Client,
  type JournalHead,
  type NotebookTable,
  notebookTables,
  type Op,
  type Output,
} from '#shared/contract'
import {
  type Act,
  applyOp,
  archiveOfActor,
  countsOf,
  createHistory,
  createTables,
  type History,
  noCounts,
  putRecord,
  sameCounts,
  type Tables,
} from '#shared/domain/records'
import {
  countRows,
  createDatabase,
  deleteAll,
  type NotebookDatabase,
  putAll,
  putRows,
  type ReplicaHead,
} from './database'

/** Operations per call. */
const PAGE = 1000
/** Operations kept for undo. What is older is read from the journal when it comes to that. */
const KEPT_OPS = 5000
/** Operations of acts that are fetched at once when those that are kept do not say what can be undone. */
const HISTORY_PAGE = 1000
const RETRY_MS = [1000, 5000, 30_000]

/** Why the replica was built anew. */
export type RebuildCause = 'empty' | 'ahead' | 'chain' | 'counts' | 'unreadable' | 'stale'

export interface ReplicaOptions {
  client: Client
  name: string
  /** For tests: fewer operations than usual are kept. */
  keptOps?: number | undefined
  /** The tables changed, or history did. */
  onApplied(ops: readonly Op[]): void
  /** The tables were filled anew: what was read of them before is of no use. */
  onRefilled(): void
  /** Another database object: live queries must be asked anew. */
  onReopened(): void
  /** Records fetched so far of all there are. */
  onProgress(done: number, total: number): void
  /** The reader should hear of it. */
  onRebuilt(cause: RebuildCause, records: number): void
  onError(error: unknown): void
}

export interface Replica {
  database(): NotebookDatabase
  /** What can be undone, as far as the operations that are kept say: `isUnsure` until it was asked for. */
  history(): History
  /** The same when it is certain, whatever has to be read for that. */
  certainHistory(): Promise<History>
  /** Forgets an act of which nothing is left to take back. */
  drop(act: Act): void
  /** Opens the database; makes a new one where that fails. */
  open(): Promise<void>
  /** Compares with the journal and brings up to date, or builds anew. */
  sync(): Promise<void>
  /** Applies operations that reached the journal; never rejects. */
  apply(ops: readonly Op[], head: JournalHead): Promise<void>
  close(): Promise<void>
}

type Page = Output<'notebooks.replay'>

export function createReplica(options: ReplicaOptions): Replica {
  const { client, name, keptOps = KEPT_OPS } = options
  let database = createDatabase(name)
  let history = createHistory()
  let historySeq = 0
  let asking: Promise<void> | null = null
  const dropped = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  let isClosed = false
  let retries = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined

  /** One after another: what is applied must follow the order of the journal. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work)
    turn = next.catch(() => undefined)
    return next
  }

  const storedHead = () => database.meta.get('head')
  const replay = (afterSeq: number) => client.call('notebooks.replay', { afterSeq, limit: PAGE })

  /** Tells history of what the tables hold since the last look, whichever window put it there. */
  async function readHistory(): Promise<void> {
    const ops = await database.ops.where('seq').above(historySeq).sortBy('seq')
    const first = ops[0]
    const isCut = historySeq === 0 && first !== undefined && first.seq > 1
    if (isCut) history = createHistory(unknown)
    for (const op of ops) {
      // A group that was cut at the beginning of what is kept is known as a whole by the journal only.
      const isPart = isCut && op.group !== undefined && op.group === first.group
      if (!isPart) history.add(op)
      historySeq = op.seq
    }
    history.trim(keptOps * 2)
    if (ops.length > 0) options.onApplied(ops)
    if (history.isUnsure()) void certain().catch(options.onError)
  }

  type Answer = Output<'notebooks.history'>
  async function fetchHistory(): Promise<Answer> {
    const ask = (before?: number) =>
      client.call('notebooks.history', { limit: HISTORY_PAGE, ...(before === undefined ? {} : { before }) })
    const isLeft = (act: Act) => !dropped.has(act.key)
    let page = await ask()
    const answer: Answer = { ...page, undo: page.undo.filter(isLeft), redo: page.redo.filter(isLeft) }
    const lacks = (kind: 'undo' | 'redo') => !answer[`${kind}IsWhole`] && answer[kind].length === 0
    // Of all that was listed nothing is left to take back: on to what is older.
    while (lacks('undo') || lacks('redo')) {
      const oldest = Math.min(...[...page.undo, ...page.redo].map((act) => act.first))
      page = await ask(oldest)
      if (lacks('undo')) Object.assign(answer, { undo: page.undo.filter(isLeft), undoIsWhole: page.undoIsWhole })
      if (lacks('redo')) Object.assign(answer, { redo: page.redo.filter(isLeft), redoIsWhole: page.redoIsWhole })
    }
    return answer
  }

  /** Puts what the journal says below the operations that came after it. */
  async function installHistory(answer: Answer): Promise<void> {
    if (answer.lastSeq > historySeq) {
      const cause = await catchUp()
      if (cause) await rebuild(cause)
      else await readHistory()
    }
    const later = await database.ops.where('seq').above(answer.lastSeq).sortBy('seq')
    history = createHistory(answer)
    for (const op of later) if (op.seq <= historySeq) history.add(op)
    options.onApplied([])
  }

  /** Asked outside of the turn: acts need not wait while the journal is being read. */
  function certain(): Promise<void> {
    asking ??= fetchHistory()
      .then((answer) => inTurn(() => installHistory(answer)))
      .finally(() => (asking = null))
    return asking
  }

  /** Writes operations that follow on what is there. False when they do not. */
  function write(
    ops: readonly Op[],
    head: { notebookId: string; lastHash: string },
    mayJump: boolean,
  ): Promise<boolean> {
    return database.transaction('rw', database.tables, async () => {
      const stored = await storedHead()
      if (!stored || stored.notebookId !== head.notebookId) return false
      const fresh = ops.filter((op) => op.seq > stored.lastSeq)
      const last = fresh.at(-1)
      if (!last) return true
      if (!mayJump && fresh[0]?.seq !== stored.lastSeq + 1) return false
      const changed = createTables()
      const gone = emptyIds()
      for (const op of fresh) {
        applyOp(changed, op)
        if (op.after === null) gone[op.table].push(op.targetId)
      }
      for (const table of notebookTables) gone[table] = gone[table].filter((id) => !changed[table].has(id))
      await deleteAll(database, gone)
      await putAll(database, changed)
      await putRows(database.ops, fresh, (op) => op)
      await database.meta.put({ ...stored, lastSeq: last.seq, lastHash: head.lastHash })
      return true
    })
  }

  /** Fetches what is missing. A cause when the replica does not lie on the journal's chain. */
  async function catchUp(): Promise<RebuildCause | null> {
    const stored = await storedHead()
    if (!stored) return 'empty'
    let page = await replay(stored.lastSeq)
    if (page.head.notebookId !== stored.notebookId) return 'chain'
    if (page.head.lastSeq < stored.lastSeq) return 'ahead'
    if (page.hashAt !== stored.lastHash) return 'chain'
    for (;;) {
      const last = page.ops.at(-1)
      if (!last) return null
      const isEnd = last.seq === page.head.lastSeq
      // The hash at the end of a page comes with the next one.
      const next: Page | null = isEnd ? null : await replay(last.seq)
      const lastHash = next?.hashAt ?? page.head.lastHash
      if (!(await write(page.ops, { notebookId: stored.notebookId, lastHash }, true))) return 'chain'
      if (!next) return null
      page = next
    }
  }

  async function fetchRecords(): Promise<{ tables: Tables; head: JournalHead }> {
    const tables = createTables()
    let cursor: number | null = 0
    let done = 0
    let first: JournalHead | null = null
    while (cursor !== null) {
      const chunk: Output<'notebooks.records'> = await client.call('notebooks.records', { cursor, limit: PAGE })
      first ??= chunk.head
      for (const record of chunk.records) putRecord(tables, record)
      done += chunk.records.length
      options.onProgress(
        done,
        Object.values(chunk.head.counts).reduce((sum, count) => sum + count, 0),
      )
      cursor = chunk.next
    }
    return { tables, head: first ?? { notebookId: '', lastSeq: 0, lastHash: '', counts: noCounts } }
  }

  /** Operations for undo, and those that came while the records were being fetched. */
  async function fetchOps(from: number): Promise<{ ops: Op[]; head: JournalHead }> {
    const ops: Op[] = []
    for (;;) {
      const page = await replay(ops.at(-1)?.seq ?? from)
      ops.push(...page.ops)
      const lastSeq = ops.at(-1)?.seq ?? from
      if (page.ops.length === 0 || lastSeq >= page.head.lastSeq) return { ops, head: page.head }
    }
  }

  /** In one transaction: until it is done, this window and others see the tables as they were. */
  async function rebuild(cause: RebuildCause): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const { tables, head: begun } = await fetchRecords()
      const { ops, head } = await fetchOps(Math.max(0, begun.lastSeq - keptOps))
      for (const op of ops) if (op.seq > begun.lastSeq) applyOp(tables, op)
      // A purge in the meantime can shift a record out of the chunks: then once more.
      if (!sameCounts(countsOf(tables), head.counts) && attempt < 2) continue
      const stored: ReplicaHead = {
        key: 'head',
        notebookId: head.notebookId,
        lastSeq: head.lastSeq,
        lastHash: head.lastHash,
      }
      await database.transaction('rw', database.tables, async () => {
        for (const table of database.tables) await table.clear()
        await putAll(database, tables)
        await putRows(database.ops, ops, (op) => op)
        await database.meta.put(stored)
      })
      history = createHistory()
      historySeq = 0
      options.onRefilled()
      await readHistory()
      // The first start of all: nothing but notes that came with an archive. Nothing to tell.
      const isNew = cause === 'empty' && ops[0]?.seq === 1 && ops.every((op) => archiveOfActor(op.actor) !== null)
      if (head.lastSeq > 0 && !isNew) {
        options.onRebuilt(
          cause,
          Object.values(countsOf(tables)).reduce((sum, count) => sum + count, 0),
        )
      }
      return
    }
  }

  /** A database that cannot be opened, or not be read, goes. */
  async function renew(): Promise<void> {
    database.close()
    await createDatabase(name).delete()
    database = createDatabase(name)
    await database.open()
    options.onReopened()
  }

  async function prune(): Promise<void> {
    const newest = await database.ops.orderBy('seq').last()
    if (newest)
      await database.ops
        .where('seq')
        .belowOrEqual(newest.seq - keptOps * 2)
        .delete()
  }

  async function syncNow(): Promise<void> {
    await readHistory()
    const cause = await catchUp()
    if (cause) return rebuild(cause)
    await readHistory()
    const { head } = await client.call('notebooks.status', {})
    const stored = await storedHead()
    if (stored?.lastSeq === head.lastSeq && !sameCounts(await countRows(database), head.counts))
      return rebuild('counts')
    await prune()
  }

  /** Brings the tables up to date; throws them away only where they are what failed. */
  async function mend(error: unknown): Promise<void> {
    if (isDatabaseError(error)) {
      await renew()
      await rebuild('stale')
    } else await syncNow()
  }

  /** Something failed: tried again after a while, until it holds. */
  function recoverLater(error: unknown): void {
    if (isClosed) return
    options.onError(error)
    clearTimeout(retryTimer)
    const delay = RETRY_MS[Math.min(retries, RETRY_MS.length - 1)]
    retries += 1
    retryTimer = setTimeout(() => {
      void inTurn(async () => {
        try {
          await mend(error)
          retries = 0
        } catch (again) {
          recoverLater(again)
        }
      })
    }, delay)
  }

  return {
    database: () => database,
    history: () => history,
    async certainHistory() {
      // What is answered may be cut short by what other windows do meanwhile.
      for (let count = 0; history.isUnsure() && count < 4; count += 1) await certain()
      return history
    },
    drop(act) {
      dropped.add(act.key)
      history.drop(act.key)
    },
    async open() {
      try {
        await database.open()
      } catch {
        await renew()
      }
    },
    sync: () =>
      inTurn(async () => {
        try {
          await syncNow()
        } catch (error) {
          if (!isDatabaseError(error)) throw error
          await renew()
          await rebuild('unreadable')
        }
      }),
    apply: (ops, head) =>
      inTurn(async () => {
        try {
          const follows = ops.at(-1)?.seq === head.lastSeq && (await write(ops, head, false))
          const cause = follows ? null : await catchUp()
          if (cause) await rebuild(cause)
          else await readHistory()
        } catch (error) {
          recoverLater(error)
        }
      }),
    async close() {
      isClosed = true
      clearTimeout(retryTimer)
      await turn.catch(() => undefined)
      database.close()
    },
  }
}

/** Nothing is known of what lies below the operations that are kept. */
const unknown = { undo: [], redo: [], undoIsWhole: false, redoIsWhole: false }

function emptyIds(): Record<NotebookTable, string[]> {
  return { annotations: [], anchors: [], tags: [], links: [], comparisons: [] }
}

/** True for errors of the database; AppErrors and a host that cannot be reached are not its fault. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Dexie.DexieError
}
