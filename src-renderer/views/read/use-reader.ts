/** The mounted reader of the Read screen as reactive values. */
import type { Range } from '#shared/contract'
import { mountReader, type Reader, type ReaderLabels, type ReaderSelection } from '@/reader'
import { onBeforeUnmount, ref, shallowRef, type ShallowRef, watch } from 'vue'
import type { OpenDocument } from '@/documents'

export interface ReaderPort {
  readonly reader: ShallowRef<Reader | null>
  readonly selection: ShallowRef<ReaderSelection | null>
  /** What is visible now. */
  readonly visible: ShallowRef<Range>
  /** Counts what moves lines: whoever measures depends on it. */
  readonly layout: ShallowRef<number>
}

/** Mounts a reader for each document that comes, and takes the one before away. `mounted` runs right after. */
export function useReader(
  document: () => OpenDocument | null,
  host: () => HTMLElement | null,
  scroller: () => HTMLElement | null,
  labels: (document: OpenDocument) => ReaderLabels,
  announce: (sentence: string) => void,
  mounted: (reader: Reader, document: OpenDocument) => void,
): ReaderPort {
  const reader = shallowRef<Reader | null>(null)
  const selection = shallowRef<ReaderSelection | null>(null)
  const visible = shallowRef<Range>({ start: 0, end: 0 })
  const layout = ref(0)

  function unmount(): void {
    reader.value?.destroy()
    reader.value = null
    selection.value = null
  }

  watch(
    [document, host],
    ([open, element]) => {
      unmount()
      const box = scroller()
      if (!open || !element || !box) return
      const made = mountReader(
        element,
        { id: open.summary.id, editionId: open.edition.id, model: open.model },
        { labels: labels(open), headingBase: 1, scroller: box, announce },
      )
      made.onSelection((next) => (selection.value = next))
      made.onVisible((next) => (visible.value = next))
      made.onLayout(() => (layout.value += 1))
      reader.value = made
      mounted(made, open)
      visible.value = made.visible()
    },
    { flush: 'post', immediate: true },
  )
  onBeforeUnmount(unmount)
  return { reader, selection, visible, layout }
}
