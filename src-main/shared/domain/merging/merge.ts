/**
 * Two notebooks as one (annotation.md section 1). Every record of either is in it. Of a record that both have, each field
 * is as the side left it that knew what the other said; where neither knew, the later operation wins, and what the other
 * said stays in sight. The same, whoever takes in whom, and nothing more the second time. Pure.
 */
import {
  type Annotation,
  type Comparison,
  type NotebookRecords,
  type NotebookTable,
  notebookTables,
  type Tag,
} from '../../contract'
import {
  type Change,
  changedKey,
  createTables,
  recordKey,
  nameKeyOf,
  sameButRev,
  sameJson,
  tagChanges,
  type Tables,
} from '../records'
import { lostComparison, lostWords, type MergeOptions } from './losers'
import { mergePlaces } from './places'
import { type Living, mergeLiving, type MergedRecord } from './records'
import type { MergeSide } from './sides'
import { joinWords, reconcileTags } from './tags'

/** Something that both changed, and how it ended. */
export interface MergeConflict {
  table: NotebookTable
  id: string
  /** `kept`: deleted on one side, changed on the other; it stays. `both`: both changed it. */
  what: 'kept' | 'both'
  fields: string[]
  winner: 'ours' | 'theirs'
}

export interface Merged {
  tables: Tables
  /** From our records to the merged ones, in an order in which they may be committed. */
  changes: Change[]
  /** Of those that change something here. */
  conflicts: MergeConflict[]
}

/** Yields between small steps: whoever has something else to do may do it then, but for changing the sides. */
export function* mergeNotebooks(ours: MergeSide, theirs: MergeSide, options: MergeOptions): Generator<void, Merged> {
  const merged = createTables()
  const conflicts: MergeConflict[] = []
  /** What the other side has rightly changed and is passed over all the same: live records that it deleted, keys. */
  const overruled = new Map<string, object>()
  const made: { annotations: Annotation[]; comparisons: Comparison[] } = { annotations: [], comparisons: [] }

  function note<T extends Living>(
    table: T,
    { record, conflicts: fields, winner, keptFrom }: MergedRecord<NotebookRecords[T]>,
  ) {
    if (keptFrom !== null) conflicts.push({ table, id: record.id, what: 'kept', fields, winner })
    else if (fields.length > 0) conflicts.push({ table, id: record.id, what: 'both', fields, winner })
  }

  function both<T extends Living>(table: T, id: string): MergedRecord<NotebookRecords[T]> | null {
    const of = (side: MergeSide) =>
      side.isUndone(table, id) ? undefined : (side.tables[table].get(id) as NotebookRecords[T])
    const [a, b] = [of(ours), of(theirs)]
    // Most records say the same on both sides.
    if (a && b && !sameButRev(a, b)) {
      const result = mergeLiving(
        table,
        { record: a, history: ours.history(table, id) },
        { record: b, history: theirs.history(table, id) },
      )
      note(table, result)
      if (result.keptFrom !== null && a.deletedAt === null)
        overruled.set(recordKey(table, id), { deletedAt: result.keptFrom })
      return result
    }
    // A merge that was taken back on both sides left what it left.
    const record = a ?? b ?? ours.tables[table].get(id)
    return record ? { record, conflicts: [], winner: 'ours', keptFrom: null, lost: new Map() } : null
  }

  const idsOf = (table: NotebookTable) => [...new Set([...ours.tables[table].keys(), ...theirs.tables[table].keys()])]

  for (const id of idsOf('annotations')) {
    yield
    const result = both('annotations', id)
    if (!result) continue
    merged.annotations.set(id, result.record)
    if (result.record.deletedAt === null) made.annotations.push(...lostWords(result, options))
  }
  for (const id of idsOf('tags')) {
    yield
    const result = both('tags', id)
    if (!result) continue
    const [name, words] = [result.lost.get('name')?.value, result.lost.get('note')?.value]
    let said = result.record.note
    for (const one of [name, words]) if (typeof one === 'string') said = joinWords(said, one)
    merged.tags.set(id, { ...result.record, nameKey: nameKeyOf(result.record.name), note: said })
  }
  for (const id of idsOf('links')) {
    yield
    const result = both('links', id)
    if (result) merged.links.set(id, result.record)
  }
  for (const id of idsOf('comparisons')) {
    yield
    const result = both('comparisons', id)
    if (!result) continue
    merged.comparisons.set(id, result.record)
    const copy = lostComparison(result, options)
    if (copy) made.comparisons.push(copy)
  }
  const places = yield* mergePlaces(ours, theirs, merged.annotations)
  merged.anchors = places.anchors
  for (const id of places.conflicts)
    conflicts.push({ table: 'anchors', id, what: 'both', fields: ['start', 'end'], winner: 'ours' })

  for (const reply of made.annotations) addMissing('annotations', reply)
  for (const copy of made.comparisons) addMissing('comparisons', copy)
  /** What was kept once, and perhaps deleted since, is not kept again. */
  function addMissing<T extends 'annotations' | 'comparisons'>(table: T, record: NotebookRecords[T]): void {
    const isHere = (side: MergeSide) => side.tables[table].has(record.id) && !side.isUndone(table, record.id)
    if (!isHere(ours) && !isHere(theirs)) (merged[table] as Map<string, NotebookRecords[T]>).set(record.id, record)
  }

  const decided = new Map(merged.tags)
  reviveTags(merged, ours, theirs)
  yield
  followTags(merged, reconcileTags(merged.tags), (id) => isGoneOnce(id, ours, theirs))
  yield
  for (const [id, { digit }] of decided) {
    const had = ours.tables.tags.get(id)?.digit
    if (had === undefined || had === digit || merged.tags.get(id)?.digit !== had) continue
    // It has its key back from a tag that gave way to it.
    const key = recordKey('tags', id)
    overruled.set(key, { ...overruled.get(key), digit })
  }
  uniteLinks(merged)
  yield
  yield* orderTags(merged, ours, theirs)
  for (const table of living) yield* setUpdated(table, merged, ours, theirs)

  const changes = yield* changesTo(ours.tables, merged, overruled, options.time)
  const touched = new Set(changes.map(changedKey))
  const shown = conflicts.filter((one) => touched.has(recordKey(one.table, one.id)) || addsFor(one, changes))
  return { tables: merged, changes, conflicts: shown }
}

