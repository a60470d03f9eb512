import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { boundsOf, boxOnScreen, GAP, layOut, pageAt, scaleOf, toPage, toScreen } from './layout'

const page = (n: number, width: number, height: number, unit = 'px') => ({
  ...{ n, label: String(n), start: 0, end: 0 },
  ...{ width, height, unit },
})
const rotations = fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const)
const below = new Map<number, number>()

it('finds the same point of a page again, at every scale and rotation', () => {
  fc.assert(
    fc.property(
      ...([fc.double({ min: 0.1, max: 16, noNaN: true }), rotations, fc.nat(600), fc.nat(800)] as const),
      (scale, rotation, x, y) => {
        const [placed] = layOut([page(1, 600, 800)], { scale, rotation, room: 500, below }).pages
        if (!placed) throw new Error('no page')
        const [sx, sy] = toScreen(placed, x, y)
        expect(sx).toBeGreaterThanOrEqual(-1e-6)
        expect(sx).toBeLessThanOrEqual(placed.width + 1e-6)
        expect(sy).toBeLessThanOrEqual(placed.height + 1e-6)
        const [bx, by] = toPage(placed, sx, sy)
        expect(bx).toBeCloseTo(x)
        expect(by).toBeCloseTo(y)
      },
    ),
  )
})

it('sets pages below each other, with room for what stands below one', () => {
  const { pages, height, width } = layOut([page(1, 100, 200), page(2, 300, 100)], {
    ...{ scale: 2, rotation: 0, room: 1000 },
    below: new Map([[1, 50]]),
  })
  expect(pages.map(({ top, left }) => [top, left])).toEqual([
    [GAP, 400],
    [GAP + 400 + GAP + 50, 200],
  ])
  expect([width, height]).toEqual([1000, GAP + 400 + GAP + 50 + 200 + GAP])
})

it('finds the page at a height; between two the next, behind all the last', () => {
  const layout = layOut([page(1, 100, 100), page(2, 100, 100)], { scale: 1, rotation: 0, room: 200, below })
  expect([0, 50, GAP + 100, GAP + 101, 5000].map((y) => pageAt(layout, y))).toEqual([0, 0, 1, 1, 1])
})

it('turns what fits with the page', () => {
  const room = { width: 632, height: 432 }
  expect(scaleOf('width', page(1, 300, 900), 0, room)).toBe(2)
  expect(scaleOf('page', page(1, 300, 800), 0, room)).toBe(0.5)
  expect(scaleOf('width', page(1, 300, 600), 90, room)).toBe(1)
  expect(scaleOf(400, page(1, 300, 600), 0, room)).toBe(32)
  // A point of print is a 72nd of an inch, a px a 96th.
  expect(scaleOf('width', page(1, 450, 600, 'pt'), 0, room)).toBe(1)
})

it('turns boxes', () => {
  const [turned] = layOut([page(1, 200, 100)], { scale: 1, rotation: 90, room: 300, below }).pages
  if (!turned) throw new Error('no page')
  expect([turned.width, turned.height]).toEqual([100, 200])
  const { x, y, width, height } = boxOnScreen(turned, { x: 10, y: 20, w: 30, h: 5 })
  expect([x, y, width, height]).toEqual([75, 10, 5, 30])
})

it('knows the box around a polygon', () => {
  const points: [number, number][] = [
    [5, 9],
    [20, 3],
    [11, 30],
  ]
  expect(boundsOf({ type: 'polygon', points })).toEqual({ x: 5, y: 3, w: 15, h: 27 })
})
