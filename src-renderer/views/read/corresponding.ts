/** The same passage in another language version of a work, by structure alone. Pure. */
import type { Block, DocumentModel } from '#shared/contract'
import { blockAt } from '#shared/domain/model'

/** Headings and paragraphs: what two versions have in the same order. */
const structural = (model: DocumentModel): Block[] =>
  model.blocks.filter((block) => block.parent === undefined && block.kind !== 'pageBreak' && block.end > block.start)

interface Step {
  /** Name of the section that is the same in all versions, or its number in order. */
  readonly section: string
  readonly block: number
}

/** Section and number of each block in its section. */
function steps(blocks: readonly Block[]): Step[] {
  let section = 'top'
  let headings = 0
  let number = 0
  return blocks.map((block) => {
    if (block.kind === 'heading') {
      const name = block.attrs?.['article'] ?? block.attrs?.['section']
      headings += 1
      section = name === undefined ? `#${headings}` : `=${name}`
      number = 0
    } else {
      number += 1
    }
    return { section, block: number }
  })
}

/**
 * Offset in `to` of the block that stands where `offset` stands in `from`: the same block of the same article, else of
 * the same number of heading, else the block at the same share of the whole.
 */
export function correspondingOffset(from: DocumentModel, offset: number, to: DocumentModel): number {
  const ours = structural(from)
  const theirs = structural(to)
  const here = blockAt(ours, offset)
  const index = here ? ours.indexOf(here) : -1
  if (index < 0 || theirs.length === 0) return 0
  const alike = ours.length === theirs.length && ours.every((block, at) => block.kind === theirs[at]?.kind)
  if (alike) return theirs[index]?.start ?? 0
  const wanted = steps(ours)[index]
  const theirSteps = steps(theirs)
  let best = -1
  theirSteps.forEach((step, at) => {
    if (step.section === wanted?.section && step.block <= wanted.block) best = at
  })
  if (best < 0) best = Math.round((index / Math.max(1, ours.length - 1)) * (theirs.length - 1))
  return theirs[best]?.start ?? 0
}