/** Ours may have won: then what it says has not changed, but words of the other side came. */
function addsFor({ table, id }: MergeConflict, changes: readonly Change[]): boolean {
  if (table !== 'annotations') return false
  return changes.some(
    ({ before, after }) => before === null && after !== null && 'replyTo' in after && after.replyTo === id,
  )
}

/** Deleted on one side, alive on the other. */
function isGoneOnce(id: string, ours: MergeSide, theirs: MergeSide): boolean {
  const [a, b] = [ours, theirs].map((side) => (side.isUndone('tags', id) ? undefined : side.tables.tags.get(id)))
  return a !== undefined && b !== undefined && (a.deletedAt === null) !== (b.deletedAt === null)
}

/** A tag that one side deleted while the other put it to use comes back, unless another one has its name by now. */
function reviveTags(merged: Tables, ours: MergeSide, theirs: MergeSide): void {
  const used = new Set<string>()
  for (const { deletedAt, tagIds } of merged.annotations.values()) {
    if (deletedAt === null) for (const id of tagIds) used.add(id)
  }
  const names = namesOf(merged)
  const revive = (id: string) => {
    const tag = merged.tags.get(id)
    if (!tag || tag.deletedAt === null || !isGoneOnce(id, ours, theirs) || names.namesakeOf(tag) !== undefined) return
    const back = { ...tag, deletedAt: null }
    merged.tags.set(id, back)
    names.add(back)
    revive(tag.parentId)
  }
  for (const id of [...used].sort()) revive(id)
  for (const tag of [...merged.tags.values()]) if (tag.deletedAt === null) revive(tag.parentId)
}

/** Live tags by their names among siblings. */
function namesOf({ tags }: Tables) {
  const ids = new Map<string, string[]>()
  const keyOf = ({ parentId, nameKey }: Tag) => JSON.stringify([parentId, nameKey])
  const add = (tag: Tag) => {
    if (tag.deletedAt !== null) return
    const known = ids.get(keyOf(tag))
    if (known) known.push(tag.id)
    else ids.set(keyOf(tag), [tag.id])
  }
  for (const tag of tags.values()) add(tag)
  return { add, namesakeOf: (tag: Tag) => ids.get(keyOf(tag))?.find((id) => id !== tag.id) }
}

/** Notes and comparisons carry the tags that stand for those that gave way, now or in an earlier merge. */
function followTags(merged: Tables, standsFor: Map<string, string>, mayFollow: (id: string) => boolean): void {
  const memory = new Map<string, string>()
  const names = namesOf(merged)
  const follow = (id: string): string => {
    const known = memory.get(id)
    if (known !== undefined) return known
    const tag = merged.tags.get(id)
    const next =
      standsFor.get(id) ?? (tag && tag.deletedAt !== null && mayFollow(id) ? names.namesakeOf(tag) : undefined)
    memory.set(id, id)
    const last = next === undefined ? id : follow(next)
    memory.set(id, last)
    return last
  }
  const followAll = (ids: readonly string[]) => [...new Set(ids.map(follow))]
  for (const [id, record] of merged.annotations) {
    if (record.deletedAt !== null || record.tagIds.every((tagId) => follow(tagId) === tagId)) continue
    merged.annotations.set(id, { ...record, tagIds: followAll(record.tagIds) })
  }
  for (const [id, record] of merged.comparisons) {
    if (record.deletedAt !== null || !record.rows?.some((row) => row.tagIds?.some((tagId) => follow(tagId) !== tagId)))
      continue
    const rows = record.rows.map((row) => (row.tagIds ? { ...row, tagIds: followAll(row.tagIds) } : row))
    merged.comparisons.set(id, { ...record, rows })
  }
}

