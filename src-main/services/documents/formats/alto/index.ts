/** ALTO 1 to 4 (Library of Congress): what text recognition read on each page, with boxes. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import {
  numberOf,
  type OcrLine,
  type OcrPage,
  type OcrRegion,
  type OcrWord,
  pagesToModel,
  pointsOf,
  type Shape,
  shapeOf,
} from '../../ocr-pages'
import { decodeXml, rootElement } from '../../xml'
import { descendantsOf, elementAt, elementsOf, readXmlTree, textOf, type XmlElement } from '../../xml-tree'

const units: Readonly<Record<string, string>> = { pixel: 'px', mm10: 'mm10', inch1200: 'inch1200' }

/** Parts of the page around its print space, and what stands in them. */
const margins: Readonly<Record<string, OcrRegion['kind']>> = { TopMargin: 'header', BottomMargin: 'footer' }

function shape(element: XmlElement): Shape | undefined {
  const polygon = elementAt(element, 'Shape', 'Polygon')?.attributes['POINTS']
  if (polygon !== undefined) return shapeOf(pointsOf(polygon))
  const a = element.attributes
  const [x, y, w, h] = [a['HPOS'], a['VPOS'], a['WIDTH'], a['HEIGHT']].map(numberOf)
  if (x === null || x === undefined || y === null || y === undefined) return undefined
  return { x, y, w: w ?? 0, h: h ?? 0 }
}

function stylesOf(text: string | undefined): NonNullable<OcrWord['styles']> {
  const found: NonNullable<OcrWord['styles']> = []
  if (/\bbold\b/i.test(text ?? '')) found.push('bold')
  if (/\bitalics?\b/i.test(text ?? '')) found.push('italic')
  return found
}

/** The two halves of a hyphenated word as the whole word says them; as they stand where it says something else. */
function halfOf(a: Readonly<Record<string, string>>, content: string): string {
  const whole = a['SUBS_CONTENT']
  if (whole === undefined || !/[\p{L}\d]/u.test(whole)) return content
  const bare = content.replace(/[-\u00ad\u2010¬]$/, '')
  return a['SUBS_TYPE'] === 'HypPart1' && whole.startsWith(bare) ? bare : content
}

/** Ids in the order in which they are to be read (from ALTO 4.3); empty where the file does not say. */
function readingOrder(root: XmlElement): ReadonlyMap<string, number> {
  const order = new Map<string, number>()
  const walk = (element: XmlElement) => {
    for (const child of elementsOf(element)) {
      const reference = child.attributes['REF']
      if (reference !== undefined && !order.has(reference)) order.set(reference, order.size)
      walk(child)
    }
  }
  for (const group of elementsOf(root, 'ReadingOrder')) walk(group)
  return order
}

interface LineRules {
  /** The file has elements for spaces: where none stands, there is none. */
  hasSpaces: boolean
  styles: ReadonlyMap<string, string>
  order: ReadonlyMap<string, number>
}

function lineOf(element: XmlElement, { hasSpaces, styles }: LineRules): OcrLine {
  const words: OcrWord[] = []
  for (const child of elementsOf(element)) {
    const a = child.attributes
    const last = words.at(-1)
    if (child.name === 'SP' && last) last.glued = false
    else if (child.name === 'HYP' && last) last.broken = a['CONTENT'] || '-'
    else if (child.name === 'String') {
      const box = shape(child)
      const conf = numberOf(a['WC'])
      const references = (a['STYLEREFS'] ?? '').split(/\s+/).map((id) => styles.get(id) ?? '')
      const style = stylesOf([a['STYLE'] ?? '', ...references].join(' '))
      words.push({
        text: halfOf(a, (a['CONTENT'] ?? '').trim()),
        ...(hasSpaces ? { glued: true } : {}),
        ...(a['SUBS_TYPE'] === 'HypPart1' ? { broken: '-' } : {}),
        ...(box ? { shape: box } : {}),
        ...(conf === null ? {} : { conf }),
        ...(style.length > 0 ? { styles: style } : {}),
      })
    }
  }
  const box = shape(element)
  return { words, ...(box ? { shape: box } : {}) }
}

function pageOf(element: XmlElement, rules: LineRules, unit: string, first: number): OcrPage {
  const regions: (OcrRegion & { rank: number })[] = []
  const walk = (at: XmlElement, kind: OcrRegion['kind'], lang: string | undefined, around: number) => {
    for (const child of elementsOf(at)) {
      const own = child.attributes['LANG'] ?? child.attributes['language'] ?? lang
      const rank = rules.order.get(child.attributes['ID'] ?? '') ?? around
      if (child.name === 'TextBlock') {
        const box = shape(child)
        regions.push({
          kind,
          rank,
          lines: elementsOf(child, 'TextLine').map((line) => lineOf(line, rules)),
          ...(own ? { lang: own } : {}),
          ...(box ? { shape: box } : {}),
        })
      } else walk(child, margins[child.name] ?? kind, own, rank)
    }
  }
  // Blocks that the order leaves out come last, as they stand.
  walk(element, 'para', undefined, Infinity)
  const sorted = regions.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
  const a = element.attributes
  const image = numberOf(a['PHYSICAL_IMG_NR'])
  return {
    label: a['PRINTED_IMG_NR'] || (image === null ? a['PHYSICAL_IMG_NR'] : String(image + 1 - first)) || a['ID'] || '',
    width: numberOf(a['WIDTH']) ?? 0,
    height: numberOf(a['HEIGHT']) ?? 0,
    unit,
    regions: sorted,
  }
}

export const format = {
  id: 'alto',
  version: 2,
  label: 'ALTO (recognised text)',
  extensions: ['xml', 'alto'],
  mediaType: 'application/alto+xml',
  storedExtension: 'xml',
  maxBytes: 200 * 1024 * 1024,
  sniff({ start }) {
    const root = rootElement(start)
    if (root?.name !== 'alto') return 0
    return /standards\/alto|ccs-gmbh|<alto\s*>/i.test(root.tag) ? 1 : 0.9
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The ALTO file'
    const { text, encoding, how, warnings } = await decodeXml(bytes, hints)
    const { root } = readXmlTree(text, name)
    if (root.name !== 'alto') throw new AppError('damaged', `"${name}" is XML, but no ALTO.`, { name, root: root.name })
    const description = elementAt(root, 'Description')
    const declared = textOf(elementAt(description, 'MeasurementUnit'))
    const styles = new Map(
      descendantsOf(root, 'TextStyle').map(({ attributes: a }) => [a['ID'] ?? '', a['FONTSTYLE'] ?? '']),
    )
    const pages = descendantsOf(root, 'Page')
    const rules = { hasSpaces: descendantsOf(root, 'SP').length > 0, styles, order: readingOrder(root) }
    // Tesseract counts images from 0.
    const first = pages.some((page) => numberOf(page.attributes['PHYSICAL_IMG_NR']) === 0) ? 0 : 1
    const parts = pagesToModel(
      pages.map((page) => pageOf(page, rules, units[declared] ?? 'px', first)),
      hints,
      'ALTO',
    )
    const image = textOf(elementAt(description, 'sourceImageInformation', 'fileName'))
    const software = description && descendantsOf(description, 'softwareName').map(textOf)
    return {
      ...parts,
      meta: {
        ...parts.meta,
        ...(image === '' ? {} : { pageImages: pages.map(() => image) }),
        ...(software && software.length > 0 ? { software } : {}),
        encoding,
        encodingFrom: how,
      },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format
