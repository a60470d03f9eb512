/** Parts of a model one after the other, as one model: the head of a mail and its texts. */
import type { Mark } from '#shared/contract'
import type { ModelParts } from '../format'

type Piece = Pick<ModelParts, 'text' | 'blocks' | 'marks' | 'anchors'>

/** Offsets move along, blocks are numbered anew, and of anchor points with one id the first stays. */
export function joinPieces(pieces: readonly Piece[]): Piece {
  const joined: Piece = { text: '', blocks: [], marks: [], anchors: [] }
  const texts: string[] = []
  const anchors = new Set<string>()
  let length = 0
  for (const { text, blocks, marks, anchors: points } of pieces) {
    if (text !== '' && length > 0) {
      texts.push('\n\n')
      length += 2
    }
    const by = length
    const ids = new Map<string, string>()
    blocks.forEach(({ id }, index) => ids.set(id, `b${joined.blocks.length + index + 1}`))
    const idOf = (id: string) => ids.get(id) ?? id
    for (const block of blocks) {
      const parent = block.parent === undefined ? {} : { parent: idOf(block.parent) }
      joined.blocks.push({ ...block, id: idOf(block.id), start: block.start + by, end: block.end + by, ...parent })
    }
    for (const mark of marks) {
      const moved: Mark = { ...mark, start: mark.start + by, end: mark.end + by }
      if (mark.kind === 'note-ref' && mark.target !== undefined) moved.target = idOf(mark.target)
      joined.marks.push(moved)
    }
    for (const point of points) {
      if (anchors.has(point.id)) continue
      anchors.add(point.id)
      joined.anchors.push({ ...point, start: point.start + by })
    }
    texts.push(text)
    length += text.length
  }
  return { ...joined, text: texts.join('') }
}
