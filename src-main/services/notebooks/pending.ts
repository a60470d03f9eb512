/** Whether operations may be made: their shape, and whether they rest on the records as they are, commits under way included. */
import * as v from 'valibot'
import {
  AppError,
  type NotebookRecords,
  type NotebookTable,
  type OpDraft,
  opDraftSchema,
  type Tag,
} from '#shared/contract'
import { isCurrent, recordKey, type Tables, verbOf } from '#shared/domain/records'

type AnyRecord = NotebookRecords[NotebookTable]

/** Changes that are accepted but not on the disk yet, over the tables. */
export interface Pending {
  /** Checks a commit as a whole and, if every operation may be made, takes note of it. Throws AppError otherwise. */
  accept(ops: readonly OpDraft[], tables: Tables): void
  /** The operations are on the disk and in the tables. */
  settle(ops: readonly OpDraft[]): void
  clear(): void
}

/** Operations as the contract has them, members that it does not know taken away. Throws AppError `bad-request`. */
export function parseDrafts(drafts: readonly unknown[]): OpDraft[] {
  return drafts.map((draft, index) => {
    const parsed = v.safeParse(opDraftSchema, draft)
    if (parsed.success) return parsed.output
    const issue = parsed.issues[0]
    const path = v.getDotPath(issue) ?? ''
    throw new AppError(
      'bad-request',
      `The change was not saved: operation ${index + 1} is wrong at "${path}": ${issue.message}.`,
      { index, path },
    )
  })
}

function conflict(op: OpDraft, why: string): AppError {
  return new AppError(
    'conflict',
    `The change was not saved, because ${why} in the meantime, perhaps in another window. Look at it again and repeat ` +
      'the change.',
    { table: op.table, id: op.targetId },
  )
}

function badOp(op: OpDraft, why: string): AppError {
  return new AppError('bad-request', `The change was not saved: ${why}.`, { opId: op.opId, id: op.targetId })
}

const keyOf = ({ table, targetId }: OpDraft) => recordKey(table, targetId)

export function createPending(): Pending {
  // The newest accepted value of a record, and how many operations on it are under way.
  const overlay = new Map<string, { op: OpDraft; count: number }>()

  function accept(ops: readonly OpDraft[], tables: Tables): void {
    const own = new Map<string, OpDraft>()
    const stored = (op: OpDraft): AnyRecord | null => {
      const under = own.get(keyOf(op)) ?? overlay.get(keyOf(op))?.op
      return under ? under.after : (tables[op.table].get(op.targetId) ?? null)
    }
    // Made for the first tag of the commit, and kept up from there.
    const live: { names?: Map<string, Set<string>> } = {}
    const nameOf = (tag: Tag) => JSON.stringify([tag.parentId, tag.nameKey])
    const namesNow = () => {
      if (live.names) return live.names
      const tags = new Map<string, Tag | null>(tables.tags)
      const changed = [...[...overlay.values()].map((entry) => entry.op), ...own.values()]
      for (const op of changed) if (op.table === 'tags') tags.set(op.targetId, op.after)
      const made = new Map<string, Set<string>>()
      for (const tag of tags.values()) {
        if (tag?.deletedAt === null) made.set(nameOf(tag), (made.get(nameOf(tag)) ?? new Set()).add(tag.id))
      }
      return (live.names = made)
    }
    for (const op of ops) {
      const { before, after } = op
      if (before === null && after === null) throw badOp(op, 'an operation has neither a before nor an after')
      if ((before ?? after)?.id !== op.targetId || (after ?? before)?.id !== op.targetId) {
        throw badOp(op, 'an operation names another record than it holds')
      }
      if (verbOf(op) !== op.verb) throw badOp(op, `"${op.verb}" does not say what the operation does`)
      if (!isCurrent(stored(op), before)) throw conflict(op, 'it was changed')
      if (before && after && 'rev' in before && 'rev' in after && after.rev !== before.rev + 1) {
        throw badOp(op, 'the count of changes does not rise by one')
      }
      if (op.table === 'tags' && op.after !== null && op.after.deletedAt === null) {
        const { after: tag } = op
        if ([...(namesNow().get(nameOf(tag)) ?? [])].some((id) => id !== tag.id)) {
          throw conflict(op, `a tag named "${tag.name}" was made beside it`)
        }
      }
      const { names } = live
      if (names && op.table === 'tags') {
        const old = stored(op)
        if (old && 'nameKey' in old) names.get(nameOf(old))?.delete(old.id)
        if (op.after?.deletedAt === null) {
          names.set(nameOf(op.after), (names.get(nameOf(op.after)) ?? new Set()).add(op.after.id))
        }
      }
      own.set(keyOf(op), op)
    }
    for (const op of ops) {
      const entry = overlay.get(keyOf(op))
      overlay.set(keyOf(op), { op, count: (entry?.count ?? 0) + 1 })
    }
  }

  return {
    accept,
    settle(ops) {
      for (const op of ops) {
        const entry = overlay.get(keyOf(op))
        if (entry && (entry.count -= 1) === 0) overlay.delete(keyOf(op))
      }
    },
    clear: () => overlay.clear(),
  }
}
