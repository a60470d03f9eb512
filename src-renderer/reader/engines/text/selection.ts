/**
 * The selection as offsets. The browser's own selection makes it; ours outlives it, for a field that takes the focus
 * takes the browser's selection too, and a note must still know its passage then.
 */
import type { Range as TextRange } from '#shared/contract'
import type { ReaderSelection } from '../../types'
import type { Geometry } from './geometry'
import type { OffsetMap } from './offsets'

export interface SelectionPort {
  readonly content: HTMLElement
  readonly map: OffsetMap
  readonly geometry: Geometry
  readonly text: string
  /** Draws the places of these offsets: the browser selects only what is in the page. */
  draw(offsets: readonly number[]): void
  changed(selection: ReaderSelection | null): void
}

export interface TextSelection {
  /** Null where nothing or nothing but a caret is selected. */
  range(): TextRange | null
  select(range: TextRange | null, by: ReaderSelection['by']): void
  /** Drops the selection, leaves the caret where its moving end was. */
  collapse(): void
  move(alter: 'move' | 'extend', direction: 'forward' | 'backward', by: string): boolean
  focusOffset(): number | null
  /** Offsets that the selection or the caret holds on to: they must stay drawn. */
  held(): number[]
  /** To a place anywhere in the text; beyond its end, to its end. */
  moveTo(alter: 'move' | 'extend', offset: number): void
  placeCaret(offset: number): void
  caretOn(): boolean
  /** `fallback`: where the caret begins when there is none yet. */
  setCaret(on: boolean, fallback: number): void
  destroy(): void
}

const isField = (element: Element | null) =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLElement && element.isContentEditable)

export function createSelection(port: SelectionPort): TextSelection {
  const { content, map } = port
  let range: TextRange | null = null
  let focus: number | null = null
  let caret = false
  let pressed = false
  /** Set while the program itself changes the browser's selection. */
  let ours = false

  function take(next: TextRange | null, by: ReaderSelection['by'], settled: boolean): void {
    const same = next?.start === range?.start && next?.end === range?.end
    range = next
    if (same && !settled) return
    port.changed(next ? { range: next, by, settled } : null)
  }

  /** The browser's selection as offsets; undefined where it is elsewhere. */
  function read(): { range: TextRange | null; focus: number } | undefined {
    const native = getSelection()
    const { anchorNode, focusNode } = native ?? {}
    if (!native || !anchorNode || !focusNode || !content.contains(focusNode)) return undefined
    if (!content.contains(anchorNode)) return undefined
    const from = map.offset(anchorNode, native.anchorOffset)
    const to = map.offset(focusNode, native.focusOffset)
    if (from === null || to === null) return undefined
    return {
      range: from === to ? null : { start: Math.min(from, to), end: Math.max(from, to) },
      focus: to,
    }
  }

  function onSelectionChange(): void {
    if (ours) return
    const now = read()
    if (now) {
      focus = now.focus
      take(now.range, pressed ? 'pointer' : 'keyboard', !pressed)
      if (!now.range && caret) port.changed(null)
      return
    }
    // Elsewhere: in a field or on a button the passage is being worked on; on plain text it was left.
    const active = document.activeElement
    if (range && pressed === false && !isField(active) && !(active instanceof HTMLButtonElement)) {
      const native = getSelection()
      if (native?.anchorNode && !native.isCollapsed) take(null, 'pointer', true)
    }
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.button === 0) pressed = true
  }
  function onPointerUp(): void {
    if (!pressed) return
    // The click that follows may still drop the selection.
    setTimeout(() => {
      pressed = false
      const now = read()
      if (!now) return
      focus = now.focus
      if (now.range) port.changed({ range: now.range, by: 'pointer', settled: true })
      range = now.range
    })
  }

  function onCopy(event: ClipboardEvent): void {
    if (!range || !event.clipboardData || isField(document.activeElement)) return
    event.clipboardData.setData('text/plain', port.text.slice(range.start, range.end))
    event.preventDefault()
  }

  function native(anchor: number, to: number): void {
    port.draw([anchor, to])
    const from = map.point(anchor, anchor <= to ? 'start' : 'end')
    const end = map.point(to, anchor < to ? 'end' : 'start')
    if (!from || !end) return
    ours = true
    getSelection()?.setBaseAndExtent(from.node, from.offset, end.node, end.offset)
    // The event comes after this task.
    setTimeout(() => (ours = false))
  }

  /** The end of the selection that does not move. */
  const anchorOf = (to: number) => (range ? (to === range.end ? range.start : range.end) : to)

  function placeCaret(offset: number): void {
    focus = offset
    range = null
    native(offset, offset)
    port.changed(null)
  }

  document.addEventListener('selectionchange', onSelectionChange)
  content.addEventListener('pointerdown', onPointerDown)
  window.addEventListener('pointerup', onPointerUp)
  content.addEventListener('copy', onCopy)

  return {
    range: () => range,
    select(next, by) {
      if (next && next.end > next.start) {
        focus = next.end
        if (!isField(document.activeElement)) native(next.start, next.end)
        range = { start: next.start, end: next.end }
        port.changed({ range, by, settled: true })
        return
      }
      const inside = read()
      if (inside?.range) getSelection()?.removeAllRanges()
      range = null
      port.changed(null)
    },
    collapse() {
      const at = focus
      range = null
      if (at !== null && caret) native(at, at)
      else if (read()) getSelection()?.removeAllRanges()
      port.changed(null)
    },
    move(alter, direction, by) {
      const selection = getSelection()
      if (!selection) return false
      const before = read()
      if (!before && focus !== null) native(anchorOf(focus), focus)
      const { anchorNode, anchorOffset, focusNode, focusOffset } = selection
      selection.modify(alter, direction, by)
      const after = read()
      if (!after) {
        if (anchorNode && focusNode) selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset)
        return false
      }
      focus = after.focus
      take(after.range, 'keyboard', true)
      return true
    },
    focusOffset: () => focus,
    held: () => [...(range ? [range.start, range.end] : []), ...(focus !== null && (range || caret) ? [focus] : [])],
    moveTo(alter, offset) {
      const to = Math.max(0, Math.min(port.text.length, offset))
      if (alter === 'move') return placeCaret(to)
      const anchor = focus === null ? to : anchorOf(focus)
      focus = to
      native(anchor, to)
      take(anchor === to ? null : { start: Math.min(anchor, to), end: Math.max(anchor, to) }, 'keyboard', true)
    },
    placeCaret,
    caretOn: () => caret,
    setCaret(on, fallback) {
      caret = on
      if (!on) return
      const now = read()
      focus = now?.focus ?? focus ?? fallback
      if (!now && !range) native(focus, focus)
    },
    destroy() {
      document.removeEventListener('selectionchange', onSelectionChange)
      content.removeEventListener('pointerdown', onPointerDown)
      window.removeEventListener('pointerup', onPointerUp)
      content.removeEventListener('copy', onCopy)
    },
  }
}
