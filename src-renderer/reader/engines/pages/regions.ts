/** Regions on pages: shown as shapes that can be chosen, drawn by pointer or keys, moved and sized by keys. */
import type { DrawnRegion, ReaderRegion, RegionShape } from '../../types'
import { boundsOf, boxOnScreen, type PlacedPage, toScreen } from './layout'
import { isTiny, moved, type PageSize, rectBetween, sized, tidyShape } from './shapes'

type Point = readonly [number, number]

export interface RegionsPort {
  /** Null for pages that are not there. */
  placed(page: number): PlacedPage | undefined
  /** Page and point, in units of the page, where a drawing by keys begins: the middle of what is seen. */
  middle(): { page: number; point: Point } | null
  /** Shapes of this page have changed. */
  redraw(page: number): void
  chosen(id: string): void
  drawn(region: DrawnRegion): void
  /** What is being drawn has changed. */
  changed(): void
  /** Keeps what is drawn by keys in the window. */
  reveal(page: number, shape: RegionShape): void
}

export interface Regions {
  set(list: readonly ReaderRegion[]): void
  start(type: RegionShape['type'] | null): void
  adjust(id: string): void
  drawing(): RegionShape['type'] | null
  /** Puts the shapes of a page into its layer. */
  fill(layer: HTMLElement, page: PlacedPage): void
  down(page: number, point: Point, isSecond: boolean): void
  move(page: number, point: Point): void
  up(): void
  /** True where the key was one of drawing. */
  key(event: KeyboardEvent): boolean
}

interface Draft {
  readonly id: string | null
  readonly type: RegionShape['type']
  page: number
  shape: RegionShape | null
  /** Corners of a polygon so far. */
  points: Point[]
  /** Where the pointer, or the cross of the keys, is. */
  cursor: Point | null
  /** First corner of a rectangle while it is dragged. */
  origin: Point | null
}

const svgNames = 'http://www.w3.org/2000/svg'
/** Px that an arrow key moves by, and finely. */
const [STEP, FINE] = [10, 1]
/** Px below which nothing was meant. */
const TINY = 5

