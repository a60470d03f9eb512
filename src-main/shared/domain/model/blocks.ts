import type { Block } from '#shared/contract'

/** Index of the first block that starts after `offset`; blocks are sorted by start. */
function firstStartingAfter(blocks: readonly Block[], offset: number): number {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((blocks[middle]?.start ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The innermost block that holds the UTF-16 `offset`; between two blocks, the one before; in front of the first block,
 * the first. Null only where there are no blocks. Binary search, then a walk over the blocks that begin at or before
 * the offset; in a flat model that is one step.
 */
export function blockAt(blocks: readonly Block[], offset: number): Block | null {
  const after = firstStartingAfter(blocks, offset)
  for (let index = after - 1; index >= 0; index -= 1) {
    const block = blocks[index]
    if (!block) continue
    if (block.end > offset) return block
    // Nested blocks share an end with their parents; a top-level block that ended leaves only its neighbours.
    if (block.parent === undefined) break
  }
  return blocks[Math.max(0, after - 1)] ?? null
}

/** Blocks that share at least one code unit with `[start, end)`, in reading order; for an empty range, `blockAt`. */
export function blocksBetween(blocks: readonly Block[], start: number, end: number): Block[] {
  if (start >= end) {
    const block = blockAt(blocks, start)
    return block ? [block] : []
  }
  const last = firstStartingAfter(blocks, end - 1)
  let first = firstStartingAfter(blocks, start)
  // Back over everything around `start`: up to the top-level block that holds it.
  while (first > 0) {
    first -= 1
    if (blocks[first]?.parent === undefined) break
  }
  return blocks.slice(first, last).filter((block) => block.end > start && block.start < end)
}
