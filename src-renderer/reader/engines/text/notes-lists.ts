/**
 * What assistive technology hears of highlights, for it is told nothing of custom ones (annotation.md section 5): after
 * each paragraph with marks a list of them, hidden from sight, which the paragraph names as its details.
 */
import type { ReaderHighlight } from '../../types'
import type { Leaf } from './build'

let readers = 0

export interface NotesLists {
  update(highlights: readonly ReaderHighlight[]): void
}

export function createNotesLists(leaves: readonly Leaf[], title: string): NotesLists {
  readers += 1
  const reader = readers
  const lists = new Map<Leaf, HTMLElement>()

  function leafOf(offset: number): Leaf | undefined {
    let low = 0
    let high = leaves.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((leaves[middle]?.start ?? Infinity) <= offset) low = middle + 1
      else high = middle
    }
    return leaves[Math.max(0, low - 1)]
  }

  function listOf(leaf: Leaf): HTMLElement {
    const known = lists.get(leaf)
    if (known) return known
    const list = document.createElement('ul')
    list.className = 'rd-notes'
    list.id = `rd-${reader}-${leaf.block.id}`
    list.setAttribute('aria-label', title)
    // A cell keeps its list inside, for between cells there is no place.
    if (leaf.block.kind === 'cell') leaf.element.append(list)
    else leaf.element.after(list)
    leaf.element.setAttribute('aria-details', list.id)
    lists.set(leaf, list)
    return list
  }

  return {
    update(highlights) {
      const byLeaf = new Map<Leaf, string[]>()
      for (const highlight of highlights) {
        const leaf = highlight.label === undefined ? undefined : leafOf(highlight.start)
        if (leaf && highlight.label !== undefined) byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), highlight.label])
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
          list.childElementCount === labels.length &&
          labels.every((label, i) => list.children[i]?.textContent === label)
        if (same) continue
        list.replaceChildren(
          ...labels.map((label) => {
            const item = document.createElement('li')
            item.textContent = label
            return item
          }),
        )
      }
    },
  }
}
