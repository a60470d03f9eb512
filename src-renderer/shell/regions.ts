/** F6 goes round the regions of the window: each marked with `data-region`, entered where it was left. */

/** The order of the round. */
const order = ['titlebar', 'rail', 'notices', 'toolbar', 'start', 'main', 'end', 'drawer']

const focusable =
  'a[href], button:not([tabindex="-1"]):not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]'
const left = new WeakMap<Element, HTMLElement>()

const isVisible = (element: HTMLElement) => element.offsetParent !== null || element.getClientRects().length > 0

function regions(): HTMLElement[] {
  const found = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isVisible)
  const rank = (element: HTMLElement) => order.indexOf(element.dataset['region'] ?? '')
  return found.toSorted((a, b) => rank(a) - rank(b))
}

/** Moves the focus into a region: where it was the last time, else to the first thing in it, else to itself. */
function enterRegion(region: HTMLElement): void {
  const before = left.get(region)
  const target =
    before && region.contains(before) && isVisible(before)
      ? before
      : [...region.querySelectorAll<HTMLElement>(focusable)].find(isVisible)
  if (target) return target.focus()
  region.tabIndex = -1
  region.focus()
}

/** To the next region, or with `by` -1 to the one before. */
export function cycleRegions(by: 1 | -1): void {
  const all = regions()
  if (all.length === 0) return
  const at = all.findIndex((region) => region.contains(document.activeElement))
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]
  if (next) enterRegion(next)
}

/** Moves the focus to the main region of the screen. */
export function enterMain(): void {
  const main =
    document.querySelector<HTMLElement>('[data-region="main"]') ?? document.querySelector<HTMLElement>('main')
  if (main) enterRegion(main)
}

/** Remembers where each region is left; returns the way to stop. */
export function rememberRegions(): () => void {
  const remember = (event: FocusEvent) => {
    if (!(event.target instanceof HTMLElement)) return
    const region = event.target.closest('[data-region]')
    if (region) left.set(region, event.target)
  }
  document.addEventListener('focusin', remember)
  return () => document.removeEventListener('focusin', remember)
}
