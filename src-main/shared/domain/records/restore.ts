/** Going back to how the notebook was: the changes that do it, as one act that can itself be taken back. */
import { type NotebookRecords, type NotebookTable, notebookTables, type Tag } from '../../contract'
import { rowChanges, rowsWith } from './anchor-rows'
import { sameButRev } from './equal'
import type { Change } from './ops'
import type { Tables } from './tables'
import { fromTheRoot } from './tag-tree'

/** Records with a life of their own; anchors go with their annotations. */
type Living = Exclude<NotebookTable, 'anchors'>

/** What brings one record back; null where nothing that a reader sees would change. */
function changeOf<T extends Living>(
  table: T,
  now: NotebookRecords[T] | null,
  then: NotebookRecords[T] | null,
  time: string,
): Change | null {
  const make = (after: NotebookRecords[T]) => ({ table, before: now, after }) as Change
  if (then === null) {
    // Made since: marked as deleted, so that it can come back.
    return now === null || now.deletedAt !== null ? null : make({ ...now, deletedAt: time, rev: now.rev + 1 })
  }
  if (now === null) return then.deletedAt === null ? make(then) : null
  const isGone = now.deletedAt !== null && then.deletedAt !== null
  return isGone || sameButRev(now, then) ? null : make({ ...then, rev: now.rev + 1 })
}

function changesOf<T extends Living>(table: T, now: Tables, then: Tables, time: string): Change[] {
  const [current, before] = [now[table], then[table]] as [
    Map<string, NotebookRecords[T]>,
    Map<string, NotebookRecords[T]>,
  ]
  return [...new Set([...before.keys(), ...current.keys()])].flatMap(
    (id) => changeOf(table, current.get(id) ?? null, before.get(id) ?? null, time) ?? [],
  )
}

const tagOf = (change: Change) => (change.table === 'tags' ? change : null)

/**
 * Tags in an order in which no two siblings ever have one name: those that leave first, those that change their name or
 * place leave and come back, parents before children.
 */
export function tagChanges(changes: readonly Change[], time: string): Change[] {
  const leaving: Change[] = []
  const coming = new Map<string, { before: Tag | null; after: Tag }>()
  for (const change of changes) {
    const { before, after } = tagOf(change) ?? {}
    if (!after) continue
    const isMoved = before?.nameKey !== after.nameKey || before.parentId !== after.parentId
    if (after.deletedAt !== null) leaving.push(change)
    else if (!before || before.deletedAt !== null || !isMoved) coming.set(after.id, { before: before ?? null, after })
    else {
      const away: Tag = { ...before, deletedAt: time, rev: before.rev + 1 }
      leaving.push({ table: 'tags', before, after: away })
      coming.set(after.id, { before: away, after: { ...after, rev: away.rev + 1 } })
    }
  }
  const ordered = fromTheRoot([...coming.values()].map(({ after }) => after))
  return [
    ...leaving,
    ...ordered.map((after): Change => ({ table: 'tags', before: coming.get(after.id)?.before ?? null, after })),
  ]
}

/**
 * What makes the notebook say again what it said `then`: records that were changed since as they were, those deleted
 * since back, those made since marked as deleted at `time` (ISO instant). Places of notes in later editions stay, each
 * with its passage: they are true whatever the notes say. In an order in which the changes may be committed. Pure.
 */
export function restoreChanges(now: Tables, then: Tables, time: string): Change[] {
  const rows = rowsWith(now, then.annotations)
  for (const row of then.anchors.values()) rows.set(row.id, row)
  const anchors = rowChanges(now.anchors, rows)
  return notebookTables.flatMap((table) => {
    if (table === 'anchors') return anchors
    const changes = changesOf(table, now, then, time)
    return table === 'tags' ? tagChanges(changes, time) : changes
  })
}
