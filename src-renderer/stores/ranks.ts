/**
 * Where each document stands by title and by date. Comparing thousands of titles as a language sorts takes longer than
 * an interface may stand still: it is done once, in slices, and lists are sorted by these numbers.
 */
import type { DocumentSummary } from '#shared/contract'
import { compareEdtf } from '#shared/domain/dates'
import { type Breather, eachInSlices, mergeInSlices, sortInSlices } from '@/slices'

export interface Ranks {
  /** Place by title, from 0, of each document's id. */
  readonly title: ReadonlyMap<string, number>
  /** Place by date, equal for equal dates; documents without one are missing. */
  readonly date: ReadonlyMap<string, number>
  /** The documents by title, and how it was compared: where the next ranking begins. */
  readonly byTitle: readonly DocumentSummary[]
  readonly language: string
}

export const noRanks: Ranks = { title: new Map(), date: new Map(), byTitle: [], language: '' }

const titleOf = ({ metadata }: DocumentSummary) => metadata.title.text

/** Compares as `compare` does in `language`; titles that `before` knows are not compared with one another again. */
export async function rankDocuments(
  documents: readonly DocumentSummary[],
  { compare, language, before }: { compare: (a: string, b: string) => number; language: string; before: Ranks },
  breathe: Breather,
): Promise<Ranks> {
  const now = new Map(documents.map((document) => [document.id, document]))
  const known =
    before.language !== language
      ? []
      : before.byTitle.flatMap((old) => {
          const document = now.get(old.id)
          if (document === undefined || titleOf(document) !== titleOf(old)) return []
          now.delete(old.id)
          return [document]
        })
  const titles = (a: DocumentSummary, b: DocumentSummary) => compare(titleOf(a), titleOf(b))
  const byTitle = await mergeInSlices(known, await sortInSlices([...now.values()], titles, breathe), titles, breathe)
  const title = new Map<string, number>()
  await eachInSlices(byTitle, ({ id }) => void title.set(id, title.size), breathe)

  const idsOf = new Map<string, string[]>()
  for (const { id, metadata } of documents) {
    if (metadata.date === undefined) continue
    const ids = idsOf.get(metadata.date.edtf)
    if (ids) ids.push(id)
    else idsOf.set(metadata.date.edtf, [id])
  }
  const date = new Map<string, number>()
  let rank = 0
  for (const edtf of await sortInSlices([...idsOf.keys()], compareEdtf, breathe)) {
    for (const id of idsOf.get(edtf) ?? []) date.set(id, rank)
    rank += 1
  }
  return { title, date, byTitle, language }
}
