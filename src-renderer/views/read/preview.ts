/** A reader of an excerpt, in the place where that of the whole text will be: what was done in it is done there again. */
import type { DocumentExcerpt, OpenDocument } from '@/documents'
import { digitOf, letterOf } from '@/keys'
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
  /** What was chosen since then; undefined where nothing was, nor anything given up. */
  chosen: ReaderSelection | null | undefined
  /** Keys that mean the whole text: pressed again in it. */
  readonly keys: KeyboardEvent[]
  /** Takes its listeners away. */
  stop(): void
}

/** What was done in a preview. */
interface Left {
  /** Offset of the whole text that was the first in sight; null where it was not scrolled. */
  readonly top: number | null
  /** Does it in a reader of the whole, which is at its place. */
  resume(reader: Reader): void
}

export interface Moved extends Pick<DocumentExcerpt, 'summary'> {
  /** Offset of the whole text that is the first in sight. */
  readonly top: number
}

export interface Preview {
  show(excerpt: DocumentExcerpt, element: HTMLElement, port: PreviewPort): void
  /** Null where none is shown. */
  reader(): Reader | null
  /** Null where it was not scrolled. */
  moved(): Moved | null
  /** Takes it away unless it shows this edition. */
  keepFor(editionId: string | undefined): void
  drop(): void
  /** Resolves when the button is up in it and was heard of: nothing vanishes under the pointer. Null where that is so. */
  released(editionId: string): Promise<void> | null
  /** Takes it away; null where it showed something else. */
  leave(open: OpenDocument): Left | null
}

/** `left` hears where a text was scrolled to of which the whole does not follow. */
export function createPreview(left: (moved: Moved) => void): Preview {
  let shown: Shown | null = null

  function remove(): void {
    shown?.stop()
    shown?.reader.destroy()
    shown = null
  }

  function drop(): void {
    const last = moved()
    if (last) left(last)
    remove()
  }

  function moved(): Moved | null {
    if (!shown?.scroller.isConnected) return null
    const { reader, excerpt, scroller, scrollTop } = shown
    if (Math.abs(scroller.scrollTop - scrollTop) <= 1) return null
    return { summary: excerpt.summary, top: excerpt.start + reader.topOffset() }
  }

  const press = createPress()

  return {
    drop,
    moved,
    reader: () => shown?.reader ?? null,
    released: (editionId) => (shown?.excerpt.edition.id === editionId ? press.ended() : null),
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
      placed(reader)
      const keys: KeyboardEvent[] = []
      const onKey = (event: KeyboardEvent) => {
        if (!keepKey(event, keys, reader)) return
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      // Who goes elsewhere means what is there.
      const onLeave = () => (keys.length = 0)
      reader.content.addEventListener('keydown', onKey, { capture: true })
      reader.content.addEventListener('focusout', onLeave)
      const stopPress = press.listen(scroller)
      const made: Shown = {
        reader,
        excerpt,
        scroller,
        scrollTop: scroller.scrollTop,
        chosen: undefined,
        keys,
        stop() {
          reader.content.removeEventListener('keydown', onKey, { capture: true })
          reader.content.removeEventListener('focusout', onLeave)
          stopPress()
        },
      }
      reader.onSelection((now) => (made.chosen = now))
      shown = made
    },
    leave(open) {
      if (!shown || shown.excerpt.edition.id !== open.edition.id) {
        drop()
        return null
      }
      const { reader, excerpt, scroller, chosen } = shown
      const from = excerpt.start
      const top = moved()?.top ?? null
      const first = reader.topOffset()
      const y = reader.rectOf(first)?.top
      const caret = reader.caret()
      const hadFocus = reader.content.contains(document.activeElement)
      const keys = [...shown.keys]
      remove()
      const choose = (whole: Reader) => {
        const { start, end } = chosen?.range ?? { start: caret ?? 0, end: caret ?? 0 }
        // The end that moves is that of the caret.
        const anchor = caret === start ? end : start
        if (caret !== null && hadFocus) whole.putCaret(from + anchor, from + caret)
        else if (chosen) whole.select({ start: from + start, end: from + end }, chosen.by)
        else if (chosen === null) whole.select(null)
        if (caret === null || hadFocus) return
        // Somebody writes elsewhere: the caret is there when the text is come back to.
        const onFocus = () => whole.caret() === null && whole.putCaret(from + anchor, from + caret)
        whole.content.addEventListener('focus', onFocus, { once: true })
      }
      const resume = (whole: Reader) => {
        choose(whole)
        if (top !== null) whole.scrollTo(top)
        // The same line at the same height, unless another place was asked for meanwhile.
        const by = (whole.rectOf(from + first)?.top ?? NaN) - (y ?? NaN)
        if (top !== null ? by !== 0 : Math.abs(by) < NEAR) scroller.scrollTop += by || 0
        for (const key of keys) pressAgain(key, whole, scroller)
      }
      return { top, resume }
    },
  }
}

