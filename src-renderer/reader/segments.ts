/** Overlapping marks cut into segments (mockups section 4). Pure. */
import type { Colour } from '#shared/contract'

export interface MarkRange {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly colour: Colour | null
}

export interface Segment {
  readonly start: number
  readonly end: number
  /** Colour that fills the segment: that of the shortest mark here; null where that mark has none. */
  readonly wash: Colour | null
  /** Colour of the line below: that of the longest other mark; `plain` for marks without a colour; null: no line. */
  readonly line: Colour | 'plain' | null
  /** Marks here, the shortest first; among equally long ones the later in the list first. */
  readonly ids: readonly string[]
}

/**
 * Segments in order, without gaps inside marks and without overlaps; only where there is a mark. The shorter mark keeps
 * its wash, the longest of the others shows as a line.
 */
export function cutSegments(marks: readonly MarkRange[]): Segment[] {
  const real = marks.filter((mark) => mark.end > mark.start)
  const rank = new Map(real.map((mark, index) => [mark.id, index]))
  const borders = [...new Set(real.flatMap((mark) => [mark.start, mark.end]))].sort((a, b) => a - b)
  const opening = [...real].sort((a, b) => a.start - b.start)
  const segments: Segment[] = []
  let open: MarkRange[] = []
  let next = 0
  for (let index = 0; index + 1 < borders.length; index += 1) {
    const start = borders[index] ?? 0
    const end = borders[index + 1] ?? 0
    open = open.filter((mark) => mark.end > start)
    for (let mark = opening[next]; mark && mark.start <= start; mark = opening[next]) {
      open.push(mark)
      next += 1
    }
    if (open.length === 0) continue
    const here = [...open].sort(
      (a, b) => a.end - a.start - (b.end - b.start) || (rank.get(b.id) ?? 0) - (rank.get(a.id) ?? 0),
    )
    // A mark without a colour has no wash to keep: the shortest coloured one is washed.
    const washed = here.find((mark) => mark.colour !== null)
    const others = here.filter((mark) => mark !== washed)
    const under = others[others.length - 1]
    segments.push({
      start,
      end,
      wash: washed?.colour ?? null,
      line: under ? (under.colour ?? 'plain') : null,
      ids: here.map((mark) => mark.id),
    })
  }
  return segments
}

/** Ids of the marks that hold `offset`, the shortest first. */
export function marksAt(marks: readonly MarkRange[], offset: number): string[] {
  return marks
    .filter((mark) => mark.start <= offset && offset < mark.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))
    .map((mark) => mark.id)
}
