/** What the reader can do with tags, as changes of records: each act is one group, taken back by one undo. */
import { type Annotation, AppError, type Comparison, type Tag } from '#shared/contract'
import { type Change, nameKeyOf, sameJson, tidyName } from '#shared/domain/records'
import { type ActContext, changed, fresh, type Plan, present } from './acts'

export interface TagDraft {
  name: string
  parentId?: string
  colour?: Tag['colour']
  note?: string
  /** 1 to 9, which another tag may lose. */
  digit?: number | null
}
export type TagPatch = Partial<Pick<Tag, 'name' | 'parentId' | 'colour' | 'note'>> & {
  /** 1 to 9, which another tag may lose; null takes it. */
  digit?: number | null
}
/** Tags to put on notes, and tags to take off them. */
export interface TagWish {
  add?: readonly string[]
  remove?: readonly string[]
}

function namedTag(name: string): { name: string; nameKey: string } {
  const tidy = tidyName(name)
  if (tidy === '') throw new AppError('bad-request', 'The tag was not saved, because it has no name. Give it one.')
  return { name: tidy, nameKey: nameKeyOf(tidy) }
}

async function sibling({ tables }: ActContext, parentId: string, nameKey: string): Promise<Tag | undefined> {
  return (await tables.tags.where('parentId', parentId)).find((tag) => tag.nameKey === nameKey)
}

function withDigit(tag: Tag, digit: number | null): Tag {
  const result: Tag = { ...tag }
  if (digit === null) delete result.digit
  else result.digit = digit
  return result
}

/** Takes the digit of a tag from the others that have it. */
async function digitFreed(context: ActContext, { id, digit }: Tag): Promise<Change[]> {
  if (digit === undefined) return []
  const others = (await context.tables.tags.all()).filter((tag) => tag.id !== id && tag.digit === digit)
  return others.map((before) => ({
    table: 'tags',
    before,
    after: withDigit({ ...before, ...changed(context, before) }, null),
  }))
}

/** Answers the tag of that name beside it, if there is one, and changes nothing. */
export async function addTag(context: ActContext, draft: TagDraft): Promise<Plan<Tag>> {
  const parentId = draft.parentId ?? ''
  const named = namedTag(draft.name)
  const known = await sibling(context, parentId, named.nameKey)
  if (known) return { changes: [], result: known }
  const about = { colour: draft.colour ?? null, note: draft.note ?? '' }
  const after = withDigit({ ...fresh(context), ...named, parentId, ...about }, draft.digit ?? null)
  const freed = await digitFreed(context, after)
  return { changes: [...freed, { table: 'tags', before: null, after }], result: after }
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
  const { digit = before.digit ?? null, ...fields } = patch
  const named = patch.name === undefined ? {} : namedTag(patch.name)
  const next = withDigit({ ...before, ...fields, ...named }, digit)
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
  const freed = next.digit === before.digit ? [] : await digitFreed(context, next)
  return { changes: [...freed, { table: 'tags', before, after }], result: undefined }
}

/** Notes and rows of comparisons that have one of the tags, each with its tags as `next` makes them. */
async function retag(
  context: ActContext,
  ids: ReadonlySet<string>,
  next: (tagIds: readonly string[]) => string[],
): Promise<Change[]> {
  const { tables } = context
  const annotations = new Map<string, Annotation>()
  for (const id of ids)
    for (const found of await tables.annotations.where('tagIds', id)) annotations.set(found.id, found)
  const changes: Change[] = [...annotations.values()].map((before) => ({
    table: 'annotations',
    before,
    after: { ...before, ...changed(context, before), tagIds: next(before.tagIds) },
  }))
  for (const before of await tables.comparisons.all()) {
    if (!before.rows?.some((row) => row.tagIds?.some((id) => ids.has(id)))) continue
    const rows = before.rows.map((row) => (row.tagIds ? { ...row, tagIds: next(row.tagIds) } : row))
    const after: Comparison = { ...before, ...changed(context, before), rows }
    changes.push({ table: 'comparisons', before, after })
  }
  return changes
}

const gone = (context: ActContext, before: Tag): Change => ({
  table: 'tags',
  before,
  after: { ...before, ...changed(context, before), deletedAt: context.time },
})

