/**
 * Changes of archives that can be taken back in this session, in one order with the acts of the notebook: "Undo" takes back
 * what was done last, wherever.
 */
import { type ErrorCode, isAppError } from '#shared/contract'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { useLibraryStore } from './library'
import { useNoticeStore } from './notices'
import { useToastStore } from './toasts'

interface Step {
  /** What was done, as it was told. */
  readonly message: string
  readonly back: () => Promise<unknown>
  /** Place of the newest act of the notebook at that time. */
  readonly after: number
}

const kept = 50
/** What may be over when the reader tries again. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'cancelled',
  'disk-full',
  'not-readable',
  'not-writable',
  'read-only',
  'unreachable',
])

export const useArchiveActs = defineStore('archive-acts', () => {
  const { t } = useI18n()
  const library = useLibraryStore()
  const toasts = useToastStore()
  const notices = useNoticeStore()
  const steps = shallowRef<readonly Step[]>([])
  const last = computed(() => steps.value.at(-1))
  /** A change of an archive, or its undo, came after what the notebook could do again: that is older, and stays undone. */
  const barsRedo = shallowRef(false)
  watch(
    () => useNotebook().undoPlace.value,
    () => (barsRedo.value = false),
    { flush: 'sync' },
  )
  let running = false

  async function undo(step = last.value): Promise<void> {
    if (!step || running || !steps.value.includes(step)) return
    running = true
    const drop = () => void (steps.value = steps.value.filter((other) => other !== step))
    try {
      await step.back()
      drop()
      barsRedo.value = true
      toasts.show({ message: t('about.undone') })
    } catch (error) {
      // It stays in its place to be tried again when an import has ended, say; what never works must not bar the others.
      if (!isAppError(error) || !(passing.has(error.code) || error.details['wait'] === true)) drop()
      notices.showError('archive-undo', t('about.notUndone'), error)
    } finally {
      running = false
    }
    // That the services are gone is told by itself.
    await library.load().catch(() => undefined)
  }

  /** Says what was done and remembers how it is taken back. */
  function done(message: string, back: () => Promise<unknown>): void {
    const step: Step = { message, back, after: useNotebook().undoPlace.value }
    steps.value = [...steps.value.slice(1 - kept), step]
    barsRedo.value = true
    toasts.show({ message, undo: () => undo(step) })
  }

  return {
    done,
    undo: () => undo(),
    barsRedo,
    canUndo: computed(() => last.value !== undefined),
    /** What `undo` would take back. */
    newest: computed(() => last.value?.message ?? ''),
    /** Whether the newest change came after the newest act of the notebook. */
    isLast: computed(() => last.value !== undefined && useNotebook().undoPlace.value <= last.value.after),
  }
})
