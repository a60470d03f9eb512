import type { Range } from '#shared/contract'
import type { Reader } from '@/reader'
import { computed, ref, shallowRef, type ShallowRef, watch } from 'vue'
import { createFinder } from './find'
import type { OpenDocument } from '@/documents'

/** Find in document: hits are painted by the reader, the current one is brought into view. */
export function useFind(document: () => OpenDocument | null, reader: ShallowRef<Reader | null>) {
  const open = ref(false)
  const query = ref('')
  const exact = ref(false)
  const current = ref(-1)
  const hits = shallowRef<readonly Range[]>([])
  const finder = computed(() => createFinder(document()?.model.text ?? ''))

  let run = 0
  watch([query, exact, open, finder, reader], async () => {
    const mine = (run += 1)
    const found = open.value ? await finder.value.find(query.value, exact.value) : []
    // Something else is looked for by now.
    if (mine !== run) return
    hits.value = found
    const top = reader.value?.topOffset() ?? 0
    current.value =
      hits.value.length > 0
        ? Math.max(
            0,
            hits.value.findIndex((hit) => hit.start >= top),
          )
        : -1
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
    reader.value?.focus()
    if (hit) reader.value?.select(hit)
  }

  return { open, query, exact, current, hits, step, close }
}
