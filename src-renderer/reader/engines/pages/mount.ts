/** Pages as pictures with the canonical text over them: the same notes on the same offsets as the text engine. */
import type { Range } from '#shared/contract'
import { ringAround } from '../../focus-ring'
import { sayNotes } from '../../hearing'
import { createSteps } from '../../steps'
import { marksAt } from '../../segments'
import type {
  PageZoom,
  Reader,
  ReaderCommand,
  ReaderDifference,
  ReaderDocument,
  ReaderHighlight,
  ReaderOptions,
  ReaderSelection,
} from '../../types'
import { unionOf } from '../../boxes'
import { listenToKeys } from '../../keyboard'
import { indexRanges, type RangeIndex } from '../../range-index'
import { createSignal } from '../../signal'
import { boxOnScreen, type PlacedPage, toPage } from './layout'
import { drawMarks } from './marks'
import { createPagesHandle } from './pages-handle'
import { createPageText, type PageRect } from './page-text'
import type { PageView } from './page-view'
import { listenToPointer } from './pointer'
import { createRegions } from './regions'
import { createPageSelection } from './selection'
import { createSlots } from './slots'
import { createPageSource } from './source'
import { createViewport } from './viewport'
import '../../reader.css'
import '../../marks.css'
import '../../pages.css'

export interface PagesBehaviour {
  /** How large pages are shown at first. */
  readonly zoom: PageZoom
  /** The wheel zooms, and what is dragged beside words moves the picture. */
  readonly isDeep: boolean
}

