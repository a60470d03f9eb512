/** Where letters are on the page. Everything is measured anew; nothing is remembered that a new width could make wrong. */
import type { Leaf } from './build'
import type { OffsetMap } from './offsets'

export interface Geometry {
  /** Boxes of the lines of a range, in client coordinates, in reading order. */
  rects(start: number, end: number): DOMRect[]
  /** Thin box at the start side of the letter at `offset`. */
  caret(offset: number): DOMRect | null
  /** Middle of the line of `offset`, below the top of the text. */
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
  leafAt(offset: number): Leaf | null
}

export function createGeometry(content: HTMLElement, leaves: readonly Leaf[], map: OffsetMap): Geometry {
  /** Number of leaves in front of each direct child of the text. */
  let children: { element: Element; first: number; last: number }[] | null = null

  function topLevel(): { element: Element; first: number; last: number }[] {
    if (children) return children
    const list: { element: Element; first: number; last: number }[] = []
    leaves.forEach((leaf, index) => {
      let element: Element = leaf.element
      while (element.parentElement && element.parentElement !== content) element = element.parentElement
      const last = list[list.length - 1]
      if (last?.element === element) last.last = index
      else list.push({ element, first: index, last: index })
    })
    children = list
    return list
  }

  function leafIndex(offset: number): number {
    let low = 0
    let high = leaves.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((leaves[middle]?.start ?? Infinity) <= offset) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  function leafAt(offset: number): Leaf | null {
    return leaves[leafIndex(offset)] ?? null
  }

  function rects(start: number, end: number): DOMRect[] {
    const lines: DOMRect[] = []
    for (let index = leafIndex(start); index < leaves.length; index += 1) {
      const leaf = leaves[index]
      if (!leaf || leaf.start >= end) break
      const range = map.measure(Math.max(start, leaf.start), Math.min(end, leaf.end))
      if (!range) continue
      for (const rect of range.getClientRects()) joinLine(lines, rect)
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

  function middle(offset: number): number {
    const box = caret(offset)
    return box ? (box.top + box.bottom) / 2 - content.getBoundingClientRect().top : 0
  }

  function top(offset: number): number {
    const leaf = leafAt(offset)
    if (!leaf) return 0
    const line = Number.parseFloat(getComputedStyle(leaf.element).lineHeight)
    const box = caret(offset)
    const half = Number.isFinite(line) ? line / 2 : (box?.height ?? 0) / 2
    return middle(offset) - half
  }

  /** Index of the first of `count` things for which `test` holds; tests go from false to true. */
  function firstWhere(count: number, test: (index: number) => boolean): number {
    let low = 0
    let high = count
    while (low < high) {
      const middleIndex = (low + high) >>> 1
      if (test(middleIndex)) high = middleIndex
      else low = middleIndex + 1
    }
    return low
  }

  const bottomOf = (index: number) => leaves[index]?.element.getBoundingClientRect().bottom ?? 0
  const topOf = (index: number) => leaves[index]?.element.getBoundingClientRect().top ?? 0

  function leafBelow(y: number): Leaf | null {
    const list = topLevel()
    const child =
      list[firstWhere(list.length, (index) => (list[index]?.element.getBoundingClientRect().bottom ?? 0) > y)]
    if (!child) return null
    const index = child.first + firstWhere(child.last - child.first + 1, (step) => bottomOf(child.first + step) > y)
    return leaves[Math.min(index, child.last)] ?? null
  }

  function firstBelow(y: number): number {
    const leaf = leafBelow(y)
    if (!leaf) return leaves[leaves.length - 1]?.end ?? 0
    if (leaf.element.getBoundingClientRect().top >= y - 1) return leaf.start
    const length = leaf.end - leaf.start
    const step = firstWhere(length, (at) => (caret(leaf.start + at)?.bottom ?? 0) > y)
    return Math.min(leaf.end, leaf.start + step)
  }

  function lastAbove(y: number): number {
    const list = topLevel()
    const child =
      list[firstWhere(list.length, (index) => (list[index]?.element.getBoundingClientRect().top ?? 0) >= y) - 1]
    if (!child) return leaves[0]?.start ?? 0
    const index = child.first + firstWhere(child.last - child.first + 1, (step) => topOf(child.first + step) >= y) - 1
    const leaf = leaves[Math.max(index, child.first)]
    if (!leaf) return 0
    if (bottomOf(index) <= y) return leaf.end
    const length = leaf.end - leaf.start
    return leaf.start + firstWhere(length, (at) => (caret(leaf.start + at)?.top ?? 0) >= y)
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

/** Box around all boxes; null for none. */
export function unionOf(rects: readonly DOMRect[]): DOMRect | null {
  const [first] = rects
  if (!first) return null
  const left = Math.min(...rects.map((rect) => rect.left))
  const top = Math.min(...rects.map((rect) => rect.top))
  const right = Math.max(...rects.map((rect) => rect.right))
  const bottom = Math.max(...rects.map((rect) => rect.bottom))
  return new DOMRect(left, top, right - left, bottom - top)
}
