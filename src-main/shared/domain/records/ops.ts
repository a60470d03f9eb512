/** Operations: made from what changed, and turned round for undo. */
import type { Anchor, NotebookRecords, NotebookTable, OpDraft } from '../../contract'
import { sameJson } from './equal'

/** A change of one record, whole before and after; null where there was, or is, none. */
export type Change = {
  [T in NotebookTable]: { table: T; before: NotebookRecords[T] | null; after: NotebookRecords[T] | null }
}[NotebookTable]

/** Names a record among those of all tables. */
export const recordKey = (table: NotebookTable, id: string): string => `${table}/${id}`

/** That of the record that a change is about. */
export const changedKey = ({ table, before, after }: Change): string => recordKey(table, after?.id ?? before?.id ?? '')

/** Who did it, when, and what it belongs to. */
export interface Stamp {
  opId: string
  /** ISO instant in UTC. */
  time: string
  actor: string
  device: string
  /** Lamport clock. */
  clock: number
  group?: string
  label?: string
  undoOf?: string
}

export type AnyRecord = NotebookRecords[NotebookTable]

interface Lifetime {
  created: string
  updated: string
  rev: number
  deletedAt: string | null
}

type Verb = OpDraft['verb']

const isDeleted = (record: AnyRecord) => 'deletedAt' in record && record.deletedAt !== null

/** What a change is called: deleting marks a record, purging takes it away for good. */
export function verbOf(change: Pick<Change, 'before' | 'after'>): Verb {
  if (change.before === null) return 'create'
  if (change.after === null) return 'purge'
  if (isDeleted(change.after) && !isDeleted(change.before)) return 'delete'
  if (!isDeleted(change.after) && isDeleted(change.before)) return 'restore'
  return 'update'
}

/** An operation for the journal. Throws a plain Error when the change has neither a before nor an after. */
export function makeOp(change: Change, stamp: Stamp): OpDraft {
  const targetId = change.after?.id ?? change.before?.id
  if (targetId === undefined) throw new Error('a change needs a record')
  return { ...change, ...stamp, verb: verbOf(change), targetId }
}

/** `current` with those fields put back that the change made and that nobody changed later. `rev` is not touched. */
function putBack<R extends object>(before: R, after: R, current: R): R {
  const result: R = { ...current }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)] as Extract<keyof R, string>[])
  for (const key of keys) {
    if (key === 'rev' || sameJson(before[key], after[key]) || !sameJson(current[key], after[key])) continue
    if (before[key] === undefined) Reflect.deleteProperty(result, key)
    else result[key] = before[key]
  }
  return result
}

interface Both<R> {
  before: R | null
  after: R | null
}

/** `undefined`: there is nothing that could be put back. */
function invertLifetime<R extends Lifetime>({ before, after }: Both<R>, current: R | null, time: string) {
  if (before === null) {
    // A record that was made is marked as deleted: only a purge takes rows away.
    return current === null ? undefined : { ...current, deletedAt: current.deletedAt ?? time, rev: current.rev + 1 }
  }
  if (after === null) return current === null ? { ...before, rev: before.rev + 1 } : undefined
  return current === null ? undefined : { ...putBack(before, after, current), rev: current.rev + 1 }
}

function invertAnchor({ before, after }: Both<Anchor>, current: Anchor | null) {
  if (before === null) return current === null ? undefined : null
  if (after === null) return current === null ? before : undefined
  return current === null ? undefined : putBack(before, after, current)
}

/**
 * The change that takes `op` back, given the record as it is now. Fields that were changed later stay as they are. Null
 * when the record is gone, or there again, so that nothing is left to take back. Everything but `rev` becomes as it was.
 * `time` marks records that disappear because their making is taken back.
 */
export function invert(op: OpDraft, current: AnyRecord | null, time: string): Change | null {
  const change = { table: op.table, before: op.before, after: op.after } as Change
  const now = { ...change, before: current, after: current } as Change
  return invertChange(change, now, time)
}

function invertChange(change: Change, now: Change, time: string): Change | null {
  if (change.table === 'annotations' && now.table === 'annotations') {
    const after = invertLifetime(change, now.before, time)
    return after === undefined ? null : { table: change.table, before: now.before, after }
  }
  if (change.table === 'anchors' && now.table === 'anchors') {
    const after = invertAnchor(change, now.before)
    return after === undefined ? null : { table: change.table, before: now.before, after }
  }
  if (change.table === 'tags' && now.table === 'tags') {
    const after = invertLifetime(change, now.before, time)
    return after === undefined ? null : { table: change.table, before: now.before, after }
  }
  if (change.table === 'links' && now.table === 'links') {
    const after = invertLifetime(change, now.before, time)
    return after === undefined ? null : { table: change.table, before: now.before, after }
  }
  if (change.table === 'comparisons' && now.table === 'comparisons') {
    const after = invertLifetime(change, now.before, time)
    return after === undefined ? null : { table: change.table, before: now.before, after }
  }
  return null
}
