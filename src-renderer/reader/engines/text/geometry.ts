/** Where letters are on the page. Everything is measured anew; nothing is remembered that a new width could make wrong. */
import type { DrawnSection, TextBody } from './body'
import type { Leaf } from './build'
import { firstWhere } from '../../first-where'
import type { OffsetMap } from './offsets'

export interface Geometry {
  /** Boxes of the lines of a range, in client coordinates, in reading order. */
  rects(start: number, end: number): DOMRect[]
  /** Thin box at the start side of the letter at `offset`; null where it is not drawn. */
  caret(offset: number): DOMRect | null
  /** Middle of the line of `offset`, below the top of the text; about there where it is not drawn. */
  middle(offset: number): number
  /** Top of the line of `offset`, below the top of the text. */
  top(offset: number): number
  /** First block that ends below the client coordinate `y`; null below all. Measures blocks only: for every frame. */
  leafBelow(y: number): Leaf | null
  /** First letter of the first line that ends below the client coordinate `y`. */
  firstBelow(y: number): number
  /** End of the last line that begins above the client coordinate `y`. */
  lastAbove(y: number): number
  /** Offset under a point; null beside the words. */
  at(x: number, y: number): number | null
  /** The block of an offset; null where it is not drawn. */
  leafAt(offset: number): Leaf | null
}

