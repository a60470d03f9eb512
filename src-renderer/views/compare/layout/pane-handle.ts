/** A pane on the screen: its reader, and where the rows stand in it. */
import type { AlignedRow } from '#shared/contract'
import type { Reader } from '@/reader'
import type { RowBoxes } from './linking'

export interface PaneBoxes extends RowBoxes {
  /** Height of the text itself, without the room below it. */
  readonly textHeight: number
}

export interface PaneHandle {
  readonly reader: Reader
  readonly scroller: HTMLElement
  /** As last measured. */
  readonly boxes: PaneBoxes
  /** Measures where the rows stand. */
  measure(rows: readonly AlignedRow[], pane: number): void
  /** Block elements of a row. */
  elements(row: number): readonly HTMLElement[]
  /** Range of a row in this pane, or null. */
  cell(row: number): readonly [number, number] | null
  /** Row at an offset of the text, or null. */
  rowAt(offset: number): number | null
}

/** A handle over a mounted reader that scrolls in `scroller`. */
export function createPaneHandle(reader: Reader, scroller: HTMLElement): PaneHandle {
  let boxes: PaneBoxes = { top: [], bottom: [], height: 0, textHeight: 0 }
  let elements: HTMLElement[][] = []
  let cells: readonly (readonly [number, number] | null)[] = []

  function elementsOf([start, end]: readonly [number, number]): HTMLElement[] {
    const found: HTMLElement[] = []
    const first = reader.blockElement(start)
    const last = reader.blockElement(Math.max(start, end - 1))
    // From the first leaf to the last: leaves follow each other in the order of the document.
    for (const element of [first, last]) if (element && !found.includes(element)) found.push(element)
    if (first && last && first !== last) {
      const between = [...reader.content.querySelectorAll<HTMLElement>('[data-start]')].filter((element) => {
        const at = Number(element.dataset['start'])
        return at > start && at < end && element !== last
      })
      found.splice(1, 0, ...between)
    }
    return found
  }

  return {
    reader,
    scroller,
    get boxes() {
      return boxes
    },
    measure(rows, pane) {
      cells = rows.map((row) => row.cells[pane] ?? null)
      elements = cells.map((cell) => (cell ? elementsOf(cell) : []))
      const origin = scroller.getBoundingClientRect().top - scroller.scrollTop
      const top: (number | null)[] = []
      const bottom: (number | null)[] = []
      for (const list of elements) {
        const rects = list.map((element) => element.getBoundingClientRect())
        top.push(rects.length > 0 ? Math.min(...rects.map((rect) => rect.top)) - origin : null)
        bottom.push(rects.length > 0 ? Math.max(...rects.map((rect) => rect.bottom)) - origin : null)
      }
      boxes = { top, bottom, height: scroller.scrollHeight, textHeight: reader.content.offsetHeight }
    },
    elements: (row) => elements[row] ?? [],
    cell: (row) => cells[row] ?? null,
    rowAt(offset) {
      const row = cells.findIndex((cell) => cell !== null && cell[0] <= offset && offset <= cell[1])
      return row === -1 ? null : row
    },
  }
}
