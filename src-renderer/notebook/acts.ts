/** What the reader can do, as changes of records. Each builds on the records as they are when it is asked. */
import {
  type Anchor,
  type Annotation,
  AppError,
  type Comparison,
  type Link,
  type NotebookRecords,
} from '#shared/contract'
import { type Change, rowsFollowing, sameJson } from '#shared/domain/records'
import type { NotebookTablesReader } from './tables-reader'

type Stored = 'id' | 'created' | 'updated' | 'rev' | 'deletedAt'

export type AnnotationDraft = Omit<Annotation, Stored>
type Target = Annotation['targets'][number]
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

/** One level: an answer to an answer stands below the same note. */
export async function addReply(context: ActContext, id: string, note: string): Promise<Plan<Annotation>> {
  let parent = await present(context, 'annotations', id)
  for (const seen = new Set([id]); parent.replyTo !== undefined && !seen.has(parent.replyTo);) {
    const above = await context.tables.annotations.get(parent.replyTo)
    if (!above || above.deletedAt !== null) break
    seen.add(above.id)
    parent = above
  }
  const { targets } = parent
  return addAnnotation(context, { targets, kind: 'reply', colour: null, tagIds: [], note, replyTo: parent.id })
}

/** Answers below a note, and answers to those. */
async function repliesBelow({ tables }: ActContext, id: string): Promise<Annotation[]> {
  const found = new Map<string, Annotation>()
  const waiting = [id]
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const reply of await tables.annotations.where('replyTo', parent)) {
      if (found.has(reply.id) || reply.id === id) continue
      found.set(reply.id, reply)
      waiting.push(reply.id)
    }
  }
  return [...found.values()]
}

export async function updateAnnotation(context: ActContext, id: string, patch: AnnotationPatch): Promise<Plan<void>> {
  const before = await present(context, 'annotations', id)
  if (sameJson(before, { ...before, ...patch })) return { changes: [], result: undefined }
  const after: Annotation = { ...before, ...patch, ...changed(context, before) }
  const changes: Change[] = [{ table: 'annotations', before, after }]
  if (sameJson(before.targets, after.targets)) return { changes, result: undefined }
  // Answers go with the place of their note.
  for (const reply of await repliesBelow(context, id)) {
    if (!sameJson(reply.targets, before.targets)) continue
    const moved = { ...reply, targets: after.targets, ...changed(context, reply) }
    changes.push({ table: 'annotations', before: reply, after: moved })
  }
  for (const { after: record } of [...changes]) {
    const rows = record ? await context.tables.anchors.where('annId', record.id) : []
    changes.push(...rowsFollowing(before.targets, after.targets, rows))
  }
  return { changes, result: undefined }
}

/** Adds a passage or region to a note as it is now; one that it has already changes nothing. Answers how many it has. */
export async function addTarget(context: ActContext, id: string, target: Target): Promise<Plan<number>> {
  const { targets } = await present(context, 'annotations', id)
  if (targets.some((one) => isSamePlace(one, target))) return { changes: [], result: targets.length }
  const { changes } = await updateAnnotation(context, id, { targets: [...targets, target] })
  return { changes, result: targets.length + 1 }
}

/** Takes a target off a note as it is now; one that is gone already is passed over. The last one stays. */
export async function removeTarget(context: ActContext, id: string, target: Target): Promise<Plan<void>> {
  const { targets } = await present(context, 'annotations', id)
  const at = targets.findIndex((one) => sameJson(one, target))
  if (at === -1 || targets.length === 1) return { changes: [], result: undefined }
  return updateAnnotation(context, id, { targets: targets.filter((_, index) => index !== at) })
}

/** The words around a passage, and its structure, do not tell places apart. */
function isSamePlace(one: Target, other: Target): boolean {
  if (one.kind !== 'text' || other.kind !== 'text') return sameJson(one, other)
  return one.editionId === other.editionId && one.start === other.start && one.end === other.end
}

/** With the answers below them. Those that are gone already are passed over. */
export async function deleteAnnotations(context: ActContext, ids: readonly string[]): Promise<Plan<void>> {
  const changes: Change[] = []
  const all = new Set(ids)
  for (const id of ids) for (const reply of await repliesBelow(context, id)) all.add(reply.id)
  for (const id of all) {
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

/**
 * Answers the link between the two, whichever way it goes, if there is one, and changes nothing. `to` a draft: the note
 * is made, too.
 */
export async function addLink(context: ActContext, from: string, to: string | AnnotationDraft): Promise<Plan<Link>> {
  const note = await present(context, 'annotations', from)
  if (typeof to !== 'string') {
    const made = addAnnotation(context, to)
    const link: Link = { ...fresh(context), from, to: made.result.id, type: 'related' }
    return { changes: [...made.changes, { table: 'links', before: null, after: link }], result: link }
  }
  if (note.id === to) throw new AppError('bad-request', 'A note cannot be linked to itself. Choose another one.')
  const there = (await context.tables.links.where('from', from)).find((link) => link.to === to)
  const known = there ?? (await context.tables.links.where('from', to)).find((link) => link.to === from)
  if (known) return { changes: [], result: known }
  const after: Link = { ...fresh(context), from, to, type: 'related' }
  return { changes: [{ table: 'links', before: null, after }], result: after }
}

/** One that is gone already is passed over. */
export async function deleteLink(context: ActContext, id: string): Promise<Plan<void>> {
  const before = await context.tables.links.get(id)
  if (!before || before.deletedAt !== null) return { changes: [], result: undefined }
  const after = { ...before, ...changed(context, before), deletedAt: context.time }
  return { changes: [{ table: 'links', before, after }], result: undefined }
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
