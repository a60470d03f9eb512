/** The window onto the pages: which are in it, how large they are, where it stands. Only what is near is in the page. */
import type { DocumentModel } from '#shared/contract'
import type { PageFailure, PageRotation, PageZoom } from '../../types'
import { firstWhere } from '../../first-where'
import { layOut, LEAST, MOST, pageAt, type PageLayout, type PlacedPage, scaleOf, toPage } from './layout'
import { createPageView, type PageView, type SeenPart } from './page-view'
import { createQueue } from './queue'
import type { PageSource } from './source'

/** Pages are ready this many windows before and after what is seen, and stay for twice as many. */
const AHEAD = 1
/** Ms without a movement after which what is seen is made sharp. */
const STILL = 80

export interface ViewportPort {
  readonly content: HTMLElement
  readonly scroller: HTMLElement
  readonly model: DocumentModel
  /** Null: pages stay white. */
  readonly source: PageSource | null
  readonly zoom: PageZoom
  /** Px that pages may take in width. */
  room(): number
  label(page: number): string
  failed(page: number, failure: PageFailure): string
  readonly tryAgain: string | undefined
  /** Fills the layers of a page: it is new, or stands otherwise. */
  paint(view: PageView, page: PlacedPage): void
  /** Pages stand elsewhere or are of another size, or came into the page. */
  moved(): void
  /** What stands below the picture of a page. */
  slot(page: PlacedPage): void
}

/** A place on a page under a point of the window. */
export interface PagePoint {
  readonly page: PlacedPage
  /** Units of the page. */
  readonly x: number
  readonly y: number
  /** The point is on the page, not beside it. */
  readonly inside: boolean
}

export interface PictureJob {
  readonly key: string
  rank(): number | null
  run(source: PageSource, signal: AbortSignal): Promise<void>
}

export interface Viewport {
  layout(): PageLayout
  placed(n: number): PlacedPage | undefined
  views(): readonly PageView[]
  /** The page that has most of the window, by its place in the layout. */
  current(): PlacedPage | undefined
  /** Upper and lower edge of the window in px of the content. */
  edges(): { top: number; bottom: number }
  /** The part of a page that is in the window; null for none. */
  seen(page: PlacedPage): SeenPart | null
  pointAt(clientX: number, clientY: number): PagePoint | null
  zoom(): PageZoom
  scale(): number
  /** `at`: the point of the window that stays where it is. */
  setZoom(zoom: PageZoom, at?: { x: number; y: number }): void
  rotation(): PageRotation
  setRotation(rotation: PageRotation): void
  setBelow(page: number, px: number): void
  /** The room has changed. */
  resize(): void
  /** Draws what came near. */
  update(): void
  /** Scrolls so that a box (px of the content) is in the window. */
  reveal(box: DOMRect, align: 'start' | 'center' | 'nearest', room?: number): void
  /** Draws something beside the pages in the window; false where there is nothing to draw from. */
  picture(job: PictureJob): boolean
  destroy(): void
}

