/** From changes to the journal and back into the tables: one after another, each on the records as they are then. */
import { AppError, type Client, isAppError, type Op, type OpDraft } from '#shared/contract'
import { type Act, type Change, createIds, invertAll, makeOp } from '#shared/domain/records'
import type { ActContext, Plan } from './acts'
import type { Replica } from './replica'
import type { Saving } from './saving'
import { currentRecord, type NotebookTablesReader } from './tables-reader'

/** Pauses before operations are sent again whose answer did not come: they carry their ids, so that is harmless. */
const RESEND_MS = [300, 1000, 3000]
/** How often an act is made anew on records that another window changed meanwhile. */
const ATTEMPTS = 4
/** Operations that one call of `notebooks.commit` carries. */
const MOST_OPS = 5000

export interface Committer {
  /** Who writes; from the service's status. */
  identify(who: { actor: string; device: string; clock: number }): void
  /** Operations seen: the clock goes on behind them. */
  seen(ops: readonly Op[]): void
  /** Resolves when the journal has it. Rejects with AppError; then nothing is changed. */
  act<T>(label: string, plan: (context: ActContext) => Plan<T> | Promise<Plan<T>>): Promise<T>
  /** Key in history of an act that `act` answered for and that has resolved; null where it changed nothing. */
  keyOf(act: Promise<unknown>): string | null
  /** Says which key an act has that somebody else committed. */
  setKey(act: Promise<unknown>, key: string): void
  /** Takes back the act that `choose` names when its turn comes; its label, or null where there is none. */
  takeBack(choose: () => Promise<Act | null>): Promise<string | null>
}

interface Step {
  change: Change
  undoOf?: string
}

interface Attempt<T> {
  steps: Step[]
  label: string
  result: T
  /** The service has done it already. */
  isDone?: boolean
}

