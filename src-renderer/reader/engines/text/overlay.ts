/**
 * What custom highlights cannot draw: raised letters, carets under gaps, arrows of moves, rings, the caret. A layer above
 * the text that catches no pointer but on the carets of gaps, and that assistive technology does not see.
 */
import type { ReaderDifference, ReaderHighlight } from '../../types'
import type { Geometry } from './geometry'

export interface Overlay {
  readonly element: HTMLElement
  /** Draws everything anew: reads first, then writes, so that the page is laid out once. */
  draw(content: OverlayContent): void
  /** Moves the caret; null hides it. */
  caret(offset: number | null): void
}

interface OverlayContent {
  readonly highlights: readonly ReaderHighlight[]
  readonly differences: readonly ReaderDifference[]
  /** The text has signs of differences, here or elsewhere. */
  readonly comparing: boolean
}

interface Item {
  readonly className: string
  readonly left: number
  readonly top: number
  readonly width?: number
  readonly height?: number
  readonly text?: string
  readonly title?: string
}

/** Width that a raised letter takes when another ends at the same place. */
const LETTER = 8
/** Letter boxes in the margin. */
const BOX = 18

export function createOverlay(content: HTMLElement, geometry: Geometry): Overlay {
  const element = document.createElement('div')
  element.className = 'rd-overlay'
  element.setAttribute('aria-hidden', 'true')
  const signs = document.createElement('div')
  const caretElement = document.createElement('div')
  caretElement.className = 'rd-caret'
  caretElement.hidden = true
  element.append(signs, caretElement)

  function letters(highlights: readonly ReaderHighlight[], origin: DOMRect): Item[] {
    const taken = new Map<string, number>()
    return highlights.flatMap((highlight) => {
      const { colour, end } = highlight
      if (colour === null || end <= highlight.start) return []
      const boxes = geometry.rects(end - 1, end)
      const last = boxes[boxes.length - 1]
      if (!last) return []
      const key = `${Math.round(last.right)}:${Math.round(last.top)}`
      const shift = taken.get(key) ?? 0
      taken.set(key, shift + LETTER)
      return [
        {
          className: `rd-letter rd-letter-${colour.toLowerCase()}`,
          left: last.right - origin.left + shift,
          top: last.top - origin.top,
          height: last.height,
          text: colour,
        },
      ]
    })
  }

  function marginLetters(highlights: readonly ReaderHighlight[], origin: DOMRect): Item[] {
    const taken = new Map<number, number>()
    return highlights.flatMap((highlight) => {
      const { colour } = highlight
      const box = colour === null ? null : geometry.caret(highlight.start)
      if (!box || colour === null) return []
      const line = Math.round((box.top + box.bottom) / 2 - origin.top)
      const shift = taken.get(line) ?? 0
      taken.set(line, shift + BOX)
      return [
        {
          className: `rd-box rd-box-${colour.toLowerCase()}${highlight.current ? ' is-current' : ''}`,
          left: -shift,
          top: line - 8,
          text: colour,
        },
      ]
    })
  }

  function differenceSigns(differences: readonly ReaderDifference[], origin: DOMRect): Item[] {
    return differences.flatMap((difference) => {
      const items: Item[] = []
      const { start, end, kind, label } = difference
      const first = start === end || kind === 'moved' ? geometry.caret(start) : null
      if (start === end && first) {
        items.push({
          className: 'rd-gap-sign',
          left: first.left - origin.left,
          top: first.bottom - origin.top,
          ...(label === undefined ? {} : { title: label }),
        })
      } else if (kind === 'moved' && first) {
        items.push({
          className: 'rd-move-sign',
          left: first.left - origin.left,
          top: first.top - origin.top,
          text: '↕',
        })
      }
      if (difference.current) {
        const boxes = start === end && first ? [new DOMRect(first.left - 4, first.top, 8, first.height)] : []
        for (const box of boxes.length ? boxes : geometry.rects(start, end)) {
          items.push({
            className: 'rd-ring',
            left: box.left - origin.left,
            top: box.top - origin.top,
            width: box.width,
            height: box.height,
          })
        }
      }
      return items
    })
  }

  function elementOf(item: Item): HTMLElement {
    const sign = document.createElement('span')
    sign.className = item.className
    sign.style.transform = `translate(${item.left}px, ${item.top}px)`
    if (item.width !== undefined) sign.style.width = `${item.width}px`
    if (item.height !== undefined) sign.style.height = `${item.height}px`
    if (item.text !== undefined) sign.textContent = item.text
    if (item.title !== undefined) sign.title = item.title
    return sign
  }

  return {
    element,
    draw({ highlights, differences, comparing }) {
      const origin = content.getBoundingClientRect()
      const items = comparing
        ? [...marginLetters(highlights, origin), ...differenceSigns(differences, origin)]
        : letters(highlights, origin)
      signs.replaceChildren(...items.map(elementOf))
    },
    caret(offset) {
      const box = offset === null ? null : geometry.caret(offset)
      caretElement.hidden = !box
      if (!box) return
      const origin = content.getBoundingClientRect()
      caretElement.style.height = `${box.height}px`
      caretElement.style.transform = `translate(${box.left - origin.left - 1}px, ${box.top - origin.top}px)`
      // Starts the blinking anew, so that the caret is seen where it goes.
      caretElement.style.animation = 'none'
      void caretElement.offsetWidth
      caretElement.style.animation = ''
    },
  }
}
