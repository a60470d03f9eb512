import type { DocumentSummary } from '#shared/contract'
import { compareEdtf } from '#shared/domain/dates'
import { makeBreather } from '@/slices'
import { noRanks, rankDocuments } from '@/stores'
import { createFakeHost } from '../../../tests/support/fake-host'
import { describe, expect, it } from 'vitest'
import { countFacets, countFilters, daysOf, type LibraryFilters, noFilters, passes, toggleValue } from './filters'
import { coveredBins, makeHistogram } from './histogram'
import { catalogueName } from './names'
import { rememberedList, rememberList } from './state'
import { groupDocuments, sortDocuments, type SortTools } from './sorting'

const documents = createFakeHost().documents
const dated = (edtf: string | null, n = 0): DocumentSummary => {
  const base = documents[n]
  if (!base) throw new Error('the starter archive is missing')
  const { date: _date, ...metadata } = base.metadata
  return { ...base, id: `x${edtf}${n}`, metadata: { ...metadata, ...(edtf === null ? {} : { date: { edtf } }) } }
}
const titleOf = ({ metadata }: DocumentSummary) => metadata.title.text
const compareText = (a: string, b: string) => a.localeCompare(b)
const rank = (list: readonly DocumentSummary[]) =>
  rankDocuments(list, { compare: compareText, language: 'en', before: noRanks }, makeBreather())
const toolsFor = async (list: readonly DocumentSummary[]): Promise<SortTools> => ({
  ranks: await rank(list),
  compareText,
  languageName: (tag) => tag,
  notes: () => 0,
})

describe('the list', () => {
  it('is there again after a reload, as it was left', () => {
    localStorage.clear()
    expect(rememberedList()).toMatchObject({ filters: noFilters, grouping: 'type' })
    const left = {
      filters: { ...noFilters, types: ['pact' as const], dates: { from: '1939-01-01', to: '1939-12-31' } },
      order: { column: 'notes' as const, descending: true },
      grouping: 'archive' as const,
    }
    rememberList(left)
    expect(rememberedList()).toEqual(left)
    localStorage.setItem('avots-library', '{"filters":{"types":["no such type"]}}')
    expect(rememberedList().filters).toEqual(noFilters)
  })
})

describe('filters', () => {
  it('join choices of a facet by or, facets by and', () => {
    const pacts = toggleValue(noFilters, 'types', 'pact')
    const some = documents.filter((document) => passes(document, pacts))
    expect(some.length).toBeGreaterThan(0)
    expect(some.every(({ metadata }) => metadata.type === 'pact')).toBe(true)
    const both = toggleValue(pacts, 'types', 'talks')
    expect(documents.filter((document) => passes(document, both)).length).toBeGreaterThan(some.length)
    const latvian = toggleValue(both, 'languages', 'lv')
    const left = documents.filter((document) => passes(document, latvian))
    expect(left.every(({ metadata }) => metadata.languages.includes('lv'))).toBe(true)
    expect(countFilters(latvian)).toBe(3)
    expect(toggleValue(pacts, 'types', 'pact')).toEqual(noFilters)
  })

  it('count what each choice would leave under the other filters', async () => {
    const dates = { from: '1939-09-01', to: '1939-12-31' }
    const some = [noFilters, toggleValue(noFilters, 'types', 'pact'), { ...noFilters, languages: ['lv'], dates }]
    for (const filters of some) {
      const counted = await countFacets(documents, filters, (_, a, b) => compareText(a, b), makeBreather())
      for (const facet of ['types', 'languages', 'subjects', 'persons', 'places'] as const) {
        for (const { value, count } of counted[facet]) {
          const chosen: LibraryFilters = { ...filters, [facet]: [value] }
          expect([value, documents.filter((document) => passes(document, chosen)).length]).toEqual([value, count])
        }
      }
    }
    // The chosen facet itself still tells what the other values would add.
    const { types } = await countFacets(documents, some[1] ?? noFilters, () => 0, makeBreather())
    expect(types.find(({ value }) => value === 'talks')?.count).toBeGreaterThan(0)
  })

  it('take a document whose date may lie in the range, and none without a date', () => {
    const september: LibraryFilters = { ...noFilters, dates: { from: '1939-09-01', to: '1939-09-30' } }
    expect(passes(dated('1939-09-28'), september)).toBe(true)
    expect(passes(dated('1939-06/1939-10'), september)).toBe(true)
    expect(passes(dated('1939-10-05'), september)).toBe(false)
    expect(passes(dated(null), september)).toBe(false)
    expect(daysOf(dated('1939'))).toEqual({ from: '1939-01-01', to: '1939-12-31' })
  })
})

