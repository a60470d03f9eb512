/** Which documents are shown, and how many each choice of a facet would leave. Pure. */
import type { DocumentSummary, DocumentType } from '#shared/contract'
import { earliestDay, latestDay } from '#shared/domain/dates'
import { type Breather, eachInSlices, sortInSlices } from '@/slices'

const facetNames = ['types', 'languages', 'subjects', 'persons', 'places'] as const
export type FacetName = (typeof facetNames)[number]

/** Days `YYYY-MM-DD`, both included. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

/** Choices within a facet are joined by "or", facets by "and". An empty facet lets everything through. */
export interface LibraryFilters {
  readonly types: readonly DocumentType[]
  readonly languages: readonly string[]
  readonly subjects: readonly string[]
  readonly persons: readonly string[]
  readonly places: readonly string[]
  readonly dates: DayRange | null
}

export const noFilters: LibraryFilters = {
  types: [],
  languages: [],
  subjects: [],
  persons: [],
  places: [],
  dates: null,
}

const keys = (agents: readonly { key?: string | undefined; name: string }[]) => [
  ...new Set(agents.map(({ key, name }) => key ?? name)),
]

/** What a document counts for in a facet, each once. */
function valuesOf(document: DocumentSummary, facet: FacetName): readonly string[] {
  const { metadata } = document
  if (facet === 'types') return [metadata.type]
  if (facet === 'languages') return metadata.languages
  if (facet === 'subjects') return metadata.subjects ?? []
  return facet === 'persons' ? keys(metadata.persons) : keys(metadata.places)
}

/** Documents never change; a list of thousands is filtered at every stroke. */
const knownDays = new WeakMap<DocumentSummary, DayRange | null>()

/** First and last day that a document's date may mean; null where it has none. An open end reaches to its known end. */
export function daysOf(document: DocumentSummary): DayRange | null {
  const known = knownDays.get(document)
  if (known !== undefined) return known
  const days = readDays(document)
  knownDays.set(document, days)
  return days
}

function readDays(document: DocumentSummary): DayRange | null {
  const edtf = document.metadata.date?.edtf
  if (!edtf) return null
  const from = earliestDay(edtf) ?? latestDay(edtf)
  const to = latestDay(edtf) ?? earliestDay(edtf)
  return from && to ? { from, to } : null
}

const overlaps = (a: DayRange, b: DayRange) => a.from <= b.to && b.from <= a.to

/** Whether a document passes the filters, leaving out one facet (or the dates) where `except` names it. */
export function passes(document: DocumentSummary, filters: LibraryFilters, except?: FacetName | 'dates'): boolean {
  for (const facet of facetNames) {
    if (facet === except) continue
    const chosen: readonly string[] = filters[facet]
    if (chosen.length > 0 && !valuesOf(document, facet).some((value) => chosen.includes(value))) return false
  }
  return except === 'dates' || passesDates(document, filters)
}

function passesDates(document: DocumentSummary, { dates }: LibraryFilters): boolean {
  if (dates === null) return true
  const days = daysOf(document)
  return days !== null && overlaps(days, dates)
}

/** Number of filters that are on; a range of dates counts as one. */
export function countFilters(filters: LibraryFilters): number {
  return facetNames.reduce((sum, facet) => sum + filters[facet].length, filters.dates ? 1 : 0)
}

export interface FacetValue {
  readonly value: string
  /** Documents that pass all other filters and have this value. */
  readonly count: number
  readonly chosen: boolean
}

/** Counts documents one by one, for all facets at once. */
class FacetCounter {
  private readonly totals = new Map(facetNames.map((facet) => [facet, new Map<string, number>()]))
  private readonly counts = new Map(facetNames.map((facet) => [facet, new Map<string, number>()]))
  constructor(private readonly filters: LibraryFilters) {}

  add(document: DocumentSummary): void {
    const values = facetNames.map((facet) => valuesOf(document, facet))
    const failing = facetNames.filter((facet, n) => {
      const chosen: readonly string[] = this.filters[facet]
      return chosen.length > 0 && !values[n]?.some((value) => chosen.includes(value))
    })
    const isDated = passesDates(document, this.filters)
    for (const [n, facet] of facetNames.entries()) {
      const passed = isDated && failing.every((other) => other === facet)
      for (const value of values[n] ?? []) {
        increase(this.totals.get(facet), value)
        if (passed) increase(this.counts.get(facet), value)
      }
    }
  }

  /** How often each value of a facet is there at all. */
  totalsOf(facet: FacetName): [value: string, total: number][] {
    return [...(this.totals.get(facet) ?? [])]
  }

  valueOf(facet: FacetName, value: string): FacetValue {
    const chosen: readonly string[] = this.filters[facet]
    return { value, count: this.counts.get(facet)?.get(value) ?? 0, chosen: chosen.includes(value) }
  }
}

const increase = (counts: Map<string, number> | undefined, value: string) =>
  counts?.set(value, (counts.get(value) ?? 0) + 1)

/**
 * The values of all facets over all documents, the most frequent in the whole library first, so that rows stay put;
 * equal ones in the order of `compare`. Counts in slices.
 */
export async function countFacets(
  documents: readonly DocumentSummary[],
  filters: LibraryFilters,
  compare: (facet: FacetName, a: string, b: string) => number,
  breathe: Breather,
): Promise<Record<FacetName, readonly FacetValue[]>> {
  const counter = new FacetCounter(filters)
  await eachInSlices(documents, (document) => counter.add(document), breathe)
  const valuesIn = async (facet: FacetName) => {
    const order = (a: readonly [string, number], b: readonly [string, number]) =>
      b[1] - a[1] || compare(facet, a[0], b[0])
    const sorted = await sortInSlices(counter.totalsOf(facet), order, breathe)
    return sorted.map(([value]) => counter.valueOf(facet, value))
  }
  return {
    types: await valuesIn('types'),
    languages: await valuesIn('languages'),
    subjects: await valuesIn('subjects'),
    persons: await valuesIn('persons'),
    places: await valuesIn('places'),
  }
}

/** All subjects of documents, the most frequent first. */
export function subjectsOf(documents: readonly DocumentSummary[]): string[] {
  const totals = new Map<string, number>()
  for (const { metadata } of documents) for (const subject of metadata.subjects ?? []) increase(totals, subject)
  return [...totals].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([subject]) => subject)
}

/** The filters with one value of a facet switched on or off. */
export function toggleValue(filters: LibraryFilters, facet: FacetName, value: string): LibraryFilters {
  const chosen: readonly string[] = filters[facet]
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]
  return { ...filters, [facet]: next }
}
