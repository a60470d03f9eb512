/**
 * Rows of the notebook for texts that changed: every note of a document that has another current edition is placed in
 * it, without anybody asking; and whatever else is asked of places.
 */
import {
  AppError,
  type Anchor,
  type AnchoringProgress,
  type CallContext,
  type DocumentSummary,
  editionIdOf,
  type Emit,
  isAppError,
  type PlacedCounts,
  type Services,
} from '#shared/contract'
import { currentEditions, type Editions, quoteAt, type Sought, soughtTargets } from '#shared/domain/anchoring'
import { anchorIdOf, type Change, PLACE_LABEL, sameJson } from '#shared/domain/records'
import type { Library } from '../archives'
import type { LogEntry } from '../host'
import { commitChanges, type Notebook } from '../notebooks'
import type { AnchoringEngine } from './engine'
import { placeSought, type ReadText, textReader } from './place-sought'

export interface AnchorsOptions {
  engine: AnchoringEngine
  notebook: Pick<Notebook, 'service' | 'records'>
  library: Pick<Library, 'documents' | 'openDocument'>
  emit: Emit
  log(entry: LogEntry): void
  /** For tests. */
  now?: () => Date
  /** Milliseconds of rest before a change of the library is looked at: an import tells of many. */
  delay?: number
}

export interface Anchors {
  readonly service: Services['anchors']
  /** Reads texts for placing: those of the library. */
  readonly readText: ReadText
  /** The library or the notebook changed: looks, soon, whether notes wait for a place in a current edition. */
  check(): void
  /** Stops what runs; nothing of it is kept. */
  close(): Promise<void>
}

/** Progress is told at most every so many ms. */
const TOLD_EVERY = 250
/** How often rows are committed anew when somebody made some of them meanwhile. */
const ATTEMPTS = 4
/** A text that was not at hand is asked for again after so many ms: telling that it is damaged is a change, too. */
const UNREAD_FOR = 60_000

const noCounts = (): PlacedCounts => ({ anchored: 0, moved: 0, review: 0, orphan: 0 })

