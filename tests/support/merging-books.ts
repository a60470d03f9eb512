/** Notebooks in memory with their journals, and what readers may do to them, for tests of merging. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Annotation, Op, Tag } from '#shared/contract'
import { createSideReader, differing, type Merged, mergeNotebooks } from '#shared/domain/merging'
import {
  allRecords,
  applyOp,
  type Change,
  createTables,
  invert,
  isCurrent,
  makeOp,
  MERGE_LABEL,
  nameKeyOf,
  type Tables,
  rowsFollowing,
} from '#shared/domain/records'
import { anchor, annotation, newId, tag } from './notebook-drafts'

export const at = '2026-11-29T10:00:00.000Z'

/** A notebook in memory, with its journal. */
export class Book {
  tables: Tables = createTables()
  ops: Op[] = []
  clock = 0
  constructor(readonly device: string) {}

  copy(device: string): Book {
    const other = new Book(device)
    for (const op of this.ops) applyOp(other.tables, op)
    other.ops = [...this.ops]
    other.clock = this.clock
    return other
  }

  /** What the service accepts, and no more. */
  commit(changes: readonly { change: Change; undoOf?: string }[], label: string, group = newId()): void {
    for (const { change, undoOf } of changes) {
      this.clock += 1
      const time = new Date(Date.parse(at) + this.clock * 1000).toISOString()
      const stamp = { opId: newId(), time, actor: this.device, device: this.device, clock: this.clock, group, label }
      const draft = makeOp(change, { ...stamp, ...(undoOf === undefined ? {} : { undoOf }) })
      const stored = this.tables[draft.table].get(draft.targetId) ?? null
      expect(isCurrent(stored, draft.before)).toBe(true)
      if (draft.before && draft.after && 'rev' in draft.before && 'rev' in draft.after)
        expect(draft.after.rev).toBe(draft.before.rev + 1)
      const op: Op = { ...draft, v: 1, seq: this.ops.length + 1 }
      applyOp(this.tables, op)
      this.ops.push(op)
      if (change.table === 'tags') expect(namesTwice(this.tables)).toEqual([])
    }
  }

  undo(opIds: ReadonlySet<string>): void {
    const group = newId()
    for (const op of this.ops.filter(({ opId }) => opIds.has(opId)).reverse()) {
      const now = this.tables[op.table].get(op.targetId) ?? null
      const change = invert(op, now, at)
      const next = change?.table === 'tags' ? change.after : null
      // What cannot be taken back because another tag has the name by now stays.
      if (!change || (next?.deletedAt === null && namesake(this.tables, next))) continue
      this.commit([{ change, undoOf: op.opId }], op.label ?? '', group)
    }
  }

  merge(other: Book): Merged {
    const merged = merge(this, other)
    this.clock = Math.max(this.clock, other.clock)
    this.commit(
      merged.changes.map((change) => ({ change })),
      MERGE_LABEL,
    )
    return merged
  }

  /** Without the count of changes. `living`: what a reader sees. */
  said(living = false): Record<string, unknown> {
    const shown = allRecords(this.tables).filter(
      ({ record }) => !living || !('deletedAt' in record) || record.deletedAt === null,
    )
    return Object.fromEntries(shown.map(({ table, record }) => [`${table} ${record.id}`, { ...record, rev: 0 }]))
  }
}

const namesake = (tables: Tables, one: Tag) =>
  [...tables.tags.values()].some(
    (other) =>
      other.id !== one.id &&
      other.deletedAt === null &&
      other.parentId === one.parentId &&
      other.nameKey === one.nameKey,
  )
const namesTwice = (tables: Tables) =>
  [...tables.tags.values()].filter((one) => one.deletedAt === null && namesake(tables, one))