describe('histogram', () => {
  it('has bins that touch, cover all precise dates, and count what a choice of them leaves', () => {
    const histogram = makeHistogram(documents, noFilters)
    if (!histogram) throw new Error('no histogram')
    expect(histogram.bins.length).toBeGreaterThan(3)
    expect(histogram.bins.length).toBeLessThanOrEqual(20)
    for (const [n, bin] of histogram.bins.entries()) {
      const next = histogram.bins[n + 1]
      if (next) expect(Date.parse(next.from) - Date.parse(bin.to)).toBe(86_400_000)
      const filters: LibraryFilters = { ...noFilters, dates: bin }
      expect(documents.filter((document) => passes(document, filters)).length).toBe(bin.count)
    }
  })

  it('chooses a unit for the span', () => {
    const unit = (...dates: string[]) =>
      makeHistogram(
        dates.map((date, n) => dated(date, n)),
        noFilters,
      )?.unit
    expect(unit('1939-09-20', '1939-09-28')).toBe('day')
    expect(unit('1939-09-01', '1939-12-01')).toBe('week')
    expect(unit('1939-01-01', '1940-06-01')).toBe('month')
    expect(unit('1901', '1939')).toBe('decade')
    expect(unit('1201', '1939')).toBe('century')
    expect(makeHistogram([dated('1939-09-28')], noFilters)).toBeNull()
  })

  it('finds the bins of a range', () => {
    const histogram = makeHistogram([dated('1939-09-20', 0), dated('1939-09-28', 1)], noFilters)
    if (!histogram) throw new Error('no histogram')
    expect(coveredBins(histogram, null)).toEqual([0, 8])
    expect(coveredBins(histogram, { from: '1939-09-22', to: '1939-09-24' })).toEqual([2, 4])
  })
})

describe('order and groups', () => {
  it('sort by each column both ways, undated last by date', async () => {
    const list = [dated(null, 0), dated('1939-10-05', 1), dated('1939-09-28', 2)]
    const tools = await toolsFor(list)
    const dates = (descending: boolean) =>
      sortDocuments(list, { column: 'date', descending }, tools).map(({ metadata }) => metadata.date?.edtf ?? '–')
    expect(dates(false)).toEqual(['1939-09-28', '1939-10-05', '–'])
    expect(dates(true)).toEqual(['1939-10-05', '1939-09-28', '–'])
    const notes = sortDocuments(
      list,
      { column: 'notes', descending: true },
      {
        ...tools,
        notes: (id) => (id.includes('1939-09') ? 3 : 1),
      },
    )
    expect(notes[0]?.metadata.date?.edtf).toBe('1939-09-28')
  })

  it('sort by title and language as the language of the interface does, equals by date and title', async () => {
    const tools = await toolsFor(documents)
    for (const descending of [false, true]) {
      const titles = sortDocuments(documents, { column: 'title', descending }, tools).map(titleOf)
      const expected = documents.map(titleOf).sort((a, b) => (descending ? -1 : 1) * compareText(a, b))
      expect(titles).toEqual(expected)
    }
    const languages = sortDocuments(documents, { column: 'language', descending: true }, tools)
    for (const [n, document] of languages.entries()) {
      const next = languages[n + 1]
      if (!next) continue
      const [one, other] = [document, next].map(({ metadata }) => metadata.languages[0] ?? '')
      expect(compareText(one ?? '', other ?? '')).toBeGreaterThanOrEqual(0)
      if (one !== other) continue
      const [a, b] = [document, next].map(({ metadata }) => metadata.date?.edtf ?? '~')
      expect(compareEdtf(a ?? '', b ?? '')).toBeLessThanOrEqual(0)
      if (a === b) expect(compareText(titleOf(document), titleOf(next))).toBeLessThanOrEqual(0)
    }
  })

  it('group by type in the order of the contract and lose nothing', () => {
    const groups = groupDocuments(documents, 'type')
    expect(groups[0]?.key).toBe('pact')
    expect(groups.flatMap((group) => group.documents)).toHaveLength(documents.length)
    expect(groupDocuments(documents, 'none')).toHaveLength(1)
    expect(groupDocuments([], 'none')).toEqual([])
  })
})

describe('catalogueName', () => {
  it('puts the family name first in any language', () => {
    const person = { key: 'm', sort: 'Molotov, Vyacheslav', names: { lv: 'Vjačeslavs Molotovs' } }
    expect(catalogueName('Vjačeslavs Molotovs', person)).toBe('Molotovs, Vjačeslavs')
    expect(catalogueName('Anonymous', undefined)).toBe('Anonymous')
  })
})
