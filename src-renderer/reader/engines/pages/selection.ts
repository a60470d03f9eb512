/** The selection on pages: offsets, moved by the pointer and by keys. The browser's own selection has no part in it. */
import type { Range } from '#shared/contract'
import type { ReaderSelection } from '../../types'
import type { PageText } from './page-text'

export interface PageSelectionPort {
  readonly text: string
  readonly lang: string | undefined
  readonly words: PageText
  /** Something changed; null where nothing is selected. */
  changed(selection: ReaderSelection | null): void
}

export type Direction = 'forward' | 'backward'

export interface PageSelection {
  range(): Range | null
  focus(): number | null
  caretOn(): boolean
  setCaret(on: boolean, fallback: number): void
  placeCaret(offset: number): void
  select(range: Range | null, by: ReaderSelection['by']): void
  /** Drops the selection, leaves the caret where its moving end was. */
  collapse(): void
  move(alter: 'move' | 'extend', direction: Direction, by: string): boolean
  /** To a place anywhere in the text; beyond its end, to its end. */
  moveTo(alter: 'move' | 'extend', offset: number): void
  /** The pointer went down at an offset; `count` 2 chooses the word, 3 the line. `extend`: Shift is held. */
  press(offset: number, count: number, extend: boolean): void
  drag(offset: number): void
  release(): void
}

const ordered = (a: number, b: number): Range => ({ start: Math.min(a, b), end: Math.max(a, b) })

/** Borders of letters, words or paragraphs in a piece of the text around an offset. */
const AROUND = 400

export function createPageSelection({ text, lang, words, changed }: PageSelectionPort): PageSelection {
  let anchor: number | null = null
  let focus: number | null = null
  let caret = false
  /** What a drag goes by: letters, words or lines, and what was pressed first. */
  let grain: { readonly by: 1 | 2 | 3; readonly first: Range } | null = null
  /** Where a column of lines was begun: up and down keep to it. */
  let column: number | null = null

  const segmenters = new Map<string, Intl.Segmenter>()
  function segments(granularity: 'grapheme' | 'word', from: number, to: number) {
    const segmenter = segmenters.get(granularity) ?? new Intl.Segmenter(lang, { granularity })
    segmenters.set(granularity, segmenter)
    return [...segmenter.segment(text.slice(from, to))].map(({ segment, index, isWordLike }) => ({
      start: from + index,
      end: from + index + segment.length,
      isWord: isWordLike ?? false,
    }))
  }

  const range = (): Range | null =>
    anchor === null || focus === null || anchor === focus ? null : ordered(anchor, focus)

  function tell(by: ReaderSelection['by'], settled: boolean): void {
    const now = range()
    changed(now ? { range: now, by, settled } : null)
  }

  function wordAt(offset: number): Range {
    const from = Math.max(0, offset - AROUND)
    const found = segments('word', from, Math.min(text.length, offset + AROUND)).find(({ end }) => end > offset)
    return found ?? { start: offset, end: offset }
  }

  function pieceAt(offset: number, by: 1 | 2 | 3): Range {
    if (by === 2) return wordAt(offset)
    return by === 3 ? words.lineOf(offset) : { start: offset, end: offset }
  }

  function step(offset: number, direction: Direction, by: string): number {
    const isForward = direction === 'forward'
    if (by === 'line') {
      const at = words.caret(offset)
      column ??= at?.x ?? 0
      return words.line(offset, isForward ? 1 : -1, column)
    }
    column = null
    if (by === 'lineboundary') {
      const line = words.lineOf(offset)
      return isForward ? line.end : line.start
    }
    if (by === 'paragraph') {
      const next = isForward ? text.indexOf('\n', offset + 1) : text.lastIndexOf('\n', Math.max(0, offset - 2))
      if (next < 0) return isForward ? text.length : 0
      return isForward ? next : next + 1
    }
    const [from, to] = isForward
      ? [offset, Math.min(text.length, offset + AROUND)]
      : [Math.max(0, offset - AROUND), offset]
    const found = segments(by === 'word' ? 'word' : 'grapheme', from, to)
    if (by === 'word') {
      const list = found.filter(({ isWord }) => isWord)
      return isForward ? (list.find(({ end }) => end > offset)?.end ?? to) : (list.at(-1)?.start ?? from)
    }
    return isForward ? (found[0]?.end ?? to) : (found.at(-1)?.start ?? from)
  }

  function goTo(offset: number, alter: 'move' | 'extend'): void {
    focus = offset
    if (alter === 'move' || anchor === null) anchor = alter === 'move' ? offset : (anchor ?? offset)
    tell('keyboard', true)
  }

  return {
    range,
    focus: () => focus,
    caretOn: () => caret,
    setCaret(on, fallback) {
      caret = on
      if (on && focus === null) anchor = focus = fallback
    },
    placeCaret(offset) {
      anchor = focus = offset
      column = null
      changed(null)
    },
    select(next, by) {
      column = null
      anchor = next ? next.start : focus
      focus = next ? next.end : focus
      tell(by, true)
    },
    collapse() {
      anchor = focus
      changed(null)
    },
    move(alter, direction, by) {
      if (focus === null) return false
      anchor ??= focus
      const now = range()
      // As everywhere: an arrow without Shift leaves a selection at its end on that side.
      if (alter === 'move' && now && by === 'character') {
        goTo(direction === 'forward' ? now.end : now.start, 'move')
        return true
      }
      goTo(step(focus, direction, by), alter)
      return true
    },
    moveTo(alter, offset) {
      column = null
      goTo(Math.max(0, Math.min(text.length, offset)), alter)
    },
    press(offset, count, extend) {
      column = null
      const by = count >= 3 ? 3 : count === 2 ? 2 : 1
      const first = extend && anchor !== null ? { start: anchor, end: anchor } : pieceAt(offset, by)
      grain = { by, first }
      anchor = first.start
      focus = extend ? offset : first.end
      tell('pointer', false)
    },
    drag(offset) {
      if (!grain) return
      const { by, first } = grain
      const piece = pieceAt(offset, by)
      const isBefore = piece.start < first.start
      anchor = isBefore ? first.end : first.start
      focus = isBefore ? piece.start : Math.max(piece.end, by === 1 ? offset : first.end)
      tell('pointer', false)
    },
    release() {
      if (!grain) return
      grain = null
      tell('pointer', true)
    },
  }
}
