/** Headings of a document as a list, with what is noted under each. Pure. */
import type { DocumentModel, Range } from '#shared/contract'

export interface OutlineEntry {
  readonly id: string
  readonly title: string
  readonly lang: string | undefined
  readonly start: number
  /** Start of the next heading, or the end of the text. */
  readonly end: number
  /** 1 for the highest level in the outline. */
  readonly level: number
}

/** All headings but the title of the document. */
export function outlineOf(model: DocumentModel): OutlineEntry[] {
  const [first] = model.blocks
  const headings = model.blocks.filter(
    (block) => block.kind === 'heading' && block.end > block.start && (block !== first || (block.level ?? 1) > 1),
  )
  const highest = Math.min(...headings.map((block) => block.level ?? 1))
  return headings.map((block, index) => ({
    id: block.id,
    title: model.text.slice(block.start, block.end).replace(/\s+/g, ' '),
    lang: block.lang,
    start: block.start,
    end: headings[index + 1]?.start ?? model.text.length,
    level: (block.level ?? 1) - highest + 1,
  }))
}

/** Index of the entry that an offset stands under; -1 before the first. */
export function entryAt(entries: readonly OutlineEntry[], offset: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.start ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** How many of `places` begin under each entry. */
export function countByEntry(entries: readonly OutlineEntry[], places: readonly Range[]): number[] {
  const counts = entries.map(() => 0)
  for (const place of places) {
    const index = entryAt(entries, place.start)
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}
