/** Where the letters of the canonical text stand on the pages, by the boxes of the model. Pure; units of the page. */
import type { DocumentModel, Range } from '#shared/contract'
import { firstWhere } from '../../first-where'

type Box = DocumentModel['boxes'][number]

export interface PageRect {
  readonly page: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface PageText {
  /** Number of the page that an offset stands on; 1 where there is no text. */
  pageOf(offset: number): number
  /** Boxes of the lines of a range, in the order of the text. */
  rects(range: Range): PageRect[]
  /** Those of one page. */
  rectsOn(page: number, range: Range): PageRect[]
  /** Box without width before the letter at `offset`, or behind the last one. Null where the text has no boxes near. */
  caret(offset: number): PageRect | null
  /** Offset under a point; null beside the words. */
  at(page: number, x: number, y: number): number | null
  /** Border between letters that is nearest to a point: for dragging. Null on a page without words. */
  near(page: number, x: number, y: number): number | null
  /** Offset on the line below or above that stands nearest to `x`; the edge of the text where there is no such line. */
  line(offset: number, by: 1 | -1, x: number): number
  /** First and last offset of the line of an offset. */
  lineOf(offset: number): Range
}

/** A word, or a line where the words of a page have no boxes. */
interface Piece extends PageRect {
  readonly start: number
  readonly end: number
  /** Letters stand below each other. */
  readonly upright: boolean
}

interface Line extends PageRect {
  readonly start: number
  readonly end: number
  readonly pieces: Piece[]
}

function pieceOf(box: Box): Piece {
  const { page, start, end, x, y, w, h } = box
  return { page, start, end, x, y, w, h, upright: h > w * 1.6 && end - start > 2 }
}

const middleY = ({ y, h }: PageRect) => y + h / 2

/** Two boxes of the same line: the later one begins behind the earlier, at about the same height. */
const goesOn = (line: PageRect, piece: PageRect) =>
  middleY(piece) > line.y && middleY(piece) < line.y + line.h && piece.x > line.x

function around(a: PageRect, b: PageRect): PageRect {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return { page: a.page, x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y }
}

/** Pieces put together to lines, in the order of the text. */
function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = []
  for (const piece of pieces) {
    const line = lines[lines.length - 1]
    const last = line?.pieces[line.pieces.length - 1]
    if (line && last && !piece.upright && goesOn(last, piece)) {
      lines[lines.length - 1] = {
        ...around(line, piece),
        start: line.start,
        end: piece.end,
        pieces: line.pieces,
      }
      line.pieces.push(piece)
    } else {
      const { page, x, y, w, h, start, end } = piece
      lines.push({ page, x, y, w, h, start, end, pieces: [piece] })
    }
  }
  return lines
}

/** The part of a piece that `[start, end)` takes, as if all letters were equally wide. */
function part(piece: Piece, start: number, end: number): PageRect {
  const length = Math.max(1, piece.end - piece.start)
  const from = (Math.max(piece.start, start) - piece.start) / length
  const to = (Math.min(piece.end, end) - piece.start) / length
  const { page, x, y, w, h } = piece
  if (piece.upright) return { page, x, y: y + from * h, w, h: (to - from) * h }
  return { page, x: x + from * w, y, w: (to - from) * w, h }
}

function share(piece: Piece, x: number, y: number): number {
  const at = piece.upright ? (y - piece.y) / Math.max(piece.h, 0.01) : (x - piece.x) / Math.max(piece.w, 0.01)
  return Math.min(1, Math.max(0, at))
}

/** Px-free distance of a point from a box; 0 inside. Beside a line is nearer than above or below it. */
function distance(rect: PageRect, x: number, y: number): number {
  const dx = Math.max(rect.x - x, 0, x - rect.x - rect.w)
  const dy = Math.max(rect.y - y, 0, y - rect.y - rect.h)
  return dx + dy * 3
}

