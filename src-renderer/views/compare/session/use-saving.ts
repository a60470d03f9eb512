/** Saving an open comparison by itself: soon after each change, and at once when it is left. */
import type { Comparison } from '#shared/contract'
import { useNotebook } from '@/notebook'
import { onScopeDispose, type ShallowRef, watch } from 'vue'
import { type Draft, draftOf, isWorthSaving, recordOf } from './draft'
import { forgetLeftOver, keepLeftOver } from './left-over'

/** Wait after the last change, so that typing a note is one change of the notebook. */
const DELAY = 600
const SAVING = 'undo.saveComparison'

/**
 * Call `touch` after each change, with the label of the undo menu where it has one of its own. A comparison is saved once it has a name or a row; one without name then gets
 * `suggestTitle()`. Changes from elsewhere (undo, another window) replace what is open when nothing waits to be saved.
 */
export function useSaving(
  draft: ShallowRef<Draft>,
  suggestTitle: () => string,
  saved: Comparison | null,
): { touch: (label?: string) => void; flush: () => Promise<void> } {
  const notebook = useNotebook()
  const comparisons = notebook.comparisons()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWaiting = false
  let waitingLabel = SAVING
  /** Until it is called the title bar does not say that all is saved. */
  let release = () => {}
  let knownRev = saved?.rev ?? 0
  const slot = saved?.id ?? `new ${crypto.randomUUID()}`
  let writing: Promise<void> = Promise.resolve()

  function touch(label = SAVING): void {
    if (!isWorthSaving(draft.value)) return
    // Different changes that are saved together are one act, which no name of one of them describes.
    waitingLabel = isWaiting && waitingLabel !== label ? SAVING : label
    isWaiting = true
    keepLeftOver(slot, draft.value, knownRev, suggestTitle())
    release = notebook.postpone(flush)
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), DELAY)
  }

  async function write(): Promise<void> {
    const label = waitingLabel
    const title = draft.value.title.trim()
    if (title === '') draft.value = { ...draft.value, title: suggestTitle() }
    try {
      const saving = notebook.saveComparison(recordOf(draft.value), label)
      if (!isWaiting) release()
      const record = await saving
      knownRev = Math.max(knownRev, record.rev)
      if (draft.value.id === null) draft.value = { ...draft.value, id: record.id }
      if (!isWaiting) forgetLeftOver(slot)
    } catch {
      // The title bar says why the notebook cannot be written; the next change, or leaving, tries again.
      isWaiting = true
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    if (!isWaiting) return writing
    isWaiting = false
    // One after the other: the first answer brings the id that the second needs.
    writing = writing.then(write)
    return writing
  }

  watch(comparisons, (list) => {
    const own = list.find(({ id }) => id === draft.value.id)
    if (!own || isWaiting || own.rev <= knownRev) return
    knownRev = own.rev
    draft.value = draftOf(own)
  })

  const leave = () => {
    if (document.visibilityState === 'hidden') void flush()
  }
  document.addEventListener('visibilitychange', leave)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', leave)
    void flush()
  })
  return { touch, flush }
}