export interface CommitterOptions {
  client: Client
  replica: Replica
  tables: NotebookTablesReader
  saving: Saving
  /** Resolves when the replica has been compared with the journal. */
  ready(): Promise<void>
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function asAppError(error: unknown): AppError {
  if (isAppError(error)) return error
  const cause = error instanceof Error ? error.message : String(error)
  return new AppError(
    'unreachable',
    `The change was not saved, because the program behind this page does not answer (${cause}). Save again when it does.`,
    {},
    { cause: error },
  )
}

export function createCommitter(options: CommitterOptions): Committer {
  const { client, replica, tables, saving, ready } = options
  const newId = createIds({ now: () => Date.now(), random: (count) => crypto.getRandomValues(new Uint8Array(count)) })
  let who = { actor: '', device: '' }
  let clock = 0
  let turn: Promise<unknown> = Promise.resolve()
  const keys = new WeakMap<Promise<unknown>, string>()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work)
    turn = next.catch(() => undefined)
    return next
  }

  function draftsOf(steps: readonly Step[], label: string, time: string): OpDraft[] {
    const group = steps.length > 1 ? newId() : undefined
    return steps.map(({ change, undoOf }) => {
      clock += 1
      return makeOp(change, {
        opId: newId(),
        time,
        ...who,
        clock,
        label,
        ...(group === undefined ? {} : { group }),
        ...(undoOf === undefined ? {} : { undoOf }),
      })
    })
  }

  async function send(ops: OpDraft[]) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await client.call('notebooks.commit', { ops })
      } catch (error) {
        const failure = asAppError(error)
        const delay = RESEND_MS[attempt]
        if (failure.code !== 'unreachable' || delay === undefined) throw failure
        await pause(delay)
      }
    }
  }

  /** Answers the key of the act in history. */
  async function commit(steps: readonly Step[], label: string, time: string): Promise<string | null> {
    const drafts = draftsOf(steps, label, time)
    const { ops, head } = await send(drafts)
    const seqs = new Map(ops.map(({ opId, seq }) => [opId, seq]))
    const placed: Op[] = drafts.map((draft) => ({ ...draft, v: 1, seq: seqs.get(draft.opId) ?? head.lastSeq }))
    await replica.apply(placed, head)
    const [first] = drafts
    return first?.group ?? first?.opId ?? null
  }

  /** Makes the steps and commits them; makes them anew when they rested on older records. */
  async function attempt<T>(
    make: (time: string) => Promise<Attempt<T>>,
    committed?: (key: string) => void,
  ): Promise<T> {
    await ready()
    saving.began()
    try {
      for (let count = 1; ; count += 1) {
        const time = new Date().toISOString()
        const { steps, label, result, isDone = false } = await make(time)
        try {
          const key = steps.length > 0 ? await commit(steps, label, time) : null
          if (key !== null) committed?.(key)
          saving.ended(isDone || key !== null)
          return result
        } catch (error) {
          if (!isAppError(error) || error.code !== 'conflict' || count === ATTEMPTS) throw error
          await replica.sync()
        }
      }
    } catch (error) {
      const failure = asAppError(error)
      // What cannot be done at all leaves nothing unsaved.
      if (failure.code === 'bad-request' || failure.code === 'not-found') saving.ended(false)
      else saving.failed(failure.message)
      throw failure
    }
  }

  /** Null where the operations are not, or not all, kept here, or are more than one call carries. */
  async function inverse(act: Act, time: string): Promise<Step[] | null> {
    if (act.opIds.length > MOST_OPS) return null
    const ops = await replica.database().ops.where('opId').anyOf(act.opIds).sortBy('seq')
    if (ops.length < act.opIds.length) return null
    const records = {
      current: ({ table, targetId }: OpDraft) => currentRecord(tables, table, targetId),
      rowsOf: (id: string) => tables.anchors.where('annId', id),
    }
    return invertAll(ops, records, time)
  }

  /** The service takes acts back, which has the whole journal. False where nothing of this one was left. */
  async function takeBackThere({ key, first, last }: Act): Promise<boolean> {
    const stored = await replica.database().meta.get('head')
    const lastSeq = stored?.lastSeq ?? 0
    const { changes, head } = await client.call('notebooks.takeBack', { key, first, last, lastSeq })
    if (changes > 0) await replica.apply([], head)
    return changes > 0
  }

  /** As steps, or done by the service already; null where there is nothing to take back. */
  async function planTakingBack(choose: () => Promise<Act | null>, time: string): Promise<Attempt<string | null>> {
    let conflicts = 0
    for (let act = await choose(); act; act = await choose()) {
      const { label } = act
      try {
        const steps = await inverse(act, time)
        if (steps && steps.length > 0) return { steps, label: label ?? '', result: label }
        if (steps === null && (await takeBackThere(act))) return { steps: [], label: '', result: label, isDone: true }
        // Purged since: there is nothing left to take back.
        replica.drop(act)
      } catch (error) {
        conflicts += 1
        if (!isAppError(error) || error.code !== 'conflict' || conflicts === ATTEMPTS) throw error
        await replica.sync()
      }
    }
    return { steps: [], label: '', result: null }
  }

  return {
    identify(status) {
      who = { actor: status.actor, device: status.device }
      clock = Math.max(clock, status.clock)
    },
    seen(ops) {
      for (const op of ops) clock = Math.max(clock, op.clock)
    },
    act<T>(label: string, plan: (context: ActContext) => Plan<T> | Promise<Plan<T>>): Promise<T> {
      const done: Promise<T> = inTurn(() =>
        attempt(
          async (time) => {
            const { changes, result } = await plan({ tables, time, newId, actor: who.actor })
            return { steps: changes.map((change) => ({ change })), label, result }
          },
          (key) => keys.set(done, key),
        ),
      )
      return done
    },
    keyOf: (act) => keys.get(act) ?? null,
    setKey: (act, key) => void keys.set(act, key),
    takeBack: (choose) =>
      inTurn(async () => {
        await ready()
        // Perhaps another window did something that this one has not heard of yet.
        if ((await choose()) === null) await replica.sync()
        return attempt((time) => planTakingBack(choose, time))
      }),
  }
}
