/** Small PDFs written by hand, for tests and for the conformance suite. Every letter is half as wide as it is high. */

/** `F1` regular, `F2` bold, `F3` italic. */
export type SampleFont = 'F1' | 'F2' | 'F3'

export interface SamplePage {
  /** Operators of the page; see `write`. */
  content: string
  width?: number
  height?: number
  rotate?: number
  /** Annotation dictionaries. */
  annotations?: string[]
}

export interface SampleOptions {
  /** Entries of the Info dictionary, as `/Title (…)`. */
  info?: string
  /** Entries of the catalog. */
  catalog?: string
  /** Objects from number 100 on, without `obj` and `endobj`. */
  objects?: string[]
  /** Entries of the trailer. */
  trailer?: string
}

/** One line of text with its baseline at `x`, `y` from the lower left, in points. */
export function write(x: number, y: number, text: string, size = 10, font: SampleFont = 'F1'): string {
  return `BT /${font} ${size} Tf 1 0 0 1 ${x} ${y} Tm <${hex(text)}> Tj ET\n`
}

/** Lines from `y` downwards, `leading` points apart. */
export function writeLines(x: number, y: number, lines: readonly string[], size = 10, leading = 12): string {
  return lines.map((line, index) => write(x, y - index * leading, line, size)).join('')
}

function hex(text: string): string {
  let digits = ''
  for (let index = 0; index < text.length; index += 1) {
    digits += text.charCodeAt(index).toString(16).padStart(4, '0')
  }
  return digits
}

/** A text string as an object of the file: UTF-16 with its mark. */
export const textString = (text: string) => `<feff${hex(text)}>`

export const stream = (content: string, entries = '') =>
  `<< ${entries} /Length ${Buffer.byteLength(content, 'utf8')} >>\nstream\n${content}\nendstream`

const toUnicode = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <ffff> endcodespacerange
3 beginbfrange <0020> <00ff> <0020> <0100> <05ff> <0100> <2000> <22ff> <2000> endbfrange
endcmap end end`

const fontObjects = (name: string, first: number) => [
  `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${first + 1} 0 R] /ToUnicode 3 0 R >>`,
  `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor ${first + 2} 0 R >>`,
  `<< /Type /FontDescriptor /FontName /${name} /Flags 32 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 >>`,
]

/** The file: A4 pages in the order given. Page n is object `200 + 2 n`, counted from 0. */
export function pdfOf(pages: readonly SamplePage[], options: SampleOptions = {}): Uint8Array {
  const objects = new Map<number, string>()
  const kids = pages.map((_, index) => `${200 + 2 * index} 0 R`).join(' ')
  objects.set(1, `<< /Type /Catalog /Pages 2 0 R ${options.catalog ?? ''} >>`)
  objects.set(2, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  objects.set(3, stream(toUnicode))
  const faces = ['Sample', 'Sample-Bold', 'Sample-Italic']
  faces.forEach((name, index) => {
    fontObjects(name, 10 + 3 * index).forEach((body, part) => objects.set(10 + 3 * index + part, body))
  })
  if (options.info !== undefined) objects.set(4, `<< ${options.info} >>`)
  options.objects?.forEach((body, index) => objects.set(100 + index, body))
  pages.forEach(({ content, width = 595, height = 842, rotate, annotations = [] }, index) => {
    const fonts = faces.map((_, face) => `/F${face + 1} ${10 + 3 * face} 0 R`).join(' ')
    objects.set(
      200 + 2 * index,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ${rotate === undefined ? '' : `/Rotate ${rotate}`} /Resources << /Font << ${fonts} >> >> /Contents ${201 + 2 * index} 0 R /Annots [${annotations.join(' ')}] >>`,
    )
    objects.set(201 + 2 * index, stream(content))
  })

  const parts = ['%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n']
  let length = Buffer.byteLength(parts[0] ?? '')
  const places: string[] = []
  const add = (part: string) => {
    parts.push(part)
    length += Buffer.byteLength(part)
  }
  for (const [number, body] of objects) {
    places.push(`${number} 1\n${String(length).padStart(10, '0')} 00000 n \n`)
    add(`${number} 0 obj\n${body}\nendobj\n`)
  }
  const start = length
  const size = Math.max(...objects.keys()) + 1
  const info = options.info === undefined ? '' : '/Info 4 0 R'
  add(`xref\n0 1\n0000000000 65535 f \n${places.join('')}`)
  add(`trailer\n<< /Size ${size} /Root 1 0 R ${info} ${options.trailer ?? ''} >>\nstartxref\n${start}\n%%EOF\n`)
  return new Uint8Array(Buffer.from(parts.join('')))
}
