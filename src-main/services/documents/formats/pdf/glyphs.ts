/**
 * From the operators of a page to its letters with their places: the text machine of ISO 32000-1, section 9, over the
 * operator list of PDF.js. PDF.js's own text content is not used: it leaves out soft hyphens, which many writers put
 * at the ends of lines, and tells where runs of text stand but not where their words do.
 */
import { type FontFacts, type Fonts, plainFont } from './fonts'
import { apply, compose, identity, type Matrix, matrixOf } from './matrix'
import type { PdfJs, PDFPageProxy } from './pdfjs'

/** A letter, or several where a font says so. Page space: origin at the upper left, y downwards, as the page is shown. */
export interface Glyph {
  text: string
  /** Origin on the baseline. */
  x: number
  y: number
  /** Direction of writing in radians, clockwise; 0 is left to right. */
  angle: number
  /** Along the direction of writing. */
  width: number
  size: number
  font: FontFacts
  /** The file says that it is no part of the text: a running head, a page number. */
  artifact: boolean
}

interface State {
  matrix: Matrix
  font: FontFacts
  size: number
  /** 1, or -1 for a negative size. */
  direction: number
  charSpacing: number
  wordSpacing: number
  scale: number
  leading: number
  rise: number
}

/** A glyph as PDF.js gives it. */
interface PdfJsGlyph {
  unicode?: unknown
  width?: unknown
  isSpace?: unknown
  vmetric?: unknown
}

const initial: State = {
  matrix: identity,
  font: plainFont,
  size: 0,
  direction: 1,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
}

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

export interface Drawn {
  /** In the order in which the file draws them; what lies outside the page is left out. */
  glyphs: Glyph[]
  /** Nothing at all is drawn: an empty page, not a picture of one. */
  isBlank: boolean
}

