/** What the pointer does on pages: choosing words, drawing regions, moving and zooming the picture. */
import type { PageText } from './page-text'
import type { Regions } from './regions'
import type { PageSelection } from './selection'
import type { PagePoint, Viewport } from './viewport'

export interface PointerPort {
  readonly content: HTMLElement
  readonly scroller: HTMLElement
  readonly viewport: Viewport
  readonly regions: Regions
  readonly words: PageText
  readonly selection: PageSelection
  readonly isDeep: boolean
  /** A click that chose nothing; null beside the words. */
  clicked(offset: number | null): void
}

type Act = 'select' | 'region' | 'pan'

/** Ms between two presses that belong together. */
const PRESS = 450
/** How far beside the words a drag still begins at the nearest one, as a share of the page's width. */
const BESIDE = 0.06

/** Answers with what takes the listeners away again. */
export function listenToPointer(port: PointerPort): () => void {
  const { content, scroller, viewport, regions, words, selection, isDeep } = port
  let act: Act | null = null
  let last = { x: 0, y: 0 }
  let isSpaceDown = false
  /** Presses in a row at one place: pointer events do not count them. */
  let presses = { count: 0, time: 0, x: 0, y: 0 }
  let frame = 0

  /** The letter border that a drag goes to; null on pages without words. */
  const nearest = (at: PagePoint | null) => (at ? words.near(at.page.n, at.x, at.y) : null)

  function isNearWords(at: PagePoint): boolean {
    if (words.at(at.page.n, at.x, at.y) !== null) return true
    const near = words.near(at.page.n, at.x, at.y)
    const caret = near === null ? null : words.caret(near)
    if (!caret) return false
    const slack = at.page.size.width * BESIDE
    return Math.abs(caret.x - at.x) < slack && at.y > caret.y - slack && at.y < caret.y + caret.h + slack
  }

  function actOf(event: PointerEvent, at: PagePoint | null): Act | null {
    if (event.button === 1 || (event.button === 0 && isSpaceDown)) return 'pan'
    if (event.button !== 0) return null
    if (regions.drawing() !== null) return 'region'
    if (event.pointerType === 'touch') return null
    if (!at || nearest(at) === null) return isDeep ? 'pan' : 'select'
    return isDeep && !isNearWords(at) ? 'pan' : 'select'
  }

  function countOf({ timeStamp: time, clientX: x, clientY: y }: PointerEvent): number {
    const isNext = time - presses.time < PRESS && Math.hypot(x - presses.x, y - presses.y) < 5
    presses = { count: isNext ? presses.count + 1 : 1, time, x, y }
    return presses.count
  }

  function onDown(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest('.rd-slot, .pg-region, .pg-failed')) return
    const at = viewport.pointAt(event.clientX, event.clientY)
    act = actOf(event, at)
    if (!act) return
    const count = countOf(event)
    last = { x: event.clientX, y: event.clientY }
    content.focus({ preventScroll: true })
    event.preventDefault()
    // A pointer made by a script has no capture to set.
    if (event.isTrusted) content.setPointerCapture(event.pointerId)
    if (act === 'region' && at) regions.down(at.page.n, [at.x, at.y], count > 1)
    if (act === 'pan') content.classList.add('is-panning')
    if (act !== 'select') return
    const offset = nearest(at)
    if (offset === null) return selection.select(null, 'pointer')
    const letter = at && count > 1 ? words.at(at.page.n, at.x, at.y) : null
    selection.press(letter ?? offset, count, event.shiftKey)
  }

  function scrollAlong(): void {
    frame = 0
    if (act !== 'select' && act !== 'region') return
    const view = scroller.getBoundingClientRect()
    const by =
      last.y < view.top + 12 ? last.y - view.top - 12 : last.y > view.bottom - 12 ? last.y - view.bottom + 12 : 0
    if (by === 0) return
    scroller.scrollTop += Math.sign(by) * Math.min(40, Math.abs(by))
    goOn()
    frame = requestAnimationFrame(scrollAlong)
  }

  function goOn(): void {
    const at = viewport.pointAt(last.x, last.y)
    if (act === 'region') {
      if (at) regions.move(at.page.n, [at.x, at.y])
      return
    }
    const offset = nearest(at)
    if (offset !== null) selection.drag(offset)
  }

  function onMove(event: PointerEvent): void {
    if (!act) {
      if (regions.drawing() === null) return
      const at = viewport.pointAt(event.clientX, event.clientY)
      if (at) regions.move(at.page.n, [at.x, at.y])
      return
    }
    if (act === 'pan') {
      scroller.scrollLeft -= event.clientX - last.x
      scroller.scrollTop -= event.clientY - last.y
    }
    last = { x: event.clientX, y: event.clientY }
    if (act === 'pan') return
    goOn()
    if (frame === 0) frame = requestAnimationFrame(scrollAlong)
  }

  function onUp(event: PointerEvent): void {
    const was = act
    act = null
    content.classList.remove('is-panning')
    if (was === 'region') regions.up()
    if (was !== 'select') return
    selection.release()
    if (selection.range() || event.type === 'pointercancel') return
    const at = viewport.pointAt(event.clientX, event.clientY)
    port.clicked(at?.inside ? words.at(at.page.n, at.x, at.y) : null)
  }

  function onWheel(event: WheelEvent): void {
    // Two fingers that spread come as a wheel with Control.
    if (!event.ctrlKey && !(isDeep && !event.shiftKey)) return
    if (event.target instanceof Element && event.target.closest('.rd-slot')) return
    event.preventDefault()
    const unit = event.deltaMode === 1 ? 16 : 1
    const by = Math.exp(-event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0016))
    viewport.setZoom(viewport.scale() * Math.min(2, Math.max(0.5, by)), { x: event.clientX, y: event.clientY })
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key !== ' ') return
    const isDown = event.type === 'keydown'
    // It may be let go where the focus went meanwhile.
    if (isDown ? event.target !== content : !isSpaceDown) return
    isSpaceDown = isDown
    content.classList.toggle('can-pan', isSpaceDown)
    // In a picture that is moved with Space the key must not scroll.
    if (isDeep && isSpaceDown && !event.defaultPrevented) event.preventDefault()
  }

  content.addEventListener('pointerdown', onDown)
  content.addEventListener('pointermove', onMove)
  content.addEventListener('pointerup', onUp)
  content.addEventListener('pointercancel', onUp)
  content.addEventListener('wheel', onWheel, { passive: false })
  content.addEventListener('keydown', onKey)
  window.addEventListener('keyup', onKey)
  return () => {
    cancelAnimationFrame(frame)
    content.removeEventListener('pointerdown', onDown)
    content.removeEventListener('pointermove', onMove)
    content.removeEventListener('pointerup', onUp)
    content.removeEventListener('pointercancel', onUp)
    content.removeEventListener('wheel', onWheel)
    content.removeEventListener('keydown', onKey)
    window.removeEventListener('keyup', onKey)
  }
}