export function createPageText(model: Pick<DocumentModel, 'text' | 'pages' | 'boxes'>): PageText {
  const { pages, text } = model
  const boxesOf = new Map<number, Box[]>()
  for (const box of model.boxes) {
    if (box.level !== 'word' && box.level !== 'line') continue
    const list = boxesOf.get(box.page)
    if (list) list.push(box)
    else boxesOf.set(box.page, [box])
  }
  const lines = new Map<number, readonly Line[]>()

  function linesOn(page: number): readonly Line[] {
    const known = lines.get(page)
    if (known) return known
    const boxes = boxesOf.get(page) ?? []
    const words = boxes.filter(({ level }) => level === 'word')
    const pieces = (words.length > 0 ? words : boxes)
      .filter(({ start, end }) => end > start)
      .map(pieceOf)
      .sort((a, b) => a.start - b.start)
    const made = linesOf(pieces)
    lines.set(page, made)
    return made
  }

  function pageOf(offset: number): number {
    const index = firstWhere(pages.length, (at) => (pages[at]?.end ?? Infinity) > offset)
    // Behind the last letter: the last page that has any.
    const found = pages[index] ?? pages.findLast(({ start, end }) => end > start)
    return found?.n ?? pages[0]?.n ?? 1
  }

  /** Index of the line of an offset on a page: the last that begins at or before it. */
  const lineIndex = (list: readonly Line[], offset: number) =>
    Math.max(0, firstWhere(list.length, (at) => (list[at]?.start ?? Infinity) > offset) - 1)

  function rectsOn(page: number, { start, end }: Range): PageRect[] {
    if (end <= start) return []
    const list = linesOn(page)
    const found: PageRect[] = []
    for (let index = lineIndex(list, start); index < list.length; index += 1) {
      const line = list[index]
      if (!line || line.start >= end) break
      const parts = line.pieces.filter((piece) => piece.start < end && piece.end > start)
      const [first, ...more] = parts.map((piece) => part(piece, start, end))
      if (first) found.push(more.reduce(around, first))
    }
    return found
  }

  function rects(range: Range): PageRect[] {
    const from = firstWhere(pages.length, (at) => (pages[at]?.end ?? Infinity) > range.start)
    const found: PageRect[] = []
    for (let index = from; index < pages.length; index += 1) {
      const page = pages[index]
      if (!page || page.start >= range.end) break
      found.push(...rectsOn(page.n, range))
    }
    return found
  }

  function placeOf(offset: number): { list: readonly Line[]; index: number; page: number } {
    const page = pageOf(offset)
    const list = linesOn(page)
    return { list, index: lineIndex(list, offset), page }
  }

  function caret(offset: number): PageRect | null {
    const { list, index } = placeOf(offset)
    const line = list[index]
    if (!line) return null
    const piece = line.pieces.findLast(({ start }) => start <= offset) ?? line.pieces[0]
    if (!piece) return null
    const inside = Math.min(piece.end, Math.max(piece.start, offset))
    const { page, x, y, w, h } = part(piece, piece.start, inside)
    return piece.upright ? { page, x, y: y + h, w, h: 0 } : { page, x: x + w, y, w: 0, h: piece.h }
  }

  function at(page: number, x: number, y: number): number | null {
    for (const line of linesOn(page)) {
      const slack = line.h * 0.15
      if (y < line.y - slack || y > line.y + line.h + slack || x < line.x || x > line.x + line.w) continue
      // The space between two words belongs to the earlier one.
      const piece = line.pieces.findLast((one) => one.upright || one.x <= x) ?? line.pieces[0]
      if (!piece) continue
      const length = piece.end - piece.start
      return piece.start + Math.min(length - 1, Math.floor(share(piece, x, y) * length))
    }
    return null
  }

  function inLine(line: Line, x: number, y: number): number {
    let best = line.pieces[0]
    for (const piece of line.pieces) if (best && distance(piece, x, y) < distance(best, x, y)) best = piece
    if (!best) return line.start
    return best.start + Math.round(share(best, x, y) * (best.end - best.start))
  }

  function near(page: number, x: number, y: number): number | null {
    let best: Line | null = null
    for (const line of linesOn(page)) if (!best || distance(line, x, y) < distance(best, x, y)) best = line
    return best ? inLine(best, x, y) : null
  }

  /** The nearest page with words behind or before `page`, and its lines. */
  function beside(page: number, by: 1 | -1): readonly Line[] {
    for (let index = pages.findIndex(({ n }) => n === page) + by; pages[index]; index += by) {
      const list = linesOn(pages[index]?.n ?? 0)
      if (list.length > 0) return list
    }
    return []
  }

  return {
    pageOf,
    rects,
    rectsOn,
    caret,
    at,
    near,
    line(offset, by, x) {
      const { list, index, page } = placeOf(offset)
      const next = list[index + by] ?? (by > 0 ? beside(page, 1)[0] : beside(page, -1).at(-1))
      if (!next) return by > 0 ? text.length : 0
      return inLine(next, x, middleY(next))
    },
    lineOf(offset) {
      const { list, index } = placeOf(offset)
      const line = list[index]
      return line ? { start: line.start, end: line.end } : { start: offset, end: offset }
    },
  }
}
