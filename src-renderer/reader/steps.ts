/** Where sentences and paragraphs begin and end in a canonical text, drawn or not: for moves and choices by keyboard. */
import type { Block, DocumentModel, Range } from '#shared/contract'
import { firstWhere } from './first-where'

export type Step = 'sentence' | 'paragraph'
export type Direction = 'forward' | 'backward'

export interface Steps {
  /** The block with words at an offset, or the last one before it; null for a text without words. */
  blockAt(offset: number): Range | null
  /** Sentences of such a block in order, without the white space after them; they may leave gaps. */
  sentencesOf(block: Range): readonly Range[]
  /** Beginning of the next sentence or paragraph, or of this one and then the one before; at the last one its end. */
  from(offset: number, by: Step, direction: Direction): number
}

export function createSteps({ blocks, text, lang }: Pick<DocumentModel, 'blocks' | 'text' | 'lang'>): Steps {
  const parents = new Set(blocks.map(({ parent }) => parent))
  const leaves = blocks.filter(({ id, start, end }) => end > start && !parents.has(id))
  const segmenters = new Map<string, Intl.Segmenter>()
  const cut = new WeakMap<Range, readonly Range[]>()

  const indexAt = (offset: number) =>
    Math.max(0, firstWhere(leaves.length, (index) => (leaves[index]?.start ?? Infinity) > offset) - 1)

  function segmenterOf(block: Block): Intl.Segmenter {
    const language = block.lang ?? lang ?? 'und'
    const known = segmenters.get(language)
    if (known) return known
    let made: Intl.Segmenter
    try {
      made = new Intl.Segmenter(language, { granularity: 'sentence' })
    } catch {
      // A file may call its language what no standard knows.
      made = new Intl.Segmenter('und', { granularity: 'sentence' })
    }
    segmenters.set(language, made)
    return made
  }

  function sentencesOf(range: Range): readonly Range[] {
    const known = cut.get(range)
    if (known) return known
    const block = leaves[indexAt(range.start)]
    if (!block) return []
    const found = [...segmenterOf(block).segment(text.slice(block.start, block.end))].flatMap(({ segment, index }) => {
      const start = block.start + index + (segment.length - segment.trimStart().length)
      const end = block.start + index + segment.trimEnd().length
      return end > start ? [{ start, end }] : []
    })
    cut.set(range, found)
    return found
  }

  /** Where pieces begin in the block with this index. */
  function startsIn(index: number, by: Step): readonly number[] {
    const block = leaves[index]
    if (!block) return []
    const starts = by === 'paragraph' ? [block.start] : sentencesOf(block).map(({ start }) => start)
    return starts.length > 0 ? starts : [block.start]
  }

  return {
    blockAt: (offset) => leaves[indexAt(offset)] ?? null,
    sentencesOf,
    from(offset, by, direction) {
      const index = indexAt(offset)
      if (direction === 'forward') {
        const next = startsIn(index, by).find((start) => start > offset) ?? startsIn(index + 1, by)[0]
        return next ?? leaves.at(-1)?.end ?? offset
      }
      const before = startsIn(index, by).findLast((start) => start < offset)
      return before ?? startsIn(index - 1, by).at(-1) ?? leaves[0]?.start ?? offset
    },
  }
}
