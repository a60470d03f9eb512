import type { Range } from '#shared/contract'
import type { Reader } from '@/reader'
import { useSliced } from '@/slices'
import { computed, ref, type ShallowRef, watch } from 'vue'
import { createFinder, type Finder } from './find'
import type { OpenDocument } from '@/documents'

interface Found {
  readonly finder: Finder | null
  readonly ranges: readonly Range[]
}

/** Find in document: hits are painted by the reader, the current one is brought into view. */
export function useFind(
  document: () => OpenDocument | null,
  reader: ShallowRef<Reader | null>,
  /** Puts the focus into the text. */
  focus: () => void,
) {
  const open = ref(false)
  const query = ref('')
  const exact = ref(false)
  const current = ref(-1)
  const finder = computed(() => createFinder(document()?.model.text ?? ''))
  const { result } = useSliced(
    () => ({ finder: finder.value, query: open.value ? query.value : '', exact: exact.value }),
    async (wanted, breathe): Promise<Found> => ({
      finder: wanted.finder,
      ranges: await wanted.finder.find(wanted.query, wanted.exact, breathe),
    }),
    { finder: null, ranges: [] },
  )

  /** Those of the document before are none of this one. */
  const hits = computed(() => (result.value.finder === finder.value ? result.value.ranges : []))

  watch([hits, reader], () => {
    const top = hits.value.length > 0 ? (reader.value?.topOffset() ?? 0) : 0
    const next = hits.value.findIndex((hit) => hit.start >= top)
    current.value = hits.value.length > 0 ? Math.max(0, next) : -1
    show()
  })

  function show(): void {
    reader.value?.setFind(hits.value, current.value)
    const hit = hits.value[current.value]
    if (hit) reader.value?.reveal(hit, { align: 'nearest' })
  }

  function step(by: 1 | -1): void {
    const count = hits.value.length
    if (count === 0) return
    current.value = (current.value + by + count) % count
    show()
  }

  /** Closes the bar; the current hit stays selected, for it is what was looked for. */
  function close(): void {
    const hit = hits.value[current.value]
    open.value = false
    focus()
    if (hit) reader.value?.select(hit)
  }

  return { open, query, exact, current, hits, step, close }
}
