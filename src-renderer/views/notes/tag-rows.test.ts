import { expect, it } from 'vitest'
import type { Tag } from '#shared/contract'
import { nameProblem, tagOfDigit } from '@/annotations'
import { canMove, deeperParent, higherParent, tagRows } from './tag-rows'

const tag = (id: string, parentId = '', more: Partial<Tag> = {}): Tag => ({
  ...{ id, parentId, name: id, nameKey: id, colour: null, note: '' },
  ...{ created: '', updated: '', rev: 1, deletedAt: null },
  ...more,
})
const tags = [tag('a'), tag('b'), tag('b1', 'b'), tag('b2', 'b'), tag('c')]
const rows = (closed: string[] = [], query = '') =>
  tagRows(tags, { query, closed: new Set(closed), counts: new Map(), compare: (x, y) => x.localeCompare(y) })
const byId = (id: string) => tags.find((one) => one.id === id) ?? tag(id)

it('hides what is below a closed tag, and opens all that is looked for', () => {
  expect(rows(['b']).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(rows(['b'], 'B2').map(({ id, level }) => [id, level])).toEqual([['b2', 2]])
})

it('goes deeper below the sibling above, and higher beside its parent', () => {
  expect(deeperParent(byId('c'), rows())).toBe('b')
  expect(deeperParent(byId('b2'), rows())).toBe('b1')
  expect(deeperParent(byId('b1'), rows())).toBeNull()
  expect(deeperParent(byId('a'), rows())).toBeNull()
  expect(higherParent(byId('b1'), tags)).toBe('')
  expect(higherParent(byId('a'), tags)).toBeNull()
})

it('never goes below itself, nor where it is', () => {
  expect(canMove(byId('b'), 'b1', tags)).toBe(false)
  expect(canMove(byId('b'), 'b', tags)).toBe(false)
  expect(canMove(byId('b1'), 'b', tags)).toBe(false)
  expect(canMove(byId('b1'), 'a', tags)).toBe(true)
})

it('knows names that are there, by their key', () => {
  expect(nameProblem(tags, { id: null, name: '  A ', parentId: '' })).toBe('taken')
  expect(nameProblem(tags, { id: 'a', name: 'A', parentId: '' })).toBeNull()
  expect(nameProblem(tags, { id: null, name: 'a', parentId: 'b' })).toBeNull()
  expect(nameProblem(tags, { id: null, name: ' ', parentId: 'b' })).toBe('empty')
})

it('gives a digit that two have to the one changed last', () => {
  const two = [tag('x', '', { digit: 2, updated: '2026-01-01' }), tag('y', '', { digit: 2, updated: '2026-02-01' })]
  expect(tagOfDigit(two, 2)?.id).toBe('y')
  expect(tagOfDigit(two, 3)).toBeNull()
})
