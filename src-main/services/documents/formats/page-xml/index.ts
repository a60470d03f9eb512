/** PAGE XML (PRImA, 2010 to 2019; Transkribus, eScriptorium): regions, lines and words of one page image. */
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
import { type LineTag, tagsOf } from './tags'

const kinds: Readonly<Record<string, OcrRegion['kind']>> = {
  heading: 'heading',
  header: 'header',
  footer: 'footer',
  'page-number': 'footer',
  'signature-mark': 'footer',
  'catch-word': 'footer',
  caption: 'caption',
  footnote: 'note',
  'footnote-continued': 'note',
  endnote: 'note',
  marginalia: 'note',
  'list-label': 'listItem',
}

/** A hyphen that stands for nothing but the end of the line. */
const lineHyphen = /[¬\u00ad⸗]$/

function shape(element: XmlElement): Shape | undefined {
  const coords = elementAt(element, 'Coords')
  if (!coords) return undefined
  if (coords.attributes['points'] !== undefined) return shapeOf(pointsOf(coords.attributes['points']))
  // 2010: points as elements.
  return shapeOf(
    elementsOf(coords, 'Point').flatMap(({ attributes: a }) => pointsOf(`${a['x'] ?? ''},${a['y'] ?? ''}`)),
  )
}

/** The reading that counts: the one with the lowest index, else the first; `lead` is white space left out before it. */
function reading(element: XmlElement): { text: string; conf: number | null; lead: number } {
  const all = elementsOf(element, 'TextEquiv')
  const indexOf = (one: XmlElement) => numberOf(one.attributes['index']) ?? 0
  const best = all.reduce<XmlElement | undefined>((a, b) => (a && indexOf(a) <= indexOf(b) ? a : b), undefined)
  const text = textOf(elementAt(best, 'Unicode')) || textOf(elementAt(best, 'PlainText'))
  const written = elementAt(best, 'Unicode')?.children[0]
  const lead = typeof written === 'string' ? written.length - written.trimStart().length : 0
  return { text, conf: numberOf(best?.attributes['conf']), lead }
}

/** Words of a line whose text is given: those with boxes, and what stands between them; with the tags of the line. */
function place(text: string, boxed: readonly OcrWord[], tags: readonly LineTag[]): OcrWord[] {
  const pieces: { start: number; end: number; word: OcrWord }[] = []
  let at = 0
  const plain = (upTo: number) => {
    for (const match of text.slice(at, upTo).matchAll(/\S+/g)) {
      const start = at + match.index
      pieces.push({ start, end: start + match[0].length, word: { text: match[0] } })
    }
  }
  for (const word of boxed) {
    const found = word.text === '' ? -1 : text.indexOf(word.text, at)
    if (found === -1) continue
    plain(found)
    at = found + word.text.length
    pieces.push({ start: found, end: at, word })
  }
  plain(text.length)
  return pieces.map(({ start, end, word }, index) => {
    const own = tags.filter((tag) => tag.start < end && tag.end > start)
    const marks = own.map((tag) => ({
      ...tag,
      start: Math.max(0, tag.start - start),
      end: Math.min(end, tag.end) - start,
    }))
    const glued = pieces[index + 1]?.start === end
    return { ...word, glued, ...(marks.length > 0 ? { marks } : {}) }
  })
}

function lineOf(element: XmlElement): OcrLine {
  const boxed = elementsOf(element, 'Word').map((word): OcrWord => {
    const { text, conf } = reading(word)
    const box = shape(word)
    const a = elementAt(word, 'TextStyle')?.attributes ?? {}
    const styles: NonNullable<OcrWord['styles']> = []
    if (a['bold'] === 'true') styles.push('bold')
    if (a['italic'] === 'true') styles.push('italic')
    return {
      text,
      ...(box ? { shape: box } : {}),
      ...(conf === null ? {} : { conf }),
      ...(styles.length > 0 ? { styles } : {}),
    }
  })
  const own = reading(element)
  const tags = tagsOf(element.attributes['custom'] ?? '', own.lead)
  const words = place(own.text === '' ? boxed.map((word) => word.text).join(' ') : own.text, boxed, tags)
  const last = words.at(-1)
  const hyphen = last && lineHyphen.exec(last.text)?.[0]
  if (last && hyphen !== undefined && hyphen !== last.text) {
    last.text = last.text.slice(0, -hyphen.length)
    last.broken = '-'
  }
  const box = shape(element)
  return { words, ...(box ? { shape: box } : {}), ...(own.conf === null ? {} : { conf: own.conf }) }
}