/** Px by which a place that was not left may lie elsewhere in another reader. */
const NEAR = 40

const isCopy = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && letterOf(event) === 'c'
const isEdge = ({ key }: KeyboardEvent) => key === 'Home' || key === 'End'

/** Keys that scroll by about a window: how many. */
const pages: Partial<Record<string, number>> = { PageDown: 1, ' ': 1, PageUp: -1 }
/** Keys that act on what the ones before them have chosen. */
const followers = new Set(['Enter', 'F7', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', ...Object.keys(pages)])

/** Whether a key leads out of the text, into a form or a menu. */
const opens = (event: KeyboardEvent) =>
  event.key === 'Enter' || event.key === 'F10' || (!event.ctrlKey && !event.metaKey && /^[ntl]$/.test(letterOf(event)))

/** Whether a key waits for the whole text: what it does hangs on that, or it follows one that waits. */
function keepKey(event: KeyboardEvent, waiting: KeyboardEvent[], reader: Reader): boolean {
  if (event.key === 'Escape' && waiting.length > 0) {
    waiting.length = 0
    return true
  }
  const control = event.ctrlKey || event.metaKey
  const letter = letterOf(event)
  const isPlain = !control && !event.altKey
  // What follows is meant for what it opens.
  if (waiting.some(opens)) return isPlain && event.key !== 'Tab'
  const isOfWhole = control
    ? letter === 'a' || isEdge(event)
    : isPlain &&
      (isEdge(event)
        ? reader.caret() === null
        : (letter !== '' && letter !== 's') || digitOf(event) !== null || event.key === 'F10')
  const isAfter = waiting.length > 0 && (isCopy(event) || isEdge(event) || letter === 's' || followers.has(event.key))
  if (!isOfWhole && !isAfter) return false
  waiting.push(event)
  return true
}

function pressAgain(event: KeyboardEvent, { content, caret }: Reader, scroller: HTMLElement): void {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event
  const by = pages[key]
  // No browser acts upon a key that a program presses.
  if (isCopy(event)) document.execCommand('copy')
  else if (by !== undefined) scroller.scrollTop += by * (shiftKey ? -1 : 1) * scroller.clientHeight * 0.9
  else if (isEdge(event) && caret() === null) scroller.scrollTop = key === 'Home' ? 0 : scroller.scrollHeight
  else {
    const again = { key, code, ctrlKey, shiftKey, altKey, metaKey, bubbles: true, cancelable: true }
    content.dispatchEvent(new KeyboardEvent('keydown', again))
  }
}

/** Follows the first button of the pointer, also where it drags a scroll bar. */
function createPress() {
  let ended: Promise<void> | null = null

  /** Not every way to let go is told of: over a menu of the system, or outside of the window, it is not. */
  const ends = ['pointerup', 'pointercancel', 'blur', 'contextmenu', 'dragend'] as const

  function follow(): () => void {
    let resolve = () => undefined as void
    const mine = new Promise<void>((done) => (resolve = done))
    ended = mine
    const onMove = ({ buttons }: PointerEvent) => {
      if ((buttons & 1) === 0) end()
    }
    const told = () => {
      if (ended === mine) ended = null
      resolve()
    }
    function end(): void {
      for (const name of ends) removeEventListener(name, end)
      removeEventListener('pointermove', onMove)
      // The click comes after it, and what the click means a task later.
      setTimeout(() => setTimeout(told))
    }
    for (const name of ends) addEventListener(name, end)
    addEventListener('pointermove', onMove)
    return end
  }

  function listen(element: HTMLElement): () => void {
    let end: (() => void) | null = null
    const onDown = ({ button }: PointerEvent) => {
      if (button !== 0) return
      end?.()
      end = follow()
    }
    element.addEventListener('pointerdown', onDown)
    return () => {
      element.removeEventListener('pointerdown', onDown)
      end?.()
    }
  }

  return { listen, ended: () => ended }
}
