/** Documents by the words of their titles, in slices: a library may have thousands. */
import type { DocumentSummary } from '#shared/contract'
import { type Breather, eachInSlices, sortInSlices, useSliced } from '@/slices'
import { type Ranks, useLibraryStore } from '@/stores'
import { foldText, wordsOf } from './matching'

export interface Wanted {
  /** Every word must be in one of the titles, or in what `also` tells; an empty one finds all. */
  readonly query: string
  /** Documents that are shown at most. */
  readonly limit: number
  readonly isOffered?: (document: DocumentSummary) => boolean
  /** Words beside the titles that are searched, too. */
  readonly also?: (document: DocumentSummary) => string
  /** Smaller ones come first, part by part; equal ones by title. `begins`: a word stands at the title's beginning. */
  readonly order?: (document: DocumentSummary, begins: boolean) => readonly (string | number)[]
}

export interface FoundDocument {
  readonly document: DocumentSummary
  /** The title with the words, the first one where they are elsewhere. */
  readonly title: { readonly text: string; readonly lang?: string | undefined }
}

export interface FoundDocuments {
  readonly shown: readonly FoundDocument[]
  /** Documents that were found, shown or not. */
  readonly total: number
}

const titlesOf = ({ metadata: { title, alternativeTitles = [] } }: DocumentSummary) => [title, ...alternativeTitles]

/** Documents never change, and are searched at every stroke. */
const folded = new WeakMap<DocumentSummary, readonly string[]>()

function foldedTitles(document: DocumentSummary): readonly string[] {
  const known = folded.get(document)
  if (known) return known
  const titles = titlesOf(document).map(({ text }) => foldText(text))
  folded.set(document, titles)
  return titles
}

interface Found {
  readonly document: DocumentSummary
  readonly title: number
  readonly order: readonly (string | number)[]
  readonly rank: number
}

function compareFound(a: Found, b: Found): number {
  for (const [n, one] of a.order.entries()) {
    const other = b.order[n] ?? one
    if (one !== other) return one < other ? -1 : 1
  }
  return a.rank - b.rank
}

export async function findDocuments(
  documents: readonly DocumentSummary[],
  ranks: Ranks,
  { query, limit, isOffered, also, order }: Wanted,
  breathe: Breather,
): Promise<FoundDocuments> {
  const words = wordsOf(query)
  const found: Found[] = []
  const look = (document: DocumentSummary) => {
    if (isOffered && !isOffered(document)) return
    const titles = foldedTitles(document)
    let title = titles.findIndex((text) => words.every((word) => text.includes(word)))
    if (title < 0) {
      if (!also) return
      const all = `${titles.join('\n')}\n${foldText(also(document))}`
      if (!words.every((word) => all.includes(word))) return
      title = 0
    }
    const begins = words.some((word) => titles[title]?.startsWith(word))
    const rank = ranks.title.get(document.id) ?? Infinity
    found.push({ document, title, order: order?.(document, begins) ?? [], rank })
  }
  await eachInSlices(documents, look, breathe)
  const sorted = await sortInSlices(found, compareFound, breathe)
  const shown = sorted.slice(0, limit).map(({ document, title }): FoundDocument => {
    const { text, lang } = titlesOf(document)[title] ?? document.metadata.title
    return { document, title: { text, lang } }
  })
  return { shown, total: found.length }
}

/** The documents of the library that are wanted, followed; `settled` resolves when they are those of the newest wish. */
export function useFoundDocuments(wanted: () => Wanted) {
  const library = useLibraryStore()
  return useSliced(
    () => ({ documents: library.documents, ranks: library.ranks, wanted: wanted() }),
    (input, breathe) => findDocuments(input.documents, input.ranks, input.wanted, breathe),
    { shown: [], total: 0 },
  )
}
