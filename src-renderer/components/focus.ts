/** The first element behind another one, and not in it, that Tab would come to; null where there is none. */
export function focusableAfter(element: Element): HTMLElement | null {
  const all = document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex]')
  const follows = (one: HTMLElement) =>
    (element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && !element.contains(one)
  return [...all].find((one) => follows(one) && one.tabIndex >= 0 && !one.matches(':disabled') && isSeen(one)) ?? null
}

const isSeen = (element: HTMLElement) => element.getClientRects().length > 0