/** The tag, all tags below it, and their marks on annotations and rows of comparisons: one act. */
export async function deleteTag(context: ActContext, id: string): Promise<Plan<void>> {
  const top = await present(context, 'tags', id)
  const all = await context.tables.tags.all()
  const going = [top]
  for (let index = 0; index < going.length; index += 1) {
    going.push(...all.filter((tag) => tag.parentId === going[index]?.id))
  }
  const ids = new Set(going.map((tag) => tag.id))
  const changes = await retag(context, ids, (tagIds) => tagIds.filter((tagId) => !ids.has(tagId)))
  // Children first, so that undo, which goes backwards, has the parent before them.
  changes.push(...going.reverse().map((before) => gone(context, before)))
  return { changes, result: undefined }
}

/**
 * Which tag goes into which: the first pair, and below it every child that has a namesake among the children of the
 * other. `moves` are the children that have none: they go below the other tag as they are.
 */
function pairsOf(from: Tag, into: Tag, all: readonly Tag[]) {
  const pairs = [{ from, into }]
  const moves: { tag: Tag; parentId: string }[] = []
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index]
    if (!pair) continue
    // What goes is no namesake: it is not there any more when the others come.
    const there = all.filter((tag) => tag.parentId === pair.into.id && tag.id !== from.id)
    for (const child of all.filter((tag) => tag.parentId === pair.from.id)) {
      const same = there.find((tag) => tag.nameKey === child.nameKey)
      if (same) pairs.push({ from: child, into: same })
      else moves.push({ tag: child, parentId: pair.into.id })
    }
  }
  return { pairs, moves }
}

/** What the other tag becomes: it keeps what it has and takes over what it lacks; no description is lost. */
function joined(context: ActContext, from: Tag, into: Tag): Change[] {
  const note = [into.note, from.note].filter((text, at, both) => text.trim() !== '' && both.indexOf(text) === at)
  const digit = into.digit ?? from.digit
  const after: Tag = {
    ...into,
    colour: into.colour ?? from.colour,
    note: note.join('\n\n'),
    ...(digit === undefined ? {} : { digit }),
  }
  return sameJson(into, after) ? [] : [{ table: 'tags', before: into, after: { ...after, ...changed(context, into) } }]
}

/**
 * One tag goes into another: its notes and rows get that one, the tags below it go below that one (into those of the
 * same name), and it is deleted. Throws `bad-request` where the other stands below it, or is the same.
 */
export async function mergeTags(context: ActContext, fromId: string, intoId: string): Promise<Plan<void>> {
  const from = await present(context, 'tags', fromId)
  const into = await present(context, 'tags', intoId)
  if (await isBelow(context, intoId, fromId)) {
    throw new AppError(
      'bad-request',
      `The tag "${from.name}" cannot be merged into one that stands below it. Merge that one into it instead.`,
      { id: fromId, into: intoId },
    )
  }
  const { pairs, moves } = pairsOf(from, into, await context.tables.tags.all())
  const targets = new Map(pairs.map((pair) => [pair.from.id, pair.into.id]))
  const changes = await retag(context, new Set(targets.keys()), (tagIds) => [
    ...new Set(tagIds.map((id) => targets.get(id) ?? id)),
  ])
  // What goes, goes first: a child may have the name of the tag whose place it takes.
  changes.push(...pairs.toReversed().map((pair) => gone(context, pair.from)))
  for (const { tag: before, parentId } of moves) {
    changes.push({ table: 'tags', before, after: { ...before, ...changed(context, before), parentId } })
  }
  changes.push(...pairs.flatMap((pair) => joined(context, pair.from, pair.into)))
  return { changes, result: undefined }
}

/**
 * Puts tags on notes and takes others off, all in one act. Answers how many notes were changed; those that are gone, or
 * are so already, are passed over.
 */
export async function tagAnnotations(
  context: ActContext,
  ids: readonly string[],
  { add = [], remove = [] }: TagWish,
): Promise<Plan<number>> {
  for (const id of add) await present(context, 'tags', id)
  const changes: Change[] = []
  for (const id of new Set(ids)) {
    const before = await context.tables.annotations.get(id)
    if (!before || before.deletedAt !== null) continue
    const kept = before.tagIds.filter((tagId) => !remove.includes(tagId))
    const tagIds = [...kept, ...add.filter((tagId) => !kept.includes(tagId))]
    if (sameJson(tagIds, before.tagIds)) continue
    changes.push({ table: 'annotations', before, after: { ...before, ...changed(context, before), tagIds } })
  }
  return { changes, result: changes.length }
}
