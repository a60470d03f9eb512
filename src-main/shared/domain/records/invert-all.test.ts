import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Annotation } from '#shared/contract'
import { draft, numbered, rowNumbered, annotation as someAnnotation } from '../../../../tests/support/notebook-drafts'
import { anchorIdOf, applyOp, type Change, createTables, invertAll, restoreChanges, rowsFollowing } from '.'

function createBook(numbers: readonly number[], editions: readonly string[]) {
  const tables = createTables()
  const note = (): Annotation => {
    const found = tables.annotations.get('n1')
    if (!found) throw new Error('no note')
    return found
  }
  const rows = () => [...tables.anchors.values()]
  function commit(changes: readonly Change[]) {
    return changes.map((change) => {
      const op = draft(change)
      applyOp(tables, op)
      return op
    })
  }
  const record = someAnnotation({ id: 'n1', targets: numbers.map(numbered) })
  commit([{ table: 'annotations', before: null, after: record }])
  const place = (edition: string) =>
    commit(
      note().targets.map((target, at): Change => ({
        table: 'anchors',
        before: tables.anchors.get(anchorIdOf('n1', at, edition)) ?? null,
        after: rowNumbered(at, edition, target.kind === 'text' ? target.start : -1),
      })),
    )
  editions.forEach(place)
  return {
    tables,
    place,
    note,
    /** As `updateAnnotation` does. */
    give(next: readonly number[]) {
      const before = note()
      const after = { ...before, targets: next.map(numbered), rev: before.rev + 1 }
      return commit([{ table: 'annotations', before, after }, ...rowsFollowing(before.targets, after.targets, rows())])
    },
    async takeBack(ops: ReturnType<typeof commit>) {
      const current = (op: { table: keyof typeof tables; targetId: string }) =>
        Promise.resolve(tables[op.table].get(op.targetId) ?? null)
      const steps = await invertAll(ops, { current, rowsOf: () => Promise.resolve(rows()) }, '2026-11-29T10:00:00.000Z')
      return commit(steps.map(({ change }) => change))
    },
    commit,
    numbers: () => note().targets.map((target) => (target.kind === 'text' ? target.start : -1)),
    /** Each row with the passage that it stands at, and the one that its note has there. */
    rows,
  }
}
type Book = ReturnType<typeof createBook>

function isTrue(book: Book): void {
  const numbers = book.numbers()
  for (const { target, start, id } of book.rows()) expect([id, start]).toEqual([id, numbers[target]])
}

const numbers = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 5 })
const editions = fc.subarray(['d1.2', 'd1.3'])

it('taking back and doing again gives the rows that were there', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, numbers, async (before, after) => {
      const book = createBook(before, ['d1.2', 'd1.3'])
      const was = new Map(book.tables.anchors)
      const act = book.give(after)
      const then = new Map(book.tables.anchors)
      const undone = await book.takeBack(act)
      expect([book.numbers(), new Map(book.tables.anchors)]).toEqual([before, was])
      await book.takeBack(undone)
      expect([book.numbers(), new Map(book.tables.anchors)]).toEqual([after, then])
    }),
  )
})

it('whatever came since, no row stands at another passage', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, numbers, fc.option(numbers), editions, editions, async (a, b, c, first, later) => {
      const book = createBook(a, first)
      const act = book.give(b)
      if (c) book.give(c)
      later.forEach(book.place)
      await book.takeBack(act)
      isTrue(book)
    }),
  )
})

it('going back to a snapshot leaves rows that came since with their passages', () => {
  fc.assert(
    fc.property(numbers, numbers, editions, editions, (a, b, first, later) => {
      const book = createBook(a, first)
      const then = {
        ...createTables(),
        annotations: new Map(book.tables.annotations),
        anchors: new Map(book.tables.anchors),
      }
      book.give(b)
      later.forEach(book.place)
      book.commit(restoreChanges(book.tables, then, '2026-11-29T10:00:00.000Z'))
      expect(book.numbers()).toEqual(a)
      isTrue(book)
      for (const [id, row] of then.anchors) expect(book.tables.anchors.get(id)).toEqual(row)
    }),
  )
})
