/** The tables of the replica (annotation.md section 7). It can be deleted at any time: the journal is the record. */
import Dexie, { type Table } from 'dexie'
import type { Anchor, Annotation, Comparison, Counts, Link, NotebookTable, Op, Tag } from '#shared/contract'
import type { Tables } from '#shared/domain/records'

/** A record beside the values that it is found by: booleans and null cannot be keys, and some keys are computed. */
interface Row<R> {
  id: string
  record: R
}

interface AnnotationRow extends Row<Annotation> {
  docIds: string[]
  tagIds: string[]
  colour?: string
  replyTo?: string
  updated: string
  deleted: 0 | 1
}

interface AnchorRow extends Row<Anchor> {
  annId: string
  target: number
  editionId: string
  state: string
  start?: number
}

interface TagRow extends Row<Tag> {
  parentId: string
  nameKey: string
}

interface LinkRow extends Row<Link> {
  from: string
  to: string
}

interface ComparisonRow extends Row<Comparison> {
  docIds: string[]
  updated: string
  deleted: 0 | 1
}

/** Which operations the tables hold: all up to `lastSeq` of the chain that has `lastHash` there. */
export interface ReplicaHead {
  key: 'head'
  notebookId: string
  lastSeq: number
  lastHash: string
}

export type NotebookDatabase = Dexie & {
  annotations: Table<AnnotationRow, string>
  anchors: Table<AnchorRow, string>
  tags: Table<TagRow, string>
  links: Table<LinkRow, string>
  comparisons: Table<ComparisonRow, string>
  /** The newest operations: what undo needs. */
  ops: Table<Op, number>
  meta: Table<ReplicaHead, string>
}

/**
 * Not opened yet. The name of a tag is not a unique key here although it is unique among siblings: the service sees to
 * that, and a replica must be able to hold whatever the journal holds.
 */
export function createDatabase(name: string): NotebookDatabase {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' })
  database.version(1).stores({
    annotations: 'id, *docIds, *tagIds, colour, replyTo, updated, deleted',
    anchors: 'id, annId, [annId+target+editionId], [editionId+start], [editionId+state]',
    comparisons: 'id, *docIds, updated, deleted',
    tags: 'id, parentId, [parentId+nameKey]',
    links: 'id, from, to, [from+to]',
    ops: 'seq, &opId, targetId',
    meta: 'key',
  })
  return database as NotebookDatabase
}

const deletedKey = (record: { deletedAt: string | null }) => (record.deletedAt === null ? 0 : 1)
const unique = (ids: string[]) => [...new Set(ids)]

function annotationRow(record: Annotation): AnnotationRow {
  const { id, tagIds, colour, replyTo, updated } = record
  return {
    id,
    record,
    docIds: unique(record.targets.map((target) => target.docId)),
    tagIds: unique(tagIds),
    ...(colour === null ? {} : { colour }),
    ...(replyTo === undefined ? {} : { replyTo }),
    updated,
    deleted: deletedKey(record),
  }
}

function anchorRow(record: Anchor): AnchorRow {
  const { id, annId, target, editionId, state, start } = record
  return { id, record, annId, target, editionId, state, ...(start === null ? {} : { start }) }
}

function comparisonRow(record: Comparison): ComparisonRow {
  const docIds = unique(record.panes.map((pane) => pane.documentId))
  return { id: record.id, record, docIds, updated: record.updated, deleted: deletedKey(record) }
}

const tagRow = (record: Tag): TagRow => ({ id: record.id, record, parentId: record.parentId, nameKey: record.nameKey })
const linkRow = (record: Link): LinkRow => ({ id: record.id, record, from: record.from, to: record.to })

/** Rows that are written at once: a few milliseconds. */
const PIECE = 100

/** Writes rows within the caller's transaction, in pieces that leave the page free: each is a task of its own. */
export async function putRows<R, T>(
  table: Table<R, string> | Table<R, number>,
  records: Iterable<T>,
  rowOf: (record: T) => R,
) {
  let rows: R[] = []
  for (const record of records) {
    if (rows.push(rowOf(record)) < PIECE) continue
    await table.bulkPut(rows)
    rows = []
  }
  await table.bulkPut(rows)
}

/** Writes records within the caller's transaction, table by table. */
export async function putAll(database: NotebookDatabase, tables: Tables): Promise<void> {
  await putRows(database.annotations, tables.annotations.values(), annotationRow)
  await putRows(database.anchors, tables.anchors.values(), anchorRow)
  await putRows(database.tags, tables.tags.values(), tagRow)
  await putRows(database.links, tables.links.values(), linkRow)
  await putRows(database.comparisons, tables.comparisons.values(), comparisonRow)
}

/** Takes records away within the caller's transaction. */
export async function deleteAll(database: NotebookDatabase, ids: Record<NotebookTable, string[]>): Promise<void> {
  await database.annotations.bulkDelete(ids.annotations)
  await database.anchors.bulkDelete(ids.anchors)
  await database.tags.bulkDelete(ids.tags)
  await database.links.bulkDelete(ids.links)
  await database.comparisons.bulkDelete(ids.comparisons)
}

/** Rows as they are, counted, not remembered. */
export async function countRows(database: NotebookDatabase): Promise<Counts> {
  const [annotations, anchors, tags, links, comparisons] = await Promise.all([
    database.annotations.count(),
    database.anchors.count(),
    database.tags.count(),
    database.links.count(),
    database.comparisons.count(),
  ])
  return { annotations, anchors, tags, links, comparisons }
}
