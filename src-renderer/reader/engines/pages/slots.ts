/** Room below the pictures of pages for what screens put there on narrow windows. */
import type { PlacedPage } from './layout'
import type { Viewport } from './viewport'

export interface Slots {
  /** The slot of a page; made when it is asked for. */
  of(page: PlacedPage): HTMLElement
  /** The page stands elsewhere. */
  place(page: PlacedPage): void
  destroy(): void
}

export function createSlots(content: HTMLElement, viewport: Viewport): Slots {
  const slots = new Map<number, HTMLElement>()
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const n = Number((target as HTMLElement).dataset['page'])
      viewport.setBelow(n, Math.ceil(target.getBoundingClientRect().height))
    }
  })

  function place(page: PlacedPage): void {
    const slot = slots.get(page.n)
    if (!slot) return
    slot.style.transform = `translate(${page.left}px, ${page.top + page.height}px)`
    slot.style.width = `${Math.min(page.width, viewport.layout().width)}px`
  }

  return {
    of(page) {
      const known = slots.get(page.n)
      if (known) return known
      const slot = document.createElement('div')
      slot.className = 'rd-slot pg-slot'
      slot.dataset['page'] = String(page.n)
      slots.set(page.n, slot)
      content.append(slot)
      place(page)
      observer.observe(slot)
      return slot
    },
    place,
    destroy: () => observer.disconnect(),
  }
}
