import type { Range } from '#shared/contract'
import type { Reader } from '@/reader'
import { useWorkspaceStore } from '@/stores'
import { onScopeDispose, type ShallowRef, watch } from 'vue'
import type { DocumentExcerpt, OpenDocument } from '@/documents'
import type { Moved } from './preview'

/** Ties the scroll place of the text to the places of the workspace: remembered, jumped to, gone back to. */
export function usePlace(
  document: ShallowRef<OpenDocument | null>,
  reader: ShallowRef<Reader | null>,
  visible: ShallowRef<Range>,
  /** A passage was asked for and is in view now. */
  arrived: (range: Range) => void,
  /** Where what is shown of a text before all of it is there was scrolled to; null where it was not. */
  piece: () => Moved | null,
) {
  const workspace = useWorkspaceStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Until the reader has done something, lines may still move under a place that was restored. */
  let remembering = false
  /** The place was set to what is seen: nothing is to be gone to. */
  let isOwn = false

  const isOpen = ({ summary }: Pick<OpenDocument, 'summary'>) =>
    workspace.place.screen === 'read' && workspace.place.documentId === summary.id

  /** The passage of a text that is to be shown, or the offset that is to be its first line. */
  function placeIn(open: Pick<OpenDocument, 'summary'>, length: number): Range | number {
    const range = isOpen(open) ? workspace.place.range : undefined
    if (range && range.start < range.end && range.end <= length) return range
    return Math.min(length, range?.start ?? workspace.placeOf(open.summary.id))
  }

  function bring(made: Reader, to: Range | number): void {
    if (typeof to === 'number') return made.scrollTo(to)
    made.select(to)
    made.reveal(to, { align: 'center' })
  }

  function apply(made: Reader, open: OpenDocument): void {
    remembering = false
    const to = placeIn(open, open.model.text.length)
    bring(made, to)
    if (typeof to !== 'number') arrived(to)
    requestAnimationFrame(() => (remembering = true))
  }

  /** Brings a reader to the same place of what there is of the text. */
  function applyTo(made: Reader, piece: DocumentExcerpt): void {
    const within = (offset: number) => Math.max(0, Math.min(piece.model.text.length, offset - piece.start))
    const to = placeIn(piece, piece.length)
    bring(made, typeof to === 'number' ? within(to) : { start: within(to.start), end: within(to.end) })
  }

  function remember(): void {
    clearTimeout(timer)
    const part = piece()
    if (part) return workspace.rememberPlace(part.summary.id, part.top)
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
    const open = piece() ?? (reader.value ? document.value : null)
    if (!open || !isOpen(open)) return
    remember()
    const top = piece()?.top ?? visible.value.start
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
  /** Offset of a text that is not shown yet, at which it will be. */
  function placeOf(open: OpenDocument): number {
    const to = placeIn(open, open.model.text.length)
    return typeof to === 'number' ? to : to.start
  }

  return { apply, applyTo, placeOf, jump, leave }
}
