/**
 * What assistive technology hears of highlights, for it is told nothing of custom ones (annotation.md section 5): after
 * each paragraph with marks a list of them, hidden from sight, which the paragraph names as its details.
 */
import type { ReaderHighlight } from '../../types'
import type { Leaf } from './build'
import { indexRanges, type RangeIndex } from '../../range-index'

let readers = 0

export interface NotesLists {
  update(highlights: RangeIndex<ReaderHighlight>): void
  /** Other blocks are drawn now. */
  refresh(): void
}

/** `leafAt` answers null for what is not drawn, `leaves` with all that is. */
export function createNotesLists(
  leaves: () => readonly Leaf[],
  leafAt: (offset: number) => Leaf | null,
  title: string,
): NotesLists {
  readers += 1
  const reader = readers
  const lists = new Map<Leaf, HTMLElement>()
  let marks: RangeIndex<ReaderHighlight> = indexRanges([])

  function listOf(leaf: Leaf): HTMLElement {
    const known = lists.get(leaf)
    if (known) return known
    const list = document.createElement('ul')
    list.className = 'rd-notes'
    list.id = `rd-${reader}-${leaf.block.id}-${leaf.start}`
    list.setAttribute('aria-label', title)
    // A cell keeps its list inside, for between cells there is no place.
    if (leaf.block.kind === 'cell') leaf.element.append(list)
    else leaf.element.after(list)
    leaf.element.setAttribute('aria-details', list.id)
    lists.set(leaf, list)
    return list
  }

  function refresh(): void {
    const byLeaf = new Map<Leaf, string[]>()
    const drawn = leaves()
    const first = drawn[0]
    const last = drawn[drawn.length - 1]
    for (const highlight of first && last ? marks.touching(first.start, last.end) : []) {
      const leaf = highlight.label === undefined ? null : leafAt(highlight.start)
      if (!leaf || highlight.label === undefined) continue
      byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), highlight.label()])
    }
    for (const [leaf, list] of lists) {
      if (byLeaf.has(leaf)) continue
      list.remove()
      leaf.element.removeAttribute('aria-details')
      lists.delete(leaf)
    }
    for (const [leaf, labels] of byLeaf) {
      const list = listOf(leaf)
      const same =
        list.childElementCount === labels.length && labels.every((label, i) => list.children[i]?.textContent === label)
      if (same) continue
      list.replaceChildren(
        ...labels.map((label) => {
          const item = document.createElement('li')
          item.textContent = label
          return item
        }),
      )
    }
  }

  return {
    update(highlights) {
      marks = highlights
      refresh()
    },
    refresh,
  }
}
