/** What a place of the workspace asks for beside the text, and what was left unsaved in it: notes may come later than it. */
import type { Range } from '#shared/contract'
import type { PlacedNote } from '@/annotations'
import type { Reader, ReaderSelection } from '@/reader'
import { type ComputedRef, nextTick, ref, shallowRef, type ShallowRef, watch } from 'vue'

export interface ArrivalsPort {
  wanted(): { readonly range?: Range | undefined; readonly noteId?: string | undefined }
  readonly reader: ShallowRef<Reader | null>
  readonly selection: ShallowRef<ReaderSelection | null>
  readonly placed: ComputedRef<readonly PlacedNote[]>
  isPlacing(): boolean
  choose(id: string, how?: { readonly reveal: boolean }): void
  /** Opens words that were not saved; answers whether there were any. */
  resume(): boolean
}

/** Answers what is to be called when a passage that was asked for is in view. */
export function useArrivals(port: ArrivalsPort): (range: Range) => void {
  const { reader, selection, placed } = port

  /** How often it is still looked for words that were not saved: when the text is there, and when its notes come. */
  let looks = 0
  watch([reader, placed], ([made, list], before) => {
    if (made !== before[0]) looks = port.wanted().range ? 0 : 3
    if (!made || looks === 0 || port.isPlacing()) return
    looks = port.resume() || list.length > 0 ? 0 : looks - 1
  })

  /** A passage that was asked for, until its note is there. */
  const arrived = shallowRef<Range | null>(null)
  watch([arrived, placed], ([range, list]) => {
    const found = range && list.find(({ start, end }) => start === range.start && end === range.end)
    if (!found) return
    arrived.value = null
    port.choose(found.annotation.id, { reveal: false })
  })
  watch(selection, (now) => {
    if (now?.by !== 'program') arrived.value = null
  })

  /** A note that was asked for, as one on a region. */
  const sought = ref<string | null>(null)
  watch(port.wanted, ({ noteId }) => (sought.value = noteId ?? null), { immediate: true })
  watch([sought, placed, reader], async ([id, list, made]) => {
    if (!made || !list.some(({ annotation }) => annotation.id === id)) return
    sought.value = null
    // The text, or the pages, of its document may just be on their way.
    await nextTick()
    if (id !== null) port.choose(id)
  })

  return (range) => (arrived.value = range)
}
