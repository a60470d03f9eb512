/** Where margin notes stand (mockups section 4). Pure; px in one coordinate system. */

export interface MarginItem {
  readonly id: string
  /** Top that puts its first line beside the line of its passage. */
  readonly wanted: number
  readonly height: number
}

export interface MarginOptions {
  readonly gap: number
  /** Stands exactly where it wants to, and pushes others both ways. */
  readonly currentId?: string | null
  /** Nothing stands above this. */
  readonly min: number
}

/**
 * Tops by id. The order of `items` (that of the text) is kept and there is `gap` between any two. A note is pushed down
 * by the one above it; the current one has its exact place as long as the notes before it have room above.
 */
export function layoutMargin(items: readonly MarginItem[], options: MarginOptions): Map<string, number> {
  const { gap, min } = options
  const tops: number[] = []
  let floor = min
  for (const item of items) {
    const top = Math.max(item.wanted, floor)
    tops.push(top)
    floor = top + item.height + gap
  }
  const current = items.findIndex((item) => item.id === options.currentId)
  const chosen = items[current]
  if (chosen) {
    // What lies before it needs this much room above at least.
    let room = min
    for (const item of items.slice(0, current)) room += item.height + gap
    tops[current] = Math.max(chosen.wanted, room)
    let ceiling = tops[current] ?? 0
    for (let index = current - 1; index >= 0; index -= 1) {
      const item = items[index]
      if (!item) continue
      ceiling = Math.min(tops[index] ?? 0, ceiling - gap - item.height)
      tops[index] = ceiling
    }
    floor = (tops[current] ?? 0) + chosen.height + gap
    for (let index = current + 1; index < items.length; index += 1) {
      const item = items[index]
      if (!item) continue
      const top = Math.max(item.wanted, floor)
      tops[index] = top
      floor = top + item.height + gap
    }
  }
  return new Map(items.map((item, index) => [item.id, tops[index] ?? item.wanted]))
}
