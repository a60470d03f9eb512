/** Whoever was sent to the notes, by the reader, the badge or a notice, sees the note that it is about. */
import { useWorkspaceStore } from '@/stores'
import { nextTick, type Ref, ref, watch } from 'vue'

interface SentPorts {
  readonly currentId: Ref<string | null>
  /** The first of the listed notes. */
  readonly first: () => string | null
  /** The panel of the queue, while it is there. */
  readonly panel: Readonly<Ref<{ focus(): void } | null>>
  /** Lists all notes, or only those that wait for a decision. */
  readonly prepare: (onlyOpen: boolean) => void
}

/** Answers whether somebody was sent to the queue whose panel is not there yet: notes may come after the screen. */
export function useSent({ currentId, first, panel, prepare }: SentPorts): Readonly<Ref<boolean>> {
  const workspace = useWorkspaceStore()
  const isSent = ref(false)
  watch(
    () => workspace.place,
    async ({ screen, review = false, noteId }) => {
      if (screen !== 'notes' || (!review && noteId === undefined)) return
      // The screen is still being set up the first time.
      await nextTick()
      prepare(review)
      await nextTick()
      currentId.value = noteId ?? first()
      isSent.value = true
    },
    { immediate: true },
  )
  watch([isSent, panel], ([sent, shown]) => {
    if (!sent || !shown) return
    isSent.value = false
    shown.focus()
  })
  return isSent
}
