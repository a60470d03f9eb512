/** What the reader can do, as changes of records. Each builds on the records as they are when it is asked. */
import {
  type Anchor,
  type Annotation,
  AppError,
  type Comparison,
  type Link,
  type NotebookRecords,
  type Tag,
} from '#shared/contract'
import { type Change, nameKeyOf, sameJson, tidyName } from '#shared/domain/records'
import type { NotebookTablesReader } from './tables-reader'

type Stored = 'id' | 'created' | 'updated' | 'rev' | 'deletedAt'

export type AnnotationDraft = Omit<Annotation, Stored>
export type AnnotationPatch = Partial<AnnotationDraft>
export interface TagDraft {
  name: string
  parentId?: string
  colour?: Tag['colour']
}
export type TagPatch = Partial<Pick<Tag, 'name' | 'parentId' | 'colour' | 'note'>>
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

const fresh = ({ time, newId }: ActContext): Lifetime => ({
  id: newId(),
  created: time,
  updated: time,
  rev: 1,
  deletedAt: null,
})

const changed = ({ time }: ActContext, before: Lifetime) => ({ updated: time, rev: before.rev + 1 })

async function present<T extends 'annotations' | 'tags' | 'comparisons'>(
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
  if (!sameJson(before.targets, after.targets)) {
    // Answers go with the place of their note.
    for (const reply of await repliesBelow(context, id)) {
      if (!sameJson(reply.targets, before.targets)) continue
      changes.push({
        table: 'annotations',
        before: reply,
        after: { ...reply, targets: after.targets, ...changed(context, reply) },
      })
    }
  }
  return { changes, result: undefined }
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

/** Answers the link between the two, whichever way it goes, if there is one, and changes nothing. */
export async function addLink(context: ActContext, from: string, to: string): Promise<Plan<Link>> {
  const note = await present(context, 'annotations', from)
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

function namedTag(name: string): { name: string; nameKey: string } {
  const tidy = tidyName(name)
  if (tidy === '') throw new AppError('bad-request', 'The tag was not saved, because it has no name. Give it one.')
  return { name: tidy, nameKey: nameKeyOf(tidy) }
}

async function sibling({ tables }: ActContext, parentId: string, nameKey: string): Promise<Tag | undefined> {
  return (await tables.tags.where('parentId', parentId)).find((tag) => tag.nameKey === nameKey)
}

/** Answers the tag of that name beside it, if there is one, and changes nothing. */
export async function addTag(context: ActContext, draft: TagDraft): Promise<Plan<Tag>> {
  const parentId = draft.parentId ?? ''
  const named = namedTag(draft.name)
  const known = await sibling(context, parentId, named.nameKey)
  if (known) return { changes: [], result: known }
  const after: Tag = { ...fresh(context), ...named, parentId, colour: draft.colour ?? null, note: '' }
  return { changes: [{ table: 'tags', before: null, after }], result: after }
}

async function isBelow({ tables }: ActContext, id: string, ancestor: string): Promise<boolean> {
  const seen = new Set<string>()
  for (let at = id; at !== '' && !seen.has(at);) {
    if (at === ancestor) return true
    seen.add(at)
    at = (await tables.tags.get(at))?.parentId ?? ''
  }
  return false
}

export async function updateTag(context: ActContext, id: string, patch: TagPatch): Promise<Plan<void>> {
  const before = await present(context, 'tags', id)
  const next: Tag = { ...before, ...patch, ...(patch.name === undefined ? {} : namedTag(patch.name)) }
  if (sameJson(before, next)) return { changes: [], result: undefined }
  if (next.parentId !== before.parentId && (await isBelow(context, next.parentId, id))) {
    throw new AppError('bad-request', `The tag "${before.name}" cannot be put below itself. Choose another place.`, {
      id,
    })
  }
  const other = await sibling(context, next.parentId, next.nameKey)
  if (other && other.id !== id) {
    throw new AppError('conflict', `There is a tag "${other.name}" in that place already. Choose another name.`, {
      id: other.id,
      name: other.name,
    })
  }
  const after = { ...next, ...changed(context, before) }
  return { changes: [{ table: 'tags', before, after }], result: undefined }
}

/** The tag, all tags below it, and their marks on annotations and rows of comparisons: one act. */
export async function deleteTag(context: ActContext, id: string): Promise<Plan<void>> {
  const { tables, time } = context
  const top = await present(context, 'tags', id)
  const all = await tables.tags.all()
  const going = [top]
  for (let index = 0; index < going.length; index += 1) {
    going.push(...all.filter((tag) => tag.parentId === going[index]?.id))
  }
  const ids = new Set(going.map((tag) => tag.id))
  const stays = (tagId: string) => !ids.has(tagId)
  const changes: Change[] = []
  const annotations = new Map<string, Annotation>()
  for (const tagId of ids) {
    for (const found of await tables.annotations.where('tagIds', tagId)) annotations.set(found.id, found)
  }
  for (const before of annotations.values()) {
    const after = { ...before, ...changed(context, before), tagIds: before.tagIds.filter(stays) }
    changes.push({ table: 'annotations', before, after })
  }
  for (const before of await tables.comparisons.all()) {
    if (!before.rows?.some((row) => row.tagIds?.some((tagId) => ids.has(tagId)))) continue
    const rows = before.rows.map((row) => (row.tagIds ? { ...row, tagIds: row.tagIds.filter(stays) } : row))
    changes.push({ table: 'comparisons', before, after: { ...before, ...changed(context, before), rows } })
  }
  // Children first, so that undo, which goes backwards, has the parent before them.
  for (const before of going.reverse()) {
    changes.push({ table: 'tags', before, after: { ...before, ...changed(context, before), deletedAt: time } })
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
