import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { numbered, rowNumbered } from '../../../../tests/support/notebook-drafts'
import { rowsFollowing } from '.'

const targets = fc.uniqueArray(fc.nat(9), { maxLength: 6 })
const editions = ['d1.2', 'd1.3']

it('every row stays with its passage, whatever comes, goes and changes places', () => {
  fc.assert(
    fc.property(targets, targets, (before, after) => {
      const rows = new Map(
        before.flatMap((start, at) =>
          editions.map((editionId) => {
            const row = rowNumbered(at, editionId, start)
            return [row.id, row] as const
          }),
        ),
      )
      for (const change of rowsFollowing(before.map(numbered), after.map(numbered), rows.values())) {
        const id = (change.after ?? change.before)?.id ?? ''
        expect(rows.get(id) ?? null).toEqual(change.before)
        if (change.after) rows.set(id, change.after)
        else rows.delete(id)
      }
      const wanted = after.flatMap((start, at) =>
        before.includes(start) ? editions.map((editionId) => rowNumbered(at, editionId, start)) : [],
      )
      expect(new Map([...rows].sort())).toEqual(new Map(wanted.map((row) => [row.id, row] as const).sort()))
    }),
  )
})

it('of equal passages each keeps its row', () => {
  const twice = [numbered(3), numbered(3)]
  const rows = [rowNumbered(0, 'd1.2', 3), rowNumbered(1, 'd1.2', 4)]
  expect(rowsFollowing(twice, [...twice, numbered(5)], rows)).toEqual([])
})
