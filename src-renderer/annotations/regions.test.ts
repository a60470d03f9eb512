import { expect, test } from 'vitest'
import type { Annotation } from '#shared/contract'
import { hasPassage, inOrder, placedRegions } from './regions'

const note = (id: string, page: number, y: number): Annotation => ({
  ...{ id, kind: 'note', colour: 'A', tagIds: [], note: id, rev: 1, deletedAt: null },
  ...{ created: '2026-11-29T10:00:00.000Z', updated: '2026-11-29T10:00:00.000Z' },
  targets: [{ kind: 'region', docId: 'd1', editionId: 'd1.1', page, shape: { type: 'rect', x: 1, y, w: 5, h: 5 } }],
})
const page = (n: number, start: number, end: number) => ({
  ...{ n, label: `${n}`, start, end },
  ...{ width: 100, height: 100, unit: 'px' },
})
const model = { pages: [page(1, 0, 50), page(2, 50, 90)] }

test('regions stand where their pages begin, from above; those of other documents and pages have no place', () => {
  const regions = placedRegions([note('low', 2, 60), note('high', 2, 10), note('gone', 7, 1)], 'd1', model)
  expect(regions.map(({ annotation, start }) => [annotation.id, start])).toEqual([
    ['low', 50],
    ['high', 50],
  ])
  expect(placedRegions([note('a', 1, 1)], 'd2', model)).toEqual([])
  const passage = { annotation: note('words', 1, 1), start: 50, end: 60, target: 0, others: [] }
  const before = { annotation: note('before', 1, 1), start: 4, end: 8, target: 0, others: [] }
  expect(inOrder([before, passage], regions).map(({ annotation }) => annotation.id)).toEqual([
    'before',
    'high',
    'low',
    'words',
  ])
})

test('a note on a region and a passage of one document is one entry, at its passage', () => {
  const both = note('both', 1, 20)
  const passage = { annotation: both, start: 60, end: 66, target: 1, others: [] }
  const [one, two, ...more] = inOrder([passage], placedRegions([both, note('page 2', 2, 1)], 'd1', model))
  expect(one).toMatchObject({ annotation: { id: 'page 2' }, start: 50, end: 50 })
  expect(two).toMatchObject({ annotation: { id: 'both' }, start: 60, end: 66, target: 1, region: { page: 1 } })
  expect(more).toEqual([])
  expect([one, two].map((entry) => entry && hasPassage(entry))).toEqual([false, true])
})
