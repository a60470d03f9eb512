/**
 * Lists of any length: of long ones only the rows near what is visible are in the page, short ones are there whole. Rows
 * have any height; what the reader is on stays in the page wherever the list is scrolled to.
 */
import { elementScroll, observeElementOffset, observeElementRect, useVirtualizer } from '@tanstack/vue-virtual'
import { computed, type CSSProperties, nextTick, onScopeDispose, shallowRef, watch } from 'vue'

/** Lists up to this many lines are drawn whole. */
const WHOLE = 200
/** Lines above and below what is visible that are drawn, too. */
const AROUND = 10
/** Height that is drawn before the window is known, in px. */
const FIRST_VIEW = 800
/** Frames in which a row that was scrolled to may still be pushed away by others that turn out higher than guessed. */
const SETTLING = 6

export interface ListGroup<T> {
  readonly key: string
  readonly items: readonly T[]
}

export interface WindowedOptions<T, G extends ListGroup<T>> {
  /** The element that scrolls. */
  root: () => HTMLElement | null
  groups: () => readonly G[]
  keyOf: (item: T) => string
  /** Px of a row and of the head of a group (0: groups have none) until they are measured. */
  heights: { readonly row: number | ((item: T) => number); readonly head: number }
  /** Items side by side in one line. Default: 1. */
  columns?: () => number
  /** Px of what stands above the first line in the same scroller. Default: none. */
  above?: number
  /** Key of the item that is the Tab stop: it is always in the page. */
  stop: () => string | null
}

/** A line or a head that is in the page; bind `place` to its element, and `measure` as its ref unless its height is fixed. */
interface Placed {
  readonly place: { readonly 'data-index': number; readonly style: CSSProperties | undefined }
}
export interface WindowedLine<T> extends Placed {
  readonly key: string
  /** The first item, which is the only one in lists of one column. */
  readonly item: T
  readonly items: readonly T[]
  /** Place of the first item in the whole list, from 0. */
  readonly first: number
}
export interface WindowedGroup<T, G extends ListGroup<T>> {
  readonly group: G
  /** Null where the head is not in the page. */
  readonly head: Placed | null
  readonly lines: readonly WindowedLine<T>[]
}

