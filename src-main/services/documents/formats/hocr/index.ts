/** hOCR 1.2: recognised text as HTML whose classes and titles carry the boxes. Read by parse5, for it is often no XML. */
import { AppError } from '#shared/contract'
import { decodeText } from '../../decode'
import type { Format } from '../../format'
import type { HtmlElement, HtmlNode } from '../../html'
import { type OcrLine, type OcrPage, type OcrRegion, type OcrWord, pagesToModel, type Shape } from '../../ocr-pages'

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

function wordOf(element: HtmlElement): OcrWord {
  const said = properties(element)
  const box = shape(said)
  const conf = Number(said.get('x_wconf') ?? NaN)
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
    ...(Number.isFinite(conf) ? { conf: conf / 100 } : {}),
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

function regionsOf(page: HtmlElement): OcrRegion[] {
  return below(page, 'ocr_par', ...lineClasses).map((element): OcrRegion => {
    const isLine = !classes(element).includes('ocr_par')
    const lines = isLine ? [element] : below(element, ...lineClasses)
    const kind =
      classes(isLine ? element : (lines[0] ?? element))
        .map((one) => kinds[one])
        .find(Boolean) ?? 'para'
    const box = shape(properties(element))
    const lang = attribute(element, 'lang') || attribute(element, 'xml:lang')
    return {
      kind,
      lines: lines.length > 0 ? lines.map(lineOf) : [lineOf(element)],
      ...(lang === '' ? {} : { lang: languageOf(lang) }),
      ...(box ? { shape: box } : {}),
    }
  })
}

/** Tesseract's three letters as BCP 47 has them. */
function languageOf(code: string): string {
  const short: Readonly<Record<string, string>> = {
    ...{ lav: 'lv', lit: 'lt', est: 'et', rus: 'ru', eng: 'en', deu: 'de', ger: 'de', pol: 'pl', fin: 'fi', swe: 'sv' },
  }
  return short[code] ?? code
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
  version: 2,
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
