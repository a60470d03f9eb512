/** From a range of a text to paragraphs of runs with signs, washes, letters and note numbers. */
import type { Block, Cell, Difference, Mark } from '#shared/contract'
import { passagePlace } from '#shared/domain/citation'
import { blockAt, blocksBetween } from '#shared/domain/model'
import type { PlacedAnnotation } from './annotations'
import type { Source } from './check'
import type { Paragraph, ReportCell, Run } from './types'

/** What lies over one pane, each list sorted by start. */
export interface PaneLayers {
  source: Source
  differences: readonly Difference[]
  annotations: readonly PlacedAnnotation[]
  /** Marks of the source that change the look: bold and italic. */
  marks: readonly Mark[]
  /** Numbers of paragraphs by block id, counted once. */
  numbers: ReadonlyMap<string, number>
}

export interface CellOptions {
  highlights: boolean
  /** Number of an annotation's note, or null where it has none; called in reading order. */
  numberOf(annotation: PlacedAnnotation): number | null
}

interface Piece {
  start: number
  end: number
  kind: Paragraph['kind']
}

const rightToLeft = /^(ar|he|yi|fa|ur|dv|ps|sd|ug|syr)\b/i
const kinds: Partial<Record<Block['kind'], Paragraph['kind']>> = {
  heading: 'heading',
  listItem: 'list',
  quote: 'quote',
  code: 'code',
}

/** Narrows to what is not white space. Null where nothing is left. */
function trimmed(text: string, start: number, end: number): { start: number; end: number } | null {
  while (start < end && /\s/u.test(text.charAt(start))) start += 1
  while (end > start && /\s/u.test(text.charAt(end - 1))) end -= 1
  return start < end ? { start, end } : null
}

/** Paragraphs of a range: its innermost blocks, and whatever text should lie between them. */
function piecesOf({ text, blocks }: Source['model'], start: number, end: number): Piece[] {
  const within = blocksBetween(blocks, start, end)
  const parents = new Set(within.map(({ parent }) => parent))
  const pieces: Piece[] = []
  const add = (from: number, to: number, kind: Paragraph['kind']) => {
    const range = trimmed(text, Math.max(start, from), Math.min(end, to))
    if (range) pieces.push({ ...range, kind })
  }
  let at = start
  for (const block of within) {
    if (parents.has(block.id) || block.end <= at) continue
    add(at, Math.max(at, block.start), 'text')
    add(Math.max(at, block.start), block.end, kinds[block.kind] ?? 'text')
    at = block.end
  }
  add(at, end, 'text')
  return pieces
}

const overlapping = <T extends { start: number; end: number }>(items: readonly T[], start: number, end: number) =>
  items.filter((item) => item.start < end && item.end > start)

/** Ends of annotations inside the pieces: their letter and number stand at the last word that is printed. */
function endsOf(pieces: readonly Piece[], annotations: readonly PlacedAnnotation[]): Map<number, PlacedAnnotation[]> {
  const ends = new Map<number, PlacedAnnotation[]>()
  for (const annotation of annotations) {
    const last = pieces.findLast((piece) => piece.start < annotation.end && piece.end > annotation.start)
    if (!last) continue
    const at = Math.min(last.end, annotation.end)
    ends.set(at, [...(ends.get(at) ?? []), annotation])
  }
  return ends
}

export function buildCell(cell: Cell, layers: PaneLayers, options: CellOptions): ReportCell {
  const { source } = layers
  const { model, summary } = source
  const block = cell ? blockAt(model.blocks, cell[0]) : null
  const lang = block?.lang ?? model.lang ?? summary.metadata.languages[0] ?? 'und'
  const direction = rightToLeft.test(lang) ? 'rtl' : 'ltr'
  if (!cell) return { lang, direction, place: null, paragraphs: null }
  const [start, end] = cell
  const pieces = piecesOf(model, start, end)
  if (pieces.length === 0) return { lang, direction, place: null, paragraphs: null }
  const annotations = overlapping(layers.annotations, start, end)
  const ends = endsOf(pieces, annotations)
  const gaps = layers.differences.filter((one) => one.kind === 'missing' && one.start >= start && one.start <= end)
  const shownGaps = new Set<Difference>()
  const paragraphs = pieces.map((piece): Paragraph => {
    const here = gaps.filter((gap) => gap.start >= piece.start && gap.start <= piece.end && !shownGaps.has(gap))
    for (const gap of here) shownGaps.add(gap)
    return { kind: piece.kind, runs: runsOf(piece, layers, annotations, ends, here, options) }
  })
  const opensWithHeading = pieces[0]?.kind === 'heading'
  const place = opensWithHeading ? null : passagePlace(model, pieces[0]?.start ?? start, layers.numbers).heading
  return { lang, direction, place, paragraphs }
}

function runsOf(
  { start, end }: Piece,
  { source, differences, marks }: PaneLayers,
  annotations: readonly PlacedAnnotation[],
  ends: ReadonlyMap<number, PlacedAnnotation[]>,
  gaps: readonly Difference[],
  { highlights, numberOf }: CellOptions,
): Run[] {
  const signs = overlapping(differences, start, end)
  const washes = highlights ? overlapping(annotations, start, end).filter(({ colour }) => colour !== null) : []
  const looks = overlapping(marks, start, end)
  const cuts = new Set([start, end])
  for (const { start: from, end: to } of [...signs, ...washes, ...looks, ...gaps]) {
    if (from > start && from < end) cuts.add(from)
    if (to > start && to < end) cuts.add(to)
  }
  for (const at of ends.keys()) if (at > start && at < end) cuts.add(at)
  const points = [...cuts].toSorted((a, b) => a - b)
  const runs: Run[] = []
  const addGaps = (at: number) => {
    for (const gap of gaps) if (gap.start === at) runs.push({ text: '', sign: 'missing' })
  }
  points.forEach((from, n) => {
    addGaps(from)
    const to = points[n + 1]
    if (to === undefined) return
    const over = <T extends { start: number; end: number }>(items: readonly T[]) =>
      items.filter((item) => item.start <= from && item.end >= to)
    const run: Run = { text: source.model.text.slice(from, to) }
    const sign = over(signs)[0]?.kind
    if (sign) run.sign = sign
    // Where highlights overlap, the shorter one keeps its wash.
    const wash = over(washes).toSorted((a, b) => a.end - a.start - (b.end - b.start))[0]?.colour
    if (wash) run.wash = wash
    if (over(looks).some(({ kind }) => kind === 'bold')) run.bold = true
    if (over(looks).some(({ kind }) => kind === 'italic')) run.italic = true
    const ending = ends.get(to) ?? []
    const letters = highlights ? ending.flatMap(({ colour }) => colour ?? []) : []
    const numbers = ending.flatMap((annotation) => numberOf(annotation) ?? [])
    if (letters.length > 0) run.letters = letters
    if (numbers.length > 0) run.notes = numbers
    const before = runs.at(-1)
    if (before && isPlain(before) && sameLook(before, run))
      runs[runs.length - 1] = { ...run, text: before.text + run.text }
    else runs.push(run)
  })
  return runs
}

/** Nothing is printed at its end, so that words may go on. */
const isPlain = ({ letters, notes, sign }: Run) => !letters && !notes && sign !== 'missing'
const sameLook = (a: Run, b: Run) =>
  a.sign === b.sign && a.wash === b.wash && a.bold === b.bold && a.italic === b.italic
