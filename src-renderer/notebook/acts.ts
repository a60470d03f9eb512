/** What the reader can do, as changes of records. Each builds on the records as they are when it is asked. */
import { type Anchor, type Annotation, AppError, type Comparison, type NotebookRecords } from '#shared/contract'
import { type Change, sameJson } from '#shared/domain/records'
import type { NotebookTablesReader } from './tables-reader'

type Stored = 'id' | 'created' | 'updated' | 'rev' | 'deletedAt'

export type AnnotationDraft = Omit<Annotation, Stored>
export type AnnotationPatch = Partial<AnnotationDraft>
/** A comparison to save: with the id of one that is there, or as a new one. */
export type ComparisonDraft = Omit<Comparison, Stored | 'v'> & { id?: string | undefined }

/** Changes to commit, and what the act answers. */
export interface Plan<T> {
  changes: Change[]
  result: T
}

export interface ActContext {
  tables: NotebookTablesReader
  /** ISO instant. */
  time: string
  /** Name of the reader; may be empty. */
  actor: string
  newId(): string
}

type Lifetime = Pick<Annotation, Stored>

/** A record that is made now. */
export const fresh = ({ time, newId }: ActContext): Lifetime => ({
  id: newId(),
  created: time,
  updated: time,
  rev: 1,
  deletedAt: null,
})

/** What every change of a record changes. */
export const changed = ({ time }: ActContext, before: Lifetime) => ({ updated: time, rev: before.rev + 1 })

/** The record, which must be there. Throws AppError `not-found`. */
export async function present<T extends 'annotations' | 'tags' | 'comparisons'>(
  { tables }: ActContext,
  table: T,
  id: string,
): Promise<NotebookRecords[T]> {
  const words = { annotations: 'note', tags: 'tag', comparisons: 'comparison' }
  const record: NotebookRecords[T] | undefined = await (
    tables[table] as { get(id: string): Promise<NotebookRecords[T] | undefined> }
  ).get(id)
  if (!record || record.deletedAt !== null) {
    throw new AppError(
      'not-found',
      `The ${words[table]} could not be changed, because it is not in the notebook any more. Undo may bring it back.`,
      { table, id },
    )
  }
  return record
}

export function addAnnotation(context: ActContext, draft: AnnotationDraft): Plan<Annotation> {
  const after: Annotation = { ...draft, ...fresh(context) }
  return { changes: [{ table: 'annotations', before: null, after }], result: after }
}

export async function updateAnnotation(context: ActContext, id: string, patch: AnnotationPatch): Promise<Plan<void>> {
  const before = await present(context, 'annotations', id)
  if (sameJson(before, { ...before, ...patch })) return { changes: [], result: undefined }
  const after: Annotation = { ...before, ...patch, ...changed(context, before) }
  return { changes: [{ table: 'annotations', before, after }], result: undefined }
}

/** Those that are gone already are passed over. */
export async function deleteAnnotations(context: ActContext, ids: readonly string[]): Promise<Plan<void>> {
  const changes: Change[] = []
  for (const id of new Set(ids)) {
    const before = await context.tables.annotations.get(id)
    if (!before || before.deletedAt !== null) continue
    const after = { ...before, ...changed(context, before), deletedAt: context.time }
    changes.push({ table: 'annotations', before, after })
  }
  return { changes, result: undefined }
}

/** Places that the reader chose, or none; each row as it is to be. Those that are so already are passed over. */
export async function confirmAnchors(context: ActContext, rows: readonly Anchor[]): Promise<Plan<void>> {
  const changes: Change[] = []
  for (const row of rows) {
    const before = (await context.tables.anchors.get(row.id)) ?? null
    const after: Anchor = { ...row, confirmedBy: context.actor }
    if (!sameJson(before, after)) changes.push({ table: 'anchors', before, after })
  }
  return { changes, result: undefined }
}

export async function saveComparison(context: ActContext, draft: ComparisonDraft): Promise<Plan<Comparison>> {
  const { id, ...content } = draft
  if (id === undefined) {
    const after: Comparison = { ...content, ...fresh(context), v: 1 }
    return { changes: [{ table: 'comparisons', before: null, after }], result: after }
  }
  const before = await present(context, 'comparisons', id)
  const { created, deletedAt, rev, updated } = before
  const same: Comparison = { ...content, v: 1, id, created, updated, rev, deletedAt }
  if (sameJson(before, same)) return { changes: [], result: before }
  const after = { ...same, ...changed(context, before) }
  return { changes: [{ table: 'comparisons', before, after }], result: after }
}

export async function deleteComparison(context: ActContext, id: string): Promise<Plan<void>> {
  const before = await present(context, 'comparisons', id)
  const after = { ...before, ...changed(context, before), deletedAt: context.time }
  return { changes: [{ table: 'comparisons', before, after }], result: undefined }
}
