/** Which documents are shown, and how many each choice of a facet would leave. Pure. */
import type { DocumentSummary, DocumentType } from '#shared/contract'
import { earliestDay, latestDay } from '#shared/domain/dates'

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
  if (filters.dates === null || except === 'dates') return true
  const days = daysOf(document)
  return days !== null && overlaps(days, filters.dates)
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

/**
 * The values of a facet over all documents, the most frequent in the whole library first, so that rows stay put; equal
 * ones in the order of `compare`.
 */
export function facetValues(
  documents: readonly DocumentSummary[],
  filters: LibraryFilters,
  facet: FacetName,
  compare: (a: string, b: string) => number = (a, b) => (a < b ? -1 : 1),
): FacetValue[] {
  const totals = new Map<string, number>()
  const counts = new Map<string, number>()
  for (const document of documents) {
    const passed = passes(document, filters, facet)
    for (const value of valuesOf(document, facet)) {
      totals.set(value, (totals.get(value) ?? 0) + 1)
      if (passed) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  const chosen: readonly string[] = filters[facet]
  return [...totals]
    .toSorted(([a, n], [b, m]) => m - n || compare(a, b))
    .map(([value]) => ({ value, count: counts.get(value) ?? 0, chosen: chosen.includes(value) }))
}

/** The filters with one value of a facet switched on or off. */
export function toggleValue(filters: LibraryFilters, facet: FacetName, value: string): LibraryFilters {
  const chosen: readonly string[] = filters[facet]
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]
  return { ...filters, [facet]: next }
}
