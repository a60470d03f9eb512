import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { boundsOf } from './layout'
import { isTiny, moved, rectBetween, sized, tidyShape } from './shapes'

const page = { width: 600, height: 800 }
const coordinate = fc.double({ min: -100, max: 1000, noNaN: true })
const shapes = fc.oneof(
  fc.tuple(coordinate, coordinate, coordinate, coordinate).map(([a, b, c, d]) => rectBetween([a, b], [c, d])),
  fc
    .array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 8 })
    .map((points) => ({ type: 'polygon' as const, points })),
)

it('keeps every region inside its page, in whole units', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const tidy = tidyShape(shape, page)
      const { x, y, w, h } = boundsOf(tidy)
      expect([x, y, w, h].every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
      expect(x + w).toBeLessThanOrEqual(page.width)
      expect(y + h).toBeLessThanOrEqual(page.height)
    }),
  )
})

it('keeps fractions on pages with a coarse unit', () => {
  expect(tidyShape(rectBetween([1.23456, 1], [2, 2]), { width: 8, height: 11 })).toMatchObject({ x: 1.235 })
})

it('moves and sizes no further than the page goes', () => {
  fc.assert(
    fc.property(shapes, coordinate, coordinate, (shape, dx, dy) => {
      const tidy = tidyShape(shape, page)
      const before = boundsOf(tidy)
      const after = boundsOf(moved(tidy, dx, dy, page))
      expect(after.w).toBeCloseTo(before.w)
      expect(after.x).toBeGreaterThanOrEqual(-1e-9)
      expect(after.x + after.w).toBeLessThanOrEqual(page.width + 1e-9)
      const larger = boundsOf(sized(tidy, dx, dy, page, 4))
      expect([larger.x, larger.y]).toEqual([before.x, before.y])
      expect(larger.y + larger.h).toBeLessThanOrEqual(page.height + 1e-9)
      expect(larger.w).toBeGreaterThanOrEqual(Math.min(4, before.w))
    }),
  )
})

it('takes no slip of the hand for a region', () => {
  expect(isTiny(rectBetween([10, 10], [11, 200]), 3)).toBe(true)
  expect(isTiny(rectBetween([10, 10], [14, 20]), 3)).toBe(false)
})
