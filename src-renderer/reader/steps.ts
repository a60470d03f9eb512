/** Where sentences and paragraphs begin and end in a canonical text, drawn or not: for moves and choices by keyboard. */
import type { Block, DocumentModel, Range } from '#shared/contract'
import { firstWhere } from './first-where'
import { wordsOf } from './own-words'
import { type Cutter, createCutter } from './sentences'

export type Step = 'sentence' | 'paragraph'
export type Direction = 'forward' | 'backward'

export interface Steps {
  /** The block with words at an offset, or the last one before it; null for a text without words. */
  blockAt(offset: number): Range | null
  /** In the block at an offset the sentence there, or the last one before it, or else the first; null without words. */
  sentenceAt(offset: number): Range | null
  /** The first sentence to end after an offset, in the block of the letter before it; null where that block ends. */
  sentenceAfter(offset: number): Range | null
  /** Beginning of the next sentence or paragraph, or of this one and then the one before; at the last one its end. */
  from(offset: number, by: Step, direction: Direction): number
}

interface Leaf extends Range {
  readonly block: Block
}

export function createSteps(model: Pick<DocumentModel, 'blocks' | 'text' | 'lang'>): Steps {
  const { blocks, text, lang } = model
  const ownWordsOf = wordsOf(model)
  const leaves = blocks.flatMap((block): Leaf[] => {
    const own = ownWordsOf(block)
    return own && own.end > own.start ? [{ block, start: own.start, end: own.end }] : []
  })
  const cutters = new WeakMap<Leaf, Cutter>()

  const indexAt = (offset: number) =>
    Math.max(0, firstWhere(leaves.length, (index) => (leaves[index]?.start ?? Infinity) > offset) - 1)

  function cutterOf(leaf: Leaf): Cutter {
    const known = cutters.get(leaf)
    if (known) return known
    const made = createCutter(text, leaf, leaf.block.lang ?? lang)
    cutters.set(leaf, made)
    return made
  }

  function sentenceFrom(offset: number, direction: Direction): number | null {
    const step = direction === 'forward' ? 1 : -1
    for (let index = indexAt(offset); ; index += step) {
      const leaf = leaves[index]
      if (!leaf) return null
      const cutter = cutterOf(leaf)
      const found =
        direction === 'forward'
          ? cutter.first(offset, ({ start }) => start > offset)
          : cutter.last(offset, ({ start }) => start < offset)
      if (found) return found.start
    }
  }

  function paragraphFrom(offset: number, direction: Direction): number | null {
    const index = indexAt(offset)
    const here = leaves[index]?.start ?? offset
    if (direction === 'forward') return here > offset ? here : (leaves[index + 1]?.start ?? null)
    return here < offset ? here : (leaves[index - 1]?.start ?? null)
  }

  return {
    blockAt: (offset) => leaves[indexAt(offset)] ?? null,
    sentenceAt(offset) {
      const leaf = leaves[indexAt(offset)]
      if (!leaf) return null
      const cutter = cutterOf(leaf)
      return cutter.last(offset, ({ start }) => start <= offset) ?? cutter.first(leaf.start, () => true)
    },
    sentenceAfter(offset) {
      const leaf = leaves[indexAt(Math.max(0, offset - 1))]
      return leaf ? cutterOf(leaf).first(offset, ({ end }) => end > offset) : null
    },
    from(offset, by, direction) {
      const found = by === 'sentence' ? sentenceFrom(offset, direction) : paragraphFrom(offset, direction)
      if (found !== null) return found
      return (direction === 'forward' ? leaves.at(-1)?.end : leaves[0]?.start) ?? offset
    },
  }
}
