import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { follow, knotsBetween, mapHeight, type RowBoxes } from './linking'

const boxes: fc.Arbitrary<RowBoxes> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.boolean()), { minLength: 1, maxLength: 20 })
  .map((rows) => {
    let y = 0
    const top: (number | null)[] = []
    const bottom: (number | null)[] = []
    for (const [height, present] of rows) {
      top.push(present ? y : null)
      if (present) y += height
      bottom.push(present ? y : null)
    }
    return { top, bottom, height: y + 40 }
  })

describe('linked scrolling', () => {
  it('maps rows to rows exactly, ends to ends, and never goes back', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const knots = knotsBetween(a, b)
        expect(mapHeight(knots, 0)).toBe(0)
        expect(mapHeight(knots, a.height)).toBeCloseTo(b.height)
        a.top.forEach((top, row) => {
          const other = b.top[row] ?? null
          if (top !== null && other !== null && top > 0 && other > 0) expect(mapHeight(knots, top)).toBeCloseTo(other)
        })
        let last = 0
        for (let y = 0; y <= a.height; y += a.height / 50) {
          const mapped = mapHeight(knots, y)
          expect(mapped).toBeGreaterThanOrEqual(last)
          last = mapped
        }
      }),
    )
  })

  it('is not a percentage: an article that only one text has does not shift the others', () => {
    const a: RowBoxes = { top: [0, null, 100, 200], bottom: [100, null, 200, 300], height: 300 }
    const b: RowBoxes = { top: [0, 100, 500, 600], bottom: [100, 500, 600, 700], height: 700 }
    const knots = knotsBetween(a, b)
    expect(mapHeight(knots, 100)).toBe(500)
    expect(mapHeight(knots, 150)).toBe(550)
    expect(mapHeight(knots, 250)).toBe(650)
  })

  it('brings both panes to their starts and ends together', () => {
    fc.assert(
      fc.property(boxes, boxes, fc.integer({ min: 50, max: 900 }), (a, b, view) => {
        const knots = knotsBetween(a, b)
        const end = Math.max(0, a.height - view)
        expect(follow({ scrollTop: 0, view, content: a.height }, { view, content: b.height }, knots)).toBe(0)
        if (end > 0) {
          expect(follow({ scrollTop: end, view, content: a.height }, { view, content: b.height }, knots)).toBeCloseTo(
            Math.max(0, b.height - view),
          )
        }
      }),
    )
  })
})