export function createRegions(port: RegionsPort): Regions {
  let regions: readonly ReaderRegion[] = []
  let draft: Draft | null = null

  const sizeOf = (page: number): PageSize => port.placed(page)?.size ?? { width: 1, height: 1 }
  const unitsOf = (page: number, px: number) => px / (port.placed(page)?.scale ?? 1)

  function end(): void {
    const page = draft?.page
    draft = null
    if (page !== undefined) port.redraw(page)
    port.changed()
  }

  function finish(shape: RegionShape): void {
    if (!draft) return
    const { id, page } = draft
    const tidy = tidyShape(shape, sizeOf(page))
    end()
    port.drawn({ id, page, shape: tidy })
  }

  function closePolygon(): void {
    if (!draft) return
    const points = draft.points.map(([x, y]): [number, number] => [x, y])
    const shape: RegionShape = { type: 'polygon', points }
    if (points.length >= 3 && !isTiny(shape, unitsOf(draft.page, TINY))) finish(shape)
  }

  function start(type: RegionShape['type'] | null): void {
    if (draft) end()
    if (type === null) return
    const middle = port.middle()
    if (!middle) return
    const { page, point } = middle
    draft = { id: null, type, page, shape: null, points: [], cursor: point, origin: null }
    if (type === 'rect') {
      const [w, h] = [unitsOf(page, 160), unitsOf(page, 100)]
      const whole = sizeOf(page)
      const [x, y] = [Math.max(0, point[0] - w / 2), Math.max(0, point[1] - h / 2)]
      draft.shape = { type: 'rect', x, y, w: Math.min(w, whole.width - x), h: Math.min(h, whole.height - y) }
    }
    port.redraw(page)
    port.changed()
  }

  function arrow(event: KeyboardEvent, now: Draft): boolean {
    const directions: Readonly<Record<string, Point>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }
    const direction = directions[event.key]
    if (!direction || event.ctrlKey || event.metaKey) return false
    const step = unitsOf(now.page, event.altKey ? FINE : STEP)
    // What the arrow says is meant as it is seen, also on a page that is turned.
    const rotation = port.placed(now.page)?.rotation ?? 0
    const turned: Point =
      rotation === 90
        ? [direction[1], -direction[0]]
        : rotation === 180
          ? [-direction[0], -direction[1]]
          : rotation === 270
            ? [-direction[1], direction[0]]
            : direction
    const [dx, dy] = [turned[0] * step, turned[1] * step]
    const size = sizeOf(now.page)
    if (now.shape) {
      now.shape = event.shiftKey
        ? sized(now.shape, dx, dy, size, unitsOf(now.page, TINY))
        : moved(now.shape, dx, dy, size)
      port.reveal(now.page, now.shape)
    } else if (now.cursor) {
      const [x, y] = [now.cursor[0] + dx, now.cursor[1] + dy]
      now.cursor = [Math.min(size.width, Math.max(0, x)), Math.min(size.height, Math.max(0, y))]
    }
    port.redraw(now.page)
    return true
  }

  function key(event: KeyboardEvent): boolean {
    const now = draft
    if (!now) return false
    if (event.key === 'Escape') {
      end()
      return true
    }
    if (event.key === 'Enter') {
      if (now.shape && !now.origin) finish(now.shape)
      else if (now.type === 'polygon') closePolygon()
      return true
    }
    if (now.type === 'polygon' && !now.shape && event.key === ' ' && now.cursor) {
      now.points.push(now.cursor)
      port.redraw(now.page)
      return true
    }
    if (now.type === 'polygon' && !now.shape && event.key === 'Backspace') {
      now.points.pop()
      port.redraw(now.page)
      return true
    }
    return arrow(event, now)
  }

  return {
    set(list) {
      const pages = new Set([...regions, ...list].map(({ page }) => page))
      regions = list
      for (const page of pages) port.redraw(page)
    },
    start,
    adjust(id) {
      const region = regions.find((one) => one.id === id)
      if (!region) return
      if (draft) end()
      const { page, shape } = region
      draft = { id, type: shape.type, page, shape, points: [], cursor: null, origin: null }
      port.redraw(page)
      port.changed()
    },
    drawing: () => draft?.type ?? null,
    fill(layer, page) {
      const now = draft
      const items = regions
        .filter((region) => region.page === page.n && region.id !== now?.id)
        .map((region) => regionElement(region, page, port.chosen))
      if (now?.page === page.n) items.push(draftElement(now, page))
      // The one that has the focus is drawn anew: it keeps it.
      const focused = layer.contains(document.activeElement)
        ? (document.activeElement as HTMLElement).dataset['id']
        : ''
      layer.replaceChildren(...items)
      if (focused) items.find((item) => item.dataset['id'] === focused)?.focus({ preventScroll: true })
    },
    down(page, point, isSecond) {
      const now = draft
      if (!now || now.id !== null) return
      if (page !== now.page) {
        if (now.points.length > 0) return
        const before = now.page
        now.page = page
        port.redraw(before)
      }
      if (now.type === 'rect') {
        now.origin = point
        now.shape = rectBetween(point, point)
      } else {
        const [first] = now.points
        const near = unitsOf(page, 8)
        const closes = first && Math.hypot(first[0] - point[0], first[1] - point[1]) < near
        if (now.points.length >= 3 && (closes || isSecond)) return closePolygon()
        if (!isSecond) now.points.push(point)
        now.cursor = point
      }
      port.redraw(page)
    },
    move(page, point) {
      const now = draft
      if (!now || page !== now.page) return
      if (now.origin) now.shape = rectBetween(now.origin, point)
      else if (now.type === 'polygon' && now.points.length > 0) now.cursor = point
      else return
      port.redraw(page)
    },
    up() {
      const now = draft
      if (!now?.origin || !now.shape) return
      now.origin = null
      if (!isTiny(now.shape, unitsOf(now.page, TINY))) return finish(now.shape)
      now.shape = null
      port.redraw(now.page)
    },
    key,
  }
}