export function createViewport(port: ViewportPort): Viewport {
  const { content, scroller, model, source } = port
  const { pages } = model
  const queue = createQueue()
  const views = new Map<number, PageView>()
  const below = new Map<number, number>()
  let zoom: PageZoom = port.zoom
  let rotation: PageRotation = 0
  let scale = 1
  let layout: PageLayout = { pages: [], width: 0, height: 0 }
  let still: ReturnType<typeof setTimeout> | undefined

  const placed = (n: number) =>
    layout.pages[n - 1]?.n === n ? layout.pages[n - 1] : layout.pages.find((one) => one.n === n)
  const room = () => ({ width: port.room(), height: scroller.clientHeight })

  function edges(): { top: number; bottom: number } {
    const view = scroller.getBoundingClientRect()
    const { top } = content.getBoundingClientRect()
    return { top: view.top - top, bottom: view.top + scroller.clientHeight - top }
  }

  function current(): PlacedPage | undefined {
    const { top, bottom } = edges()
    return layout.pages[pageAt(layout, top + (bottom - top) / 2)]
  }

  function stand(): void {
    scale = scaleOf(zoom, pages[pageAt(layout, Math.max(0, edges().top))] ?? pages[0], rotation, room())
    layout = layOut(pages, { scale, rotation, room: port.room(), below })
    content.style.width = `${layout.width}px`
    content.style.height = `${layout.height}px`
    for (const view of views.values()) {
      const page = placed(view.n)
      if (!page) continue
      view.place(page)
      port.paint(view, page)
    }
    // Also below pages that are not drawn now: it would lie over others.
    for (const n of below.keys()) {
      const page = placed(n)
      if (page) port.slot(page)
    }
    port.moved()
  }

  /** Changes sizes so that the place of the page under a point of the window stays there. */
  function anchored(change: () => void, at?: { x: number; y: number }): void {
    const view = scroller.getBoundingClientRect()
    const x = at?.x ?? view.left + scroller.clientWidth / 2
    const y = at?.y ?? view.top + 1
    const isAtTop = !at && scroller.scrollTop <= 0
    const before = content.getBoundingClientRect()
    const page = layout.pages[pageAt(layout, y - before.top)]
    const [fx, fy] = page
      ? [(x - before.left - page.left) / page.width, (y - before.top - page.top) / page.height]
      : [0.5, 0]
    change()
    const now = page && placed(page.n)
    if (!now) return
    const after = content.getBoundingClientRect()
    if (!isAtTop) scroller.scrollTop += after.top + now.top + fy * now.height - y
    scroller.scrollLeft += after.left + now.left + fx * now.width - x
  }

  function seenOf(page: PlacedPage): SeenPart | null {
    const view = scroller.getBoundingClientRect()
    const origin = content.getBoundingClientRect()
    const left = Math.max(0, view.left - origin.left - page.left)
    const top = Math.max(0, view.top - origin.top - page.top)
    const right = Math.min(page.width, view.left + scroller.clientWidth - origin.left - page.left)
    const bottom = Math.min(page.height, view.top + scroller.clientHeight - origin.top - page.top)
    return right > left && bottom > top ? { x: left, y: top, w: right - left, h: bottom - top } : null
  }

  function mount(page: PlacedPage): PageView {
    const { start = 0, end = 0 } = pages.find(({ n }) => n === page.n) ?? {}
    const view = createPageView({
      page,
      label: port.label(page.n),
      text: model.text.slice(start, end),
      lang: model.lang,
      failed: (failure) => port.failed(page.n, failure),
      tryAgain: port.tryAgain,
      again() {
        // What kept one page from being drawn has kept others, too.
        for (const one of views.values()) one.retry()
        update()
      },
    })
    views.set(page.n, view)
    // In the order of the pages: it is the order in which they are read aloud.
    const next = [...views.values()].filter(({ n }) => n > page.n).sort((a, b) => a.n - b.n)[0]
    content.insertBefore(view.element, next?.element ?? null)
    port.paint(view, page)
    port.slot(page)
    return view
  }

  function sharpen(): void {
    if (!source) return
    for (const view of views.values()) {
      const page = placed(view.n)
      const seen = page ? seenOf(page) : null
      if (seen) view.sharpen(seen, source, queue)
    }
  }

  function update(isZooming = false): void {
    const { top, bottom } = edges()
    const height = Math.max(200, bottom - top)
    const touches = (page: PlacedPage, by: number) => page.top < bottom + by && page.top + page.height > top - by
    const first = firstWhere(layout.pages.length, (at) => {
      const page = layout.pages[at]
      return page !== undefined && page.top + page.height > top - AHEAD * height
    })
    let areNew = false
    for (let index = first; index < layout.pages.length; index += 1) {
      const page = layout.pages[index]
      if (!page || page.top >= bottom + AHEAD * height) break
      const known = views.get(page.n)
      const view = known ?? mount(page)
      areNew ||= known === undefined
      const isNew = !view.element.classList.contains('is-drawn')
      if (source && (!isZooming || isNew)) view.draw(touches(page, 0), source, queue)
    }
    for (const view of views.values()) {
      const page = placed(view.n)
      if (page && touches(page, 2 * AHEAD * height)) continue
      // What has the focus stays.
      if (view.element.contains(document.activeElement)) continue
      views.delete(view.n)
      view.destroy(queue)
      source?.forget(view.n)
    }
    // Whoever puts something below pages has room there only now.
    if (areNew) port.moved()
    clearTimeout(still)
    still = setTimeout(() => {
      if (isZooming) update()
      sharpen()
    }, STILL)
  }

  function pointAt(clientX: number, clientY: number): PagePoint | null {
    const origin = content.getBoundingClientRect()
    const [x, y] = [clientX - origin.left, clientY - origin.top]
    const page = layout.pages[pageAt(layout, y)]
    if (!page) return null
    const [px, py] = [x - page.left, y - page.top]
    const inside = px >= 0 && py >= 0 && px <= page.width && py <= page.height
    const [ux, uy] = toPage(page, px, py)
    return { page, x: ux, y: uy, inside }
  }

  layout = layOut(pages, { scale, rotation, room: port.room(), below })
  stand()
  return {
    layout: () => layout,
    placed,
    views: () => [...views.values()],
    current,
    edges,
    seen: seenOf,
    pointAt,
    zoom: () => zoom,
    scale: () => scale,
    setZoom(next, at) {
      zoom = typeof next === 'number' ? Math.min(MOST, Math.max(LEAST, next)) : next
      const view = scroller.getBoundingClientRect()
      const middle = { x: view.left + scroller.clientWidth / 2, y: view.top + scroller.clientHeight / 2 }
      anchored(stand, at ?? (typeof next === 'number' ? middle : undefined))
      update(true)
    },
    rotation: () => rotation,
    setRotation(next) {
      const page = current()
      rotation = next
      stand()
      const now = page && placed(page.n)
      if (now) scroller.scrollTop += now.top - edges().top - 8
      update()
    },
    setBelow(page, px) {
      if ((below.get(page) ?? 0) === px) return
      below.set(page, px)
      anchored(stand)
      update()
    },
    resize() {
      anchored(stand)
      update(true)
    },
    update: () => update(),
    reveal(box, align, margin = 56) {
      const { top, bottom } = edges()
      const keep = Math.min(margin, (bottom - top) / 6)
      let by = 0
      if (align === 'start') by = box.top - top - keep
      else if (align === 'center') by = box.top - top - Math.max(keep, (bottom - top - box.height) / 2)
      else if (box.top < top + keep) by = box.top - top - keep
      else if (box.bottom > bottom - keep) by = Math.min(box.bottom - bottom + keep, box.top - top - keep)
      if (Math.abs(by) >= 1) scroller.scrollTop += by
      const view = scroller.getBoundingClientRect()
      const left = view.left - content.getBoundingClientRect().left
      const right = left + scroller.clientWidth
      if (box.left < left) scroller.scrollLeft += box.left - left - 24
      else if (box.right > right) scroller.scrollLeft += Math.min(box.right - right + 24, box.left - left - 24)
      update()
    },
    picture({ key, rank, run }) {
      if (!source) return false
      queue.add({ key, rank, run: (signal) => run(source, signal) })
      return true
    },
    destroy() {
      clearTimeout(still)
      queue.close()
      for (const view of views.values()) view.destroy(queue)
      views.clear()
      source?.close()
    },
  }
}
