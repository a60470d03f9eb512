/** Canonical offsets and places in the DOM, exactly, both ways. */
import type { Range as TextRange } from '#shared/contract'
import { firstWhere } from '../../first-where'

/** A text node and the half-open range of canonical offsets that it shows. */
export interface Run {
  readonly start: number
  readonly end: number
  readonly node: Text
}

interface DomPoint {
  readonly node: Text
  readonly offset: number
}

export interface OffsetMap {
  /** Other letters are drawn now. */
  replace(runs: readonly Run[]): void
  /**
   * The DOM point of an offset. Between two runs: with `end` the end of the earlier, else the start of the later, so
   * that a range never begins or ends on a line it has no letter of.
   */
  point(offset: number, side?: 'start' | 'end'): DomPoint | null
  /** Static range of the letters of `[start, end)`; null where none of them is drawn. */
  range(start: number, end: number): StaticRange | null
  /** Live range, for measuring. */
  measure(start: number, end: number): Range | null
  /** Offset of a DOM point inside the text; null outside. */
  offset(node: Node, offset: number): number | null
  /** Offsets of a DOM range, as far as it lies in the text; null when it has no part there. */
  offsets(range: AbstractRange): TextRange | null
}

/**
 * Runs are in order and do not overlap; `root` holds their nodes. Letters between two runs are not drawn: a range that
 * begins or ends there is cut to what is.
 */
export function createOffsetMap(root: HTMLElement, drawn: readonly Run[] = []): OffsetMap {
  let runs: readonly Run[] = drawn
  let byNode = new Map<Node, Run>(runs.map((run) => [run.node, run]))

  /** Index of the last run that starts at or before `offset`; -1 before the first. */
  const indexAt = (offset: number) => firstWhere(runs.length, (index) => (runs[index]?.start ?? Infinity) > offset) - 1

  function point(offset: number, side: 'start' | 'end' = 'start'): DomPoint | null {
    if (runs.length === 0) return null
    let index = indexAt(offset)
    if (index < 0) return { node: runs[0]?.node ?? never(), offset: 0 }
    if (side === 'end') {
      // A range that ends where a run starts ends in the one before, where it has its last letter.
      while (index > 0 && (runs[index]?.start ?? 0) >= offset) index -= 1
    } else {
      const run = runs[index]
      const next = runs[index + 1]
      if (run && next && offset >= run.end && run.end > run.start && next.start > offset) index += 1
    }
    const run = runs[index] ?? never()
    return { node: run.node, offset: Math.max(0, Math.min(run.end, offset) - run.start) }
  }

  function edges(start: number, end: number): [DomPoint, DomPoint] | null {
    if (end < start) return null
    const from = point(start, 'start')
    const to = point(end, end === start ? 'start' : 'end')
    if (!from || !to) return null
    // Wholly between two runs: nothing is drawn there.
    if (from.node !== to.node && from.node.compareDocumentPosition(to.node) & Node.DOCUMENT_POSITION_PRECEDING)
      return null
    if (from.node === to.node && from.offset > to.offset) return null
    return [from, to]
  }

  function offsetOf(node: Node, offset: number): number | null {
    const run = byNode.get(node)
    if (run) return Math.min(run.end, run.start + offset)
    if (node !== root && !root.contains(node)) return null
    // An element and a child index: the first text at or after the point, else the last one before it.
    const boundary = document.createRange()
    boundary.setStart(node, Math.min(offset, node.nodeType === Node.TEXT_NODE ? 0 : node.childNodes.length))
    const at = firstWhere(runs.length, (index) => boundary.comparePoint(runs[index]?.node ?? never(), 0) >= 0)
    const before = runs[at - 1]
    const after = runs[at]
    // Still within the block of the text before it: its end; else the start of what follows.
    if (before && (!after || node.contains(before.node))) {
      return after && node.contains(after.node) ? after.start : before.end
    }
    return after ? after.start : null
  }

  return {
    replace(next) {
      runs = next
      byNode = new Map(next.map((run) => [run.node, run]))
    },
    point,
    range(start, end) {
      const found = edges(start, end)
      if (!found) return null
      const [from, to] = found
      return new StaticRange({
        startContainer: from.node,
        startOffset: from.offset,
        endContainer: to.node,
        endOffset: to.offset,
      })
    },
    measure(start, end) {
      const found = edges(start, end)
      if (!found) return null
      const [from, to] = found
      const range = document.createRange()
      range.setStart(from.node, from.offset)
      range.setEnd(to.node, to.offset)
      return range
    },
    offset: offsetOf,
    offsets(range) {
      const start = offsetOf(range.startContainer, range.startOffset)
      const end = offsetOf(range.endContainer, range.endOffset)
      if (start !== null && end !== null) return start <= end ? { start, end } : null
      const last = runs[runs.length - 1]
      const first = runs[0]
      if (!first || !last) return null
      // One end outside: the selection was dragged over the border of the text.
      if (start !== null) return { start, end: last.end }
      if (end !== null) return { start: first.start, end }
      return null
    },
  }
}

function never(): never {
  throw new Error('a run that must exist does not')
}
