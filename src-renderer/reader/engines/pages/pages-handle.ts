/** The part of the reader that only engines with pages have: page, zoom, rotation, pictures, regions; and their keys. */
import type { DocumentModel } from '#shared/contract'
import { letterOf } from '@/keys'
import type { DrawnRegion, PageRotation, ReaderPages, RegionShape, Stop } from '../../types'
import { boundsOf, boxOnScreen } from './layout'
import { createSignal } from '../../signal'
import { partOf } from './pictures'
import type { Regions } from './regions'
import type { Viewport } from './viewport'

export interface PagesHandlePort {
  readonly model: DocumentModel
  readonly viewport: Viewport
  readonly regions: Regions
  readonly content: HTMLElement
  readonly scroller: HTMLElement
  readonly changed: ReturnType<typeof createSignal<[]>>
  /** This offset is at the top of the window, whatever stands there. */
  held(offset: number): void
  announceRegions(): void
  slot(page: number): HTMLElement | null
}

export interface PagesHandle {
  readonly pages: ReaderPages
  /** Tells where page, zoom or rotation are others by now. */
  look(): void
  drawn(region: DrawnRegion): void
  /** Listens to keys, before those of the text. */
  listen(caretIsOn: () => boolean, isDeep: boolean): Stop
}

/** Factor of one step of zoom. */
const STEP = 1.2

export function createPagesHandle(port: PagesHandlePort): PagesHandle {
  const { model, viewport, regions, content, scroller, changed } = port
  const regionDrawn = createSignal<[DrawnRegion]>()
  let told = ''
  let pictures = 0

  const boxOf = (n: number, shape: RegionShape): DOMRect | null => {
    const page = viewport.placed(n)
    if (!page) return null
    const box = boxOnScreen(page, boundsOf(shape))
    return new DOMRect(page.left + box.x, page.top + box.y, box.width, box.height)
  }

  function goTo(n: number): void {
    const page = viewport.placed(n)
    if (!page) return
    scroller.scrollTop += page.top - 8 - viewport.edges().top
    viewport.update()
    port.held(model.pages.find((one) => one.n === n)?.start ?? 0)
    look()
  }

  const current = () => viewport.current()?.n ?? 1

  function look(): void {
    const now = [current(), viewport.zoom(), viewport.scale(), viewport.rotation()].join()
    if (now === told) return
    told = now
    changed.emit()
  }

  const pages: ReaderPages = {
    count: model.pages.length,
    current,
    goTo,
    zoom: viewport.zoom,
    scale: viewport.scale,
    setZoom(zoom) {
      viewport.setZoom(zoom)
      look()
    },
    rotation: viewport.rotation,
    setRotation(rotation) {
      viewport.setRotation(rotation)
      look()
    },
    setLight({ brightness, contrast }) {
      const isPlain = brightness === 1 && contrast === 1
      content.style.setProperty('--pg-filter', isPlain ? 'none' : `brightness(${brightness}) contrast(${contrast})`)
    },
    picture(n, wanted) {
      const { signal: stop } = wanted
      const page = model.pages.find((one) => one.n === n)
      if (!page) return Promise.resolve(null)
      const request = partOf(page, wanted)
      return new Promise((resolve) => {
        stop?.addEventListener('abort', () => resolve(null))
        const isAsked = viewport.picture({
          key: `picture ${(pictures += 1)}`,
          rank: () => (stop?.aborted ? null : 3),
          run: async (source, signal) => resolve(await source.draw(request, signal).catch(() => null)),
        })
        if (!isAsked) resolve(null)
      })
    },
    setRegions: regions.set,
    drawRegion(type) {
      regions.start(type)
      if (type === null) return
      content.focus({ preventScroll: true })
      port.announceRegions()
    },
    adjustRegion(id) {
      regions.adjust(id)
      content.focus({ preventScroll: true })
      port.announceRegions()
    },
    revealRegion(page, shape) {
      const box = boxOf(page, shape)
      if (box) viewport.reveal(box, 'nearest')
    },
    regionMiddle(page, shape) {
      const box = boxOf(page, shape)
      return box ? box.top + Math.min(box.height / 2, 40) : 0
    },
    slot: port.slot,
    onChange: changed.on,
    drawing: regions.drawing,
    onRegion: regionDrawn.on,
  }

  function pageKey(event: KeyboardEvent, caretIsOn: boolean, isDeep: boolean): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    if (event.key === '+' || event.key === '=') pages.setZoom(viewport.scale() * STEP)
    else if (event.key === '-') pages.setZoom(viewport.scale() / STEP)
    else if (event.key === '0') pages.setZoom(isDeep ? 'page' : 'width')
    else if (letterOf(event) === 'r') turn(event.shiftKey ? -1 : 1)
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      // What is wider than the window is moved sideways instead.
      if (caretIsOn || event.shiftKey || scroller.scrollWidth > scroller.clientWidth + 1) return false
      goTo(current() + (event.key === 'ArrowRight' ? 1 : -1))
    } else return false
    return true
  }

  function turn(by: 1 | -1): void {
    const turns: readonly PageRotation[] = [0, 90, 180, 270]
    const at = turns.indexOf(viewport.rotation())
    pages.setRotation(turns[(at + by + 4) % 4] ?? 0)
  }

  return {
    pages,
    look,
    drawn: regionDrawn.emit,
    listen(caretIsOn, isDeep) {
      function onKey(event: KeyboardEvent): void {
        if (event.defaultPrevented || event.isComposing) return
        if (event.target instanceof Element && event.target.closest('.rd-slot')) return
        if (!regions.key(event) && !pageKey(event, caretIsOn(), isDeep)) return
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      content.addEventListener('keydown', onKey)
      return () => content.removeEventListener('keydown', onKey)
    },
  }
}
