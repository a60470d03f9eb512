/**
 * Changes of archives that can be taken back in this session, in one order with the acts of the notebook: "Undo" takes back
 * what was done last, wherever.
 */
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
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

export const useArchiveActs = defineStore('archive-acts', () => {
  const { t } = useI18n()
  const library = useLibraryStore()
  const toasts = useToastStore()
  const notices = useNoticeStore()
  const steps = shallowRef<readonly Step[]>([])
  const last = computed(() => steps.value.at(-1))

  async function undo(step = last.value): Promise<void> {
    if (!step || !steps.value.includes(step)) return
    steps.value = steps.value.filter((other) => other !== step)
    try {
      await step.back()
      toasts.show({ message: t('about.undone') })
    } catch (error) {
      // It can be tried again: when an import has ended, say.
      steps.value = [...steps.value, step]
      notices.showError('archive-undo', t('about.notUndone'), error)
    } finally {
      await library.load()
    }
  }

  /** Says what was done and remembers how it is taken back. */
  function done(message: string, back: () => Promise<unknown>): void {
    const step: Step = { message, back, after: useNotebook().undoPlace.value }
    steps.value = [...steps.value.slice(1 - kept), step]
    toasts.show({ message, undo: () => undo(step) })
  }

  return {
    done,
    undo: () => undo(),
    canUndo: computed(() => last.value !== undefined),
    /** What `undo` would take back. */
    newest: computed(() => last.value?.message ?? ''),
    /** Whether the newest change came after the newest act of the notebook. */
    isLast: computed(() => last.value !== undefined && useNotebook().undoPlace.value <= last.value.after),
  }
})
