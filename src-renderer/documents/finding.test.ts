import type { DocumentSummary } from '#shared/contract'
import { makeBreather } from '@/slices'
import { noRanks, rankDocuments } from '@/stores'
import { describe, expect, it } from 'vitest'
import { createFakeHost } from '../../tests/support/fake-host'
import { findDocuments } from './finding'

const [base] = createFakeHost().documents
const make = (id: string, title: string, ...others: string[]): DocumentSummary => {
  if (!base) throw new Error('the starter archive is missing')
  const alternativeTitles = others.map((text) => ({ text, lang: 'lv' }))
  return { ...base, id, metadata: { ...base.metadata, title: { text: title, lang: 'en' }, alternativeTitles } }
}
const documents = [make('a', 'Talks in Moscow', 'Sarunas Maskavā'), make('b', 'Pact'), make('c', 'A pact of bases')]

async function find(wanted: Partial<Parameters<typeof findDocuments>[2]>) {
  const from = { compare: (a: string, b: string) => a.localeCompare(b), language: 'en', before: noRanks }
  const ranks = await rankDocuments(documents, from, makeBreather())
  const found = await findDocuments(documents, ranks, { query: '', limit: 10, ...wanted }, makeBreather())
  return { ids: found.shown.map(({ document }) => document.id).join(''), ...found }
}

describe('findDocuments', () => {
  it('finds all words in any title, without case and marks, and tells which title', async () => {
    expect((await find({})).ids).toBe('cba')
    const { ids, shown } = await find({ query: ' maskava SARUN' })
    expect(ids).toBe('a')
    expect(shown[0]?.title).toEqual({ text: 'Sarunas Maskavā', lang: 'lv' })
    expect((await find({ query: 'talks maskava' })).ids).toBe('')
  })

  it('shows no more than asked and counts all', async () => {
    expect(await find({ query: 'a', limit: 1 })).toMatchObject({ ids: 'c', total: 3 })
  })

  it('looks into other words where told, leaves out, and puts first what is wanted first', async () => {
    expect((await find({ query: '1939 pact', also: ({ id }) => (id === 'b' ? 'October 1939' : '') })).ids).toBe('b')
    expect((await find({ isOffered: ({ id }) => id !== 'b' })).ids).toBe('ca')
    expect((await find({ query: 'pact', order: (_, begins) => [begins ? 0 : 1] })).ids).toBe('bc')
  })
})