/** The letters of a page. Pictures are not looked at, but they leave the transform in front of them behind. */
export async function readGlyphs(pdfjs: PdfJs, page: PDFPageProxy, fonts: Fonts): Promise<Drawn> {
  const { OPS } = pdfjs
  const viewport = page.getViewport({ scale: 1 })
  const list = await page.getOperatorList({ annotationMode: pdfjs.AnnotationMode.ENABLE })
  const operators: readonly number[] = list.fnArray
  const operands: readonly unknown[] = list.argsArray
  const argumentsAt = (index: number): readonly unknown[] => {
    const found = operands[index]
    return Array.isArray(found) ? found : []
  }

  const names = new Set<string>()
  operators.forEach((operator, index) => {
    if (operator === OPS.setFont) names.add(String(argumentsAt(index)[0]))
    else if (operator === OPS.setGState) for (const [name] of fontsOfState(argumentsAt(index))) names.add(name)
  })
  await fonts.learn(page, names)

  const glyphs: Glyph[] = []
  const base = matrixOf(viewport.transform) ?? identity
  const saved: State[] = []
  const artifacts: boolean[] = []
  let state: State = { ...initial, matrix: base }
  let text: Matrix = identity
  let x = 0
  let y = 0
  let lineX = 0
  let lineY = 0

  const transform = (matrix: Matrix | null) => {
    if (matrix) state.matrix = compose(state.matrix, matrix)
  }
  const save = () => saved.push({ ...state })
  const restore = () => {
    state = saved.pop() ?? state
  }
  const setFont = (name: string, size: number) => {
    state.font = fonts.get(name)
    state.size = Math.abs(size)
    state.direction = size < 0 ? -1 : 1
  }
  const move = (dx: number, dy: number) => {
    x = lineX += dx
    y = lineY += dy
  }
  const setTextMatrix = (matrix: Matrix) => {
    text = matrix
    x = y = lineX = lineY = 0
  }

  /** Letters are dropped where the page does not show them. */
  const add = (unicode: string, along: number, advance: number) => {
    const { font, size, rise, direction } = state
    const whole = compose(state.matrix, text)
    const [atX, atY] = apply(whole, x + (font.vertical ? 0 : along), y + rise + (font.vertical ? along : 0))
    const [toX, toY] = apply(
      whole,
      x + (font.vertical ? 0 : along + advance),
      y + rise + (font.vertical ? along + advance : 0),
    )
    if (atX < -1 || atY < -1 || atX > viewport.width + 1 || atY > viewport.height + size + 1) return
    const height = font.vertical ? Math.hypot(whole[0], whole[1]) : Math.hypot(whole[2], whole[3])
    const width = Math.hypot(toX - atX, toY - atY)
    const reach = width > 0 ? [toX - atX, toY - atY] : [whole[0] * direction, whole[1] * direction]
    glyphs.push({
      text: unicode,
      x: atX,
      y: atY,
      angle: Math.atan2(reach[1] ?? 0, reach[0] ?? 1),
      width,
      size: height * size * font.scale,
      font,
      artifact: artifacts.includes(true),
    })
  }

  const show = (shown: readonly unknown[]) => {
    const { font, size, direction, charSpacing, wordSpacing } = state
    const widths = size * font.matrix[0]
    let along = 0
    for (const one of shown) {
      if (typeof one === 'number') {
        along += ((font.vertical ? 1 : -1) * one * size) / 1000
        continue
      }
      if (typeof one !== 'object' || one === null) continue
      const { unicode, width, isSpace, vmetric }: PdfJsGlyph = one
      const spacing = charSpacing + (isSpace === true ? wordSpacing : 0)
      const vertical = Array.isArray(vmetric) ? number(vmetric[0]) : font.verticalMetrics[0]
      const advance = font.vertical ? -vertical * widths : number(width) * widths
      const scale = font.vertical ? -1 : state.scale * direction
      const letters = typeof unicode === 'string' ? written(unicode, pdfjs) : ''
      if (letters !== '') add(letters, along * scale, advance * scale)
      along += font.vertical ? advance - spacing * direction : advance + spacing * direction
    }
    if (font.vertical) y -= along
    else x += along * state.scale * direction
  }

  for (let index = 0; index < operators.length; index += 1) {
    const args = argumentsAt(index)
    switch (operators[index]) {
      case OPS.save:
      case OPS.beginGroup:
        save()
        break
      case OPS.restore:
      case OPS.endGroup:
      case OPS.paintFormXObjectEnd:
        restore()
        break
      case OPS.transform:
        transform(matrixOf(args))
        break
      case OPS.paintFormXObjectBegin:
        save()
        transform(matrixOf(args[0]))
        break
      case OPS.beginAnnotation:
        save()
        state = { ...initial, matrix: base }
        transform(matrixOf(args[2]))
        transform(matrixOf(args[3]))
        break
      case OPS.endAnnotation:
        restore()
        break
      case OPS.beginText:
        setTextMatrix(identity)
        break
      case OPS.setCharSpacing:
        state.charSpacing = number(args[0])
        break
      case OPS.setWordSpacing:
        state.wordSpacing = number(args[0])
        break
      case OPS.setHScale:
        state.scale = number(args[0]) / 100
        break
      case OPS.setLeading:
        state.leading = -number(args[0])
        break
      case OPS.setTextRise:
        state.rise = number(args[0])
        break
      case OPS.setFont:
        setFont(String(args[0]), number(args[1]))
        break
      case OPS.setGState:
        for (const [name, size] of fontsOfState(args)) setFont(name, size)
        break
      case OPS.moveText:
        move(number(args[0]), number(args[1]))
        break
      case OPS.setLeadingMoveText:
        state.leading = number(args[1])
        move(number(args[0]), number(args[1]))
        break
      case OPS.setTextMatrix:
        setTextMatrix(matrixOf(args[0]) ?? matrixOf(args) ?? identity)
        break
      case OPS.nextLine:
        move(0, state.leading)
        break
      case OPS.showText:
        if (Array.isArray(args[0])) show(args[0])
        break
      case OPS.beginMarkedContent:
      case OPS.beginMarkedContentProps:
        artifacts.push(args[0] === 'Artifact')
        break
      case OPS.endMarkedContent:
        artifacts.pop()
        break
      default:
    }
  }
  const drawing = new Set<number>([OPS.transform, OPS.constructPath, OPS.shadingFill, OPS.paintFormXObjectBegin])
  return { glyphs, isBlank: glyphs.length === 0 && !operators.some((operator) => drawing.has(operator)) }
}

/** Ligatures and presentation forms in single letters; without what has no shape, but with soft hyphens. */
function written(unicode: string, pdfjs: PdfJs): string {
  if (/^[ -~]*$/.test(unicode)) return unicode
  const normal: unknown = pdfjs.normalizeUnicode(unicode)
  return String(normal)
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x9f]/g, '\ufffd')
    .replace(/[\u200b\u2060\ufeff]/g, '')
}

/** Fonts that a graphics state sets: a list of `[key, value]`, of which `Font` has `[name, size]`. */
function fontsOfState(args: readonly unknown[]): [string, number][] {
  if (!Array.isArray(args[0])) return []
  return args[0].flatMap((entry: unknown): [string, number][] => {
    if (!Array.isArray(entry) || entry[0] !== 'Font' || !Array.isArray(entry[1])) return []
    return [[String(entry[1][0]), number(entry[1][1])]]
  })
}
