/** Where everything of a comparison stands on the screen: panes, what of them is visible, when to draw anew. */
import type { Pane } from '#shared/contract'
import { nextTick, onBeforeUnmount, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import type { PaneHandle } from './pane-handle'
import { createScrollLink } from './scroll-link'

export interface Layout {
  readonly handles: ShallowRef<readonly (PaneHandle | null)[]>
  /** Grows with each measuring. */
  readonly version: Ref<number>
  /** The visible part of the pane that leads, as shares of its text. */
  readonly view: ShallowRef<{ start: number; end: number }>
  ready(pane: number, handle: PaneHandle): void
  gone(pane: number): void
  /** Something moved or looks different: links and ribbons are made anew, once a frame. */
  redraw(): void
  showRow(row: number, lead: number | null): void
  /** Puts a share of the active pane's text into the middle. */
  goToShare(share: number): void
  /** Scrolls the active pane by a share of its window; infinite: to its start or end. */
  stepView(by: number): void
}

/** `draw` draws the ribbons; `changed` names what else they depend on. */
export function useLayout(
  panes: () => readonly Pane[],
  linked: (pane: Pane) => boolean,
  active: Ref<number>,
  draw: () => void,
  changed: () => unknown,
): Layout {
  const handles = shallowRef<readonly (PaneHandle | null)[]>([])
  const version = ref(0)
  const view = shallowRef({ start: 0, end: 0 })
  let pending = 0

  const link = createScrollLink((leader) => {
    draw()
    look(leader)
  })

  function look(leader: number): void {
    const handle = handles.value[leader] ?? handles.value[0]
    if (!handle) return
    const { scrollTop, clientHeight } = handle.scroller
    const height = Math.max(1, handle.boxes.textHeight)
    view.value = { start: Math.min(1, scrollTop / height), end: Math.min(1, (scrollTop + clientHeight) / height) }
  }

  function relink(): void {
    link.set(handles.value, panes().map(linked))
  }

  function redraw(): void {
    link.measured()
    pending ||= requestAnimationFrame(() => {
      pending = 0
      version.value += 1
      draw()
      look(active.value)
    })
  }

  watch([changed, () => panes().map(linked).join()], async () => {
    relink()
    await nextTick()
    redraw()
  })
  addEventListener('resize', redraw)
  onBeforeUnmount(() => {
    removeEventListener('resize', redraw)
    cancelAnimationFrame(pending)
    link.destroy()
  })

  return {
    handles,
    version,
    view,
    ready(pane, handle) {
      handles.value = panes().map((_, index) => (index === pane ? handle : (handles.value[index] ?? null)))
      relink()
      redraw()
    },
    gone(pane) {
      handles.value = handles.value.map((handle, index) => (index === pane ? null : handle))
      relink()
    },
    redraw,
    showRow: link.showRow,
    goToShare(share) {
      const handle = handles.value[active.value]
      if (handle) link.scrollTo(active.value, share * handle.boxes.textHeight - handle.scroller.clientHeight / 2)
    },
    stepView(by) {
      const handle = handles.value[active.value]
      if (!handle) return
      if (Number.isFinite(by)) link.scrollBy(active.value, by * handle.scroller.clientHeight)
      else link.scrollTo(active.value, by < 0 ? 0 : handle.boxes.height)
    },
  }
}