export function createAnchors(options: AnchorsOptions): Anchors {
  const { engine, notebook, library, emit, log, now = () => new Date(), delay = 300 } = options
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let running: AbortController | null = null
  let isClosed = false
  /**
   * Rows that this run of the program made by itself, or could not make: an undo of them holds until the next start, or
   * until asked; what failed would fail again until the text is another one, which then has another edition.
   */
  const tried = new Set<string>()
  /** Editions whose text was not at hand, and when: nothing is decided about the notes in them. */
  const unread = new Map<string, number>()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work)
    turn = next.catch(() => undefined)
    return next
  }

  const readText = textReader(library)

  async function readNow(documentId: string, editionId: string): Promise<string | null> {
    const text = await readText(documentId, editionId)
    if (text === null) unread.set(editionId, now().getTime())
    else unread.delete(editionId)
    return text
  }

  const mayBeRead = (editionId: string) => now().getTime() >= (unread.get(editionId) ?? -Infinity) + UNREAD_FOR

  const summaryOf = (documentId: string): DocumentSummary | undefined =>
    library.documents().find(({ id }) => id === documentId)

  /**
   * Puts rows into the notebook, as one act; those that somebody else made meanwhile stay as they are. `stale` are those
   * whose target was changed since it was looked for: the place is that of other words.
   */
  async function keep(
    placed: readonly { sought: Sought; anchor: Anchor }[],
    context: CallContext,
  ): Promise<{ kept: Anchor[]; stale: ReadonlySet<string> }> {
    for (let attempt = 1; ; attempt += 1) {
      const [annotations, anchors] = [notebook.records('annotations'), notebook.records('anchors')]
      const changes: Change[] = []
      const kept: Anchor[] = []
      const stale = new Set<string>()
      for (const { sought, anchor } of placed) {
        const annotation = annotations.get(anchor.annId)
        if (annotation?.deletedAt !== null) continue
        if (!sameJson(annotation.targets[sought.index], sought.target)) {
          stale.add(anchor.id)
          continue
        }
        const stored = anchors.get(anchor.id) ?? null
        if (stored !== null && (sought.before === null || stored.confirmedBy !== undefined)) continue
        changes.push({ table: 'anchors', before: stored, after: anchor })
        kept.push(anchor)
      }
      try {
        await commitChanges(notebook, changes, { label: PLACE_LABEL, now: now() }, context)
        return { kept, stale }
      } catch (error) {
        if (!isAppError(error) || error.code !== 'conflict' || attempt === ATTEMPTS) throw error
      }
    }
  }

  async function run(
    sought: readonly Sought[],
    context: CallContext,
    onFailed?: (error: unknown) => void,
  ): Promise<{ counts: PlacedCounts; stale: ReadonlySet<string> }> {
    const placed = await placeSought(sought, { engine, readText: readNow }, context, onFailed)
    if (context.signal.aborted)
      throw new AppError('cancelled', 'Placing the notes was stopped. None of them was changed.')
    const counts = noCounts()
    const { kept, stale } = await keep(placed, context)
    for (const { id, state } of kept) {
      counts[state] += 1
      tried.add(id)
    }
    if (stale.size > 0) check()
    return { counts, stale }
  }

  const sought = (editions: Editions, again = false) =>
    soughtTargets(notebook.records('annotations').values(), notebook.records('anchors'), editions, again)

  /** What waits for a place in current editions is placed, and told of. */
  async function runByItself(): Promise<void> {
    const { mode } = await notebook.service.status({}, quiet)
    if (isClosed || mode !== 'writer') return
    const waiting = sought(currentEditions(library.documents())).filter(
      ({ annotation, index, editionId }) =>
        !tried.has(anchorIdOf(annotation.id, index, editionId)) && mayBeRead(editionId),
    )
    if (waiting.length === 0) return
    const documentIds = [...new Set(waiting.map(({ target }) => target.docId))]
    const controller = new AbortController()
    running = controller
    const tell = (part: Partial<AnchoringProgress>) =>
      emit('anchoringProgressed', {
        state: 'running',
        done: 0,
        total: waiting.length,
        documentIds,
        counts: noCounts(),
        ...part,
      })
    const giveUp = (stale?: ReadonlySet<string>) => {
      for (const { annotation, index, editionId } of waiting) {
        const id = anchorIdOf(annotation.id, index, editionId)
        if (!stale?.has(id) && !unread.has(editionId)) tried.add(id)
      }
    }
    const fail = (error: unknown, counts: PlacedCounts) => {
      log({ level: 'error', message: 'notes were not placed in texts that changed', error })
      tell({ state: 'failed', counts, ...(isAppError(error) ? { message: error.message } : {}) })
    }
    let told = Date.now()
    let isTold = false
    const failures: unknown[] = []
    const context: CallContext = {
      signal: controller.signal,
      progress({ done }) {
        if (Date.now() - told < TOLD_EVERY) return
        told = Date.now()
        isTold = true
        tell({ done })
      },
    }
    try {
      const { counts, stale } = await run(waiting, context, (error) => failures.push(error))
      giveUp(stale)
      const isAny = Object.values(counts).some((count) => count > 0)
      // Whoever heard that it runs must hear that it ended.
      if (failures.length > 0) fail(failures[0], counts)
      else if (isAny || isTold) tell({ state: 'done', done: waiting.length, counts })
    } catch (error) {
      if (isClosed) return
      giveUp()
      if (isAppError(error) && error.code === 'cancelled') tell({ state: 'cancelled' })
      else fail(error, noCounts())
    } finally {
      running = null
    }
  }

  const service: Services['anchors'] = {
    place({ documentId, edition, again = false }, context) {
      let editions = currentEditions(library.documents())
      if (documentId !== undefined) {
        const summary = summaryOf(documentId)
        const number = edition ?? summary?.current ?? 0
        if (!summary?.editions.some((one) => one.number === number)) {
          const message = `There is no text of "${documentId}" in the library.`
          return Promise.reject(new AppError('unknown-document', message, { documentId }))
        }
        editions = new Map([[documentId, [editionIdOf(documentId, number)]]])
      }
      return inTurn(async () => (await run(sought(editions, again), context)).counts)
    },
    cancel() {
      running?.abort()
      return Promise.resolve({})
    },
    async find({ documentId, from, to, ranges }, context) {
      const [old, wanted] = [await library.openDocument(documentId, from), await library.openDocument(documentId, to)]
      const { text } = old.model
      const quotes = ranges.map((range) => quoteAt(text, range))
      return engine.run({ kind: 'place', old: text, now: wanted.model.text, quotes }, context)
    },
  }

  function check(): void {
    if (isClosed) return
    clearTimeout(timer)
    timer = setTimeout(() => void inTurn(runByItself).catch(lost), delay)
    timer.unref()
  }

  return {
    service,
    readText,
    check,
    async close() {
      isClosed = true
      clearTimeout(timer)
      running?.abort()
      await turn.catch(() => undefined)
      await engine.close()
    },
  }

  function lost(error: unknown): void {
    if (!isClosed) log({ level: 'error', message: 'notes were not placed in texts that changed', error })
  }
}

const quiet: CallContext = {
  signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined },
  progress: () => undefined,
}
