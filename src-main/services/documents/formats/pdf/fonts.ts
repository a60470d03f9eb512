/** What the layout needs to know of a font. */
import type { PDFPageProxy } from './pdfjs'
import { type Matrix, matrixOf } from './matrix'

export interface FontFacts {
  bold: boolean
  italic: boolean
  /** In parts of the font size, above and below (negative) the baseline. */
  ascent: number
  descent: number
  vertical: boolean
  /** Glyph space to text space. */
  matrix: Matrix
  /** `[width, x, y]` in glyph space, for vertical writing. */
  verticalMetrics: readonly [number, number, number]
  /** Height of the letters of a font that is drawn by programs (Type 3), in parts of the font size; else 1. */
  scale: number
}

const thousandth: Matrix = [0.001, 0, 0, 0.001, 0, 0]

export const plainFont: FontFacts = {
  bold: false,
  italic: false,
  ascent: 0.8,
  descent: -0.2,
  vertical: false,
  matrix: thousandth,
  verticalMetrics: [-1000, 500, 880],
  scale: 1,
}

/** The part of PDF.js's font object that is read; any of it may be missing. */
interface PdfJsFont {
  name?: string
  bold?: boolean
  black?: boolean
  italic?: boolean
  ascent?: number
  descent?: number
  vertical?: boolean
  isType3Font?: boolean
  fontMatrix?: unknown
  defaultVMetrics?: unknown
  bbox?: unknown
}

const between = (value: number | undefined, low: number, high: number, fallback: number) =>
  value !== undefined && value >= low && value <= high ? value : fallback

/** Fonts by the name that operators use; one for each document, for the names are unique in it. */
export class Fonts {
  private readonly known = new Map<string, FontFacts>()

  /** The facts of all fonts that a page has used; to be called when its operators are there. */
  async learn(page: PDFPageProxy, names: Iterable<string>): Promise<void> {
    for (const name of names) {
      if (this.known.has(name)) continue
      const font = await new Promise<unknown>((resolve) => void page.commonObjs.get(name, resolve))
      this.known.set(name, typeof font === 'object' && font !== null ? factsOf(font) : plainFont)
    }
  }

  get(name: string): FontFacts {
    return this.known.get(name) ?? plainFont
  }
}

function factsOf(font: PdfJsFont): FontFacts {
  const name = (font.name ?? '').replace(/^[A-Z]{6}\+/, '')
  const matrix = matrixOf(font.fontMatrix) ?? thousandth
  const box: unknown[] = Array.isArray(font.bbox) ? font.bbox : []
  const height = box.length === 4 ? Math.abs(Number(box[3]) - Number(box[1])) * Math.abs(matrix[3]) : 0
  const metrics: unknown[] = Array.isArray(font.defaultVMetrics) ? font.defaultVMetrics : []
  const [width, x, y] = metrics.map(Number)
  return {
    bold: font.bold === true || font.black === true || /bold|black|heavy|demi(?!-?light)|cmbx|cmssbx/i.test(name),
    italic: font.italic === true || /italic|oblique|cmti|cmsl/i.test(name),
    ascent: between(font.ascent, 0.55, 1.2, plainFont.ascent),
    descent: between(font.descent, -0.5, -0.05, plainFont.descent),
    vertical: font.vertical === true,
    matrix,
    verticalMetrics: width !== undefined && x !== undefined && y !== undefined ? [width, x, y] : [-1000, 500, 880],
    scale: font.isType3Font === true && height > 0 ? height : 1,
  }
}
