/** Panes that stay on the same passage: who scrolls leads, linked panes follow without easing. */
import { follow, type Knots, knotsBetween } from './linking'
import type { PaneHandle } from './pane-handle'

export interface ScrollLink {
  /** Panes as they stand now, and which of them follow. Null: not on the screen yet. */
  set(panes: readonly (PaneHandle | null)[], linked: readonly boolean[]): void
  /** The rows were measured anew. */
  measured(): void
  /** Puts a row to the same height in all linked panes, and in `lead` even if it is not linked. */
  showRow(row: number, lead: number | null): void
  /** Scrolls one pane as if the reader had. */
  scrollBy(pane: number, by: number): void
  scrollTo(pane: number, top: number): void
  destroy(): void
}

/** Share of the window at which a row is put that the reader goes to. */
const ROW_HEIGHT = 0.22

/** `scrolled` is called in the same frame as the scrolling, once for each frame. */
export function createScrollLink(scrolled: (leader: number) => void): ScrollLink {
  let panes: readonly (PaneHandle | null)[] = []
  let linked: readonly boolean[] = []
  let knots = new Map<string, Knots>()
  /** Scroll places that this module set: the events that they cause lead nobody. */
  const expected = new Map<HTMLElement, number>()
  const listeners = new Map<HTMLElement, () => void>()
  let frame = 0
  let leader = 0

  function notify(pane: number): void {
    leader = pane
    frame ||= requestAnimationFrame(() => {
      frame = 0
      scrolled(leader)
    })
  }

  function setTop(scroller: HTMLElement, top: number): void {
    const before = scroller.scrollTop
    scroller.scrollTop = top
    // Browsers round; what they made of it is what the event will tell.
    if (scroller.scrollTop !== before) expected.set(scroller, scroller.scrollTop)
  }

  function knotsOf(from: number, to: number): Knots | null {
    const key = `${from}/${to}`
    const known = knots.get(key)
    if (known) return known
    const a = panes[from]
    const b = panes[to]
    if (!a || !b || a.boxes.height === 0 || b.boxes.height === 0) return null
    const made = knotsBetween(a.boxes, b.boxes)
    knots.set(key, made)
    return made
  }

  function lead(pane: number): void {
    const own = panes[pane]
    if (!own) return
    if (linked[pane]) {
      const state = {
        scrollTop: own.scroller.scrollTop,
        view: own.scroller.clientHeight,
        content: own.boxes.height,
      }
      panes.forEach((other, index) => {
        if (!other || index === pane || !linked[index]) return
        const between = knotsOf(pane, index)
        if (!between) return
        const view = { view: other.scroller.clientHeight, content: other.boxes.height }
        setTop(other.scroller, follow(state, view, between))
      })
    }
    notify(pane)
  }

  function onScroll(pane: number, scroller: HTMLElement): void {
    const told = expected.get(scroller)
    if (told !== undefined) {
      expected.delete(scroller)
      if (Math.abs(told - scroller.scrollTop) < 1) return notify(leader)
    }
    lead(pane)
  }

  function forget(): void {
    for (const [scroller, listener] of listeners) scroller.removeEventListener('scroll', listener)
    listeners.clear()
  }

  return {
    set(next, flags) {
      forget()
      panes = next
      linked = flags
      knots = new Map()
      next.forEach((pane, index) => {
        if (!pane) return
        const listener = () => onScroll(index, pane.scroller)
        listeners.set(pane.scroller, listener)
        pane.scroller.addEventListener('scroll', listener, { passive: true })
      })
    },
    measured() {
      knots = new Map()
    },
    showRow(row, first) {
      panes.forEach((pane, index) => {
        if (!pane || (!linked[index] && index !== first)) return
        const top = pane.boxes.top[row] ?? nearest(pane, row)
        if (top !== null) setTop(pane.scroller, top - pane.scroller.clientHeight * ROW_HEIGHT)
      })
      notify(first ?? 0)
    },
    scrollBy(pane, by) {
      const own = panes[pane]
      if (own) own.scroller.scrollTop += by
    },
    scrollTo(pane, top) {
      const own = panes[pane]
      if (own) own.scroller.scrollTop = top
    },
    destroy() {
      forget()
      cancelAnimationFrame(frame)
    },
  }

  /** Where a row would stand in a pane that does not have it: at the end of the row before. */
  function nearest(pane: PaneHandle, row: number): number | null {
    for (let index = row; index >= 0; index -= 1) {
      const bottom = pane.boxes.bottom[index]
      if (typeof bottom === 'number') return bottom
    }
    return 0
  }
}