/** Both made the same link: the older one stays. */
function uniteLinks({ links }: Tables): void {
  const byEnds = new Map<string, string>()
  const all = [...links.values()].filter((link) => link.deletedAt === null)
  all.sort((a, b) => (a.created < b.created || (a.created === b.created && a.id < b.id) ? -1 : 1))
  for (const link of all) {
    const ends = JSON.stringify([link.from, link.to, link.type])
    const elder = links.get(byEnds.get(ends) ?? '')
    if (!elder) byEnds.set(ends, link.id)
    else links.set(link.id, { ...link, deletedAt: link.updated > elder.updated ? link.updated : elder.updated })
  }
}

/** The same tags stand in the order of the side that has these, or by id: order alone is no change. */
function* orderTags(merged: Tables, ours: MergeSide, theirs: MergeSide): Generator<void> {
  for (const [id, record] of merged.annotations) {
    yield
    if (record.tagIds.length < 2) continue
    const lists = [ours, theirs].flatMap((side) => {
      const own = side.isUndone('annotations', id) ? undefined : side.tables.annotations.get(id)?.tagIds
      return own && sameJson(own.toSorted(), record.tagIds.toSorted()) ? [own] : []
    })
    const [first, second] = lists
    if (!first) continue
    const tagIds = second && !sameJson(first, second) ? first.toSorted() : first
    merged.annotations.set(id, { ...record, tagIds })
  }
}

const living = ['annotations', 'tags', 'links', 'comparisons'] as const

/** A record was changed when the side changed it that says the same; a mixture when the later one did. */
function* setUpdated<T extends Living>(table: T, merged: Tables, ours: MergeSide, theirs: MergeSide): Generator<void> {
  const records = merged[table] as Map<string, NotebookRecords[T]>
  const contentOf = (record: NotebookRecords[T]) => ({ ...record, created: '', updated: '', rev: 0 })
  for (const [id, record] of records) {
    const [a, b] = [ours, theirs].map((side) =>
      side.isUndone(table, id) ? undefined : (side.tables[table] as Map<string, NotebookRecords[T]>).get(id),
    )
    yield
    if (!a || !b || record === a) continue
    const isOurs = sameJson(contentOf(a), contentOf(record))
    const isTheirs = sameJson(contentOf(b), contentOf(record))
    const latest = a.updated > b.updated ? a.updated : b.updated
    records.set(id, { ...record, updated: isOurs === isTheirs ? latest : isOurs ? a.updated : b.updated })
  }
}

function changeOf<T extends Living>(
  table: T,
  before: NotebookRecords[T] | null,
  after: NotebookRecords[T],
): Change | null {
  if (before && (before === after || sameButRev(before, after))) return null
  return { table, before, after: before ? { ...after, rev: before.rev + 1 } : after } as Change
}

function* changesTo(
  ours: Tables,
  merged: Tables,
  overruled: ReadonlyMap<string, object>,
  time: string,
): Generator<void, Change[]> {
  const all: Change[][] = []
  for (const table of notebookTables) {
    const changes: Change[] = []
    // That the other side's change is known and was passed over has to stand in the journal, for the next merge.
    const passed: Change[] = []
    if (table === 'anchors') {
      for (const id of new Set([...ours.anchors.keys(), ...merged.anchors.keys()])) {
        yield
        const [before, after] = [ours.anchors.get(id) ?? null, merged.anchors.get(id) ?? null]
        if (!sameJson(before, after)) changes.push({ table, before, after })
      }
    } else {
      for (const [id, after] of merged[table]) {
        yield
        let before = ours[table].get(id) ?? null
        const theirs = overruled.get(recordKey(table, id))
        if (before && theirs) {
          const passing = { ...before, ...theirs, rev: before.rev + 1 }
          passed.push({ table, before, after: passing } as Change)
          before = passing
        }
        const change = changeOf(table, before, after)
        if (change) changes.push(change)
      }
    }
    all.push(passed, table === 'tags' ? tagChanges(changes, time) : changes)
  }
  return all.flat()
}
