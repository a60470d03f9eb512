/** Order and groups of the list. Pure. */
import { documentTypes, type DocumentSummary } from '#shared/contract'
import type { Ranks } from '@/stores'

export type SortColumn = 'title' | 'date' | 'language' | 'notes'
export type Grouping = 'type' | 'language' | 'archive' | 'none'

export interface SortOrder {
  readonly column: SortColumn
  readonly descending: boolean
}

export interface SortTools {
  readonly ranks: Ranks
  readonly compareText: (a: string, b: string) => number
  readonly languageName: (tag: string) => string
  readonly notes: (documentId: string) => number
}

const languageOf = ({ metadata }: DocumentSummary) => metadata.languages[0] ?? ''

/** Place of each document's first language among the names of all of them. */
function languageRanks(documents: readonly DocumentSummary[], { compareText, languageName }: SortTools) {
  const names = [...new Set(documents.map(languageOf))].map((tag) => [tag, languageName(tag)] as const)
  return new Map(names.toSorted(([, a], [, b]) => compareText(a, b)).map(([tag], rank) => [tag, rank]))
}

/** Sorted by a column; equals by date, then title, whatever the direction. Undated documents are always last. */
export function sortDocuments(
  documents: readonly DocumentSummary[],
  { column, descending }: SortOrder,
  tools: SortTools,
): DocumentSummary[] {
  const titleOf = ({ id }: DocumentSummary) => tools.ranks.title.get(id) ?? Infinity
  const dateOf = ({ id }: DocumentSummary) => tools.ranks.date.get(id) ?? Infinity
  const languages = column === 'language' ? languageRanks(documents, tools) : new Map<string, number>()
  const by: Record<SortColumn, (document: DocumentSummary) => number> = {
    title: titleOf,
    date: dateOf,
    language: (document) => languages.get(languageOf(document)) ?? 0,
    notes: ({ id }) => tools.notes(id),
  }
  const sign = descending ? -1 : 1
  const keyed = documents.map((document) => {
    const key = by[column](document)
    return { document, key: key === Infinity ? key : sign * key, date: dateOf(document), title: titleOf(document) }
  })
  // Two that are both without a date are equal by it.
  const less = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1)
  return keyed
    .sort((a, b) => less(a.key, b.key) || less(a.date, b.date) || less(a.title, b.title))
    .map(({ document }) => document)
}

export interface DocumentGroup {
  /** Value that the group shares; empty where nothing is grouped. */
  readonly key: string
  readonly documents: readonly DocumentSummary[]
}

/** Cuts a sorted list into groups: types in the order of the contract, the others as they first appear. */
export function groupDocuments(documents: readonly DocumentSummary[], grouping: Grouping): DocumentGroup[] {
  if (grouping === 'none') return documents.length > 0 ? [{ key: '', documents }] : []
  const keyOf = (document: DocumentSummary) =>
    grouping === 'type' ? document.metadata.type : grouping === 'language' ? languageOf(document) : document.archiveId
  const groups = new Map<string, DocumentSummary[]>()
  for (const document of documents) {
    const key = keyOf(document)
    const group = groups.get(key)
    if (group) group.push(document)
    else groups.set(key, [document])
  }
  const order = grouping === 'type' ? documentTypes.filter((type) => groups.has(type)) : [...groups.keys()]
  return order.map((key) => ({ key, documents: groups.get(key) ?? [] }))
}