export function createGeometry(content: HTMLElement, body: TextBody, map: OffsetMap): Geometry {
  const { sections } = body

  function leafIndex({ leaves }: DrawnSection, offset: number): number {
    return Math.max(0, firstWhere(leaves.length, (index) => (leaves[index]?.start ?? Infinity) > offset) - 1)
  }

  function leafAt(offset: number): Leaf | null {
    const { drawn } = body.sectionAt(offset)
    return drawn ? (drawn.leaves[leafIndex(drawn, offset)] ?? null) : null
  }

  function rects(start: number, end: number): DOMRect[] {
    const lines: DOMRect[] = []
    for (let index = body.sectionAt(start).index; index < sections.length; index += 1) {
      const section = sections[index]
      if (!section || section.start >= end) break
      if (!section.drawn) continue
      for (const leaf of section.drawn.leaves.slice(leafIndex(section.drawn, start))) {
        if (leaf.start >= end) break
        const range = map.measure(Math.max(start, leaf.start), Math.min(end, leaf.end))
        if (!range) continue
        for (const rect of range.getClientRects()) joinLine(lines, rect)
      }
    }
    return lines
  }

  function caret(offset: number): DOMRect | null {
    const leaf = leafAt(offset)
    if (!leaf) return null
    const inside = Math.max(leaf.start, Math.min(leaf.end, offset))
    if (leaf.start === leaf.end) return leaf.element.getBoundingClientRect()
    const after = inside < leaf.end
    const range = after ? map.measure(inside, inside + 1) : map.measure(inside - 1, inside)
    const boxes = range?.getClientRects()
    const box = boxes?.[after ? 0 : boxes.length - 1]
    if (!box) return null
    return new DOMRect(after ? box.left : box.right, box.top, 0, box.height)
  }

  /** About where the line of an offset that is not drawn will be, below the top of the text. */
  function guess(offset: number): number {
    const section = body.sectionAt(offset)
    const { start, end } = section
    const { top, bottom } = section.box()
    const share = Math.min(1, Math.max(0, offset - start) / Math.max(1, end - start))
    return top + share * (bottom - top) - content.getBoundingClientRect().top
  }

  function middle(offset: number): number {
    if (!leafAt(offset)) return guess(offset)
    const box = caret(offset)
    return box ? (box.top + box.bottom) / 2 - content.getBoundingClientRect().top : 0
  }

  function top(offset: number): number {
    const leaf = leafAt(offset)
    if (!leaf) return guess(offset)
    const line = Number.parseFloat(getComputedStyle(leaf.element).lineHeight)
    const box = caret(offset)
    const half = Number.isFinite(line) ? line / 2 : (box?.height ?? 0) / 2
    return middle(offset) - half
  }

  const bottomOf = (element: Element | undefined) => element?.getBoundingClientRect().bottom ?? 0
  const topOf = (element: Element | undefined) => element?.getBoundingClientRect().top ?? 0

  function leafBelow(y: number): Leaf | null {
    const at = firstWhere(sections.length, (index) => (sections[index]?.box().bottom ?? 0) > y)
    const drawn = sections[at]?.drawn
    if (!drawn) return null
    const { groups, leaves } = drawn
    const group = groups[firstWhere(groups.length, (index) => bottomOf(groups[index]?.element) > y)]
    if (!group) return sections[at + 1]?.drawn?.leaves[0] ?? null
    const { first, last } = group
    const index = first + firstWhere(last - first + 1, (step) => bottomOf(leaves[first + step]?.element) > y)
    return leaves[Math.min(index, last)] ?? null
  }

  function firstBelow(y: number): number {
    const leaf = leafBelow(y)
    if (!leaf) {
      const at = firstWhere(sections.length, (index) => (sections[index]?.box().bottom ?? 0) > y)
      return sections[at]?.start ?? body.leaves().at(-1)?.end ?? 0
    }
    if (leaf.element.getBoundingClientRect().top >= y - 1) return leaf.start
    const length = leaf.end - leaf.start
    const step = firstWhere(length, (at) => (caret(leaf.start + at)?.bottom ?? 0) > y)
    return Math.min(leaf.end, leaf.start + step)
  }

  function lastAbove(y: number): number {
    const at = firstWhere(sections.length, (index) => (sections[index]?.box().top ?? 0) >= y) - 1
    const section = sections[Math.max(0, at)]
    if (!section?.drawn) return section?.end ?? 0
    const { groups, leaves } = section.drawn
    const group = groups[firstWhere(groups.length, (index) => topOf(groups[index]?.element) >= y) - 1]
    if (!group) return leaves[0]?.start ?? 0
    const { first, last } = group
    const index = first + firstWhere(last - first + 1, (step) => topOf(leaves[first + step]?.element) >= y) - 1
    const leaf = leaves[Math.max(index, first)]
    if (!leaf) return 0
    if (bottomOf(leaf.element) <= y) return leaf.end
    const length = leaf.end - leaf.start
    return leaf.start + firstWhere(length, (step) => (caret(leaf.start + step)?.top ?? 0) >= y)
  }

  function at(x: number, y: number): number | null {
    const position = document.caretPositionFromPoint(x, y)
    if (!position || !content.contains(position.offsetNode)) return null
    const offset = map.offset(position.offsetNode, position.offset)
    if (offset === null) return null
    // The browser answers with the nearest place even far beside the words: the letter on either side must be there.
    for (const start of [offset, offset - 1]) {
      if (start < 0) continue
      const box = map.measure(start, start + 1)?.getBoundingClientRect()
      if (box && x >= box.left - 1 && x <= box.right + 1 && y >= box.top - 4 && y <= box.bottom + 4) return start
    }
    return null
  }

  return { rects, caret, middle, top, leafBelow, firstBelow, lastAbove, at, leafAt }
}

/** Adds a box to the last line where it stands on it, else begins a new line. */
function joinLine(lines: DOMRect[], rect: DOMRect): void {
  if (rect.width === 0 && rect.height === 0) return
  const line = lines[lines.length - 1]
  const center = (rect.top + rect.bottom) / 2
  if (!line || center < line.top || center > line.bottom) {
    if (rect.width > 0) lines.push(new DOMRect(rect.left, rect.top, rect.width, rect.height))
    return
  }
  const left = Math.min(line.left, rect.left)
  const top = Math.min(line.top, rect.top)
  const right = Math.max(line.right, rect.right)
  const bottom = Math.max(line.bottom, rect.bottom)
  lines[lines.length - 1] = new DOMRect(left, top, right - left, bottom - top)
}
