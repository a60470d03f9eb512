/** Where pages stand, at a scale and a rotation. Pure; px of the page on the screen, from the top left of the content. */
import type { DocumentModel } from '#shared/contract'
import type { PageRotation, PageZoom, RegionShape } from '../../types'
import { firstWhere } from '../../first-where'
import type { PageRect } from './page-text'

type Page = DocumentModel['pages'][number]

/** Px between pages, and around them. */
export const GAP = 16
/** What a zoom may come to, as a factor. */
export const [LEAST, MOST] = [0.05, 32]

/** Px of the screen for a unit of the page at a zoom of 1. */
export function unitOf({ unit }: Pick<Page, 'unit'>): number {
  const units: Readonly<Record<string, number>> = { pt: 96 / 72, mm10: 96 / 254, inch1200: 96 / 1200 }
  return units[unit] ?? 1
}

export interface PlacedPage {
  readonly n: number
  readonly left: number
  readonly top: number
  /** As shown: after turning. */
  readonly width: number
  readonly height: number
  /** Px for a unit of the page. */
  readonly scale: number
  readonly rotation: PageRotation
  /** Of the page as the model has it, in its units. */
  readonly size: { readonly width: number; readonly height: number }
}

export interface PageLayout {
  readonly pages: readonly PlacedPage[]
  readonly width: number
  readonly height: number
}

export interface LayoutOptions {
  readonly scale: number
  readonly rotation: PageRotation
  /** Px that the content is wide at least: narrower pages stand in its middle. */
  readonly room: number
  /** Px below pages that something else stands in, by number of the page. */
  readonly below: ReadonlyMap<number, number>
}

/** A page whose size nobody knows is shown as A4, so that its place can be seen. */
export function sizeOf(page: Page): { width: number; height: number } {
  if (page.width > 0 && page.height > 0) return { width: page.width, height: page.height }
  return { width: 595 / unitOf(page) / 0.75, height: 842 / unitOf(page) / 0.75 }
}

const isTurned = (rotation: PageRotation) => rotation === 90 || rotation === 270

export function layOut(pages: readonly Page[], { scale, rotation, room, below }: LayoutOptions): PageLayout {
  let top = GAP
  let width = room
  const sized = pages.map((page) => {
    const size = sizeOf(page)
    const unit = unitOf(page) * scale
    const [across, down] = isTurned(rotation) ? [size.height, size.width] : [size.width, size.height]
    const shown = { n: page.n, width: across * unit, height: down * unit, scale: unit, size }
    width = Math.max(width, shown.width + 2 * GAP)
    return shown
  })
  const placed = sized.map((page): PlacedPage => {
    const one = { ...page, rotation, left: Math.round((width - page.width) / 2), top: Math.round(top) }
    top += page.height + GAP + (below.get(page.n) ?? 0)
    return one
  })
  return { pages: placed, width, height: top }
}

/** The factor that a zoom comes to. `page` is the one to be seen; `room` is in px. */
export function scaleOf(
  zoom: PageZoom,
  page: Page | undefined,
  rotation: PageRotation,
  room: { width: number; height: number },
): number {
  if (typeof zoom === 'number') return Math.min(MOST, Math.max(LEAST, zoom))
  if (!page) return 1
  const { width, height } = sizeOf(page)
  const [across, down] = isTurned(rotation) ? [height, width] : [width, height]
  const wide = (room.width - 2 * GAP) / (across * unitOf(page))
  const high = (room.height - 2 * GAP) / (down * unitOf(page))
  return Math.min(MOST, Math.max(LEAST, zoom === 'width' ? wide : Math.min(wide, high)))
}

/** Index of the first page that ends below `y`; the last one below all. */
export function pageAt({ pages }: PageLayout, y: number): number {
  const index = firstWhere(pages.length, (at) => {
    const page = pages[at]
    return page !== undefined && page.top + page.height > y
  })
  return Math.max(0, Math.min(pages.length - 1, index))
}

/** A point of the page, in its units, as px from the top left of the page as shown. */
export function toScreen({ scale, rotation, size }: PlacedPage, x: number, y: number): [number, number] {
  if (rotation === 90) return [(size.height - y) * scale, x * scale]
  if (rotation === 180) return [(size.width - x) * scale, (size.height - y) * scale]
  if (rotation === 270) return [y * scale, (size.width - x) * scale]
  return [x * scale, y * scale]
}

/** The way back. */
export function toPage({ scale, rotation, size }: PlacedPage, x: number, y: number): [number, number] {
  const [a, b] = [x / scale, y / scale]
  if (rotation === 90) return [b, size.height - a]
  if (rotation === 180) return [size.width - a, size.height - b]
  if (rotation === 270) return [size.width - b, a]
  return [a, b]
}

/** A box of the page as px from the top left of the page as shown. */
export function boxOnScreen(page: PlacedPage, { x, y, w, h }: Pick<PageRect, 'x' | 'y' | 'w' | 'h'>): DOMRect {
  const [ax, ay] = toScreen(page, x, y)
  const [bx, by] = toScreen(page, x + w, y + h)
  return new DOMRect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay))
}

/** The box around a region. */
export function boundsOf(shape: RegionShape): { x: number; y: number; w: number; h: number } {
  if (shape.type === 'rect') return { x: shape.x, y: shape.y, w: shape.w, h: shape.h }
  const xs = shape.points.map(([x]) => x)
  const ys = shape.points.map(([, y]) => y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y }
}
