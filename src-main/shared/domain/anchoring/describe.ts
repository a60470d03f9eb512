import { AppError, type Block, type DocumentModel, type Range, type TextTarget } from '#shared/contract'
import { blockAt } from '../model'
import { graphemeAfter, graphemeBefore } from './graphemes'
import type { Quote } from './place'

type AnchorPoint = DocumentModel['anchors'][number]

/** Code units of context that a target keeps on each side, where the text has them. */
export const CONTEXT = 64

/** What of an edition a target is described from. */
interface DescribedText {
  readonly docId: string
  readonly editionId: string
  readonly text: string
  readonly blocks: readonly Block[]
  readonly anchors: readonly AnchorPoint[]
}

/**
 * The range without white space at its ends, widened to whole graphemes. Null where nothing is left: there is no mark on
 * nothing.
 */
export function tidyRange(text: string, start: number, end: number): Range | null {
  let from = Math.max(0, Math.min(start, end))
  let to = Math.min(text.length, Math.max(start, end))
  while (from < to && /\s/.test(text.charAt(from))) from += 1
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1
  if (from >= to) return null
  return { start: graphemeBefore(text, from), end: graphemeAfter(text, to) }
}

/** The words of a range with at least `context` code units on each side, where the text has them; whole graphemes. */
export function quoteAt(text: string, { start, end }: Range, context = CONTEXT): Quote {
  return {
    start,
    end,
    exact: text.slice(start, end),
    prefix: text.slice(graphemeBefore(text, start - context), start),
    suffix: text.slice(end, graphemeAfter(text, end + context)),
  }
}

/**
 * A text range as a target that is true for ever: offsets for this edition, quote, 64 or more code units of context on
 * each side (fewer only at the ends of the text) and where it stands in the structure. Ends are widened to grapheme
 * boundaries; white space at the ends is left out. Throws AppError `range-invalid` where no letter is left.
 */
export function describeTarget(source: DescribedText, start: number, end: number): TextTarget {
  const { text } = source
  const range = tidyRange(text, start, end)
  if (!range) {
    throw new AppError('range-invalid', 'There are no words in this selection. Choose at least one letter.', {
      start,
      end,
    })
  }
  return {
    kind: 'text',
    docId: source.docId,
    editionId: source.editionId,
    ...quoteAt(text, range),
    struct: structureOf(source, range.start),
  }
}

/** Hints that survive small changes of the text: block, place in the block, nearest named point, article. */
function structureOf(source: DescribedText, offset: number): Record<string, string> {
  const struct: Record<string, string> = {}
  const block = blockAt(source.blocks, offset)
  if (block) {
    struct['block'] = block.id
    struct['offset'] = String(Math.max(0, offset - block.start))
  }
  let nearest: AnchorPoint | null = null
  for (const anchor of source.anchors) {
    if (anchor.start <= offset && (!nearest || anchor.start >= nearest.start)) nearest = anchor
  }
  if (nearest) struct['anchor'] = nearest.id
  let article: string | undefined
  for (const candidate of source.blocks) {
    if (candidate.start > offset) break
    if (candidate.kind === 'heading') article = candidate.attrs?.['article'] ?? undefined
  }
  if (article !== undefined) struct['article'] = article
  return struct
}
