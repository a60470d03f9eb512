import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Annotation, notebookTables } from '#shared/contract'
import { annotation, tag } from '../../../../tests/support/notebook-drafts'
import {
  act,
  at,
  Book,
  build,
  codeOf,
  idFrom,
  merge,
  type Pair,
  pair,
  wishes,
  wholeOf,
} from '../../../../tests/support/merging-books'
import { createSideReader, differing, mergeNotebooks } from '.'
import { reconcileTags } from './tags'

const runs = { numRuns: 300 }

/** A tag lost its key to another one, which is one with it after the merge: the key comes back. */
const keyGivenBack: Pair = {
  before: [
    { kind: 'tag', pick: 0, other: 0 },
    { kind: 'digit', pick: 0, other: 0 },
    { kind: 'rename', pick: 0, other: 1 },
  ],
  ours: [{ kind: 'rename', pick: 0, other: 0 }],
  theirs: [
    { kind: 'tag', pick: 0, other: 0 },
    { kind: 'digit', pick: 1, other: 0 },
  ],
}

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
      { ...runs, examples: [[keyGivenBack]] },
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

  it('a correction that names no words is nothing that could be lost', () => {
    for (const [correction, answers] of [
      ['', []],
      ['pirmie', ['> pirmie']],
    ] as const) {
      const { edit, a, b } = start()
      edit(a, { kind: 'correction', correction })
      edit(b, { kind: 'correction', correction: 'otrie' })
      edit(b, { correction: 'trešie' })
      a.merge(b)
      const replies = [...a.tables.annotations.values()].filter(({ kind }) => kind === 'reply')
      expect(replies.map(({ note }) => note)).toEqual(answers)
    }
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
