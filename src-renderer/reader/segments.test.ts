import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutSegments, type MarkRange, marksAt } from './segments'

const marks = fc.array(
  fc.record({
    start: fc.nat(60),
    length: fc.integer({ min: 0, max: 30 }),
    colour: fc.constantFrom('A', 'B', 'C', null),
  }),
  { maxLength: 12 },
)
const ranges = marks.map((list) =>
  list.map(({ start, length, colour }, index): MarkRange => ({ id: `m${index}`, start, end: start + length, colour })),
)

describe('cutSegments', () => {
  it('leaves the wash to the shorter mark and a line to the longer one', () => {
    expect(
      cutSegments([
        { id: 'long', start: 0, end: 10, colour: 'A' },
        { id: 'short', start: 4, end: 6, colour: 'C' },
      ]),
    ).toEqual([
      { start: 0, end: 4, wash: 'A', line: null, ids: ['long'] },
      { start: 4, end: 6, wash: 'C', line: 'A', ids: ['short', 'long'] },
      { start: 6, end: 10, wash: 'A', line: null, ids: ['long'] },
    ])
  })

  it('draws a mark without a colour as a plain line', () => {
    expect(cutSegments([{ id: 'a', start: 2, end: 4, colour: null }])).toEqual([
      { start: 2, end: 4, wash: null, line: 'plain', ids: ['a'] },
    ])
  })

  it('covers every marked character once, with exactly the marks that are there', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const segments = cutSegments(list)
        for (let at = 0; at < 95; at += 1) {
          const holding = segments.filter((segment) => segment.start <= at && at < segment.end)
          const expected = list.filter((mark) => mark.start <= at && at < mark.end).map((mark) => mark.id)
          expect(holding.length).toBe(expected.length > 0 ? 1 : 0)
          expect([...(holding[0]?.ids ?? [])].sort()).toEqual(expected.sort())
          expect(marksAt(list, at).sort()).toEqual(expected.sort())
        }
        segments.forEach((segment, index) => {
          expect(segment.start).toBeLessThan(segment.end)
          expect(segment.start).toBeGreaterThanOrEqual(segments[index - 1]?.end ?? 0)
        })
      }),
    )
  })
})
