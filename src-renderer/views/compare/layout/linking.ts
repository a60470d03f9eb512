/** Scrolling by passages: which height in one pane is which in another. Heights are px below the top of a pane's text. */

/** Where the rows of an alignment stand in one pane; null where the pane is silent. */
export interface RowBoxes {
  readonly top: readonly (number | null)[]
  readonly bottom: readonly (number | null)[]
  /** Height of the whole text. */
  readonly height: number
}

/** Heights that correspond, both increasing; what lies between is mapped in proportion. */
export interface Knots {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/**
 * Knots at the top of every row that both panes have, and at both ends of the texts. Only tops: what one pane alone has
 * is then passed by the other pane's scrolling somewhat slower, and not by a jump.
 */
export function knotsBetween(a: RowBoxes, b: RowBoxes): Knots {
  const from = [0]
  const to = [0]
  const add = (x: number, y: number) => {
    // Both must move on: a row at the very top gives way to the start of the texts.
    if (x <= (from[from.length - 1] ?? 0) || y <= (to[to.length - 1] ?? 0)) return
    from.push(x)
    to.push(y)
  }
  a.top.forEach((top, row) => {
    const other = b.top[row] ?? null
    if (top !== null && other !== null && top < a.height && other < b.height) add(top, other)
  })
  add(a.height, b.height)
  return { from, to }
}

/** Height in the second pane that belongs to a height in the first. Never decreases as `y` grows. */
export function mapHeight({ from, to }: Knots, y: number): number {
  let low = 0
  let high = from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((from[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  const x0 = from[low] ?? 0
  const y0 = to[low] ?? 0
  const x1 = from[low + 1]
  const y1 = to[low + 1]
  if (x1 === undefined || y1 === undefined || x1 <= x0) return y0
  return y0 + ((Math.min(y, x1) - x0) / (x1 - x0)) * (y1 - y0)
}

/** What is known of a pane that scrolls. */
export interface ScrollState {
  scrollTop: number
  /** Height of what is visible. */
  view: number
  /** Height of the text. */
  content: number
}

/**
 * Scroll place of a pane that follows another. The line that both share stands at the top of the window at the start of
 * the text and at its foot at the end, so that both reach their ends together.
 */
export function follow(leader: ScrollState, follower: Omit<ScrollState, 'scrollTop'>, knots: Knots): number {
  const range = leader.content - leader.view
  const share = range <= 0 ? 0 : Math.min(1, Math.max(0, leader.scrollTop / range))
  const line = mapHeight(knots, leader.scrollTop + share * leader.view)
  const wanted = line - share * follower.view
  return Math.min(Math.max(0, follower.content - follower.view), Math.max(0, wanted))
}
