import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Annotation, notebookTables, type Op, type Tag } from '#shared/contract'
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
} from '#shared/domain/records'
import { rowsFollowing } from '../anchoring'
import { anchor, annotation, newId, tag } from '../../../../tests/support/notebook-drafts'
import { createSideReader, differing, type Merged, mergeNotebooks } from '.'
import { reconcileTags } from './tags'

const at = '2026-11-29T10:00:00.000Z'

/** A notebook in memory, with its journal. */
class Book {
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

function idFrom(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function wholeOf<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function merge(ours: Book, theirs: Book): Merged {
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

function act(book: Book, { kind, pick, other }: Wish): void {
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
function codeOf(target: Annotation['targets'][number] | undefined): number {
  const words = target?.kind === 'text' ? target.exact : ''
  return [...words].reduce((code, letter) => (code * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7)
}

const wishes = fc.array(wish, { maxLength: 25 })
/** Two notebooks with a common beginning, which may be empty. */
const pair = fc.record({ before: wishes, ours: wishes, theirs: wishes })
type Pair = typeof pair extends fc.Arbitrary<infer P> ? P : never
function build({ before, ours, theirs }: Pair): { a: Book; b: Book } {
  const base = new Book('m')
  for (const one of before) act(base, one)
  const [a, b] = [base.copy('a'), base.copy('b')]
  for (const one of ours) act(a, one)
  for (const one of theirs) act(b, one)
  return { a, b }
}
const runs = { numRuns: 300 }

describe('merging', () => {
  it('gives the same records, whoever takes in whom', () => {
    fc.assert(
      fc.property(pair, (two) => {
        const { a, b } = build(two)
        const [one, other] = [a.copy('a'), b.copy('b')]
        one.merge(b)
        other.merge(a)
        expect(one.said()).toEqual(other.said())
      }),
      runs,
    )
  })

  it('changes nothing the second time, nor on the way back', () => {
    fc.assert(
      fc.property(pair, (two) => {
        const { a, b } = build(two)
        const [one, other] = [a.copy('a'), b.copy('b')]
        one.merge(b)
        expect(merge(one, b).changes).toEqual([])
        other.merge(one)
        expect(other.said()).toEqual(one.said())
        expect(merge(one, other).changes).toEqual([])
        expect(merge(a, a).changes).toEqual([])
      }),
      runs,
    )
  })

  it('leaves each row with the words that it was made for', () => {
    const wishes = fc.array(
      fc.record({
        kind: fc.constantFrom('note', 'move', 'targetOn', 'targetOn', 'targetOff', 'place', 'place', 'confirm'),
        pick: fc.nat(1),
        other: fc.nat(6),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(fc.record({ before: wishes, ours: wishes, theirs: wishes }), (two) => {
        const { a, b } = build(two)
        a.merge(b)
        for (const { annId, target, candidates } of a.tables.anchors.values()) {
          const note = a.tables.annotations.get(annId)
          expect(candidates[0]?.start).toBe(codeOf(note?.targets[target]))
        }
      }),
      runs,
    )
  })

  it('keeps every note and all words of both', () => {
    fc.assert(
      fc.property(pair, (two) => {
        const { a, b } = build(two)
        const one = a.copy('a')
        one.merge(b)
        const shown = one.said(true) as Record<string, Annotation>
        for (const [mine, other] of [
          [a, b],
          [b, a],
        ] as const) {
          for (const note of mine.tables.annotations.values()) {
            if (note.deletedAt !== null) continue
            const known = other.ops.filter(({ targetId }) => targetId === note.id)
            const wasSeen = (read: (record: Annotation) => unknown) =>
              known.some(({ before, after }) =>
                [before, after].some((record) => record !== null && read(record as Annotation) === read(note)),
              )
            const isNews = !wasSeen(({ note: words }) => words)
            const there = other.tables.annotations.get(note.id)
            if (!there || there.deletedAt === null || isNews) expect(shown).toHaveProperty([`annotations ${note.id}`])
            if (!isNews) continue
            const all = Object.values(shown)
              .filter((record) => record.id === note.id || record.replyTo === (note.replyTo ?? note.id))
              .map((record) => record.note)
            expect(all.some((words) => words.includes(note.note))).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  it('is taken back as one act, and brings the same when it is done anew', () => {
    fc.assert(
      fc.property(pair, (two) => {
        const { a, b } = build(two)
        const before = a.said(true)
        const length = a.ops.length
        a.merge(b)
        const after = a.said(true)
        a.undo(new Set(a.ops.slice(length).map(({ opId }) => opId)))
        expect(a.said(true)).toEqual(before)
        a.merge(b)
        expect(a.said(true)).toEqual(after)
      }),
      runs,
    )
  })

  it('goes on where the last one ended: what a reader changed since stays changed', () => {
    fc.assert(
      fc.property(pair, wishes, (two, later) => {
        const { a, b } = build(two)
        a.merge(b)
        // Not undo, which may take the merge back, and not restoring, which brings what was said of a note back, too.
        for (const one of later) if (one.kind !== 'undo' && one.kind !== 'restore') act(a, one)
        const { changes } = merge(a, b)
        const words = changes.flatMap(({ before, after }) =>
          before && after && 'note' in before && 'note' in after && 'replyTo' in after && before.note !== after.note
            ? [after]
            : [],
        )
        expect(words).toEqual([])
        // A place that was taken away is no loss: it would be found again anyway.
        const made = changes.filter(({ table, before, after }) => table !== 'anchors' && before === null && after)
        expect(made).toEqual([])
      }),
      runs,
    )
  })

  it('leaves no two siblings of one name, no circle, and each key to one tag', () => {
    fc.assert(
      fc.property(pair, (two) => {
        const { a, b } = build(two)
        a.merge(b)
        const live = [...a.tables.tags.values()].filter(({ deletedAt }) => deletedAt === null)
        expect(live.filter(({ digit }) => digit === 1).length).toBeLessThanOrEqual(1)
        for (const { id } of live) {
          const above = new Set<string>()
          for (let up: string | undefined = id; up && !above.has(up); up = a.tables.tags.get(up)?.parentId)
            above.add(up)
          expect([...above].map((up) => a.tables.tags.get(up)?.parentId)).not.toContain(id)
        }
      }),
      runs,
    )
  })
})

describe('of a note that both changed', () => {
  const start = () => {
    const base = new Book('m')
    const note = annotation({ note: 'sākums' })
    base.commit([{ change: { table: 'annotations', before: null, after: note } }], 'undo.x')
    const edit = (book: Book, patch: Partial<Annotation>) => {
      const before = book.tables.annotations.get(note.id) ?? note
      const after = { ...before, ...patch, rev: before.rev + 1 }
      book.commit([{ change: { table: 'annotations', before, after } }], 'undo.x')
    }
    return { note, edit, a: base.copy('a'), b: base.copy('b') }
  }

  it('the later words win, the others answer below it, and fields that only one changed come along', () => {
    const { note, edit, a, b } = start()
    edit(a, { note: 'pirmie' })
    edit(b, { colour: 'E' })
    edit(b, { note: 'otrie' })
    const { conflicts } = a.merge(b)
    expect(a.tables.annotations.get(note.id)).toMatchObject({ note: 'otrie', colour: 'E' })
    const reply = [...a.tables.annotations.values()].find(({ replyTo }) => replyTo === note.id)
    expect(reply).toMatchObject({ kind: 'reply', note: 'pirmie', version: { actor: 'a' } })
    expect(conflicts).toEqual([{ table: 'annotations', id: note.id, what: 'both', fields: ['note'], winner: 'theirs' }])
  })

  it('one that was deleted and changed stays', () => {
    const { note, edit, a, b } = start()
    edit(a, { deletedAt: at })
    edit(b, { note: 'jauni vārdi' })
    const { conflicts } = a.merge(b)
    expect(a.tables.annotations.get(note.id)).toMatchObject({ note: 'jauni vārdi', deletedAt: null })
    expect(conflicts).toMatchObject([{ what: 'kept' }])
    // Nobody has to delete it twice.
    edit(a, { deletedAt: at })
    expect(merge(a, b).changes).toEqual([])
  })

  it('one that was only deleted is deleted', () => {
    const { note, edit, a, b } = start()
    edit(b, { deletedAt: at })
    a.merge(b)
    expect(a.tables.annotations.get(note.id)?.deletedAt).toBe(at)
  })

  it('of which only the record is known, the later record wins', () => {
    const { note, edit, a, b } = start()
    edit(a, { note: 'pirmie', updated: '2026-11-29T12:00:00.000Z' })
    edit(b, { note: 'otrie', updated: '2026-11-29T13:00:00.000Z' })
    const bare = createSideReader(b.tables, new Set()).side()
    const reader = createSideReader(a.tables, wholeOf(differing(a.tables, b.tables)))
    for (const op of a.ops) reader.add(op)
    const { tables } = wholeOf(mergeNotebooks(reader.side(), bare, { time: at, idFrom }))
    expect(tables.annotations.get(note.id)?.note).toBe('otrie')
    expect([...tables.annotations.values()].map((one) => one.note)).toContain('pirmie')
    expect(notebookTables.every((table) => tables[table].size >= a.tables[table].size)).toBe(true)
  })
})

it('takes as many tags beside each other as there are', () => {
  const many = Array.from({ length: 150_000 }, (_, n) => tag(`birka ${n}`))
  const tags = new Map(many.map((one) => [one.id, one]))
  expect(reconcileTags(tags).size).toBe(0)
  expect(tags.size).toBe(many.length)
})
