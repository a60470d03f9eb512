/** The records of a notebook in memory, and how operations change them. */
import {
  type Counts,
  type NotebookRecords,
  type NotebookTable,
  notebookTables,
  type OpDraft,
  type TableRecord,
} from '../../contract'
import { sameJson } from './equal'

/** Every record by table and id, deleted ones included. */
export type Tables = { [T in NotebookTable]: Map<string, NotebookRecords[T]> }

export function createTables(): Tables {
  return { annotations: new Map(), anchors: new Map(), tags: new Map(), links: new Map(), comparisons: new Map() }
}

function put<R>(records: Map<string, R>, id: string, record: R | null): void {
  if (record === null) records.delete(id)
  else records.set(id, record)
}

/**
 * Puts `after` of the operation in its place. It never looks at `before`: an operation holds the whole record, so a lost
 * predecessor costs nothing but itself. Whether an operation may be made is asked before (`findConflict`).
 */
export function applyOp(tables: Tables, op: OpDraft): void {
  switch (op.table) {
    case 'annotations':
      return put(tables.annotations, op.targetId, op.after)
    case 'anchors':
      return put(tables.anchors, op.targetId, op.after)
    case 'tags':
      return put(tables.tags, op.targetId, op.after)
    case 'links':
      return put(tables.links, op.targetId, op.after)
    case 'comparisons':
      return put(tables.comparisons, op.targetId, op.after)
  }
}

/** Puts a record of a snapshot or a rebuild in its place. */
export function putRecord(tables: Tables, row: TableRecord): void {
  switch (row.table) {
    case 'annotations':
      return put(tables.annotations, row.record.id, row.record)
    case 'anchors':
      return put(tables.anchors, row.record.id, row.record)
    case 'tags':
      return put(tables.tags, row.record.id, row.record)
    case 'links':
      return put(tables.links, row.record.id, row.record)
    case 'comparisons':
      return put(tables.comparisons, row.record.id, row.record)
  }
}

/** Every record with its table, in the order of `notebookTables` and of creation within a table. */
export function allRecords(tables: Tables): TableRecord[] {
  return [
    ...[...tables.annotations.values()].map((record) => ({ table: 'annotations', record }) as const),
    ...[...tables.anchors.values()].map((record) => ({ table: 'anchors', record }) as const),
    ...[...tables.tags.values()].map((record) => ({ table: 'tags', record }) as const),
    ...[...tables.links.values()].map((record) => ({ table: 'links', record }) as const),
    ...[...tables.comparisons.values()].map((record) => ({ table: 'comparisons', record }) as const),
  ]
}

/** Rows of each table, deleted ones included. */
export function countsOf(tables: Tables): Counts {
  return {
    annotations: tables.annotations.size,
    anchors: tables.anchors.size,
    tags: tables.tags.size,
    links: tables.links.size,
    comparisons: tables.comparisons.size,
  }
}

/** Rows of each table that are not deleted: what a reader would count. Anchors go with their annotations. */
export function livingCountsOf(tables: Tables): Counts {
  const living = (records: ReadonlyMap<string, { deletedAt: string | null }>) =>
    [...records.values()].filter(({ deletedAt }) => deletedAt === null).length
  return {
    annotations: living(tables.annotations),
    anchors: [...tables.anchors.values()].filter((anchor) => {
      const annotation = tables.annotations.get(anchor.annId)
      return annotation?.deletedAt === null
    }).length,
    tags: living(tables.tags),
    links: living(tables.links),
    comparisons: living(tables.comparisons),
  }
}

export const noCounts: Counts = { annotations: 0, anchors: 0, tags: 0, links: 0, comparisons: 0 }

/** True when both say the same number of rows for every table. */
export function sameCounts(a: Counts, b: Counts): boolean {
  return notebookTables.every((table) => a[table] === b[table])
}

/**
 * True when `before` is the record as it is stored now. Records with a `rev` are compared by it alone, so that two pages
 * that made the same record agree; anchors have none and are compared as a whole.
 */
export function isCurrent(
  stored: NotebookRecords[NotebookTable] | null,
  before: NotebookRecords[NotebookTable] | null,
) {
  if (stored === null || before === null) return stored === before
  if ('rev' in stored && 'rev' in before) return stored.rev === before.rev
  return sameJson(stored, before)
}
