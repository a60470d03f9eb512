import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Anchor, TextTarget } from '#shared/contract'
import { anchorIdOf, rowsFollowing } from '.'

/** A passage is told by its number. */
const targetOf = (start: number): TextTarget => ({
  kind: 'text',
  docId: 'd1',
  editionId: 'd1.1',
  start,
  end: start + 1,
  exact: 'x',
  prefix: '',
  suffix: '',
})
/** Says by its offset for which passage it was made. */
const rowOf = (annId: string, target: number, editionId: string, start: number): Anchor => ({
  id: anchorIdOf(annId, target, editionId),
  annId,
  target,
  editionId,
  start,
  end: start + 1,
  state: 'moved',
  score: 1,
  method: 'exact',
  candidates: [],
})

const targets = fc.uniqueArray(fc.nat(9), { maxLength: 6 })
const editions = ['d1.2', 'd1.3']

it('every row stays with its passage, whatever comes, goes and changes places', () => {
  fc.assert(
    fc.property(targets, targets, (before, after) => {
      const rows = new Map(
        before.flatMap((start, at) =>
          editions.map((editionId) => {
            const row = rowOf('n1', at, editionId, start)
            return [row.id, row] as const
          }),
        ),
      )
      for (const change of rowsFollowing(before.map(targetOf), after.map(targetOf), rows.values())) {
        if (change.table !== 'anchors') throw new Error('another table')
        const id = (change.after ?? change.before)?.id ?? ''
        expect(rows.get(id) ?? null).toEqual(change.before)
        if (change.after) rows.set(id, change.after)
        else rows.delete(id)
      }
      const wanted = after.flatMap((start, at) =>
        before.includes(start) ? editions.map((editionId) => rowOf('n1', at, editionId, start)) : [],
      )
      expect(new Map([...rows].sort())).toEqual(new Map(wanted.map((row) => [row.id, row] as const).sort()))
    }),
  )
})

it('of equal passages each keeps its row', () => {
  const twice = [targetOf(3), targetOf(3)]
  const rows = [rowOf('n1', 0, 'd1.2', 3), rowOf('n1', 1, 'd1.2', 4)]
  expect(rowsFollowing(twice, [...twice, targetOf(5)], rows)).toEqual([])
})
