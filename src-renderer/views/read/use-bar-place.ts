/** Where the bar of the selection stands (mockups section 4). */
import type { Reader, ReaderSelection } from '@/reader'
import { nextTick, type Ref, ref, type ShallowRef, watch } from 'vue'

export interface BarPort {
  readonly reader: ShallowRef<Reader | null>
  readonly selection: ShallowRef<ReaderSelection | null>
  readonly layout: Ref<number>
  /** A note is being written: no bar. */
  readonly isBusy: () => boolean
  readonly sheet: () => HTMLElement | null
  /** Of the bar, once it is drawn. */
  readonly width: () => number
}

const HEIGHT = 36
const GAP = 4
/** How far the bar may stand out of the column. */
const OUT = 20

/**
 * 4 px above the first selected line, within the column and 20 px beside it; below the last line where there is no room
 * above. A selection that the program made shows no bar until `force`. Px in the scrolled sheet.
 */
export function useBarPlace(port: BarPort) {
  const place = ref<{ left: number; top: number } | null>(null)
  let forced = false

  async function update(): Promise<void> {
    const now = port.selection.value
    if (!now) forced = false
    if (!now?.settled || port.isBusy() || (now.by === 'program' && !forced)) {
      place.value = null
      return
    }
    // Drawn out of sight first: its width depends on the language.
    place.value ??= { left: -1000, top: 0 }
    await nextTick()
    const sheet = port.sheet()
    const box = sheet?.getBoundingClientRect()
    const rects = port.reader.value?.rectsOf(now.range) ?? []
    const first = rects[0]
    const last = rects[rects.length - 1]
    const column = port.reader.value?.content.getBoundingClientRect()
    if (!sheet || !box || !first || !last || !column) return
    const width = port.width()
    const above = first.top - HEIGHT - GAP
    const below = last.bottom + GAP
    const top = above >= box.top + GAP ? above : below + HEIGHT <= box.bottom ? below : box.top + GAP
    const center = (first.left + first.right) / 2 - width / 2
    const left = Math.max(column.left - OUT, Math.min(center, column.right + OUT - width))
    place.value = { left: Math.max(GAP, left - box.left), top: top - box.top + sheet.scrollTop }
  }

  watch([port.selection, port.layout, port.isBusy], update)

  return {
    place,
    /** Shows the bar for whatever is selected; resolves when it is drawn. */
    async force(): Promise<void> {
      forced = true
      await update()
      await nextTick()
    },
    hide(): void {
      place.value = null
    },
  }
}
