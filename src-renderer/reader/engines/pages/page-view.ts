/** One page in the window: its picture as sharp as it is looked at, and the layers above it. */
import type { PageFailure } from '../../types'
import { failureOf } from './failure'
import type { PlacedPage } from './layout'
import type { JobQueue } from './queue'
import type { DrawRequest, PageSource } from './source'

/** Px of one picture at most: more of a page than this is drawn only where it is seen. */
const MOST_PIXELS = 5_000_000

/** The part of a page that is in the window, in px from its top left. */
export interface SeenPart {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface PageView {
  readonly n: number
  readonly element: HTMLElement
  /** Signs of notes, of the selection, of what was found. */
  readonly marks: HTMLElement
  /** Regions with notes, and the one that is being drawn. */
  readonly regions: HTMLElement
  /** Puts the page where it stands now; its picture is stretched until it is drawn anew. */
  place(page: PlacedPage): void
  /** Draws the page as a whole where that is missing. `isSeen`: not only near the window. */
  draw(isSeen: boolean, source: PageSource, queue: JobQueue): void
  /** Draws what is seen of a page that is too large to be sharp as a whole. */
  sharpen(seen: SeenPart, source: PageSource, queue: JobQueue): void
  /** A picture that failed is drawn again with the next `draw`. */
  retry(): void
  destroy(queue: JobQueue): void
}

export interface PageViewOptions {
  readonly page: PlacedPage
  readonly label: string
  /** The text of the page for assistive technology. */
  readonly text: string
  readonly lang: string | undefined
  /** Says why the page has no picture. */
  readonly failed: (failure: PageFailure) => string
  /** Words of the button that tries again; without them there is none. */
  readonly tryAgain: string | undefined
  /** The button was pressed. */
  readonly again: () => void
}

const layer = (className: string) => {
  const element = document.createElement('div')
  element.className = className
  return element
}

/** Gives the memory of a canvas back at once. */
function release(canvas: HTMLCanvasElement | null): void {
  if (!canvas) return
  canvas.remove()
  canvas.width = canvas.height = 0
}

export function createPageView({ page, label, text, lang, failed, tryAgain, again }: PageViewOptions): PageView {
  const element = document.createElement('section')
  element.className = 'pg-page'
  element.dataset['page'] = String(page.n)
  element.setAttribute('aria-label', label)
  const pictures = layer('pg-pictures')
  pictures.setAttribute('aria-hidden', 'true')
  const marks = layer('pg-marks')
  marks.setAttribute('aria-hidden', 'true')
  const regions = layer('pg-regions')
  const words = layer('pg-text')
  words.textContent = text
  if (lang !== undefined) words.lang = lang
  words.dir = 'auto'
  element.append(pictures, marks, regions, words)

  let placed = page
  let whole: HTMLCanvasElement | null = null
  let detail: HTMLCanvasElement | null = null
  /** Of what `whole` and `detail` show, or are about to. */
  let wholeKey = ''
  let detailPart: DrawRequest | null = null
  let isGone = false
  let isSeen = false
  let isFailed = false

  function place(next: PlacedPage): void {
    placed = next
    element.style.transform = `translate(${next.left}px, ${next.top}px)`
    element.style.width = `${next.width}px`
    element.style.height = `${next.height}px`
  }

  const failure = () => element.querySelector<HTMLElement>('.pg-failed')

  /** The same note while it fails again: its button keeps the focus. */
  function tell(why: PageFailure): void {
    isFailed = true
    const note = failure() ?? layer('pg-failed')
    const words = note.querySelector('p') ?? document.createElement('p')
    words.textContent = failed(why)
    note.classList.remove('is-trying')
    if (note.parentElement) return
    note.setAttribute('role', 'note')
    // The page has the language of its document; this is said in that of the interface.
    note.lang = document.documentElement.lang
    note.append(words)
    if (tryAgain !== undefined) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: tryAgain })
      button.className = 'btn small'
      button.addEventListener('click', again)
      note.append(button)
    }
    element.append(note)
  }

  function untell(): void {
    isFailed = false
    const note = failure()
    if (note?.contains(document.activeElement)) note.closest<HTMLElement>('.pg-content')?.focus({ preventScroll: true })
    note?.remove()
  }

  function retry(): void {
    if (!isFailed) return
    wholeKey = ''
    failure()?.classList.add('is-trying')
  }

  /** Size of the page in px of the device. */
  function pixels(): { width: number; height: number } {
    const ratio = window.devicePixelRatio
    return { width: placed.width * ratio, height: placed.height * ratio }
  }

  function drawWhole(source: PageSource, queue: JobQueue): void {
    const { width, height } = pixels()
    const factor = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
    const [w, h] = [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))]
    const key = `${w}x${h}@${placed.rotation}`
    if (key === wholeKey) return
    wholeKey = key
    const request = { page: page.n, rotation: placed.rotation, width: w, height: h, part: { x: 0, y: 0, w, h } }
    queue.add({
      key: `page ${page.n}`,
      rank: () => (isGone ? null : isSeen ? 0 : 2),
      async run(signal) {
        try {
          const canvas = await source.draw(request, signal)
          if (isGone || signal.aborted) return release(canvas)
          release(whole)
          whole = canvas
          pictures.prepend(canvas)
          untell()
          element.classList.add('is-drawn')
        } catch (error) {
          if (signal.aborted || isGone) return
          tell(failureOf(error))
        }
      },
    })
  }

  /** What is seen of a page that is too large to be drawn as a whole, and a little around it. */
  function drawDetail(seen: SeenPart, source: PageSource, queue: JobQueue): void {
    const { width, height } = pixels()
    const key = `detail ${page.n}`
    if (width * height <= MOST_PIXELS) {
      queue.drop(key)
      release(detail)
      detail = null
      detailPart = null
      return
    }
    const ratio = window.devicePixelRatio
    const [x, y, right, bottom] = [seen.x, seen.y, seen.x + seen.w, seen.y + seen.h].map((px) => px * ratio)
    if (x === undefined || y === undefined || right === undefined || bottom === undefined) return
    const now = detailPart
    const isSame = now?.width === width && now.height === height && now.rotation === placed.rotation
    if (
      now &&
      isSame &&
      x >= now.part.x - 1 &&
      y >= now.part.y - 1 &&
      right <= now.part.x + now.part.w + 1 &&
      bottom <= now.part.y + now.part.h + 1
    ) {
      return
    }
    const [marginX, marginY] = [(right - x) / 4, (bottom - y) / 4]
    const left = Math.max(0, Math.floor(x - marginX))
    const top = Math.max(0, Math.floor(y - marginY))
    const part = {
      x: left,
      y: top,
      w: Math.ceil(Math.min(width, right + marginX)) - left,
      h: Math.ceil(Math.min(height, bottom + marginY)) - top,
    }
    const request = { page: page.n, rotation: placed.rotation, width, height, part }
    detailPart = request
    queue.add({
      key,
      rank: () => (isGone || detailPart !== request ? null : 1),
      async run(signal) {
        try {
          const canvas = await source.draw(request, signal)
          if (isGone || signal.aborted || detailPart !== request) return release(canvas)
          release(detail)
          detail = canvas
          canvas.className = 'pg-detail'
          const percent = (value: number, of: number) => `${(value / of) * 100}%`
          canvas.style.left = percent(part.x, width)
          canvas.style.top = percent(part.y, height)
          canvas.style.width = percent(part.w, width)
          canvas.style.height = percent(part.h, height)
          pictures.append(canvas)
        } catch {
          // The picture of the whole page stays; it says itself where it cannot be drawn.
          if (detailPart === request) detailPart = null
        }
      },
    })
  }

  place(page)
  return {
    n: page.n,
    element,
    marks,
    regions,
    place(next) {
      const isTurned = next.rotation !== placed.rotation
      place(next)
      if (!isTurned) return
      // A picture that stands the other way would be stretched.
      release(whole)
      release(detail)
      whole = detail = null
      detailPart = null
      wholeKey = ''
    },
    draw(now, source, queue) {
      // Who comes back to a page finds it tried again.
      if (now && !isSeen) retry()
      isSeen = now
      drawWhole(source, queue)
    },
    sharpen: drawDetail,
    retry,
    destroy(queue) {
      isGone = true
      queue.drop(`page ${page.n}`)
      queue.drop(`detail ${page.n}`)
      release(whole)
      release(detail)
      element.remove()
    },
  }
}
