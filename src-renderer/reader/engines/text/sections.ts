/**
 * A text cut into sections: what is drawn and taken away as one piece. Far pieces of a long text are empty boxes of an
 * estimated height, so that the page holds what is near the eye and no more (annotation.md section 4).
 */
import type { DocumentModel } from '#shared/contract'

/** A block of the highest level with all that lies in it, or a piece of one that is too long to be one piece. */
export interface Unit {
  /** Indices into `model.blocks`, half-open. */
  readonly first: number
  readonly last: number
  /** Only this part of the block: `[start, end)`. Null: all of it. */
  readonly piece: readonly [number, number] | null
}

export interface SectionPlan {
  readonly start: number
  readonly units: readonly Unit[]
  /** What the height is estimated from: code units, and a share for each block. */
  readonly weight: number
}

/** Code units and units of one section. Two screens: enough to draw seldom, little enough to draw in a frame. */
const LETTERS = 5_000
const UNITS = 16
/** A block is drawn in pieces above this length: texts without paragraphs are one block of a million words. */
const PIECE = 8_000
/** Code units that the space around a block is worth. */
const BLOCK = 60

/** Sections in order; every block is in exactly one unit of exactly one section. */
export function planSections(model: DocumentModel): SectionPlan[] {
  const sections: { start: number; units: Unit[]; weight: number }[] = []
  let letters = 0
  for (const { unit, start, length } of unitsOf(model)) {
    let section = sections[sections.length - 1]
    if (!section || section.units.length >= UNITS || letters + length > LETTERS) {
      section = { start: sections.length === 0 ? 0 : start, units: [], weight: 0 }
      sections.push(section)
      letters = 0
    }
    section.units.push(unit)
    section.weight += length + BLOCK * (unit.last - unit.first)
    letters += length
  }
  return sections.length > 0 ? sections : [{ start: 0, units: [], weight: BLOCK }]
}

function* unitsOf({ blocks, text }: DocumentModel): Generator<{ unit: Unit; start: number; length: number }> {
  for (let first = 0; first < blocks.length;) {
    let last = first + 1
    while (last < blocks.length && blocks[last]?.parent !== undefined) last += 1
    const block = blocks[first]
    if (block) {
      const length = block.end - block.start
      if (last === first + 1 && length > PIECE) {
        for (const piece of piecesOf(text, block.start, block.end)) {
          yield { unit: { first, last, piece }, start: piece[0], length: piece[1] - piece[0] }
        }
      } else yield { unit: { first, last, piece: null }, start: block.start, length }
    }
    first = last
  }
}

/** Pieces that begin after a line, as each begins a new one on the screen; else after white space, where there is any. */
function* piecesOf(text: string, start: number, end: number): Generator<readonly [number, number]> {
  for (let from = start; from < end;) {
    let to = Math.min(end, from + PIECE)
    if (to < end) {
      const line = text.lastIndexOf('\n', to - 1)
      const space = /\s(?=\S*$)/.exec(text.slice(from, to))?.index
      if (line > from + PIECE / 2) to = line + 1
      else if (space !== undefined && space > 0) to = from + space + 1
      else if (/[\udc00-\udfff]/.test(text.charAt(to))) to -= 1
    }
    yield [from, to]
    from = to
  }
}
