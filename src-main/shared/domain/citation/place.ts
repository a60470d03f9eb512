import type { Block, DocumentModel } from '#shared/contract'
import { blockAt } from '../model'

const NUMBERED = new Set<Block['kind']>(['para', 'quote', 'verse', 'listItem', 'code'])

/** The line under a title that is set in italics throughout, e.g. date and kind of text: part of the heading, no paragraph. */
export function bylineOf(model: DocumentModel): Block | null {
  const [title, line] = model.blocks
  if (title?.kind !== 'heading' || (title.level ?? 1) !== 1 || line?.kind !== 'para') return null
  const whole = model.marks.some(
    (mark) => mark.kind === 'italic' && mark.start <= line.start && mark.end >= line.end && line.end > line.start,
  )
  return whole ? line : null
}

/**
 * Numbers of the paragraphs, from 1, by block id: what citations name and what stands before the text. Headings, tables,
 * captions and the line under the title have none; nor has a block inside another numbered one.
 */
export function paragraphNumbers(model: DocumentModel): Map<string, number> {
  const numbers = new Map<string, number>()
  const byline = bylineOf(model)?.id
  const within = new Set<string>()
  for (const block of model.blocks) {
    const inside = block.parent !== undefined && within.has(block.parent)
    if (inside || NUMBERED.has(block.kind) || block.kind === 'table') within.add(block.id)
    if (inside || !NUMBERED.has(block.kind) || block.id === byline || block.start === block.end) continue
    numbers.set(block.id, numbers.size + 1)
  }
  return numbers
}

/** Where an offset stands, for people. */
export interface PassagePlace {
  /** Words of the nearest heading above, in the document's language; null above the first. Never the title itself. */
  readonly heading: string | null
  /** Number of the article that the heading opens, as the source gives it. */
  readonly article: string | null
  /** Number of the paragraph; null in a heading or a table. */
  readonly paragraph: number | null
}

/** `numbers` are those of `paragraphNumbers`; given, they are not counted again. */
export function passagePlace(
  model: DocumentModel,
  offset: number,
  numbers: ReadonlyMap<string, number> = paragraphNumbers(model),
): PassagePlace {
  let heading: Block | null = null
  for (const block of model.blocks) {
    if (block.start > offset) break
    if (block.kind === 'heading' && ((block.level ?? 1) > 1 || block.start > 0)) heading = block
  }
  let block = blockAt(model.blocks, offset)
  let paragraph: number | null = null
  while (block && paragraph === null) {
    paragraph = numbers.get(block.id) ?? null
    const parent: string | undefined = block.parent
    block = parent === undefined ? null : (model.blocks.find((one) => one.id === parent) ?? null)
  }
  return {
    heading: heading ? model.text.slice(heading.start, heading.end) : null,
    article: heading?.attrs?.['article'] ?? null,
    paragraph,
  }
}
