/**
 * From pages of regions, lines and words with boxes (ALTO, PAGE, hOCR) to the parts of a model: regions become blocks,
 * their lines run on, and every box gets the range of text that it shows.
 */
import { AppError, type Block, type DocumentModel, type Mark } from '#shared/contract'
import type { ExtractHints, ModelParts } from './format'

type Point = [number, number]

/** In the unit of the page, from its upper left corner. */
export interface Shape {
  x: number
  y: number
  w: number
  h: number
  polygon?: Point[]
}

export interface OcrWord {
  text: string
  shape?: Shape
  /** 0 to 1. */
  conf?: number
  styles?: ('bold' | 'italic' | 'sup' | 'sub')[]
  /** Marks inside the word; neighbours of one `tag` are one mark, whatever words they are on. */
  marks?: { kind: Mark['kind']; start: number; end: number; target?: string; tag: unknown }[]
  /** No space between this word and the next of its line. */
  glued?: boolean
  /** Broken at the end of the line: goes on in the next one without a hyphen. The hyphen, for where nothing follows. */
  broken?: string
}

export interface OcrLine {
  shape?: Shape
  conf?: number
  words: OcrWord[]
}

export interface OcrRegion {
  kind: Block['kind']
  level?: number
  lang?: string
  attrs?: Record<string, string>
  shape?: Shape
  lines: OcrLine[]
}

export interface OcrPage {
  label: string
  width: number
  height: number
  unit: string
  /** File name of the image, as the file has it. */
  image?: string
  regions: OcrRegion[]
}

const rounded = (value: number) => Math.round(value * 100) / 100

/** Around points; undefined without any. The points are kept where they are no upright rectangle. */
export function shapeOf(points: readonly Point[]): Shape | undefined {
  if (points.length === 0) return undefined
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  const upright = points.every(([x, y]) => (x === left || x === right) && (y === top || y === bottom))
  return { x: left, y: top, w: right - left, h: bottom - top, ...(upright ? {} : { polygon: [...points] }) }
}

/** Points of `x,y x,y` or `x y x y`; what is no number is left out. */
export function pointsOf(text: string): Point[] {
  const numbers = text
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .map(Number)
  const points: Point[] = []
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const [x = NaN, y = NaN] = [numbers[index], numbers[index + 1]]
    if (Number.isFinite(x) && Number.isFinite(y)) points.push([x, y])
  }
  return points
}

/** A finite number of an attribute, or null. */
export function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === '' ? NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

type Box = DocumentModel['boxes'][number]

/** The running state of the model that is built. */
class PageWriter {
  text = ''
  readonly blocks: Block[] = []
  readonly marks: Mark[] = []
  /** What a mark came from: marks of one origin are joined. */
  private readonly origins = new WeakMap<Mark, unknown>()
  readonly boxes: Box[] = []
  readonly pages: DocumentModel['pages'] = []

  page(page: OcrPage, n: number): void {
    const at = this.pages.length
    let start: number | null = null
    for (const region of page.regions) {
      const begin = this.region(region, n)
      start ??= begin
    }
    const { label, width, height, unit } = page
    // A page without text stands where the next one begins.
    this.pages[at] = { n, label, start: start ?? this.text.length, end: this.text.length, width, height, unit }
  }

  /** Offset where the region begins, or null where it has no text. */
  private region(region: OcrRegion, n: number): number | null {
    const lines = region.lines
      .map((line) => ({ ...line, words: line.words.filter((word) => word.text !== '') }))
      .filter((line) => line.words.length > 0)
    if (lines.length === 0) return null
    if (this.text !== '') this.text += '\n\n'
    const start = this.text.length
    const box = this.box('region', n, region.shape)
    const marks = this.marks.length
    lines.forEach((line, index) => this.line(line, n, index === lines.length - 1))
    const end = this.text.length
    if (box) box.end = end
    this.joinMarks(marks)
    const { kind, level, lang, attrs } = region
    this.blocks.push({
      id: `b${this.blocks.length + 1}`,
      kind,
      start,
      end,
      ...(level === undefined ? {} : { level }),
      ...(lang === undefined ? {} : { lang }),
      ...(attrs && Object.keys(attrs).length > 0 ? { attrs } : {}),
    })
    return start
  }

  private line(line: OcrLine, n: number, isLast: boolean): void {
    const box = this.box('line', n, line.shape, line.conf)
    line.words.forEach((word, index) => {
      const start = this.text.length
      const wordBox = this.box('word', n, word.shape, word.conf)
      const ends = index === line.words.length - 1
      this.text += word.text
      if (ends && isLast && word.broken !== undefined) this.text += word.broken
      const end = this.text.length
      if (wordBox) wordBox.end = end
      for (const kind of word.styles ?? []) this.marks.push({ kind, start, end })
      for (const { kind, target, tag, ...at } of word.marks ?? []) {
        const range = { start: start + at.start, end: Math.min(end, start + at.end) }
        const mark: Mark = { kind, ...range, ...(target === undefined ? {} : { target }) }
        this.origins.set(mark, tag)
        if (range.start < range.end) this.marks.push(mark)
      }
      if (!ends && !word.glued) this.text += ' '
    })
    if (box) box.end = this.text.length
    if (!isLast && line.words.at(-1)?.broken === undefined) this.text += ' '
  }

  private box(level: Box['level'], page: number, shape: Shape | undefined, conf?: number): Box | null {
    if (!shape) return null
    const start = this.text.length
    const { x, y, w, h, polygon } = shape
    const box: Box = {
      page,
      start,
      end: start,
      level,
      ...{ x: rounded(x), y: rounded(y), w: rounded(Math.max(0, w)), h: rounded(Math.max(0, h)) },
      ...(polygon ? { polygon } : {}),
      ...(conf === undefined ? {} : { conf: Math.min(1, Math.max(0, Math.round(conf * 1000) / 1000)) }),
    }
    this.boxes.push(box)
    return box
  }

  /** Neighbouring words of one style, or of one tag of the file, are one mark. */
  private joinMarks(from: number): void {
    const joined: Mark[] = []
    for (const mark of this.marks.splice(from)) {
      const origin = this.origins.get(mark)
      const before = joined.findLast((one) => one.kind === mark.kind && this.origins.get(one) === origin)
      if (before && /^\s*$/.test(this.text.slice(before.end, mark.start))) before.end = mark.end
      else joined.push(mark)
    }
    this.marks.push(...joined.sort((a, b) => a.start - b.start || b.end - a.end))
  }
}

/**
 * The parts of a model. `meta.pageImages` names the images by page where the file names any. Throws AppError `empty`
 * where no page has text, `too-many-pages` beyond 5 000.
 */
export function pagesToModel(pages: readonly OcrPage[], hints: ExtractHints, kind: string): ModelParts {
  const name = hints.fileName ?? `The ${kind} file`
  const limit = 5000
  if (pages.length > limit) {
    const sentence = `"${name}" has ${pages.length} pages; ${limit} are read. Divide it and add the parts.`
    throw new AppError('too-many-pages', sentence, { name, limit, found: pages.length })
  }
  const writer = new PageWriter()
  pages.forEach((page, index) => writer.page(page, index + 1))
  if (writer.text === '') throw new AppError('empty', `"${name}" has no text on its ${pages.length} pages.`, { name })
  const images = pages.map((page) => page.image ?? '')
  return {
    text: writer.text,
    blocks: writer.blocks,
    marks: writer.marks,
    anchors: [],
    pages: writer.pages,
    boxes: writer.boxes,
    meta: images.some((image) => image !== '') ? { pageImages: images } : {},
    warnings: [],
  }
}