/** Draws the pages of the document into `element`; see `Reader` for what the handle promises. */
export function mountPages(
  element: HTMLElement,
  { model }: ReaderDocument,
  options: ReaderOptions,
  behaviour: PagesBehaviour,
): Reader {
  const scroller = options.scroller ?? element
  const { labels } = options
  const content = window.document.createElement('article')
  content.className = 'pg-content'
  content.tabIndex = 0
  if (model.lang !== undefined) content.lang = model.lang
  content.setAttribute('aria-label', labels.title)
  content.classList.toggle('is-deep', behaviour.isDeep)
  // As in the text, whose title is its first heading.
  const heading = window.document.createElement(`h${options.headingBase ?? 2}`)
  heading.className = 'pg-text'
  heading.textContent = labels.title
  content.append(heading)
  element.replaceChildren(content)

  const words = createPageText(model)
  let highlights: RangeIndex<ReaderHighlight> = indexRanges([])
  let differences: RangeIndex<ReaderDifference> = indexRanges([])
  let find: RangeIndex<Range> = indexRanges([])
  let findCurrent: Range | undefined
  let passage: Range | null = null
  /** The place that was asked for, as long as nothing was scrolled: columns and the end of a text have no line at the top. */
  let held: { readonly offset: number; readonly scrollTop: number } | null = null
  let isDestroyed = false
  let frame = 0
  let isMoved = false

  const visibleChanged = createSignal<[Range]>()
  const layoutChanged = createSignal<[]>()
  const activated = createSignal<[string[], number]>()
  const linkChosen = createSignal<[string]>()
  const commanded = createSignal<[ReaderCommand, KeyboardEvent]>()
  const selectionChanged = createSignal<[ReaderSelection | null]>()
  const pagesChanged = createSignal<[]>()

  const modelPage = (n: number) =>
    model.pages[n - 1]?.n === n ? model.pages[n - 1] : model.pages.find((one) => one.n === n)
  const labelOf = (n: number) => modelPage(n)?.label ?? String(n)

  // --- painting

  function paint(view: PageView, page: PlacedPage): void {
    const { start = 0, end = 0 } = modelPage(page.n) ?? {}
    const touches = (range: Range | null | undefined) =>
      range && range.start < end && range.end > start ? range : null
    drawMarks(view.marks, page, words, {
      highlights: highlights.touching(start, end),
      differences: differences.touching(start, end),
      find: find.touching(start, end),
      findCurrent: touches(findCurrent) ?? undefined,
      passage: touches(passage),
      selection: touches(selection.range()),
      caret: selection.caretOn() ? selection.focus() : null,
    })
    regions.fill(view.regions, page)
    listNotes(view, highlights.touching(start, end))
  }

  function paintAll(): void {
    for (const view of viewport.views()) {
      const page = viewport.placed(view.n)
      if (page) paint(view, page)
    }
  }

  /** The notes of a page as a list for assistive technology. */
  function listNotes(view: PageView, notes: readonly ReaderHighlight[]): void {
    const labelled = notes.flatMap(({ label }) => label?.() ?? [])
    const key = labelled.join('\n')
    const known = view.element.querySelector<HTMLElement>('.rd-notes')
    if ((known?.dataset['key'] ?? '') === key) return
    known?.remove()
    if (labelled.length === 0) return
    const list = window.document.createElement('ul')
    list.className = 'rd-notes'
    list.dataset['key'] = key
    list.setAttribute('aria-label', labels.annotations)
    for (const one of labelled) list.append(Object.assign(window.document.createElement('li'), { textContent: one }))
    view.element.append(list)
  }

  // --- selection

  const selection = createPageSelection({
    text: model.text,
    lang: model.lang,
    words,
    changed: (now) => selectionChanged.emit(now),
  })
  const stopPainting = selectionChanged.on(() => {
    content.classList.toggle('has-caret', selection.caretOn())
    paintAll()
  })

  function setCaret(on: boolean, quietly = false): void {
    if (on === selection.caretOn()) return
    selection.setCaret(on, selection.range()?.start ?? visible().start)
    paintAll()
    content.classList.toggle('has-caret', on)
    if (!quietly) options.announce?.(on ? labels.caretOn : labels.caretOff)
  }

  // --- places

  const source = options.files ? createPageSource(model, options.files) : null
  const regions = createRegions({
    placed: (n) => viewport.placed(n),
    middle() {
      const page = viewport.current()
      const seen = page && viewport.seen(page)
      if (!page || !seen) return null
      return { page: page.n, point: toPage(page, seen.x + seen.w / 2, seen.y + seen.h / 2) }
    },
    redraw(n) {
      const page = viewport.placed(n)
      const view = viewport.views().find((one) => one.n === n)
      if (page && view) regions.fill(view.regions, page)
    },
    chosen: (id) => activated.emit([id], -1),
    drawn: (region) => handle.drawn(region),
    changed() {
      content.classList.toggle('is-drawing', regions.drawing() !== null)
      pagesChanged.emit()
    },
    reveal: (page, shape) => handle.pages.revealRegion(page, shape),
  })
  const viewport = createViewport({
    content,
    scroller,
    model,
    source,
    zoom: behaviour.zoom,
    room: () => options.room?.() ?? scroller.clientWidth,
    label: (n) => labels.page?.(labelOf(n)) ?? labelOf(n),
    failed: (n, failure) => labels.pageFailed?.(labelOf(n), failure) ?? String(failure.error),
    tryAgain: labels.tryAgain,
    paint,
    moved() {
      if (!isDestroyed) onLayout()
    },
    slot: (page) => slots.place(page),
  })
  const slots = createSlots(content, viewport)

  /** Box of a place in px of the content. */
  function boxOf(rect: PageRect): DOMRect | null {
    const page = viewport.placed(rect.page)
    if (!page) return null
    const box = boxOnScreen(page, rect)
    return new DOMRect(page.left + box.x, page.top + box.y, box.width, box.height)
  }

  /** Box of the line of an offset; the top of its page where nobody knows where it stands. */
  function lineBox(offset: number): DOMRect {
    const caret = words.caret(offset)
    const box = caret && boxOf(caret)
    if (box) return box
    const page = viewport.placed(words.pageOf(offset)) ?? viewport.layout().pages[0]
    return new DOMRect(page?.left ?? 0, page?.top ?? 0, 0, 0)
  }

  function onClient(box: DOMRect): DOMRect {
    const origin = content.getBoundingClientRect()
    return new DOMRect(box.x + origin.left, box.y + origin.top, box.width, box.height)
  }

  function boxesOf(range: Range): DOMRect[] {
    if (range.start === range.end) return [lineBox(range.start)]
    return words.rects(range).flatMap((rect) => boxOf(rect) ?? [])
  }

  /** First letter of the line at a height of the content; `isLast`: the end of that line. */
  function offsetAtHeight(y: number, isLast = false): number {
    const { pages } = viewport.layout()
    const page = pages.find((one) => one.top + one.height > y) ?? pages.at(-1)
    if (!page) return 0
    const origin = content.getBoundingClientRect()
    const inside = Math.min(page.height - 1, Math.max(1, y - page.top))
    const at = viewport.pointAt(origin.left + page.left + (isLast ? page.width - 1 : 1), origin.top + page.top + inside)
    const near = at ? words.near(page.n, at.x, at.y) : null
    if (near === null) return modelPage(page.n)?.[isLast ? 'end' : 'start'] ?? 0
    const line = words.lineOf(near)
    return isLast ? line.end : line.start
  }

  function visible(): Range {
    const { top, bottom } = viewport.edges()
    const asked = held && Math.abs(held.scrollTop - scroller.scrollTop) < 1.5 ? held.offset : null
    const start = asked ?? (scroller.scrollTop <= 0 ? 0 : offsetAtHeight(top + 2))
    return { start, end: Math.max(start, offsetAtHeight(bottom - 2, true)) }
  }

  function reveal(place: Range | number, { align = 'nearest' }: { align?: 'start' | 'center' | 'nearest' } = {}): void {
    const range = typeof place === 'number' ? { start: place, end: place } : place
    const [first] = boxesOf(
      range.start === range.end ? range : { start: range.start, end: Math.min(range.end, range.start + 2000) },
    )
    const page = viewport.placed(words.pageOf(range.start))
    const top = first ?? lineBox(range.start)
    // Of a passage that goes on over pages the beginning is shown.
    const all = unionOf(boxesOf(range).filter((box) => page && box.top < page.top + page.height)) ?? top
    viewport.reveal(all, align)
  }

  function scrollTo(offset: number): void {
    const first = model.pages.find(({ end }) => end > 0)?.start ?? 0
    if (offset <= first) scroller.scrollTop = 0
    else scroller.scrollTop += lineBox(offset).top - 2 - viewport.edges().top
    viewport.update()
    held = { offset, scrollTop: scroller.scrollTop }
  }

  // --- keys and pointer

  function slotOf(n: number): HTMLElement | null {
    const page = viewport.placed(n)
    const isDrawn = viewport.views().some((view) => view.n === n)
    return page && isDrawn ? slots.of(page) : null
  }

  function follow(): void {
    const focus = selection.focus()
    if (focus !== null) reveal(focus)
  }

  const handle = createPagesHandle({
    model,
    viewport,
    regions,
    content,
    scroller,
    changed: pagesChanged,
    held: (offset) => (held = { offset, scrollTop: scroller.scrollTop }),
    slot: slotOf,
    announceRegions: () => labels.regionHelp && options.announce?.(labels.regionHelp),
  })
  const stopPages = handle.listen(() => selection.caretOn(), behaviour.isDeep)
  const stopRing = ringAround(content)
  const stopKeys = listenToKeys({
    content,
    steps: createSteps(model),
    selection: selection.range,
    focusOffset: selection.focus,
    select: (range) => {
      selection.select(range, 'keyboard')
      reveal(range)
    },
    clear: selection.collapse,
    move(alter, direction, by) {
      const isMoved = selection.move(alter, direction, by)
      follow()
      return isMoved
    },
    moveTo(alter, offset) {
      selection.moveTo(alter, offset)
      follow()
    },
    sayNotes: (block, asked) => sayNotes(highlights.touching(block.start, block.end), options, asked),
    selectAll: () => selection.select({ start: 0, end: model.text.length }, 'keyboard'),
    caretIsOn: selection.caretOn,
    setCaret,
    command: commanded.emit,
  })
  const stopPointer = listenToPointer({
    content,
    scroller,
    viewport,
    regions,
    words,
    selection,
    isDeep: behaviour.isDeep,
    clicked(offset) {
      const link =
        offset === null
          ? undefined
          : model.marks.find((mark) => mark.kind === 'link' && mark.start <= offset && offset < mark.end)
      if (link?.target !== undefined && /^(https?|mailto):/i.test(link.target)) return linkChosen.emit(link.target)
      activated.emit(offset === null ? [] : marksAt(highlights.touching(offset, offset), offset), offset ?? -1)
    },
  })

  function onCopy(event: ClipboardEvent): void {
    const range = selection.range()
    if (!range || !event.clipboardData || window.document.activeElement !== content) return
    event.clipboardData.setData('text/plain', model.text.slice(range.start, range.end))
    event.preventDefault()
  }

  // --- scrolling and layout

  function schedule(): void {
    if (frame === 0) frame = requestAnimationFrame(run)
  }
  function run(): void {
    frame = 0
    if (isDestroyed) return
    viewport.update()
    if (isMoved) layoutChanged.emit()
    isMoved = false
    handle.look()
    visibleChanged.emit(visible())
  }
  function onLayout(): void {
    isMoved = true
    schedule()
  }
  let size = ''
  const resize = new ResizeObserver(() => {
    const now = `${scroller.clientWidth}x${scroller.clientHeight}x${options.room?.() ?? 0}`
    if (now === size) return
    size = now
    const offset = held && Math.abs(held.scrollTop - scroller.scrollTop) < 1.5 ? held.offset : null
    viewport.resize()
    if (offset !== null) scrollTo(offset)
  })
  resize.observe(scroller)
  scroller.addEventListener('scroll', schedule, { passive: true })
  window.document.addEventListener('copy', onCopy)
  viewport.update()

  return {
    content,
    pages: handle.pages,
    select: (range, by = 'program') => selection.select(range && range.end > range.start ? range : null, by),
    selection: selection.range,
    caret: () => (selection.caretOn() ? selection.focus() : null),
    reveal,
    scrollTo,
    topOffset: () => visible().start,
    visible,
    drawn() {
      const shown = viewport.views().flatMap(({ n }) => modelPage(n) ?? [])
      if (shown.length === 0) return { start: 0, end: 0 }
      return { start: Math.min(...shown.map(({ start }) => start)), end: Math.max(...shown.map(({ end }) => end)) }
    },
    setHighlights(list) {
      highlights = indexRanges(list)
      paintAll()
    },
    setDifferences(list) {
      differences = indexRanges(list)
      paintAll()
    },
    setFind(ranges, current) {
      find = indexRanges(ranges)
      findCurrent = ranges[current]
      paintAll()
    },
    setPassage(range) {
      passage = range
      paintAll()
    },
    rectOf(place) {
      const box = typeof place === 'number' ? lineBox(place) : unionOf(boxesOf(place))
      return box ? onClient(box) : null
    },
    rectsOf: (range) => boxesOf(range).map(onClient),
    lineTop: (offset) => lineBox(offset).top,
    lineMiddle(offset) {
      const box = lineBox(offset)
      return box.top + box.height / 2
    },
    offsetAt(x, y) {
      const at = viewport.pointAt(x, y)
      return at?.inside ? words.at(at.page.n, at.x, at.y) : null
    },
    blockElement: (offset) => viewport.views().find(({ n }) => n === words.pageOf(offset))?.element ?? null,
    slotAfter: (offset) => slotOf(words.pageOf(offset)),
    focus: () => content.focus({ preventScroll: true }),
    putCaret(anchor, caret) {
      setCaret(true, true)
      selection.placeCaret(anchor)
      if (caret !== anchor) selection.moveTo('extend', caret)
    },
    focusCaret(offset) {
      content.focus({ preventScroll: true })
      if (!selection.caretOn()) setCaret(true)
      if (offset === undefined) return
      selection.placeCaret(offset)
      reveal(offset)
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
    refresh() {
      viewport.resize()
      layoutChanged.emit()
    },
    destroy() {
      isDestroyed = true
      cancelAnimationFrame(frame)
      resize.disconnect()
      scroller.removeEventListener('scroll', schedule)
      window.document.removeEventListener('copy', onCopy)
      stopPainting()
      stopPages()
      stopKeys()
      stopRing()
      stopPointer()
      slots.destroy()
      viewport.destroy()
      content.remove()
    },
  }
}