export function idFrom(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function wholeOf<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

export function merge(ours: Book, theirs: Book): Merged {
  const wanted = wholeOf(differing(ours.tables, theirs.tables))
  const [a, b] = [ours, theirs].map((book) => {
    const reader = createSideReader(book.tables, wanted)
    for (const op of book.ops) reader.add(op)
    return reader.side()
  })
  if (!a || !b) throw new Error('no side')
  return wholeOf(mergeNotebooks(a, b, { time: at, idFrom }))
}

// prettier-ignore
const kinds = [
  'note', 'words', 'words', 'colour', 'move', 'tagNote', 'tagNote', 'delete', 'restore', 'reply', 'tag', 'tag', 'rename',
  'moveTag', 'deleteTag', 'digit', 'tagWords', 'link', 'unlink', 'compare', 'title', 'place', 'place', 'confirm', 'unplace', 'undo',
  'targetOn', 'targetOff',
] as const
type Wish = { kind: (typeof kinds)[number]; pick: number; other: number }
const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom(...kinds),
  pick: fc.nat(6),
  other: fc.nat(6),
})
const names = ['Robeža', 'Termiņi', 'Pakti']

export function act(book: Book, { kind, pick, other }: Wish): void {
  const { tables, clock } = book
  const choose = <R>(records: ReadonlyMap<string, R>, index: number): R | undefined =>
    [...records.values()][index % Math.max(1, records.size)]
  const live = <R extends { deletedAt: string | null }>(records: ReadonlyMap<string, R>, index: number) => {
    const found = choose(records, index)
    return found?.deletedAt === null ? found : undefined
  }
  const time = new Date(Date.parse(at) + clock * 1000).toISOString()
  const put = (...changes: Change[]) =>
    book.commit(
      changes.map((change) => ({ change })),
      `undo.${kind}`,
    )
  const next = <R extends { rev: number }>(before: R, patch: Partial<R>) => ({
    ...before,
    ...patch,
    updated: time,
    rev: before.rev + 1,
  })
  const note = live(tables.annotations, pick)
  const one = live(tables.tags, pick)
  const two = live(tables.tags, other)
  const words = `${book.device} ${clock}`
  const lifetime = { created: time, updated: time, rev: 1, deletedAt: null }
  const putTag = (before: Tag | null, after: Tag) => {
    const isBelow = (id: string, seen = new Set<string>()): boolean =>
      id === after.id || (!seen.has(id) && isBelow(tables.tags.get(id)?.parentId ?? '', seen.add(id)) && id !== '')
    if (namesake(tables, after) || (after.parentId !== '' && isBelow(after.parentId))) return
    put({ table: 'tags', before, after })
  }
  if (kind === 'note') put({ table: 'annotations', before: null, after: annotation({ note: words, ...lifetime }) })
  if (kind === 'words' && note)
    put({ table: 'annotations', before: note, after: next(note, { note: other === 0 ? 'abi' : words }) })
  if (kind === 'colour' && note)
    put({
      table: 'annotations',
      before: note,
      after: next(note, { colour: (['A', 'B', 'C'] as const)[other % 3] ?? 'A' }),
    })
  const setTargets = (before: Annotation, targets: Annotation['targets']) => {
    const rows = [...tables.anchors.values()].filter(({ annId }) => annId === before.id)
    const change: Change = { table: 'annotations', before, after: next(before, { targets }) }
    put(change, ...rowsFollowing(before.targets, targets, rows))
  }
  if (kind === 'move' && note)
    setTargets(
      note,
      note.targets.map((target, n) => (target.kind === 'text' ? { ...target, exact: `${words} ${n}` } : target)),
    )
  if (kind === 'targetOn' && note) {
    const [first] = note.targets
    if (first?.kind === 'text') setTargets(note, note.targets.toSpliced(other % 3, 0, { ...first, exact: words }))
  }
  if (kind === 'targetOff' && note && note.targets.length > 1)
    setTargets(note, note.targets.toSpliced(other % note.targets.length, 1))
  if (kind === 'tagNote' && note && two) {
    const has = note.tagIds.includes(two.id)
    const tagIds = has ? note.tagIds.filter((id) => id !== two.id) : [...note.tagIds, two.id]
    put({ table: 'annotations', before: note, after: next(note, { tagIds }) })
  }
  if (kind === 'delete' && note) put({ table: 'annotations', before: note, after: next(note, { deletedAt: time }) })
  const gone = choose(tables.annotations, pick)
  if (kind === 'restore' && gone?.deletedAt)
    put({ table: 'annotations', before: gone, after: next(gone, { deletedAt: null }) })
  if (kind === 'reply' && note)
    put({
      table: 'annotations',
      before: null,
      after: annotation({ kind: 'reply', note: words, replyTo: note.replyTo ?? note.id, ...lifetime }),
    })
  if (kind === 'tag') {
    const parentId = other > 3 ? (one?.id ?? '') : ''
    putTag(null, tag(names[other % 3] ?? '', { parentId, note: pick > 3 ? words : '', ...lifetime }))
  }
  if (kind === 'rename' && one) {
    const name = names[other % 3] ?? ''
    putTag(one, next(one, { name, nameKey: nameKeyOf(name) }))
  }
  if (kind === 'moveTag' && one) putTag(one, next(one, { parentId: two && two.id !== one.id ? two.id : '' }))
  if (kind === 'deleteTag' && one) {
    const notes = [...tables.annotations.values()].filter(({ tagIds }) => tagIds.includes(one.id))
    put(
      ...notes.map((before): Change => ({
        table: 'annotations',
        before,
        after: next(before, { tagIds: before.tagIds.filter((id) => id !== one.id) }),
      })),
      { table: 'tags', before: one, after: next(one, { deletedAt: time }) },
    )
  }
  if (kind === 'digit' && one && one.digit !== 1) {
    const changes: Change[] = [{ table: 'tags', before: one, after: next(one, { digit: 1 }) }]
    const owner = [...tables.tags.values()].find(({ digit, deletedAt }) => digit === 1 && deletedAt === null)
    if (owner) {
      const { digit: _, ...rest } = next(owner, {})
      changes.unshift({ table: 'tags', before: owner, after: rest })
    }
    put(...changes)
  }
  if (kind === 'tagWords' && one) put({ table: 'tags', before: one, after: next(one, { note: words }) })
  if (kind === 'link' && note) {
    const to = `d${other % 2}`
    const isThere = [...tables.links.values()].some((old) => old.from === note.id && old.to === to && !old.deletedAt)
    const made = { id: newId(), from: note.id, to, type: 'see', ...lifetime }
    if (!isThere) put({ table: 'links', before: null, after: made })
  }
  const link = live(tables.links, pick)
  if (kind === 'unlink' && link) put({ table: 'links', before: link, after: next(link, { deletedAt: time }) })
  const panes = [1, 2].map((n) => ({ documentId: `d${n}`, siglum: `${n}` }))
  if (kind === 'compare') {
    const made = { v: 1 as const, id: newId(), title: words, kind: 'versions' as const, panes, ...lifetime }
    put({ table: 'comparisons', before: null, after: made })
  }
  const comparison = live(tables.comparisons, pick)
  if (kind === 'title' && comparison)
    put({ table: 'comparisons', before: comparison, after: next(comparison, { title: words }) })
  if (kind === 'place' && note) {
    const target = other % note.targets.length
    const id = `${note.id}/${target}/d1.2`
    const before = tables.anchors.get(id) ?? null
    const candidates = [{ start: codeOf(note.targets[target]), end: 0, score: 1 }]
    if (!before)
      put({ table: 'anchors', before, after: anchor({ id, annId: note.id, target, start: other, candidates }) })
  }
  const place = choose(tables.anchors, pick)
  if (kind === 'confirm' && place)
    put({ table: 'anchors', before: place, after: { ...place, start: other, confirmedBy: book.device } })
  if (kind === 'unplace' && place) put({ table: 'anchors', before: place, after: null })
  const last = book.ops.at(-1 - (pick % 3))
  if (kind === 'undo' && last)
    book.undo(new Set(book.ops.filter(({ group }) => group === last.group).map(({ opId }) => opId)))
}

/** Names the words of a target, so that a row can say whose it is. */
export function codeOf(target: Annotation['targets'][number] | undefined): number {
  const words = target?.kind === 'text' ? target.exact : ''
  return [...words].reduce((code, letter) => (code * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7)
}

export const wishes = fc.array(wish, { maxLength: 25 })
/** Two notebooks with a common beginning, which may be empty. */
export const pair = fc.record({ before: wishes, ours: wishes, theirs: wishes })
export type Pair = typeof pair extends fc.Arbitrary<infer P> ? P : never
export function build({ before, ours, theirs }: Pair): { a: Book; b: Book } {
  const base = new Book('m')
  for (const one of before) act(base, one)
  const [a, b] = [base.copy('a'), base.copy('b')]
  for (const one of ours) act(a, one)
  for (const one of theirs) act(b, one)
  return { a, b }
}
