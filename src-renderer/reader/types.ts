/** What a reader promises to the screens that mount one. Offsets are UTF-16 offsets into the canonical text. */
import type { Colour, Difference, DocumentModel, Range } from '#shared/contract'

/** What is shown: one edition of a document. */
export interface ReaderDocument {
  readonly id: string
  readonly editionId: string
  readonly model: DocumentModel
}

/** A mark of the notebook on the text. */
export interface ReaderHighlight {
  readonly id: string
  readonly start: number
  readonly end: number
  /** null: drawn as a plain line, without a letter. */
  readonly colour: Colour | null
  /** Drawn with the line of the current note. */
  readonly current?: boolean
  /** What a screen reader hears after the paragraph: letter, quote, first words of the note, tags. */
  readonly label?: () => string
}

/** A sign of mockups section 5. An empty range is drawn as a caret under the gap. */
export interface ReaderDifference {
  readonly start: number
  readonly end: number
  readonly kind: Difference['kind']
  /** Drawn with the focus ring. */
  readonly current?: boolean
  /** What others have here, or what a screen reader hears; shown on hover. */
  readonly label?: string
}

/** How a selection came about: the bar opens at the end of a drag, but at once with the keyboard. */
export interface ReaderSelection {
  readonly range: Range
  readonly by: 'pointer' | 'keyboard' | 'program'
  /** False while the pointer is still down. */
  readonly settled: boolean
}

/** Keys that the reader hears but the screen acts upon. */
export type ReaderCommand =
  | { readonly name: 'highlight'; readonly colour: Colour }
  | { readonly name: 'note' | 'tag' | 'quote' | 'bar' | 'next-note' | 'previous-note' | 'open-note' }

type Align = 'start' | 'center' | 'nearest'

export interface ReaderLabels {
  /** Name of the text for assistive technology: the document's title. */
  readonly title: string
  /** "Annotations in this paragraph". */
  readonly annotations: string
  /** Said when the caret goes on and off. */
  readonly caretOn: string
  readonly caretOff: string
}

export interface ReaderOptions {
  readonly labels: ReaderLabels
  /** Numbers of paragraphs before the text. Default: true. */
  readonly paragraphNumbers?: boolean
  /** Level of the element that a heading of level 1 becomes. Default: 2. */
  readonly headingBase?: number
  /** Element that scrolls the text. Default: the element mounted in, which must have `overflow: auto`. */
  readonly scroller?: HTMLElement
  /** Everything is in the page at once, for those who need it: screen readers, measuring. Default: only what is near. */
  readonly whole?: boolean
  /** Says a sentence through the polite live region of the application. */
  readonly announce?: (sentence: string) => void
}

/** Ends a subscription. */
type Stop = () => void

export interface Reader {
  /** Selects a range (null: nothing) without moving the focus. */
  select(range: Range | null): void
  /** The selection; it stays while the focus is in a note's form. */
  selection(): Range | null
  /** Offset of the caret while it is on, else null. */
  caret(): number | null
  /** Scrolls only as far as is needed to show the place. `align` default: 'nearest'. */
  reveal(place: Range | number, options?: { align?: Align }): void
  /** Scrolls so that the line of this offset is the first one. */
  scrollTo(offset: number): void
  /** Offset of the first character of the first line that is visible. */
  topOffset(): number
  /** Everything that is visible now, from the first line to the last. */
  visible(): Range
  /** What is in the page without a gap around the window; all of a text that is not long. */
  drawn(): Range
  setHighlights(highlights: readonly ReaderHighlight[]): void
  /** Signs of differences. While there are any, highlights shrink to letter boxes in the margin. */
  setDifferences(differences: readonly ReaderDifference[]): void
  /** Hits of find in document; `current` is an index, or -1. */
  setFind(ranges: readonly Range[], current: number): void
  /** The current passage: its blocks get the ground of mockups section 3. */
  setPassage(range: Range | null): void
  /** Box of a place in client coordinates; for a range the box around all its lines. Null where nothing is drawn. */
  rectOf(place: Range | number): DOMRect | null
  /** Boxes of each line of a range in client coordinates. */
  rectsOf(range: Range): DOMRect[]
  /** Top of the line of this offset in px below the top of the text (scrolling does not change it). */
  lineTop(offset: number): number
  /** Middle of that line, likewise. */
  lineMiddle(offset: number): number
  /** Offset at a point in client coordinates; null beside the text. */
  offsetAt(x: number, y: number): number | null
  /** Element that holds the whole text; its top is the origin of `lineTop`. */
  readonly content: HTMLElement
  /** Block element of an offset, e.g. to place something beside it. Null where it is not drawn. */
  blockElement(offset: number): HTMLElement | null
  /**
   * An element right after the block of an offset, for what belongs below it on narrow screens. The same one for every
   * offset of the block, for as long as the block is drawn; null where it is not.
   */
  slotAfter(offset: number): HTMLElement | null
  /** Puts the focus into the text and switches the caret on (at `offset`, else at the selection or the first line). */
  focusCaret(offset?: number): void
  /** Puts the focus into the text and leaves the caret as it is. */
  focus(): void
  /** Switches the caret on or off; answers whether it is on. */
  toggleCaret(): boolean
  onSelection(listener: (selection: ReaderSelection | null) => void): Stop
  /** After each scroll, at most once a frame. */
  onVisible(listener: (visible: Range) => void): Stop
  /** A click on marked words: ids of the highlights there, the shortest first; an empty list for a click on plain text. */
  onActivate(listener: (ids: string[], offset: number) => void): Stop
  /** A click on a link of the text: its address, not opened yet. */
  onLink(listener: (url: string) => void): Stop
  onCommand(listener: (command: ReaderCommand, event: KeyboardEvent) => void): Stop
  /** Lines moved: another width, another size, fonts arrived. */
  onLayout(listener: () => void): Stop
  /** Measures and paints anew, e.g. after a change of typeface. */
  refresh(): void
  /** Takes away what was drawn, and every listener. */
  destroy(): void
}

/** A way to show documents: a folder of `engines/`. */
export interface Engine {
  readonly kind: string
  /** The engine with the highest answer shows the document; 0: cannot. */
  accepts(model: DocumentModel): number
  mount(element: HTMLElement, document: ReaderDocument, options: ReaderOptions): Reader
}