const pointsOn = (page: PlacedPage, points: readonly Point[], left: number, top: number) =>
  points
    .map(([x, y]) => toScreen(page, x, y))
    .map(([x, y]) => `${(x - left).toFixed(1)},${(y - top).toFixed(1)}`)
    .join(' ')

function svgOf(page: PlacedPage, shape: RegionShape, box: DOMRect): SVGSVGElement {
  const svg = document.createElementNS(svgNames, 'svg')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('width', String(box.width))
  svg.setAttribute('height', String(box.height))
  if (shape.type === 'polygon') {
    const polygon = document.createElementNS(svgNames, 'polygon')
    polygon.setAttribute('points', pointsOn(page, shape.points, box.x, box.y))
    svg.append(polygon)
  } else {
    const rect = document.createElementNS(svgNames, 'rect')
    rect.setAttribute('width', String(box.width))
    rect.setAttribute('height', String(box.height))
    svg.append(rect)
  }
  return svg
}

function stand(element: HTMLElement, box: DOMRect): void {
  element.style.transform = `translate(${box.x}px, ${box.y}px)`
  element.style.width = `${box.width}px`
  element.style.height = `${box.height}px`
}

function regionElement(region: ReaderRegion, page: PlacedPage, chosen: (id: string) => void): HTMLElement {
  const box = boxOnScreen(page, boundsOf(region.shape))
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `pg-region${region.colour ? ` pg-region-${region.colour.toLowerCase()}` : ''}`
  button.classList.toggle('is-current', region.current === true)
  button.dataset['id'] = region.id
  button.setAttribute('aria-label', region.label?.() ?? '')
  button.addEventListener('click', (event) => {
    event.stopPropagation()
    chosen(region.id)
  })
  stand(button, box)
  button.append(svgOf(page, region.shape, box))
  if (region.colour) {
    const letter = document.createElement('span')
    letter.className = `pg-region-letter`
    letter.setAttribute('aria-hidden', 'true')
    letter.textContent = region.colour
    button.append(letter)
  }
  return button
}

function draftElement(draft: Draft, page: PlacedPage): HTMLElement {
  const holder = document.createElement('div')
  holder.className = 'pg-draft'
  holder.setAttribute('aria-hidden', 'true')
  if (draft.shape) {
    const box = boxOnScreen(page, boundsOf(draft.shape))
    stand(holder, box)
    holder.append(svgOf(page, draft.shape, box))
    return holder
  }
  const whole = new DOMRect(0, 0, page.width, page.height)
  stand(holder, whole)
  const svg = document.createElementNS(svgNames, 'svg')
  svg.setAttribute('width', String(page.width))
  svg.setAttribute('height', String(page.height))
  const points = draft.cursor && draft.points.length > 0 ? [...draft.points, draft.cursor] : draft.points
  const polygon = document.createElementNS(svgNames, 'polygon')
  polygon.setAttribute('points', pointsOn(page, points, 0, 0))
  svg.append(polygon)
  for (const [x, y] of draft.points.map((point) => toScreen(page, point[0], point[1]))) {
    const dot = document.createElementNS(svgNames, 'circle')
    dot.setAttribute('cx', String(x))
    dot.setAttribute('cy', String(y))
    dot.setAttribute('r', '4')
    svg.append(dot)
  }
  if (draft.type === 'polygon' && draft.cursor) {
    const [x, y] = toScreen(page, draft.cursor[0], draft.cursor[1])
    const cross = document.createElementNS(svgNames, 'path')
    cross.setAttribute('d', `M${x - 10} ${y}H${x + 10}M${x} ${y - 10}V${y + 10}`)
    svg.append(cross)
  }
  holder.append(svg)
  return holder
}
