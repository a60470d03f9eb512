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
  return entries.findLastIndex((entry) => entry.start <= offset)
}

/** Place of each entry among those of its level under the same heading, from 1, and how many these are. */
export function siblingsOf(entries: readonly Pick<OutlineEntry, 'level'>[]): { position: number; count: number }[] {
  /** By level, the siblings that are being counted. */
  const open: { count: number }[] = []
  const placed = entries.map(({ level }) => {
    open.length = Math.min(open.length, level)
    const family = (open[level - 1] ??= { count: 0 })
    return { position: (family.count += 1), family }
  })
  return placed.map(({ position, family }) => ({ position, count: family.count }))
}

/** How many of `places` begin under each entry. */
export function countByEntry(entries: readonly OutlineEntry[], places: readonly Range[]): number[] {
  const counts = entries.map(() => 0)
  // Both in the order of the text, so that one walk does for ten thousand notes.
  let index = -1
  for (const { start } of places.toSorted((a, b) => a.start - b.start)) {
    while ((entries[index + 1]?.start ?? Infinity) <= start) index += 1
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}
