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
