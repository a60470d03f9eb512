import type { Block, DocumentModel, Mark, Range } from '#shared/contract'

/** Code units of a text that takes longer to be taken over than people notice. */
export const LONG_TEXT = 300_000

/** Code units of an excerpt in front of its place, and from there on: a few screens, to read and scroll in meanwhile. */
const BEFORE = 4_000
const AFTER = 14_000
/** Code units by which it is longer so that it begins and ends with a block. */
const SLACK = 6_000

/** A piece of a text around a place: a model of its own, whose offsets count from `start` of the whole. */
export interface Excerpt {
  readonly start: number
  /** UTF-16 code units of the whole. */
  readonly length: number
  readonly model: DocumentModel
}

/** What an excerpt is cut from: a model, or what of one lies around the place. */
export interface ExcerptSource {
  /** `blocks` and `marks`: at least those that lie in `excerptReach` or reach into it; `text` is not looked at. */
  readonly model: DocumentModel
  readonly length: number
  /** The letters of a range. */
  letters(start: number, end: number): string
}

/** What is wanted around `at`, without regard to blocks; near the end more of what is in front of it. */
function windowOf(at: number, length: number): Range {
  const start = Math.max(0, Math.min(at - BEFORE, length - BEFORE - AFTER))
  return { start, end: Math.min(length, start + BEFORE + AFTER) }
}

/** Outside of this range nothing is looked at for an excerpt around `at`. */
export function excerptReach(at: number, length: number): Range {
  const { start, end } = windowOf(at, length)
  return { start: Math.max(0, start - SLACK), end: Math.min(length, end + SLACK) }
}

/** The text around an offset, null where no block is. Pages, positions and parts are left out. */
export function cutExcerpt({ model, length, letters }: ExcerptSource, at: number): Excerpt | null {
  const tops = model.blocks.filter(({ parent }) => parent === undefined)
  let { start, end } = windowOf(at, length)
  const first = tops.findLast((block) => block.start <= start)
  const last = tops.findLast((block) => block.start < end)
  const startsBlock = first !== undefined && start - first.start <= SLACK
  const endsBlock = last !== undefined && last.end - end <= SLACK
  if (startsBlock) start = first.start
  if (endsBlock) end = Math.max(start, last.end)
  let text = letters(start, end)
  if (!startsBlock && start > 0) {
    const cut = firstBreak(text)
    start += cut
    text = text.slice(cut)
  }
  if (!endsBlock && end < length) text = text.slice(0, lastBreak(text))
  end = start + text.length

  const touches = (range: Range) =>
    range.start === range.end ? range.start >= start && range.end <= end : range.end > start && range.start < end
  const kept = new Set<string>()
  /** An empty cell at the border stands alone where its row does not reach in. */
  const isKept = (block: Block) => {
    if (!touches(block) || (block.parent !== undefined && !kept.has(block.parent))) return false
    kept.add(block.id)
    return true
  }
  const moved = <T extends Block | Mark>(range: T): T => ({
    ...range,
    start: Math.max(range.start, start) - start,
    end: Math.min(range.end, end) - start,
  })
  const blocks = model.blocks.filter(isKept).map(moved)
  if (blocks.length === 0) return null
  return {
    start,
    length,
    model: {
      ...model,
      text,
      blocks,
      marks: model.marks.filter(touches).map(moved),
      anchors: model.anchors
        .filter((point) => point.start >= start && point.start <= end)
        .map((point) => ({ ...point, start: point.start - start })),
      pages: [],
      boxes: [],
      parts: [],
    },
  }
}

/** An excerpt of a model that is there; null where its text is not long, or shows pages. */
export function excerptOf(model: DocumentModel, at: number): Excerpt | null {
  const { text, pages } = model
  if (text.length < LONG_TEXT || pages.length > 0) return null
  return cutExcerpt({ model, length: text.length, letters: (start, end) => text.slice(start, end) }, at)
}

/** After the first white space, which is no half of a letter; the first whole letter of a text without any. */
function firstBreak(text: string): number {
  const space = /\s/.exec(text.slice(0, BEFORE / 2))
  if (space) return space.index + 1
  return /^[\udc00-\udfff]/.test(text) ? 1 : 0
}

/** Behind the last white space, likewise. */
function lastBreak(text: string): number {
  const from = Math.max(0, text.length - AFTER / 2)
  const space = /\s(?=\S*$)/.exec(text.slice(from))
  if (space && space.index > 0) return from + space.index + 1
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
}
