import { type Range as TextRange } from '#shared/contract'
import { ringAround } from '../../focus-ring'
import { sayNotes } from '../../hearing'
import { createSteps } from '../../steps'
import { cutSegments, marksAt } from '../../segments'
import type {
  Reader,
  ReaderCommand,
  ReaderDifference,
  ReaderDocument,
  ReaderHighlight,
  ReaderOptions,
  ReaderSelection,
} from '../../types'
import { unionOf } from '../../boxes'
import { createBody } from './body'
import { createGeometry } from './geometry'
import { listenToKeys } from '../../keyboard'
import { createNotesLists } from './notes-lists'
import { createOffsetMap } from './offsets'
import { createOverlay } from './overlay'
import { indexRanges, type RangeIndex } from '../../range-index'
import { createPainter, inheritsHighlights } from './registry'
import { createSelection } from './selection'
import { createSignal } from '../../signal'
import '../../reader.css'
import '../../marks.css'

/** Texts longer than this are painted only around what is visible. */
const PAINT_ALL = 30_000
/** Code units painted before and after what is visible. */
const PAINT_AROUND = 8_000
/** Code units of a passage that are brought into view. */
const REVEALED = 4_000

/** Draws the document into `element`; see `Reader` for what the handle promises. */
export function mountText(element: HTMLElement, document: ReaderDocument, options: ReaderOptions): Reader {
  const { model } = document
  const scroller = options.scroller ?? element
  const content = window.document.createElement('article')
  content.className = 'rd-content'
  content.tabIndex = 0
  content.setAttribute('aria-label', options.labels.title)
  if (model.lang !== undefined) content.lang = model.lang
  content.dir = 'auto'
  element.replaceChildren(content)
  content.classList.toggle('marks-each', !inheritsHighlights(content))
  const at = options.at ?? 0
  const map = createOffsetMap(content)
  const body = createBody({
    content,
    scroller,
    model,
    build: { paragraphNumbers: options.paragraphNumbers ?? true, headingBase: options.headingBase ?? 2 },
    whole: options.whole ?? false,
    at,
    held: () => selection.held(),
    changed: map.replace,
  })
  const geometry = createGeometry(content, body, map)
  const overlay = createOverlay(content, geometry)
  const painter = createPainter()
  const lists = createNotesLists(body.leaves, geometry.leafAt, options.labels.annotations)
  content.append(overlay.element)

  let highlights: RangeIndex<ReaderHighlight> = indexRanges([])
  let differences: RangeIndex<ReaderDifference> = indexRanges([])
  let comparing = false
  let find: RangeIndex<TextRange> = indexRanges([])
  let findCurrent: TextRange | undefined
  let passage: TextRange | null = null
  let shaded: Element[] = []
  let painted: TextRange = { start: 0, end: 0 }
  let destroyed = false
  const slots = new WeakMap<Element, HTMLElement>()
  /** Block under the reader's eye and the share of it above the window: kept when lines move. Null at the start. */
  let eye: { element: HTMLElement; share: number; scrollTop: number } | null = null

  const visibleChanged = createSignal<[TextRange]>()
  const layoutChanged = createSignal<[]>()
  const activated = createSignal<[string[], number]>()
  const linkChosen = createSignal<[string]>()
  const commanded = createSignal<[ReaderCommand, KeyboardEvent]>()
  const selectionChanged = createSignal<[ReaderSelection | null]>()

  // --- painting

  function visible(): TextRange {
    const box = scroller.getBoundingClientRect()
    const start = geometry.firstBelow(box.top + 1)
    return { start, end: Math.max(start, geometry.lastAbove(box.bottom)) }
  }

  /** What is to be painted now; all of a short text, else what is visible and a good piece around it. */
  function paintWindow(): TextRange {
    if (model.text.length <= PAINT_ALL) return { start: 0, end: model.text.length }
    const seen = visible()
    return { start: Math.max(0, seen.start - PAINT_AROUND), end: Math.min(model.text.length, seen.end + PAINT_AROUND) }
  }

  const within = <T extends TextRange>(index: RangeIndex<T>) => index.touching(painted.start, painted.end)
  const staticRanges = (list: readonly TextRange[]) => list.flatMap(({ start, end }) => map.range(start, end) ?? [])

  function paint(): void {
    painted = paintWindow()
    paintHighlights()
    paintDifferences()
    paintFind()
    overlay.draw({ highlights: within(highlights), differences: within(differences), comparing })
  }

  function paintHighlights(): void {
    const plain = comparing
    const segments = plain ? [] : cutSegments(within(highlights))
    for (const letter of ['A', 'B', 'C', 'D', 'E'] as const) {
      const small = letter.toLowerCase()
      painter.paint(`rd-wash-${small}`, staticRanges(segments.filter(({ wash }) => wash === letter)))
      painter.paint(`rd-line-${small}`, staticRanges(segments.filter(({ line }) => line === letter)))
    }
    painter.paint('rd-line-plain', staticRanges(segments.filter(({ line }) => line === 'plain')))
    painter.paint('rd-current', staticRanges(plain ? [] : within(highlights).filter(({ current }) => current)))
  }

  function paintDifferences(): void {
    const near = within(differences)
    const of = (kind: ReaderDifference['kind']) =>
      staticRanges(near.filter((one) => one.kind === kind && one.end > one.start))
    painter.paint('rd-ins', of('added'))
    painter.paint('rd-del', of('omitted'))
    painter.paint('rd-chg', of('changed'))
    painter.paint('rd-mov', of('moved'))
  }

  function paintFind(): void {
    painter.paint('rd-find', staticRanges(within(find)))
    painter.paint('rd-find-current', findCurrent ? staticRanges([findCurrent]) : [])
  }

  /** Blocks of the current passage, as far as they are drawn. */
  function shade(): void {
    for (const one of shaded) one.classList.remove('is-passage')
    const range = passage
    shaded = range
      ? body
          .leaves()
          .filter(({ start, end }) => start < range.end && end > range.start)
          .map((leaf) => leaf.element)
      : []
    for (const one of shaded) one.classList.add('is-passage')
  }

  /** Draws what came near and tells those who have something on it. Answers whether anything changed. */
  function refill(): boolean {
    const { changed, rest } = body.update()
    if (rest) schedule()
    if (!changed) return false
    lists.refresh()
    shade()
    paint()
    return true
  }

  /** Makes a place measurable. */
  function draw(...offsets: number[]): void {
    body.draw(offsets)
  }

  // --- selection and keys

  const selection = createSelection({
    content,
    map,
    geometry,
    text: model.text,
    draw: body.draw,
    changed: selectionChanged.emit,
  })
  const stopSelectionPaint = selectionChanged.on((now) => {
    painter.paint('rd-selected', now ? staticRanges([now.range]) : [])
    overlay.caret(selection.caretOn() ? selection.focusOffset() : null)
  })

  function setCaret(on: boolean, quietly = false): void {
    if (on === selection.caretOn()) return
    selection.setCaret(on, selection.range()?.start ?? Math.max(visible().start, 0))
    content.classList.toggle('has-caret', on)
    overlay.caret(on ? selection.focusOffset() : null)
    if (!quietly) options.announce?.(on ? options.labels.caretOn : options.labels.caretOff)
  }

  const stopRing = ringAround(content)
  const stopKeys = listenToKeys({
    content,
    steps: createSteps(model),
    selection: selection.range,
    focusOffset: selection.focusOffset,
    select: (range) => {
      selection.select(range, 'keyboard')
      reveal(range, { align: 'nearest' })
    },
    clear: selection.collapse,
    move(alter, direction, by) {
      const moved = selection.move(alter, direction, by)
      const focus = selection.focusOffset()
      if (focus !== null) {
        reveal(focus, { align: 'nearest' })
        overlay.caret(focus)
      }
      return moved
    },
    moveTo(alter, offset) {
      selection.moveTo(alter, offset)
      const focus = selection.focusOffset()
      if (focus === null) return
      reveal(focus, { align: 'nearest' })
      overlay.caret(selection.caretOn() ? focus : null)
    },
    sayNotes: (block, asked) => sayNotes(highlights.touching(block.start, block.end), options, asked),
    selectAll() {
      selection.select({ start: 0, end: model.text.length }, 'keyboard')
    },
    caretIsOn: selection.caretOn,
    setCaret,
    command: commanded.emit,
  })

  function onClick(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target.closest('a') : null
    if (target && content.contains(target)) {
      event.preventDefault()
      const reference = target.dataset['ref']
      if (reference !== undefined) followReference(reference)
      else if (target.href) linkChosen.emit(target.href)
      return
    }
    // What stands below a block, such as a note on a narrow screen, knows itself what a click on it means.
    if (event.target instanceof Element && event.target.closest('.rd-slot')) return
    if (selection.range()) return
    const offset = geometry.at(event.clientX, event.clientY)
    activated.emit(offset === null ? [] : marksAt(highlights.touching(offset, offset), offset), offset ?? -1)
  }

  /** A reference to a note of the text: its block or named point. */
  function followReference(id: string): void {
    const name = id.replace(/^#/, '')
    const block = model.blocks.find((one) => one.id === name)
    const place = block?.start ?? model.anchors.find((one) => one.id === name)?.start
    if (place !== undefined) reveal(place, { align: 'start' })
  }

  // --- scrolling and layout

  let frame = 0
  let scrolled = false
  let moved = false
  function schedule(): void {
    if (frame === 0) frame = requestAnimationFrame(run)
  }
  function run(): void {
    frame = 0
    if (destroyed) return
    // Lines may have moved without a word, e.g. when a typeface came while it was scrolled.
    keepEye(moved)
    if (refill()) moved = true
    if (moved) {
      paint()
      overlay.caret(selection.caretOn() ? selection.focusOffset() : null)
      layoutChanged.emit()
    }
    if (scrolled || moved) {
      lookAgain()
      // Which letters are visible costs dozens of measurements: only for those who ask, and for long texts.
      const isWhole = painted.end - painted.start === model.text.length
      if (!isWhole || visibleChanged.isHeard()) {
        const seen = visible()
        const inside =
          (seen.start >= painted.start + PAINT_AROUND / 2 || painted.start === 0) &&
          (seen.end <= painted.end - PAINT_AROUND / 2 || painted.end === model.text.length)
        if (!inside) paint()
        visibleChanged.emit(seen)
      }
    }
    scrolled = moved = false
  }
  function lookAgain(): void {
    const top = scroller.getBoundingClientRect().top
    const leaf = scroller.scrollTop > 0 ? geometry.leafBelow(top + 1) : null
    const box = leaf?.element.getBoundingClientRect()
    eye =
      leaf && box
        ? { element: leaf.element, share: (top - box.top) / Math.max(1, box.height), scrollTop: scroller.scrollTop }
        : null
  }
  /** `isNew`: lines may have another height; what is not drawn is estimated anew. */
  function keepEye(isNew: boolean): void {
    // What was scrolled since is no movement of lines.
    const scrolledBy = eye ? scroller.scrollTop - eye.scrollTop : 0
    if (isNew) body.relayout()
    if (!eye?.element.isConnected) return
    const box = eye.element.getBoundingClientRect()
    const by = box.top + eye.share * box.height - scroller.getBoundingClientRect().top + scrolledBy
    if (Math.abs(by) < 1) return
    scroller.scrollTop += by
    lookAgain()
  }
  function onScroll(): void {
    scrolled = true
    schedule()
  }
  function onLayout(): void {
    moved = true
    schedule()
  }

  const resize = new ResizeObserver(() => {
    // At once, for this is before the page is painted: nothing is seen to jump.
    keepEye(true)
    onLayout()
  })
  resize.observe(content)
  scroller.addEventListener('scroll', onScroll, { passive: true })
  content.addEventListener('click', onClick)
  window.document.fonts.addEventListener('loadingdone', onLayout)

  function rectOf(place: TextRange | number): DOMRect | null {
    if (typeof place === 'number') return geometry.caret(place)
    if (place.start === place.end) return geometry.caret(place.start)
    return unionOf(geometry.rects(place.start, place.end))
  }

  function reveal(
    place: TextRange | number,
    { align = 'nearest' }: { align?: 'start' | 'center' | 'nearest' } = {},
  ): void {
    const range = typeof place === 'number' ? { start: place, end: place } : place
    // Of a very long passage the beginning is shown: all of it has no room.
    const shown = { start: range.start, end: Math.min(range.end, range.start + REVEALED) }
    // Again where it moved: blocks far away have estimated heights until they are drawn for the first time.
    for (let round = 0; round < 4; round += 1) {
      draw(shown.start, shown.end)
      const box = rectOf(shown)
      if (!box) return
      const view = scroller.getBoundingClientRect()
      const room = Math.min(56, view.height / 6)
      let by = 0
      if (align === 'start') by = box.top - view.top - room
      else if (align === 'center') by = box.top - view.top - Math.max(room, (view.height - box.height) / 2)
      else if (box.top < view.top + room) by = box.top - view.top - room
      else if (box.bottom > view.bottom - room) {
        by = Math.min(box.bottom - view.bottom + room, box.top - view.top - room)
      }
      if (Math.abs(by) >= 1) scroller.scrollTop += by
      if (!refill() && Math.abs(by) < 1) break
    }
    lookAgain()
  }

  function scrollTo(offset: number): void {
    const first = model.blocks[0]?.start ?? 0
    for (let round = 0; round < 4; round += 1) {
      draw(offset)
      const place = offset <= first ? null : geometry.top(offset)
      if (place === null) scroller.scrollTop = 0
      else scroller.scrollTop += content.getBoundingClientRect().top + place - scroller.getBoundingClientRect().top
      if (!refill() && round > 0) break
    }
    lookAgain()
  }

  body.relayout()
  if (at > 0) scrollTo(at)
  else {
    body.update()
    lookAgain()
  }
  paint()

  return {
    content,
    select(range, by = 'program') {
      selection.select(range, by)
    },
    selection: selection.range,
    caret: () => (selection.caretOn() ? selection.focusOffset() : null),
    reveal,
    scrollTo,
    topOffset() {
      refill()
      return geometry.firstBelow(scroller.getBoundingClientRect().top + 1)
    },
    visible() {
      refill()
      return visible()
    },
    drawn: body.extent,
    setHighlights(list) {
      highlights = indexRanges(list)
      lists.update(highlights)
      paint()
    },
    setDifferences(list) {
      differences = indexRanges(list)
      comparing = list.length > 0
      paint()
    },
    setFind(ranges, current) {
      find = indexRanges(ranges)
      findCurrent = ranges[current]
      paintFind()
    },
    setPassage(range) {
      passage = range
      shade()
    },
    rectOf,
    rectsOf: (range) => geometry.rects(range.start, range.end),
    lineTop: geometry.top,
    lineMiddle: geometry.middle,
    offsetAt: geometry.at,
    blockElement: (offset) => geometry.leafAt(offset)?.element ?? null,
    slotAfter(offset) {
      const element = geometry.leafAt(offset)?.element
      if (!element) return null
      const known = slots.get(element)
      if (known) return known
      const slot = window.document.createElement('div')
      slot.className = 'rd-slot'
      const notes = element.nextElementSibling
      ;(notes?.classList.contains('rd-notes') ? notes : element).after(slot)
      slots.set(element, slot)
      return slot
    },
    focus: () => content.focus({ preventScroll: true }),
    putCaret(anchor, caret) {
      setCaret(true, true)
      selection.placeCaret(anchor)
      if (caret !== anchor) selection.moveTo('extend', caret)
      overlay.caret(caret)
    },
    focusCaret(offset) {
      content.focus({ preventScroll: true })
      if (!selection.caretOn()) setCaret(true)
      if (offset !== undefined) {
        selection.placeCaret(offset)
        reveal(offset)
        overlay.caret(offset)
      }
    },
    toggleCaret() {
      content.focus({ preventScroll: true })
      setCaret(!selection.caretOn())
      return selection.caretOn()
    },
    onSelection: selectionChanged.on,
    onVisible: visibleChanged.on,
    onActivate: activated.on,
    onLink: linkChosen.on,
    onCommand: commanded.on,
    onLayout: layoutChanged.on,
    pages: null,
    refresh() {
      paint()
      layoutChanged.emit()
    },
    destroy() {
      destroyed = true
      cancelAnimationFrame(frame)
      resize.disconnect()
      scroller.removeEventListener('scroll', onScroll)
      content.removeEventListener('click', onClick)
      window.document.fonts.removeEventListener('loadingdone', onLayout)
      stopSelectionPaint()
      stopKeys()
      stopRing()
      selection.destroy()
      painter.clear()
      content.remove()
    },
  }
}
