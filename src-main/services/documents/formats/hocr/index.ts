/** hOCR 1.2: recognised text as HTML whose classes and titles carry the boxes. Read by parse5, for it is often no XML. */
import { AppError } from '#shared/contract'
import { decodeText } from '../../decode'
import type { Format } from '../../format'
import type { HtmlElement, HtmlNode } from '../../html'
import { type OcrLine, type OcrPage, type OcrRegion, type OcrWord, pagesToModel, type Shape } from '../../ocr-pages'
import { languageOfCode } from '../../codes'

const lineClasses = ['ocr_line', 'ocrx_line', 'ocr_header', 'ocr_footer', 'ocr_caption', 'ocr_textfloat']
const kinds: Readonly<Record<string, OcrRegion['kind']>> = {
  ocr_header: 'header',
  ocr_footer: 'footer',
  ocr_caption: 'caption',
}

const attribute = (element: HtmlElement, name: string) => element.attributes.get(name) ?? ''
const classes = (element: HtmlElement) => attribute(element, 'class').split(/\s+/)

function* childrenOf(node: HtmlNode): Generator<HtmlNode> {
  for (let child = node.type === 'element' ? node.first : null; child; child = child.next) yield child
}

/** Properties of a title: `bbox 1 2 3 4; x_wconf 93`. */
function properties(element: HtmlElement): ReadonlyMap<string, string> {
  return new Map(
    attribute(element, 'title')
      .split(';')
      .map((property): [string, string] => {
        const [, name = '', value = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(property) ?? []
        return [name, value.trim()]
      }),
  )
}

function shape(from: ReadonlyMap<string, string>): Shape | undefined {
  const numbers = (from.get('bbox') ?? '').split(/\s+/).map(Number)
  const [left, top, right, bottom] = numbers
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return undefined
  if (numbers.some((one) => !Number.isFinite(one))) return undefined
  return { x: left, y: top, w: right - left, h: bottom - top }
}

/** The nearest elements below that have one of the classes. */
function below(node: HtmlNode, ...wanted: string[]): HtmlElement[] {
  return [...childrenOf(node)].flatMap((child) => {
    if (child.type === 'element' && classes(child).some((one) => wanted.includes(one))) return [child]
    return below(child, ...wanted)
  })
}

const textOf = (node: HtmlNode): string =>
  node.type === 'text' ? node.value : [...childrenOf(node)].map(textOf).join('')

/** 0 to 1: of the word, else the mean of its letters, which kraken gives as shares of 1. NaN where neither is said. */
function confidence(said: ReadonlyMap<string, string>): number {
  const word = said.get('x_wconf')
  if (word !== undefined) return Number(word) / 100
  const letters = (said.get('x_confs') ?? '')
    .split(/\s+/)
    .filter((one) => one !== '')
    .map(Number)
  const mean = letters.reduce((sum, one) => sum + one, 0) / letters.length
  return letters.every((one) => one <= 1) ? mean : mean / 100
}

function wordOf(element: HtmlElement): OcrWord {
  const said = properties(element)
  const box = shape(said)
  const conf = confidence(said)
  const has = (...names: string[]): boolean => {
    const inside = (node: HtmlNode): boolean =>
      [...childrenOf(node)].some((child) => child.type === 'element' && (names.includes(child.name) || inside(child)))
    return inside(element)
  }
  const styles: NonNullable<OcrWord['styles']> = []
  if (has('strong', 'b')) styles.push('bold')
  if (has('em', 'i')) styles.push('italic')
  return {
    text: textOf(element).replace(/\s+/g, ' ').trim(),
    ...(box ? { shape: box } : {}),
    ...(Number.isFinite(conf) ? { conf } : {}),
    ...(styles.length > 0 ? { styles } : {}),
  }
}

function lineOf(element: HtmlElement): OcrLine {
  const words = below(element, 'ocrx_word', 'ocr_word').map(wordOf)
  if (words.length === 0) {
    for (const text of textOf(element).split(/\s+/)) if (text !== '') words.push({ text })
  }
  const last = words.at(-1)
  if (last && /.\u00ad$/.test(last.text)) {
    last.text = last.text.slice(0, -1)
    last.broken = '-'
  }
  const box = shape(properties(element))
  return { words, ...(box ? { shape: box } : {}) }
}

/** Paragraphs, and lines that stand in none; plain lines beside each other are one paragraph, as kraken and OCRopus write. */
function paragraphsOf(node: HtmlNode): { lines: HtmlElement[]; around?: HtmlElement }[] {
  const found: { lines: HtmlElement[]; around?: HtmlElement }[] = []
  let open: HtmlElement[] | null = null
  for (const child of childrenOf(node)) {
    if (child.type !== 'element') continue
    const own = classes(child)
    if (own.includes('ocr_line') || own.includes('ocrx_line')) {
      if (open) open.push(child)
      else found.push({ lines: (open = [child]) })
    } else if (child.name !== 'br') {
      open = null
      if (own.includes('ocr_par')) found.push({ lines: below(child, ...lineClasses), around: child })
      else if (own.some((one) => lineClasses.includes(one))) found.push({ lines: [child] })
      else found.push(...paragraphsOf(child))
    }
  }
  return found
}

function regionsOf(page: HtmlElement): OcrRegion[] {
  return paragraphsOf(page).flatMap(({ lines, around }): OcrRegion[] => {
    const first = lines[0]
    // A line alone is its own paragraph.
    const element = around ?? (lines.length === 1 ? first : undefined)
    const kind =
      classes(first ?? page)
        .map((one) => kinds[one])
        .find(Boolean) ?? 'para'
    const box = element && shape(properties(element))
    const said = element ?? first
    const lang = said ? langOf(said) : ''
    return [
      {
        kind,
        lines: lines.length > 0 ? lines.map(lineOf) : around ? [lineOf(around)] : [],
        ...(lang === '' ? {} : { lang: languageOf(lang) }),
        ...(box ? { shape: box } : {}),
      },
    ]
  })
}

/** Tesseract's three letters as BCP 47 has them, and its models of Fraktur. */
function languageOf(code: string): string {
  if (code === 'frk') return 'de-Latf'
  const fraktur = /^([a-z]{3})[-_]frak$/.exec(code)?.[1]
  return fraktur === undefined ? languageOfCode(code) : `${languageOfCode(fraktur)}-Latf`
}

/** What the paragraph says, else what all of its words say: Tesseract 3 wrote it there. */
function langOf(element: HtmlElement): string {
  const said = (one: HtmlElement) => attribute(one, 'lang') || attribute(one, 'xml:lang')
  const words = new Set(below(element, 'ocrx_word', 'ocr_word').map(said))
  return said(element) || (words.size === 1 ? ([...words][0] ?? '') : '')
}

function pageOf(element: HtmlElement, index: number): OcrPage {
  const said = properties(element)
  const box = shape(said)
  const image = said.get('image')?.replace(/^["']|["']$/g, '') ?? ''
  return {
    label: said.get('lpageno') ?? String(index + 1),
    width: box ? box.x + box.w : 0,
    height: box ? box.y + box.h : 0,
    unit: 'px',
    // Where it lay on the computer that read it says nothing here.
    ...(image === '' ? {} : { image: image.replace(/^(?:\/|\\|[A-Za-z]:[\\/]).*[\\/]/, '') }),
    regions: regionsOf(element),
  }
}

export const format = {
  id: 'hocr',
  version: 3,
  label: 'hOCR (recognised text)',
  extensions: ['hocr'],
  mediaType: 'text/vnd.hocr+html',
  storedExtension: 'hocr',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start }) {
    if (!/<(?:!doctype|html|head|body|div)/i.test(start)) return 0
    return /class=["']?ocr_page\b/.test(start) || /name=["']?ocr-(?:system|capabilities)\b/.test(start) ? 1 : 0
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The hOCR file'
    const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
    const declared = /(?:encoding=|charset=)["']?([\w-]+)/i.exec(head)?.[1]
    const { text, encoding, how, warnings } = await decodeText(bytes, hints, declared)
    const { parseHtml } = await import('../../html')
    const pages = below(parseHtml(text, { name, nodes: 0 }).root, 'ocr_page')
    if (pages.length === 0) throw new AppError('damaged', `"${name}" has no page of hOCR in it.`, { name })
    const parts = pagesToModel(pages.map(pageOf), hints, 'hOCR')
    const system = /name=["']ocr-system["']\s+content=["']([^"']+)/.exec(head)?.[1]
    return {
      ...parts,
      meta: { ...parts.meta, ...(system === undefined ? {} : { software: system }), encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format
