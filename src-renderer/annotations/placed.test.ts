import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Anchor, Annotation } from '#shared/contract'
import { anchorIdOf } from '#shared/domain/records'
import { anchor, annotation } from '../../tests/support/notebook-drafts'
import { textModel } from '../../tests/support/text-model'
import { makeBreather } from '@/slices'
import { createPlacing } from './placed'

const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(4)
const model = textModel([['para', text]])
const open = { editionId: 'd1.1', model }

const noteAt = (id: string, start: number, length: number, editionId = 'd1.1', docId = 'd1'): Annotation => {
  const exact = text.slice(start, start + length)
  const target = { kind: 'text' as const, docId, editionId, start, end: start + length, exact, prefix: '', suffix: '' }
  return annotation({ id, targets: [target] })
}
const rowAt = (annId: string, start: number, state: Anchor['state']): Anchor =>
  anchor({ id: anchorIdOf(annId, 0, 'd1.1'), annId, target: 0, editionId: 'd1.1', start, end: start + 2, state })

/** A note as it is at one moment, and the row that it has. */
const noteState = fc.record({
  start: fc.nat({ max: 6 }).map((n) => n * 10),
  length: fc.integer({ min: 1, max: 2 }),
  kind: fc.constantFrom('here', 'elsewhere', 'older', 'gone'),
  row: fc.constantFrom(null, 'anchored', 'moved', 'review'),
})

test('placing what changed says the same as placing everything anew', () => {
  const moments = fc.array(fc.array(fc.tuple(fc.nat({ max: 11 }), noteState), { maxLength: 4 }), { maxLength: 8 })
  fc.assert(
    fc.property(moments, (steps) => {
      const { place } = createPlacing()
      const notes = new Map<string, Annotation>()
      const rows = new Map<string, Anchor>()
      let lookup = new Map(rows)
      /** Undo brings the very objects back. */
      const made = new Map<string, Annotation>()
      for (const changes of steps) {
        for (const [n, { start, length, kind, row }] of changes) {
          const id = `n${n}`
          const key = [id, start, length, kind].join()
          const note =
            made.get(key) ??
            noteAt(id, start, length, kind === 'older' ? 'd1.0' : 'd1.1', kind === 'elsewhere' ? 'd2' : 'd1')
          made.set(key, note)
          // A note that changed comes to the end, as in the notebook.
          notes.delete(id)
          if (kind !== 'gone') notes.set(id, note)
          if (row === null) rows.delete(anchorIdOf(id, 0, 'd1.1'))
          else rows.set(anchorIdOf(id, 0, 'd1.1'), rowAt(id, start, row))
        }
        if (changes.some(([, { row }]) => row !== null)) lookup = new Map(rows)
        expect(place([...notes.values()], open, lookup)).toEqual(
          createPlacing().place([...notes.values()], open, lookup),
        )
      }
    }),
  )
})

test('who stayed is the same object, in the order of the text; another edition is placed anew', () => {
  const { place } = createPlacing()
  const [a, b, c] = [noteAt('a', 20, 3), noteAt('b', 5, 3), noteAt('c', 10, 3)]
  const none = new Map<string, Anchor>()
  const first = place([a, b], open, none).placed
  expect(first.map(({ annotation: { id } }) => id)).toEqual(['b', 'a'])
  const second = place([a, b, c], open, none).placed
  expect(second.map(({ annotation: { id } }) => id)).toEqual(['b', 'c', 'a'])
  expect([second[0] === first[0], second[2] === first[1]]).toEqual([true, true])
  expect(place([a, b, c], { editionId: 'd1.2', model }, none)).toMatchObject({ placed: [], isWaiting: true })
  expect(place([a, b, c], open, none).placed).toHaveLength(3)
})

test('many that are not known are looked for in slices, and those before stay until then', async () => {
  const { place, areMany, look, last } = createPlacing()
  const none = new Map<string, Anchor>()
  const some = Array.from({ length: 400 }, (_, n) => noteAt(`a${n}`, n % 100, 3))
  const more = Array.from({ length: 600 }, (_, n) => noteAt(`b${n}`, n % 100, 3))
  expect([areMany(some, open), areMany(more, open)]).toEqual([false, true])
  const before = place(some, open, none)
  const all = [...some, ...more]
  expect([areMany(all, open), last(open)]).toEqual([true, before])
  await look(all, open, none, makeBreather())
  expect(areMany(all, open)).toBe(false)
  expect(place(all, open, none)).toEqual(createPlacing().place(all, open, none))
  // A row that came meanwhile counts.
  const moved = new Map([[anchorIdOf('b7', 0, 'd1.1'), rowAt('b7', 50, 'moved')]])
  expect(place(all, open, moved)).toEqual(createPlacing().place(all, open, moved))
  const other = { editionId: 'd1.2', model }
  expect([areMany(some, other), last(other).placed]).toEqual([false, []])
})
