/** Signs above the letters of a page: notes, differences, what was found, the selection, the caret. */
import type { Range } from '#shared/contract'
import { cutSegments } from '../../segments'
import type { ReaderDifference, ReaderHighlight } from '../../types'
import { boxOnScreen, type PlacedPage } from './layout'
import type { PageRect, PageText } from './page-text'

export interface PageMarks {
  readonly highlights: readonly ReaderHighlight[]
  readonly differences: readonly ReaderDifference[]
  readonly find: readonly Range[]
  readonly findCurrent: Range | undefined
  readonly passage: Range | null
  readonly selection: Range | null
  readonly caret: number | null
}

const differenceClasses = { added: 'ins', omitted: 'del', changed: 'chg', moved: 'mov', missing: 'del' } as const
/** Px that a raised letter takes where another ends at the same place. */
const LETTER = 8
/** Px that it stands above its line. */
const RAISED = 8

/** Draws everything of one page anew into `element`. */
export function drawMarks(element: HTMLElement, page: PlacedPage, text: PageText, marks: PageMarks): void {
  const items: HTMLElement[] = []

  function sign(className: string, box: DOMRect, words?: string): void {
    const item = document.createElement('span')
    item.className = className
    item.style.transform = `translate(${box.x}px, ${box.y}px)`
    item.style.width = `${box.width}px`
    item.style.height = `${box.height}px`
    if (words !== undefined) item.textContent = words
    items.push(item)
  }
  const signs = (className: string, range: Range) => {
    for (const rect of text.rectsOn(page.n, range)) sign(className, boxOnScreen(page, rect))
  }

  if (marks.passage) signs('pg-passage', marks.passage)
  for (const { start, end, wash, line } of cutSegments(marks.highlights)) {
    if (wash) signs(`pg-wash pg-wash-${wash.toLowerCase()}`, { start, end })
    if (line) signs(`pg-line pg-line-${line.toLowerCase()}`, { start, end })
  }
  for (const highlight of marks.highlights) if (highlight.current) signs('pg-current', highlight)
  for (const { start, end, kind, current } of marks.differences) {
    const className = `pg-${differenceClasses[kind]}${current ? ' is-current' : ''}`
    if (end > start) signs(className, { start, end })
  }
  for (const range of marks.find) signs('pg-find', range)
  if (marks.findCurrent) signs('pg-find-current', marks.findCurrent)
  if (marks.selection) signs('pg-selected', marks.selection)
  drawLetters()
  const caret = marks.caret === null ? null : text.caret(marks.caret)
  if (caret?.page === page.n) {
    const box = boxOnScreen(page, caret)
    sign('pg-caret', new DOMRect(box.x, box.y, Math.max(2, box.width), Math.max(2, box.height)))
  }
  element.replaceChildren(...items)

  function drawLetters(): void {
    const taken = new Map<string, number>()
    for (const { colour, start, end } of marks.highlights) {
      const last = colour === null || end <= start ? null : lastRect({ start, end })
      if (!last || colour === null) continue
      const box = boxOnScreen(page, last)
      const key = `${Math.round(box.right)}:${Math.round(box.top)}`
      const shift = taken.get(key) ?? 0
      taken.set(key, shift + LETTER)
      sign(
        `pg-letter pg-letter-${colour.toLowerCase()}`,
        new DOMRect(box.right + shift, box.y - RAISED, 10, 12),
        colour,
      )
    }
  }

  /** Of a passage that goes on on the next page nothing is raised here. */
  function lastRect({ start, end }: Range): PageRect | undefined {
    return text.pageOf(end - 1) === page.n ? text.rectsOn(page.n, { start, end }).at(-1) : undefined
  }
}
