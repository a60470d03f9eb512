/** Saving that may be asked for while the pages are still being made. */
import { readonly, ref, type Ref, watch } from 'vue'
import type { ReportState } from './use-report'

/**
 * `ask` saves at once what is ready, and what is being made as soon as it is: a click right after a change comes before
 * the pages with it. Pages that fail or are stopped are not saved.
 */
export function useSaveWhenReady(state: Readonly<Ref<ReportState>>, save: () => void) {
  const waits = ref(false)
  watch(state, (now) => {
    if (!waits.value || now === 'working') return
    waits.value = false
    if (now === 'ready') save()
  })
  function ask(): void {
    if (state.value === 'working') waits.value = true
    else if (state.value === 'ready') save()
  }
  return { ask, waits: readonly(waits) }
}
