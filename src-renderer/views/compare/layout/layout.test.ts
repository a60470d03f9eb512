import { describe, expect, it } from 'vitest'
import type { AlignedRow, Cell, Difference } from '#shared/contract'
import { bracket, ribbon } from './ribbons'
import { signsOf } from './signs'
import { isPair, isUncertain, unitsOf } from './units'

const row = (kind: AlignedRow['kind'], cells: Cell[], ids: string[], score = 1): AlignedRow => ({
  cells,
  blocks: cells.map((cell, pane) => (cell ? [ids[pane] ?? ''] : [])),
  kind,
  score,
  pinned: false,
})

describe('unitsOf', () => {
  it('joins the heading of an article with the passage after it, if both are in the same panes', () => {
    const rows = [
      row(
        'heading',
        [
          [0, 5],
          [0, 5],
        ],
        ['h1', 'g1'],
      ),
      row(
        'passage',
        [
          [6, 20],
          [6, 20],
        ],
        ['p1', 'q1'],
        0.2,
      ),
      row('heading', [[21, 25], null], ['h2', '']),
      row(
        'passage',
        [
          [26, 30],
          [21, 30],
        ],
        ['p2', 'q2'],
      ),
      row(
        'heading',
        [
          [31, 35],
          [31, 35],
        ],
        ['h3', 'g3'],
      ),
    ]
    const units = unitsOf(rows, [new Set(['h1', 'h2']), new Set(['g1'])])
    expect(units.map(({ rows: own }) => own)).toEqual([[0, 1], [2], [3], [4]])
    expect(units.map(({ isHeading }) => isHeading)).toEqual([false, false, false, true])
    expect(units.map(isUncertain)).toEqual([true, false, false, false])
    expect(units.map(isPair)).toEqual([true, false, true, false])
  })
})

describe('ribbon', () => {
  it('runs 3 px inside its blocks with handles in the middle', () => {
    expect(ribbon({ x: 360, top: 58, bottom: 217 }, { x: 400, top: 169, bottom: 328 })).toEqual({
      area: 'M360 61C380 61 380 172 400 172V325C380 325 380 214 360 214Z',
      edges: 'M360 61C380 61 380 172 400 172M360 214C380 214 380 325 400 325',
    })
    expect(bracket({ x: 800, top: 58, bottom: 169 }, -1)).toBe('M800 61h-10a4 4 0 0 0 -4 4v97a4 4 0 0 0 4 4h10')
  })
})

describe('signsOf', () => {
  it('cuts a moved passage around the changes inside it and marks where it starts', () => {
    const base = { pane: 0, row: 0, others: [] }
    const differences: Difference[] = [
      { ...base, kind: 'moved', start: 0, end: 30, group: 0, other: { pane: 1, start: 50, end: 80 } },
      { ...base, kind: 'changed', start: 10, end: 14, group: 1 },
      { ...base, pane: 1, kind: 'changed', start: 60, end: 64, group: 1 },
    ]
    const { signs, arrows } = signsOf(differences, 0, { currentGroup: 1, label: ({ kind }) => kind })
    expect(signs.map(({ kind, start, end, current }) => [kind, start, end, current])).toEqual([
      ['moved', 0, 10, false],
      ['moved', 14, 30, false],
      ['changed', 10, 14, true],
    ])
    expect(arrows).toEqual([0])
  })
})
