import type { Range } from '#shared/contract'
import type { Reader } from '@/reader'
import { useWorkspaceStore } from '@/stores'
import { onScopeDispose, type ShallowRef, watch } from 'vue'
import type { OpenDocument } from '@/documents'

/** Ties the scroll place of the text to the places of the workspace: remembered, jumped to, gone back to. */
export function usePlace(
  document: ShallowRef<OpenDocument | null>,
  reader: ShallowRef<Reader | null>,
  visible: ShallowRef<Range>,
  /** A passage was asked for and is in view now. */
  arrived: (range: Range) => void,
) {
  const workspace = useWorkspaceStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Until the reader has done something, lines may still move under a place that was restored. */
  let remembering = false
  /** The place was set to what is seen: nothing is to be gone to. */
  let isOwn = false

  const isOpen = (open: OpenDocument) =>
    workspace.place.screen === 'read' && workspace.place.documentId === open.summary.id

  function apply(made: Reader, open: OpenDocument): void {
    remembering = false
    const range = isOpen(open) ? workspace.place.range : undefined
    const length = open.model.text.length
    if (range && range.start < range.end && range.end <= length) {
      made.select(range)
      made.reveal(range, { align: 'center' })
      arrived(range)
    } else {
      made.scrollTo(Math.min(length, range?.start ?? workspace.placeOf(open.summary.id)))
    }
    requestAnimationFrame(() => (remembering = true))
  }

  function remember(): void {
    clearTimeout(timer)
    const open = document.value
    if (!open || !reader.value || !remembering) return
    const { start, end } = visible.value
    workspace.rememberPlace(open.summary.id, start)
    // Who read on after a jump comes back to where that was, not to where it began.
    const { range } = workspace.place
    if (!isOpen(open) || !range || (range.start <= end && range.end >= start)) return
    isOwn = true
    workspace.go({ ...withoutNote(), range: { start, end: start } }, { replace: true })
  }

  watch(visible, () => {
    clearTimeout(timer)
    timer = setTimeout(remember, 300)
  })
  watch(
    () => workspace.place,
    () => {
      if (isOwn) return void (isOwn = false)
      const open = document.value
      if (open && reader.value && isOpen(open)) apply(reader.value, open)
    },
  )

  /** The place, as far as it does not lead to a note. */
  function withoutNote() {
    const { noteId: _, ...rest } = workspace.place
    return rest
  }

  /** Writes the present line into the step of the history that is left now, so that going back comes back to it. */
  function leave(): void {
    const open = document.value
    if (!open || !reader.value || !isOpen(open)) return
    remember()
    const top = visible.value.start
    workspace.go({ ...withoutNote(), range: { start: top, end: top } }, { replace: true })
  }

  /** Goes to a passage of this document as a step of the history. */
  function jump(range: Range): void {
    const open = document.value
    if (!open || !isOpen(open)) return
    const place = withoutNote()
    leave()
    workspace.go({ ...place, range })
  }

  onScopeDispose(remember)
  return { apply, jump, leave }
}
