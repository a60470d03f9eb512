/** What live queries may ask of the replica: records, not rows. */
import type { Anchor, Annotation, Comparison, Link, NotebookRecords, NotebookTable, Tag } from '#shared/contract'
import type { NotebookDatabase } from './database'

interface TableReader<R, Index extends string> {
  /** The record with this id, deleted or not. */
  get(id: string): Promise<R | undefined>
  /** Records that are not deleted and have this key. */
  where(index: Index, key: string): Promise<R[]>
  /** Records that are not deleted. */
  all(): Promise<R[]>
}

export interface NotebookTablesReader {
  annotations: TableReader<Annotation, 'docIds' | 'tagIds' | 'colour' | 'replyTo'>
  anchors: TableReader<Anchor, 'annId'>
  tags: TableReader<Tag, 'parentId'>
  links: TableReader<Link, 'from' | 'to'>
  comparisons: TableReader<Comparison, 'docIds'>
}

const isLive = (record: object) => !('deletedAt' in record) || record.deletedAt === null

export function createTablesReader(database: () => NotebookDatabase): NotebookTablesReader {
  function reader<T extends NotebookTable, Index extends string>(name: T): TableReader<NotebookRecords[T], Index> {
    type R = NotebookRecords[T]
    const table = () => database().table<{ record: R }, string>(name)
    const live = (rows: { record: R }[]) => rows.map((row) => row.record).filter(isLive)
    return {
      get: async (id) => (await table().get(id))?.record,
      where: async (index, key) => live(await table().where(index).equals(key).toArray()),
      all: async () => live(await table().toArray()),
    }
  }
  return {
    annotations: reader('annotations'),
    anchors: reader('anchors'),
    tags: reader('tags'),
    links: reader('links'),
    comparisons: reader('comparisons'),
  }
}

/** The record as it is now, deleted or not; null where there is none. */
export async function currentRecord(
  tables: NotebookTablesReader,
  table: NotebookTable,
  id: string,
): Promise<NotebookRecords[NotebookTable] | null> {
  return (await tables[table].get(id)) ?? null
}
