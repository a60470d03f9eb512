/** Of long lists only the rows near what is visible are in the page; short ones are there whole. */
import type { DocumentSummary } from '#shared/contract'
import { computed, nextTick, onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'
import type { DocumentGroup } from './sorting'

/** Lists up to this length are drawn whole. */
const whole = 200
/** Pixels above and below what is visible that are drawn, too. */
const margin = 600

export interface WindowedGroup {
  readonly key: string
  /** Documents of the whole group. */
  readonly count: number
  readonly documents: readonly DocumentSummary[]
  /** Place of the first of `documents` in the whole list, from 0. */
  readonly first: number
  /** Pixels that stand for the rows left out in front and behind. */
  readonly before: number
  readonly after: number
}

interface Options {
  /** The element that scrolls. */
  root: Readonly<Ref<HTMLElement | null>>
  groups: Readonly<Ref<readonly DocumentGroup[]>>
  /** Cards in a line; 1 in the table. */
  columns: () => number
  /** Pixels that stay covered at the top while the list scrolls. */
  covered: number
  /** How the rows are put in order: another order is read from the top. */
  order: () => unknown
}

interface Heights {
  /** Of a row or card, of a group's head (0 where groups have none), and of what stands above the first group. */
  row: number
  head: number
  above: number
}

/** The part of each group to draw, and a way to bring a row into it. */
export function useWindow({ root, groups, columns, covered, order }: Options) {
  const top = ref(0)
  const view = ref(800)
  const perLine = ref(1)
  const heights = ref<Heights>({ row: 50, head: 40, above: 0 })
  const total = computed(() => groups.value.reduce((sum, { documents }) => sum + documents.length, 0))
  const isWhole = computed(() => total.value <= whole)

  /** Where each group begins, and how many lines it has. */
  const places = computed(() => {
    const { row, head, above } = heights.value
    let y = above
    let first = 0
    return groups.value.map((group) => {
      const lines = Math.ceil(group.documents.length / perLine.value)
      const place = { group, lines, start: y + head, first }
      y += head + lines * row
      first += group.documents.length
      return place
    })
  })

  const shown = computed<WindowedGroup[]>(() =>
    places.value.map(({ group: { key, documents }, lines, start, first }) => {
      if (isWhole.value) return { key, count: documents.length, documents, first, before: 0, after: 0 }
      const { row } = heights.value
      const lineAt = (y: number) => Math.max(0, Math.min(lines, Math.floor((y - start) / row)))
      const from = lineAt(top.value - margin)
      const to = Math.max(from, Math.min(lines, lineAt(top.value + view.value + margin) + 1))
      return {
        key,
        count: documents.length,
        documents: documents.slice(from * perLine.value, to * perLine.value),
        first: first + from * perLine.value,
        before: from * row,
        after: (lines - to) * row,
      }
    }),
  )

  function measure(): void {
    const element = root.value
    if (!element) return
    top.value = element.scrollTop
    view.value = element.clientHeight
    perLine.value = Math.max(1, columns())
    const row = element.querySelector<HTMLElement>('[data-row]')?.getBoundingClientRect().height ?? 0
    const head = element.querySelector<HTMLElement>('.group-head')
    const group = element.querySelector<HTMLElement>('[data-group]')
    const next = {
      row: row > 0 ? row : heights.value.row,
      head: head?.getBoundingClientRect().height ?? 0,
      above: group ? group.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop : 0,
    }
    const before = heights.value
    if (next.row !== before.row || next.head !== before.head || next.above !== before.above) heights.value = next
  }

  /** Scrolls so that the row of this document is drawn; resolves when it is in the page. */
  async function reveal(id: string): Promise<void> {
    const element = root.value
    if (!element || isWhole.value) return
    for (const { group, start } of places.value) {
      const at = group.documents.findIndex((document) => document.id === id)
      if (at < 0) continue
      const { row } = heights.value
      const y = start + Math.floor(at / perLine.value) * row
      if (y < element.scrollTop + covered) element.scrollTop = y - covered
      else if (y + row > element.scrollTop + element.clientHeight) element.scrollTop = y + row - element.clientHeight
      top.value = element.scrollTop
      await nextTick()
      return
    }
  }

  let observer: ResizeObserver | undefined
  const scrolled = () => (top.value = root.value?.scrollTop ?? 0)
  onMounted(() => {
    const element = root.value
    if (!element) return
    measure()
    element.addEventListener('scroll', scrolled, { passive: true })
    observer = new ResizeObserver(measure)
    observer.observe(element)
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    root.value?.removeEventListener('scroll', scrolled)
  })
  watch(order, () => root.value?.scrollTo({ top: 0 }), { flush: 'post' })
  // Another grouping or other documents: heads may come and go.
  watch(groups, () => void nextTick(measure))

  return { shown, total, reveal }
}
