import type { DocumentSummary } from '#shared/contract'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createFakeHost } from '../../tests/support/fake-host'
import { noRanks, rankDocuments } from './ranks'
import { makeBreather } from '@/slices'

const [base] = createFakeHost().documents
const make = (id: string, title: string, edtf?: string): DocumentSummary => {
  if (!base) throw new Error('the starter archive is missing')
  const { date: _date, ...metadata } = base.metadata
  const date = edtf === undefined ? {} : { date: { edtf } }
  return { ...base, id, metadata: { ...metadata, ...date, title: { ...metadata.title, text: title } } }
}
const compare = (a: string, b: string) => a.localeCompare(b, 'lv')

describe('ranks', () => {
  it('tell the order by title and by date; equal dates are equal', async () => {
    const documents = [make('a', 'Žurnāls', '1939-10-05'), make('b', 'Akts', '1939-09-28'), make('c', 'Čeks')]
    documents.push(make('d', 'Akts', '1939-10-05'))
    const ranks = await rankDocuments(documents, { compare, language: 'lv', before: noRanks }, makeBreather())
    expect(ranks.byTitle.map(({ id }) => id)).toEqual(['b', 'd', 'c', 'a'])
    expect([...ranks.date].toSorted()).toEqual([
      ['a', 1],
      ['b', 0],
      ['d', 1],
    ])
  })

  it('are the same from an earlier ranking as from none, whatever changed', async () => {
    const list = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.string({ maxLength: 3 })), {
      selector: ([id]) => id,
    })
    await fc.assert(
      fc.asyncProperty(list, list, async (first, second) => {
        const [one, other] = [first, second].map((some) => some.map(([id, title]) => make(String(id), title)))
        const from = { compare, language: 'lv' }
        const before = await rankDocuments(one ?? [], { ...from, before: noRanks }, makeBreather())
        const after = await rankDocuments(other ?? [], { ...from, before }, makeBreather())
        const fresh = await rankDocuments(other ?? [], { ...from, before: noRanks }, makeBreather())
        const titles = (some: typeof after) => some.byTitle.map(({ metadata }) => metadata.title.text)
        expect(titles(after)).toEqual(titles(fresh))
        expect([...after.title.keys()].toSorted()).toEqual([...fresh.title.keys()].toSorted())
      }),
      { numRuns: 60 },
    )
  })

  it('compare titles that are known not again, and all again in another language', async () => {
    const documents = Array.from({ length: 500 }, (_, n) => make(`d${n}`, `Dokuments ${(n * 7919) % 500}`))
    const counted = vi.fn(compare)
    const before = await rankDocuments(documents, { compare, language: 'lv', before: noRanks }, makeBreather())
    const changed = documents.map((document, n) => (n === 3 ? make('d3', 'Cits') : document))
    await rankDocuments(changed, { compare: counted, language: 'lv', before }, makeBreather())
    expect(counted.mock.calls.length).toBeLessThan(40)
    counted.mockClear()
    await rankDocuments(changed, { compare: counted, language: 'en', before }, makeBreather())
    expect(counted.mock.calls.length).toBeGreaterThan(1000)
  })
})
