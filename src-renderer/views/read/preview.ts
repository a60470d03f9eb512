/** A reader of an excerpt, in the place where that of the whole text will be: what was done in it is done there again. */
import type { DocumentExcerpt, OpenDocument } from '@/documents'
import { mountReader, type Reader, type ReaderLabels, type ReaderSelection } from '@/reader'

interface PreviewPort {
  readonly labels: ReaderLabels
  readonly scroller: HTMLElement
  announce(sentence: string): void
  /** Brings the reader to its place. */
  placed(reader: Reader): void
}

interface Shown {
  readonly reader: Reader
  readonly excerpt: DocumentExcerpt
  readonly scroller: HTMLElement
  /** As it was brought to its place. */
  readonly scrollTop: number
  /** What was chosen in it since then. */
  chosen: ReaderSelection | null
}

export interface Preview {
  show(excerpt: DocumentExcerpt, element: HTMLElement, port: PreviewPort): void
  /** Takes it away unless it shows this edition. */
  keepFor(editionId: string | undefined): void
  drop(): void
  /** Resolves when no button is down in it: a selection must not vanish under the pointer. Null where none is. */
  released(): Promise<void> | null
  /** Takes it away; null where it showed something else. */
  leave(open: OpenDocument): Left | null
}

/** What was done in a preview. */
interface Left {
  /** Offset of the whole text that was the first in sight; null where it was not scrolled. */
  readonly top: number | null
  /** Does it in a reader of the whole, which is at its place. */
  resume(reader: Reader): void
}

export function createPreview(): Preview {
  let shown: Shown | null = null
  let pressed: Promise<void> | null = null

  function drop(): void {
    shown?.reader.destroy()
    shown = null
  }

  function onPress(): void {
    pressed = new Promise((resolve) => {
      const end = () => {
        pressed = null
        removeEventListener('pointerup', end)
        removeEventListener('pointercancel', end)
        resolve()
      }
      addEventListener('pointerup', end)
      addEventListener('pointercancel', end)
    })
  }

  return {
    drop,
    released: () => pressed,
    keepFor(editionId) {
      if (shown?.excerpt.edition.id !== editionId) drop()
    },
    show(excerpt, element, { labels, scroller, announce, placed }) {
      const { summary, edition, model, start } = excerpt
      const reader = mountReader(
        element,
        { id: summary.id, editionId: edition.id, model },
        // Numbers count from the beginning of the text.
        { labels, headingBase: 1, scroller, announce, kind: 'text', paragraphNumbers: start === 0 },
      )
      reader.content.setAttribute('aria-busy', 'true')
      reader.content.addEventListener('pointerdown', onPress)
      placed(reader)
      const made: Shown = { reader, excerpt, scroller, scrollTop: scroller.scrollTop, chosen: null }
      reader.onSelection((now) => (made.chosen = now))
      shown = made
    },
    leave(open) {
      if (!shown || shown.excerpt.edition.id !== open.edition.id) {
        drop()
        return null
      }
      const { reader, excerpt, scroller, scrollTop, chosen } = shown
      const from = excerpt.start
      const isMoved = Math.abs(scroller.scrollTop - scrollTop) > 1
      const top = isMoved ? from + reader.topOffset() : null
      const y = top === null ? undefined : reader.rectOf(top - from)?.top
      const caret = reader.caret()
      drop()
      const resume = (whole: Reader) => {
        if (top !== null) {
          whole.scrollTo(top)
          const now = whole.rectOf(top)?.top
          if (now !== undefined && y !== undefined) scroller.scrollTop += now - y
        }
        if (caret !== null) whole.focusCaret(from + caret)
        if (!chosen || chosen.by === 'program') return
        const { start, end } = chosen.range
        const isAll = start === 0 && end === excerpt.model.text.length
        whole.select(
          isAll ? { start, end: open.model.text.length } : { start: from + start, end: from + end },
          chosen.by,
        )
      }
      return { top, resume }
    },
  }
}
