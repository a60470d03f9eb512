/** Order and groups of the list. Pure. */
import { documentTypes, type DocumentSummary } from '#shared/contract'
import { compareEdtf } from '#shared/domain/dates'

export type SortColumn = 'title' | 'date' | 'language' | 'notes'
export type Grouping = 'type' | 'language' | 'archive' | 'none'

export interface SortOrder {
  readonly column: SortColumn
  readonly descending: boolean
}

export interface SortTools {
  readonly compareText: (a: string, b: string) => number
  readonly languageName: (tag: string) => string
  readonly notes: (documentId: string) => number
}

const languageOf = ({ metadata }: DocumentSummary) => metadata.languages[0] ?? ''

/** Sorted by a column; equals by date, then title, whatever the direction. Undated documents are always last. */
export function sortDocuments(
  documents: readonly DocumentSummary[],
  { column, descending }: SortOrder,
  tools: SortTools,
): DocumentSummary[] {
  const title = (a: DocumentSummary, b: DocumentSummary) =>
    tools.compareText(a.metadata.title.text, b.metadata.title.text)
  const date = (a: DocumentSummary, b: DocumentSummary) => {
    const [one, other] = [a.metadata.date?.edtf, b.metadata.date?.edtf]
    return one && other ? compareEdtf(one, other) : 0
  }
  const undated = (a: DocumentSummary, b: DocumentSummary) =>
    Number(a.metadata.date === undefined) - Number(b.metadata.date === undefined)
  const by: Record<SortColumn, (a: DocumentSummary, b: DocumentSummary) => number> = {
    title,
    date,
    language: (a, b) => tools.compareText(tools.languageName(languageOf(a)), tools.languageName(languageOf(b))),
    notes: (a, b) => tools.notes(a.id) - tools.notes(b.id),
  }
  const sign = descending ? -1 : 1
  return documents.toSorted(
    (a, b) =>
      (column === 'date' ? undated(a, b) : 0) || sign * by[column](a, b) || undated(a, b) || date(a, b) || title(a, b),
  )
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
