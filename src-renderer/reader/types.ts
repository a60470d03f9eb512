/** What a reader promises to the screens that mount one. Offsets are UTF-16 offsets into the canonical text. */
import type { Annotation, Colour, Difference, DocumentModel, Range } from '#shared/contract'
import type { ByModel } from './by-model'

/** Outline of a region, in the units of its page. */
export type RegionShape = Extract<Annotation['targets'][number], { kind: 'region' }>['shape']

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
  /** 1 to 9: the tag that has this digit as its key. */
  | { readonly name: 'tag-digit'; readonly digit: number }
  | {
      readonly name:
        'note' | 'tag' | 'quote' | 'add-to-note' | 'link' | 'bar' | 'next-note' | 'previous-note' | 'open-note'
    }

type Align = 'start' | 'center' | 'nearest'

/** Why a page has no picture. */
export interface PageFailure {
  /** `damaged`: its bytes cannot be decoded; `unread`: they cannot be had; `other`: only the error says. */
  readonly reason: 'damaged' | 'unread' | 'other'
  readonly error: unknown
}

export interface ReaderLabels {
  /** Name of the text for assistive technology: the document's title. */
  readonly title: string
  /** "Annotations in this paragraph". */
  readonly annotations: string
  /** Said when the caret goes on and off. */
  readonly caretOn: string
  readonly caretOff: string
  /** "2 notes in this paragraph:", said before the notes themselves. */
  readonly notesHere?: (count: number) => string
  readonly noNotesHere?: string
  /** "Page 3". */
  readonly page?: (label: string) => string
  /** Why a page is not shown. */
  readonly pageFailed?: (label: string, failure: PageFailure) => string
  /** Button on a page that is not shown. */
  readonly tryAgain?: string
  /** Said when a region begins to be drawn or changed with the keyboard. */
  readonly regionHelp?: string
  /** "Region on page 3". */
  readonly region?: (label: string) => string
}

/** Where the bytes of the document are, for those engines that show its pages. */
export interface ReaderFiles {
  /** Address of the bytes with this hash; ranges can be asked for. */
  url(sha256: string): string
  /** Address of a picture of page `n` that a browser can show, where the original is none. Rejects with AppError. */
  picture(page: number): Promise<string>
}

export interface ReaderOptions {
  readonly labels: ReaderLabels
  /** Kind of the engine that is wanted; the best one shows the document where it is absent or does not fit. */
  readonly kind?: string
  /** Without it pages are not drawn. */
  readonly files?: ReaderFiles
  /** Px that pages may take in width. Default: the width of the scroller. */
  readonly room?: () => number
  /** Offset that will be scrolled to first: drawn at once, instead of the beginning. Default: 0. */
  readonly at?: number
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
export type Stop = () => void

/** Width of a page to the room there is, the whole page, or a factor (1 is the size that the file says). */
export type PageZoom = 'width' | 'page' | number

/** Clockwise, beside how the file itself wants a page to be shown. */
export type PageRotation = 0 | 90 | 180 | 270

/** A region of a page that the notebook has something on. */
export interface ReaderRegion {
  readonly id: string
  readonly page: number
  readonly shape: RegionShape
  readonly colour: Colour | null
  readonly current?: boolean
  /** What a screen reader hears. */
  readonly label?: () => string
}

export interface PictureRequest {
  readonly width: number
  readonly height: number
  readonly shape?: RegionShape | undefined
  readonly signal?: AbortSignal
}

/** A region that was drawn, or changed where it has an id. */
export interface DrawnRegion {
  readonly id: string | null
  readonly page: number
  readonly shape: RegionShape
}

/** What engines can do that show pages. Pages count from 1. */
export interface ReaderPages {
  readonly count: number
  /** The page that takes most of the window. */
  current(): number
  goTo(page: number): void
  zoom(): PageZoom
  /** The factor that `zoom` comes to now. */
  scale(): number
  setZoom(zoom: PageZoom): void
  rotation(): PageRotation
  setRotation(rotation: PageRotation): void
  /** 1 leaves the picture as it is. */
  setLight(light: { readonly brightness: number; readonly contrast: number }): void
  /**
   * A picture of a page, or of a region of it, at most `width` by `height` CSS px. Null where it cannot be drawn, or
   * when `signal` says that nobody waits for it.
   */
  picture(page: number, wanted: PictureRequest): Promise<HTMLCanvasElement | null>
  setRegions(regions: readonly ReaderRegion[]): void
  /** The next drag or clicks draw a region; keys move and size one in the middle of the window. Null: no more. */
  drawRegion(type: RegionShape['type'] | null): void
  /** Keys move and size this region until Enter or Escape. */
  adjustRegion(id: string): void
  revealRegion(page: number, shape: RegionShape): void
  /** Middle of a region in px below the top of `content`. */
  regionMiddle(page: number, shape: RegionShape): number
  /** What screens put below a page on narrow windows; null where the page is not drawn. */
  slot(page: number): HTMLElement | null
  /** Page, zoom, rotation or what is being drawn has changed. */
  onChange(listener: () => void): Stop
  /** What is being drawn: null for nothing. */
  drawing(): RegionShape['type'] | null
  onRegion(listener: (region: DrawnRegion) => void): Stop
}

export interface Reader {
  /** Selects a range (null: nothing) without moving the focus; `by`: whose act it stands for. Default: 'program'. */
  select(range: Range | null, by?: ReaderSelection['by']): void
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
  /** The caret goes on without a word, the focus and scrolling; from `anchor` to it is what is chosen. */
  putCaret(anchor: number, caret: number): void
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
  /** Null for engines that show no pages. */
  readonly pages: ReaderPages | null
  /** Takes away what was drawn, and every listener. */
  destroy(): void
}

/** A way to show documents: a folder of `engines/`. */
export interface Engine {
  readonly kind: string
  /** The engine with the highest answer shows the document; 0: cannot. */
  accepts(model: DocumentModel): number
  /** What mounting begins with and hangs on the model alone: for a long text each is a task of its own before. */
  readonly prepare?: readonly ByModel<unknown>[]
  mount(element: HTMLElement, document: ReaderDocument, options: ReaderOptions): Reader
}
