/** Which letters a block shows by itself, and which the blocks in it do. */
import type { Block, DocumentModel, Range } from '#shared/contract'
import { byModel } from './by-model'

/**
 * For each block of a model the range that is its own: of a block with none in it all of it, be it empty; of one that
 * holds others, e.g. a list item with a list in it, its words before the first of them; null where it has none.
 */
function ownWords({ blocks, text }: Pick<DocumentModel, 'blocks' | 'text'>): (block: Block) => Range | null {
  const firstChild = new Map<string, Block>()
  for (const block of blocks) {
    if (block.parent !== undefined && !firstChild.has(block.parent)) firstChild.set(block.parent, block)
  }
  return (block) => {
    const inner = firstChild.get(block.id)
    if (!inner) return block
    const before = text.slice(block.start, inner.start).trimEnd()
    return before === '' ? null : { start: block.start, end: block.start + before.length }
  }
}

export const wordsOf = byModel(ownWords)
