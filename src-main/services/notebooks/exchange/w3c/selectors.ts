/** Selectors of the standard (section 4.2) as places of ours, and the other way. */
import { codePointsOf } from '../code-points'
import type { ForeignPlace, Target } from '../format'
import { hasType, isObject, type Json, listOf, textOf } from './terms'

type Region = Extract<Target, { kind: 'region' }>
type Shape = Region['shape']

const MEDIA_FRAGMENTS = 'http://www.w3.org/TR/media-frags/'
const PDF_FRAGMENTS = 'http://tools.ietf.org/rfc/rfc3778'

/** What selectors say together, as far as it is understood. */
interface Understood {
  exact?: string
  prefix?: string
  suffix?: string
  start?: number
  end?: number
  page?: number
  shape?: Shape
  percent?: boolean
}

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`
const numbersOf = (text: string) => (text.match(new RegExp(number, 'gi')) ?? []).map(Number)

/** `xywh=`, `page=`, `char=` (Media Fragments, RFC 3778, RFC 5147), also behind an address. */
export function readFragment(fragment: string): Understood {
  const found: Understood = {}
  const region = /(?:^|&)xywh=(?:(pixel|percent):)?([\d.,]+)/.exec(fragment)
  const [x, y, w, h] = numbersOf(region?.[2] ?? '')
  if (x !== undefined && y !== undefined && w !== undefined && h !== undefined) {
    found.shape = { type: 'rect', x, y, w, h }
    if (region?.[1] === 'percent') found.percent = true
  }
  const page = /(?:^|&)page=(\d+)/.exec(fragment)
  if (page) found.page = Number(page[1])
  const characters = /(?:^|&)char=(\d+),(\d+)/.exec(fragment)
  if (characters) {
    found.start = Number(characters[1])
    found.end = Number(characters[2])
  }
  return found
}

/** A rectangle or a polygon drawn in SVG; other drawings are not understood. */
function readSvg(svg: string): Shape | null {
  const attribute = (tag: string, name: string) => new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1]
  const rect = /<(?:\w+:)?rect\b[^>]*>/.exec(svg)?.[0]
  if (rect !== undefined) {
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(attribute(rect, name) ?? 0))
    if ([x, y, w, h].every(Number.isFinite)) return { type: 'rect', x: x ?? 0, y: y ?? 0, w: w ?? 0, h: h ?? 0 }
  }
  const polygon = /<(?:\w+:)?poly(?:gon|line)\b[^>]*>/.exec(svg)?.[0]
  const path = /<(?:\w+:)?path\b[^>]*>/.exec(svg)?.[0]
  const d = path === undefined ? undefined : attribute(path, 'd')
  const drawn =
    polygon === undefined
      ? d !== undefined && /^[\sMLZz\d.,+-]*$/.test(d)
        ? d
        : undefined
      : attribute(polygon, 'points')
  const numbers = numbersOf(drawn ?? '')
  if (numbers.length < 6 || numbers.length % 2 !== 0) return null
  const points = Array.from({ length: numbers.length / 2 }, (_, n): [number, number] => [
    numbers[2 * n] ?? 0,
    numbers[2 * n + 1] ?? 0,
  ])
  return { type: 'polygon', points }
}

/** A selection inside what `outer` selects (section 4.2.8, `refinedBy`). */
function refine(outer: Understood, inner: Understood): Understood {
  if (outer.exact === undefined) {
    // Inside an element, a page or a range: positions count from there, and nobody here knows where that is.
    const { start: _start, end: _end, ...rest } = inner
    return { ...outer, ...(inner.exact === undefined && inner.shape === undefined ? {} : rest) }
  }
  const words = outer.exact
  let from = -1
  let to = -1
  if (inner.exact !== undefined) {
    from = words.indexOf((inner.prefix ?? '') + inner.exact)
    if (from >= 0) from += inner.prefix?.length ?? 0
    else from = words.indexOf(inner.exact)
    to = from + inner.exact.length
  } else if (inner.start !== undefined && inner.end !== undefined) {
    const points = codePointsOf(words)
    from = points.toUtf16(inner.start)
    to = points.toUtf16(inner.end)
  }
  if (from < 0 || to <= from) return outer
  return {
    ...(outer.page === undefined ? {} : { page: outer.page }),
    exact: words.slice(from, to),
    prefix: (outer.prefix ?? '') + words.slice(0, from),
    suffix: words.slice(to) + (outer.suffix ?? ''),
  }
}

function understand(selector: unknown): Understood {
  if (!isObject(selector)) return {}
  const found = alone(selector)
  return listOf(selector['refinedBy']).reduce<Understood>((outer, inner) => refine(outer, understand(inner)), found)
}

function alone(selector: Json): Understood {
  if (hasType(selector, 'TextQuoteSelector')) {
    const exact = textOf(selector['exact'])
    if (exact === undefined) return {}
    return { exact, prefix: textOf(selector['prefix']) ?? '', suffix: textOf(selector['suffix']) ?? '' }
  }
  if (hasType(selector, 'TextPositionSelector')) {
    const { start, end } = selector
    return typeof start === 'number' && typeof end === 'number' ? { start, end } : {}
  }
  if (hasType(selector, 'FragmentSelector')) return readFragment(textOf(selector['value']) ?? '')
  if (hasType(selector, 'SvgSelector')) {
    const shape = readSvg(textOf(selector['value']) ?? '')
    return shape ? { shape } : {}
  }
  if (hasType(selector, 'RangeSelector')) {
    // From where the first begins to where the second begins (section 4.2.9).
    const start = understand(selector['startSelector']).start
    const end = understand(selector['endSelector']).start
    return start !== undefined && end !== undefined && end >= start ? { start, end } : {}
  }
  return {}
}

/** The place that all selectors of a target describe together; the whole document where none is understood. */
export function readSelectors(selectors: readonly unknown[], fragment = ''): ForeignPlace {
  const all = [readFragment(fragment), ...selectors.map(understand)]
  const merged = all.reduce<Understood>((one, other) => ({ ...other, ...one }), {})
  const { exact, start, end, page, shape, percent } = merged
  if (shape) return { kind: 'region', page: page ?? 1, shape, ...(percent ? { percent } : {}) }
  if (exact === undefined && start === undefined) return { kind: 'document' }
  return {
    kind: 'text',
    exact: exact ?? null,
    prefix: merged.prefix ?? '',
    suffix: merged.suffix ?? '',
    ...(start !== undefined && end !== undefined ? { position: { start, end, unit: 'code-point' } } : {}),
  }
}

/** Whole numbers are a media fragment; those that are none, and polygons, are drawn. */
export function regionSelector({ page, shape }: Region): Json {
  const isWhole =
    shape.type === 'rect' && [shape.x, shape.y, shape.w, shape.h].every((one) => Number.isInteger(one) && one >= 0)
  const drawing: Json =
    isWhole && shape.type === 'rect'
      ? {
          type: 'FragmentSelector',
          conformsTo: MEDIA_FRAGMENTS,
          value: `xywh=pixel:${shape.x},${shape.y},${shape.w},${shape.h}`,
        }
      : { type: 'SvgSelector', value: `<svg xmlns="http://www.w3.org/2000/svg">${drawn(shape)}</svg>` }
  return { type: 'FragmentSelector', conformsTo: PDF_FRAGMENTS, value: `page=${page}`, refinedBy: drawing }
}

function drawn(shape: Shape): string {
  if (shape.type === 'rect') return `<rect x="${shape.x}" y="${shape.y}" width="${shape.w}" height="${shape.h}"/>`
  return `<polygon points="${shape.points.map(([x, y]) => `${x},${y}`).join(' ')}"/>`
}
