/**
 * The ring of the keyboard's focus around what scrolls a text or its pages: the text itself is higher than the window. By
 * an attribute and not by `:has()`, for with that each change of the text has the styles of all its elements worked out anew.
 */

/** Marks the nearest `[data-reader-frame]`, or else the parent. Answers with what takes the listeners away again. */
export function ringAround(content: HTMLElement): () => void {
  let frame: Element | null = null
  function show(): void {
    hide()
    if (!content.matches(':focus-visible')) return
    frame = content.closest('[data-reader-frame]') ?? content.parentElement
    frame?.setAttribute('data-shows-focus', '')
  }
  function hide(): void {
    frame?.removeAttribute('data-shows-focus')
    frame = null
  }
  // A text that was clicked shows the ring from the first key on: the browser decides after the key.
  const later = () => void (frame ?? setTimeout(show))
  content.addEventListener('focus', show)
  content.addEventListener('keydown', later)
  content.addEventListener('blur', hide)
  return () => {
    hide()
    content.removeEventListener('focus', show)
    content.removeEventListener('keydown', later)
    content.removeEventListener('blur', hide)
  }
}