/** `shown` is drawn inside an element with `frame` as its style, inside the scroller, in the normal flow. */
export function useWindowed<T, G extends ListGroup<T>>(options: WindowedOptions<T, G>) {
  const { root, keyOf, heights, columns = () => 1, above = 0, stop } = options
  const headed = heights.head > 0 ? 1 : 0

  /** Groups with the number of their first line (that of the head where there is one) and of their first item. */
  const blocks = computed(() => {
    const perLine = Math.max(1, columns())
    let start = 0
    let first = 0
    return options.groups().map((group) => {
      const block = { group, perLine, start, first, lines: Math.ceil(group.items.length / perLine) }
      start += headed + block.lines
      first += group.items.length
      return block
    })
  })
  type Block = (typeof blocks.value)[number]
  const total = computed(() => blocks.value.reduce((sum, { group }) => sum + group.items.length, 0))
  const count = computed(() => {
    const last = blocks.value.at(-1)
    return last ? last.start + headed + last.lines : 0
  })
  const isWhole = computed(() => count.value <= WHOLE)

  function blockAt(index: number): Block | undefined {
    let [low, high] = [0, blocks.value.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((blocks.value[middle]?.start ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return blocks.value[low - 1]
  }
  /** Number in its group of the first item of a line; -1 for the head. */
  const itemAt = (block: Block, index: number) =>
    index - block.start < headed ? -1 : (index - block.start - headed) * block.perLine

  /** Of every line, the key of its first item (heads have one that no item has), and the height that is guessed. */
  const known = computed(() => {
    const keys: string[] = []
    const guesses: number[] = []
    const { row } = heights
    for (const { group, perLine } of blocks.value) {
      if (headed > 0) {
        keys.push(`head ${group.key}`)
        guesses.push(heights.head)
      }
      for (let at = 0; at < group.items.length; at += perLine) {
        const item = group.items[at]
        if (item === undefined) continue
        keys.push(keyOf(item))
        guesses.push(typeof row === 'number' ? row : row(item))
      }
    }
    return { keys, guesses }
  })
  const keyAt = (index: number) => known.value.keys[index] ?? String(index)

  /** Number of the line that an item stands in; -1 where it is not in the list. */
  function lineOf(key: string): number {
    if (columns() <= 1) return known.value.keys.indexOf(key)
    for (const { group, start, perLine } of blocks.value) {
      const at = group.items.findIndex((item) => keyOf(item) === key)
      if (at >= 0) return start + headed + Math.floor(at / perLine)
    }
    return -1
  }

  /** Keys of what stays in the page besides: where the focus is, and where the list was told to go. */
  const focused = shallowRef<string | null>(null)
  const revealed = shallowRef<string | null>(null)
  const kept = computed(() =>
    [stop(), focused.value, revealed.value].flatMap((key) => (key === null ? [] : lineOf(key))).filter((at) => at >= 0),
  )

  /** Another list, another function: only then are all keys and heights asked anew. */
  const ofLine = computed(() => {
    const { keys, guesses } = known.value
    return {
      key: (index: number) => keys[index] ?? index,
      guess: (index: number) => guesses[index] ?? heights.head,
    }
  })
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const stays = kept.value
      return {
        count: count.value,
        enabled: !isWhole.value,
        getScrollElement: root,
        getItemKey: ofLine.value.key,
        estimateSize: ofLine.value.guess,
        overscan: AROUND,
        scrollMargin: above,
        initialRect: { width: 0, height: FIRST_VIEW },
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
        // To fractions of a pixel: the lines stand in the flow, and their errors would add up.
        measureElement: (element, entry) =>
          entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height,
        rangeExtractor({ startIndex, endIndex, overscan }) {
          const from = Math.max(0, startIndex - overscan)
          const to = Math.min(count.value - 1, endIndex + overscan)
          const near = Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)
          const far = stays.filter((index) => index < from || index > to)
          return far.length === 0 ? near : [...new Set([...near, ...far])].sort((a, b) => a - b)
        },
      }
    }),
  )

  const drawn = computed(() =>
    isWhole.value
      ? Array.from({ length: count.value }, (_, index) => ({ index, before: 0 }))
      : virtualizer.value.getVirtualItems().map(({ index, start }, at, all) => ({
          index,
          before: start - (all[at - 1]?.end ?? above),
        })),
  )
  const shown = computed((): readonly WindowedGroup<T, G>[] => {
    const groups: { group: G; head: Placed | null; lines: WindowedLine<T>[] }[] = []
    for (const { index, before } of drawn.value) {
      const block = blockAt(index)
      if (!block) continue
      let last = groups.at(-1)
      if (last?.group !== block.group) groups.push((last = { group: block.group, head: null, lines: [] }))
      // What is left out in front of a line stands as its margin.
      const style = before > 0 ? { marginBlockStart: `${before}px` } : undefined
      const place = { 'data-index': index, style }
      const at = itemAt(block, index)
      const item = block.group.items[at]
      if (at < 0) last.head = { place }
      else if (item !== undefined) {
        const items = block.perLine === 1 ? [item] : block.group.items.slice(at, at + block.perLine)
        last.lines.push({ place, key: keyOf(item), item, items, first: block.first + at })
      }
    }
    return groups
  })
  const frame = computed((): CSSProperties | undefined =>
    isWhole.value ? undefined : { display: 'flow-root', blockSize: `${virtualizer.value.getTotalSize()}px` },
  )

  /** Elements that were measured when they came into the page; of their later heights the browser tells. */
  let measured = new WeakSet<HTMLElement>()
  const measure = (element: unknown) => {
    // Of what is drawn whole no heights are wanted, nor followed.
    if (isWhole.value) measured = new WeakSet()
    if (isWhole.value || (element !== null && !(element instanceof HTMLElement))) return
    // Asked for each row whenever the list is drawn anew; the answer would lay out the page.
    if (element && measured.has(element)) return
    if (element) measured.add(element)
    virtualizer.value.measureElement(element)
  }

  let run = 0
  const lineElement = (key: string) => root()?.querySelector<HTMLElement>(`[data-index="${lineOf(key)}"]`)
  const frameOf = () => new Promise((resolve) => requestAnimationFrame(resolve))

  async function settle(key: string, mine: number): Promise<void> {
    for (let at = 0; at < SETTLING; at += 1) {
      await frameOf()
      if (mine !== run) return
      lineElement(key)?.scrollIntoView({ block: 'nearest' })
    }
  }

  /** Scrolls as little as shows the item; resolves when it is in the page. */
  async function reveal(key: string): Promise<void> {
    const mine = (run += 1)
    revealed.value = key
    await nextTick()
    lineElement(key)?.scrollIntoView({ block: 'nearest' })
    if (!isWhole.value) void settle(key, mine)
  }

  /** Gives the focus to the item with this `data-id`, at once where it is in the page, and shows it. */
  async function focus(key: string): Promise<void> {
    const find = () => root()?.querySelector<HTMLElement>(`[data-id="${CSS.escape(key)}"]`)
    const now = find()
    now?.focus({ preventScroll: true })
    await reveal(key)
    if (!now) find()?.focus({ preventScroll: true })
  }

  /** How many lines are wholly visible; at least one. */
  function linesInView(): number {
    const element = root()
    if (!element) return 1
    const { top, bottom } = element.getBoundingClientRect()
    const lines = [...element.querySelectorAll('[data-index]')].map((line) => line.getBoundingClientRect())
    return Math.max(1, lines.filter((line) => line.top >= top - 1 && line.bottom <= bottom + 1).length)
  }

  /** Place of the item that a key leads to from another one; null where the key does not move. */
  function stepFrom(from: number, key: string): number | null {
    const line = Math.max(1, columns())
    const page = () => linesInView() * line
    const steps: Partial<Record<string, () => number>> = {
      ArrowDown: () => from + line,
      ArrowUp: () => from - line,
      PageDown: () => from + page(),
      PageUp: () => from - page(),
      Home: () => 0,
      End: () => total.value - 1,
    }
    const step = steps[key]
    return step ? Math.max(0, Math.min(total.value - 1, step())) : null
  }

  const follow = (event: FocusEvent) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    if (line && event.type === 'focusin') focused.value = keyAt(Number(line.dataset['index']))
    // Where the whole window lost the focus, it comes back to the same row.
    else if (event.relatedTarget !== null) focused.value = null
  }
  // Who scrolls has the last word.
  const taken = () => void (run += 1)
  const events = { focusin: follow, focusout: follow } as const
  const hands = ['wheel', 'touchmove', 'pointerdown'] as const
  watch(
    root,
    (element, _before, onCleanup) => {
      if (!element) return
      for (const [name, heard] of Object.entries(events)) element.addEventListener(name as 'focusin', heard)
      for (const name of hands) element.addEventListener(name, taken, { passive: true })
      // Lines come and go above what is seen: the browser must not hold on to one of them.
      element.style.overflowAnchor = 'none'
      onCleanup(() => {
        for (const [name, heard] of Object.entries(events)) element.removeEventListener(name as 'focusin', heard)
        for (const name of hands) element.removeEventListener(name, taken)
      })
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => (run += 1))

  return { shown, frame, total, measure, reveal, focus, stepFrom }
}
