import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutMargin, type MarginItem } from './margin-layout'

const gap = 14
const min = 0
const lists = fc
  .array(fc.record({ wanted: fc.integer({ min: 0, max: 800 }), height: fc.integer({ min: 20, max: 160 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((list) =>
    list.sort((a, b) => a.wanted - b.wanted).map((item, index): MarginItem => ({ ...item, id: `n${index}` })),
  )

function check(items: readonly MarginItem[], tops: Map<string, number>): void {
  items.forEach((item, index) => {
    const before = items[index - 1]
    const top = tops.get(item.id) ?? Number.NaN
    expect(top).toBeGreaterThanOrEqual(min)
    if (before) expect(top - ((tops.get(before.id) ?? 0) + before.height)).toBeGreaterThanOrEqual(gap)
  })
}

describe('layoutMargin', () => {
  it('leaves notes on their lines while they have room', () => {
    const tops = layoutMargin(
      [
        { id: 'a', wanted: 10, height: 60 },
        { id: 'b', wanted: 200, height: 60 },
      ],
      { gap, min },
    )
    expect([...tops.values()]).toEqual([10, 200])
  })

  it('pushes a note down by the one above', () => {
    const tops = layoutMargin(
      [
        { id: 'a', wanted: 10, height: 60 },
        { id: 'b', wanted: 20, height: 60 },
      ],
      { gap, min },
    )
    expect([...tops.values()]).toEqual([10, 84])
  })

  it('gives the current note its place and pushes others both ways', () => {
    const tops = layoutMargin(
      [
        { id: 'a', wanted: 190, height: 60 },
        { id: 'b', wanted: 200, height: 60 },
        { id: 'c', wanted: 210, height: 60 },
      ],
      { gap, min, currentId: 'b' },
    )
    expect([...tops.values()]).toEqual([126, 200, 274])
  })

  it('keeps order and gaps, and nothing stands above the top', () => {
    fc.assert(
      fc.property(lists, fc.option(fc.nat(11)), (items, chosen) => {
        check(items, layoutMargin(items, { gap, min, currentId: chosen === null ? null : `n${chosen}` }))
      }),
    )
  })

  it('puts the current note exactly on its line wherever the notes before it have room', () => {
    fc.assert(
      fc.property(lists, fc.nat(11), (items, nth) => {
        const index = nth % items.length
        const current = items[index]
        if (!current) return
        const tops = layoutMargin(items, { gap, min, currentId: current.id })
        const room = items.slice(0, index).reduce((sum, item) => sum + item.height + gap, min)
        expect(tops.get(current.id)).toBe(Math.max(current.wanted, room))
      }),
    )
  })
})
