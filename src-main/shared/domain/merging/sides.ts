/** What a merge knows of one notebook: its records, and what was done to those that both have. */
import { type NotebookRecords, type NotebookTable, notebookTables, type Op } from '../../contract'
import { MERGE_LABEL, recordKey, sameButRev, type Tables } from '../records'

export interface MergeSide {
  readonly tables: Tables
  /** Operations that count, in the order of the journal; none where only the record is known. */
  history(table: NotebookTable, id: string): readonly Op[]
  /** A merge made the record, and was taken back: for another merge it is not here. */
  isUndone(table: NotebookTable, id: string): boolean
}

/**
 * Records that say something else on the other side: their history decides. The count of changes says nothing. Yields as
 * `mergeNotebooks`.
 */
export function* differing(ours: Tables, theirs: Tables): Generator<void, Set<string>> {
  const found = new Set<string>()
  for (const table of notebookTables) {
    for (const [id, record] of ours[table] as Map<string, NotebookRecords[NotebookTable]>) {
      yield
      const other = theirs[table].get(id)
      if (!other ? table === 'anchors' : !sameButRev(record, other)) found.add(recordKey(table, id))
    }
  }
  for (const id of theirs.anchors.keys()) if (!ours.anchors.has(id)) found.add(recordKey('anchors', id))
  return found
}

export interface SideReader {
  /** Operations in the order of the journal. */
  add(op: Op): void
  side(): MergeSide
}

/** `wanted`: keys of the records whose history is kept, as `differing` gives them. */
export function createSideReader(tables: Tables, wanted: ReadonlySet<string>): SideReader {
  const histories = new Map<string, Op[]>()
  /** Operations of merges, and what took them back or did them again, each with whether its merge is undone. */
  const merges = new Map<string, { undone: boolean }>()
  const made = new Set<string>()

  return {
    add(op) {
      const key = recordKey(op.table, op.targetId)
      const undone = op.undoOf === undefined ? undefined : merges.get(op.undoOf)
      if (undone) {
        undone.undone = !undone.undone
        merges.set(op.opId, undone)
      } else if (op.label === MERGE_LABEL && op.undoOf === undefined) {
        merges.set(op.opId, { undone: false })
        if (op.before === null) made.add(key)
      }
      if (!wanted.has(key) && !made.has(key)) return
      const known = histories.get(key)
      if (known) known.push(op)
      else histories.set(key, [op])
    },
    side() {
      const counts = (op: Op) => !merges.get(op.opId)?.undone
      const history = (table: NotebookTable, id: string) => (histories.get(recordKey(table, id)) ?? []).filter(counts)
      return {
        tables,
        history,
        isUndone(table, id) {
          const record = tables[table].get(id)
          const isGone = record !== undefined && 'deletedAt' in record && record.deletedAt !== null
          return isGone && made.has(recordKey(table, id)) && history(table, id).length === 0
        },
      }
    },
  }
}