function regionOf(element: XmlElement): OcrRegion {
  const a = element.attributes
  const custom = /structure\s*\{[^}]*type:\s*([\w-]+)/.exec(a['custom'] ?? '')?.[1]
  const type = custom ?? a['type'] ?? 'paragraph'
  const kind = kinds[type] ?? 'para'
  const box = shape(element)
  let lines = inOrder(elementsOf(element, 'TextLine')).map(lineOf)
  if (lines.every((line) => line.words.length === 0)) {
    lines = reading(element)
      .text.split(/\s*\n\s*/)
      .map((line) => ({ words: line === '' ? [] : [{ text: line }] }))
  }
  return {
    kind,
    ...(kind === 'heading' ? { level: 2 } : {}),
    ...(type === 'paragraph' ? {} : { attrs: { region: type } }),
    lines,
    ...(box ? { shape: box } : {}),
  }
}

/** By the place that Transkribus writes into `custom`, where each of them has one; else as they stand. */
function inOrder(elements: readonly XmlElement[]): XmlElement[] {
  const placed = elements.map((element) => ({ element, place: placeOf(element) }))
  if (placed.some(({ place }) => place === null)) return [...elements]
  return placed.sort((one, other) => (one.place ?? 0) - (other.place ?? 0)).map(({ element }) => element)
}

const placeOf = ({ attributes: a }: XmlElement) =>
  numberOf(/readingOrder\s*\{[^}]*index:\s*(\d+)/.exec(a['custom'] ?? '')?.[1])

/** Ids of regions in the order in which they are to be read; empty where the file does not say. */
function readingOrder(page: XmlElement): string[] {
  const order = elementAt(page, 'ReadingOrder')
  if (!order) return []
  const walk = (group: XmlElement): string[] => {
    const children = elementsOf(group)
    const isOrdered = /^Ordered/.test(group.name)
    const index = (one: XmlElement) => numberOf(one.attributes['index']) ?? 0
    const sorted = isOrdered ? [...children].sort((a, b) => index(a) - index(b)) : children
    return sorted.flatMap((one) => {
      const reference = one.attributes['regionRef']
      return [...(reference === undefined ? [] : [reference]), ...walk(one)]
    })
  }
  return walk(order)
}

function pageOf(element: XmlElement): OcrPage {
  const all = descendantsOf(element, 'TextRegion')
  // Regions inside regions count anew.
  const found = elementsOf(element, 'TextRegion').length === all.length ? inOrder(all) : all
  const order = new Map(readingOrder(element).map((id, index) => [id, index]))
  const rank = (one: XmlElement) => order.get(one.attributes['id'] ?? '') ?? order.size
  const a = element.attributes
  return {
    label: '1',
    width: numberOf(a['imageWidth']) ?? 0,
    height: numberOf(a['imageHeight']) ?? 0,
    unit: 'px',
    ...(a['imageFilename'] ? { image: a['imageFilename'] } : {}),
    regions: [...found].sort((one, other) => rank(one) - rank(other)).map(regionOf),
  }
}

export const format = {
  id: 'page-xml',
  version: 2,
  label: 'PAGE XML (recognised text)',
  extensions: ['xml', 'page'],
  mediaType: 'application/vnd.prima.page+xml',
  storedExtension: 'xml',
  maxBytes: 200 * 1024 * 1024,
  sniff: ({ start }) => (rootElement(start)?.name === 'PcGts' ? 1 : 0),
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The PAGE file'
    const { text, encoding, how, warnings } = await decodeXml(bytes, hints)
    const { root } = readXmlTree(text, name)
    if (root.name !== 'PcGts') {
      throw new AppError('damaged', `"${name}" is XML, but no PAGE.`, { name, root: root.name })
    }
    const parts = pagesToModel(elementsOf(root, 'Page').map(pageOf), hints, 'PAGE')
    const creator = textOf(elementAt(root, 'Metadata', 'Creator'))
    return {
      ...parts,
      meta: { ...parts.meta, ...(creator === '' ? {} : { software: creator }), encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format
