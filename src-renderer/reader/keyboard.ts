/** Reading and marking with the keyboard alone (mockups section 9): caret, sentences, paragraphs, letters. */
import { colours, type Range as TextRange } from '#shared/contract'
import { digitOf, letterOf } from '@/keys'
import type { Direction, Step, Steps } from './steps'
import type { ReaderCommand } from './types'

export interface KeyboardPort {
  readonly content: HTMLElement
  readonly steps: Steps
  selection(): TextRange | null
  /** Offset of the moving end of the selection, or of the caret. */
  focusOffset(): number | null
  select(range: TextRange): void
  clear(): void
  /** The browser's own movement of the selection by letters, words and lines; false where it would leave the text. */
  move(alter: 'move' | 'extend', direction: 'forward' | 'backward', by: string): boolean
  /** To a place anywhere in the text, drawn or not. */
  moveTo(alter: 'move' | 'extend', offset: number): void
  /** Says the notes of a block; `asked`: also that there are none. */
  sayNotes(block: TextRange, asked: boolean): void
  selectAll(): void
  caretIsOn(): boolean
  setCaret(on: boolean): void
  command(command: ReaderCommand, event: KeyboardEvent): void
}

const directions: Partial<Record<string, ['forward' | 'backward', string, string]>> = {
  ArrowRight: ['forward', 'character', 'word'],
  ArrowLeft: ['backward', 'character', 'word'],
  ArrowDown: ['forward', 'line', 'paragraph'],
  ArrowUp: ['backward', 'line', 'paragraph'],
  Home: ['backward', 'lineboundary', 'documentboundary'],
  End: ['forward', 'lineboundary', 'documentboundary'],
}

/** Answers with what takes the listener away again. */
export function listenToKeys(port: KeyboardPort): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    // What screens put below a block has keys of its own: a note is written there.
    if (event.target instanceof Element && event.target.closest('.rd-slot')) return
    if (handle(event)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  function handle(event: KeyboardEvent): boolean {
    if (event.key === 'F7' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      port.setCaret(!port.caretIsOn())
      return true
    }
    const selected = port.selection()
    if (event.key === 'F10' && !event.ctrlKey && !event.altKey && selected) {
      port.command({ name: 'bar' }, event)
      return true
    }
    if (event.key === 'Escape') {
      if (selected) port.clear()
      else if (port.caretIsOn()) port.setCaret(false)
      else return false
      return true
    }
    const direction = directions[event.key]
    if (direction) return move(event, direction)
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letterOf(event) === 'a') {
      port.selectAll()
      return true
    }
    if (event.altKey || event.metaKey || event.ctrlKey) return false
    if (event.key === 'Enter' && port.caretIsOn()) {
      port.command({ name: 'open-note' }, event)
      return true
    }
    return letter(event, selected)
  }

  function move(event: KeyboardEvent, [direction, small, large]: ['forward' | 'backward', string, string]): boolean {
    if (!port.caretIsOn()) return false
    const control = event.ctrlKey || event.metaKey
    const isVertical = event.key === 'ArrowDown' || event.key === 'ArrowUp'
    if (event.altKey && (control || !isVertical)) return false
    const by = event.altKey ? 'sentence' : control ? large : small
    const alter = event.shiftKey ? 'extend' : 'move'
    if (by === 'documentboundary') port.moveTo(alter, direction === 'forward' ? Infinity : 0)
    else if (by === 'sentence' || by === 'paragraph') step(alter, direction, by)
    else port.move(alter, direction, by)
    return true
  }

  /** Whoever comes to another paragraph in one move hears of its notes. */
  function step(alter: 'move' | 'extend', direction: Direction, by: Step): void {
    const from = port.focusOffset() ?? 0
    const to = port.steps.from(from, by, direction)
    port.moveTo(alter, to)
    const block = port.steps.blockAt(to)
    if (block && block.start !== port.steps.blockAt(from)?.start) port.sayNotes(block, false)
  }

  function letter(event: KeyboardEvent, selected: TextRange | null): boolean {
    const key = letterOf(event)
    if (key === 'j') {
      port.command({ name: event.shiftKey ? 'previous-note' : 'next-note' }, event)
      return true
    }
    const digit = digitOf(event)
    if (digit !== null) {
      port.command({ name: 'tag-digit', digit }, event)
      return true
    }
    // Without a passage these two act on the current note, which the screen knows.
    const isOfNote = (key === 'n' || key === 't') && !event.shiftKey
    if (!selected && !port.caretIsOn() && !isOfNote) return false
    if (key === 's') return event.shiftKey ? selectParagraph() : selectSentence(selected)
    if (event.shiftKey) return false
    const colour = colours.find((one) => one.toLowerCase() === key)
    if (colour) port.command({ name: 'highlight', colour }, event)
    else if (key === 'n') port.command({ name: 'note' }, event)
    else if (key === 't') port.command({ name: 'tag' }, event)
    else if (key === 'q') port.command({ name: 'quote' }, event)
    else if (key === 'm') port.command({ name: 'add-to-note' }, event)
    else if (key === 'l') port.command({ name: 'link' }, event)
    else if (key === 'h') return hear(selected)
    else return false
    return true
  }

  function hear(selected: TextRange | null): boolean {
    const block = port.steps.blockAt(selected?.start ?? port.focusOffset() ?? 0)
    if (block) port.sayNotes(block, true)
    return true
  }

  function selectParagraph(): boolean {
    const offset = port.selection()?.start ?? port.focusOffset()
    const block = offset === null ? null : port.steps.blockAt(offset)
    if (block) port.select({ start: block.start, end: block.end })
    return true
  }

  /** The sentence at the caret; again, the next one too. */
  function selectSentence(selected: TextRange | null): boolean {
    const at = selected ? selected.end : port.focusOffset()
    if (at === null) return true
    const next = selected ? port.steps.sentenceAfter(at) : port.steps.sentenceAt(at)
    if (next) port.select({ start: selected ? Math.min(selected.start, next.start) : next.start, end: next.end })
    return true
  }

  port.content.addEventListener('keydown', onKeyDown)
  return () => port.content.removeEventListener('keydown', onKeyDown)
}
