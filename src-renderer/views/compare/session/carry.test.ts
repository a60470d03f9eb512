import { expect, it } from 'vitest'
import type { Range } from '#shared/contract'
import { placeQuotes } from '#shared/domain/anchoring'
import { createFakeHost } from '../../../../tests/support/fake-host'
import { textModel } from '../../../../tests/support/text-model'
import { carryCells } from './carry'
import { newDraft } from './draft'
import type { OpenPane } from './use-session'

const [summary] = createFakeHost().documents
if (!summary) throw new Error('the fake host has no documents')
const [edition] = summary.editions
if (!edition) throw new Error('the document has no edition')

const open = (number: number, ...paragraphs: string[]): OpenPane => ({
  summary,
  edition: { ...edition, number, sha256: String(number).repeat(64) },
  model: textModel(paragraphs.map((text) => ['para', text] as const)),
})

it('carries cells to where their passages went, once each, and counts those that are gone', async () => {
  const old = open(
    1,
    'Ostā kopš rīta stāv divi kuģi, un neviens nezina, ko tie gaida.',
    'Vakarā delegācija brauc projām.',
  )
  const now = open(2, 'Piebilde priekšā.', 'Ostā kopš rīta stāv divi kuģi, un neviens nezina, ko tie gaida.')
  const same = open(3, 'Cits teksts.')
  const at = old.model.text.indexOf('divi kuģi')
  const gone = old.model.text.indexOf('Vakarā')
  const draft = {
    ...newDraft(
      ['A', 'B'].map((siglum) => ({ documentId: summary.id, siglum })),
      'versions',
    ),
    rows: [
      {
        id: 'r1',
        cells: [
          [at, at + 9],
          [0, 4],
        ] as [number, number][],
        note: '',
        tagIds: [],
      },
      { id: 'r2', cells: [[gone, gone + 30], null] as ([number, number] | null)[], note: '', tagIds: [] },
    ],
    pins: [
      {
        id: 'p1',
        cells: [
          [at, at + 9],
          [0, 4],
        ] as [number, number][],
      },
    ],
  }
  const asked: Range[][] = []
  const carried = await carryCells(draft, [old, same], [now, same], (_documentId, from, to, ranges) => {
    asked.push(ranges)
    expect([from, to]).toEqual([1, 2])
    const quotes = ranges.map((range) => ({
      ...range,
      exact: old.model.text.slice(range.start, range.end),
      prefix: '',
      suffix: '',
    }))
    const placements = placeQuotes(quotes, { old: old.model.text, now: now.model.text })
    return Promise.resolve(placements.map(({ start, end }) => (start === null || end === null ? null : { start, end })))
  })
  const there = now.model.text.indexOf('divi kuģi')
  expect(asked).toHaveLength(1)
  expect(carried.draft.rows).toMatchObject([
    {
      id: 'r1',
      cells: [
        [there, there + 9],
        [0, 4],
      ],
    },
  ])
  expect(carried.draft.pins).toMatchObject([
    {
      cells: [
        [there, there + 9],
        [0, 4],
      ],
    },
  ])
  expect(carried.lost).toBe(1)
})
