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

/** Turns something round, and answers how that is turned round again; void where it cannot be. */
export type Turn = () => Promise<Turn | void>

interface Step {
  /** What was done, as it was told. */
  readonly message: string
  readonly back: Turn
  /** Place of the newest act of the notebook at that time. */
  readonly after: number
}

/** A change that was taken back and can be made again. */
interface Undone extends Omit<Step, 'back'> {
  readonly again: Turn
  /** What `barsRedo` was before it was taken back. */
  readonly barred: boolean
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

const isPassing = (error: unknown) => isAppError(error) && (passing.has(error.code) || error.details['wait'] === true)

export const useArchiveActs = defineStore('archive-acts', () => {
  const { t } = useI18n()
  const library = useLibraryStore()
  const toasts = useToastStore()
  const notices = useNoticeStore()
  const steps = shallowRef<readonly Step[]>([])
  const last = computed(() => steps.value.at(-1))
  const undone = shallowRef<readonly Undone[]>([])
  /** What comes next to be made again; null where the notebook comes first. */
  const next = computed(() => {
    const newest = undone.value.at(-1)
    return newest && newest.after === useNotebook().undoPlace.value ? newest : null
  })
  /** A change of an archive, or its undo, came after what the notebook could do again: that is older, and stays undone. */
  const barsRedo = shallowRef(false)
  /** Places of acts of the notebook that were undone, the latest last. */
  let left: readonly number[] = []
  watch(
    () => useNotebook().undoPlace.value,
    (place, before) => {
      barsRedo.value = false
      if (place < before) left = [...left, before]
      else if (useNotebook().undoIsRedo.value) {
        // Done again the act has a new place, and so has what came after it.
        const old = left.at(-1)
        left = left.slice(0, -1)
        undone.value = undone.value.map((one) => (one.after === old ? { ...one, after: place } : one))
      } else {
        // Something new was done: what was taken back before it stays so.
        left = []
        undone.value = []
      }
    },
    { flush: 'sync' },
  )
  let running = false

  async function undo(step = last.value): Promise<void> {
    if (!step || running || !steps.value.includes(step)) return
    running = true
    const isNewest = step === last.value
    const drop = () => void (steps.value = steps.value.filter((other) => other !== step))
    try {
      const again = await step.back()
      drop()
      // One that cannot be made again may be what those after it rest upon.
      if (!again || !isNewest) undone.value = []
      else {
        const { message } = step
        const entry = { message, again, after: useNotebook().undoPlace.value, barred: barsRedo.value }
        undone.value = [...undone.value.slice(1 - kept), entry]
      }
      barsRedo.value = true
      toasts.show({ message: t('about.undone') })
    } catch (error) {
      // It stays in its place to be tried again when an import has ended, say; what never works must not bar the others.
      if (!isPassing(error)) drop()
      notices.showError('archive-undo', t('about.notUndone'), error)
    } finally {
      running = false
    }
    // That the services are gone is told by itself.
    await library.load().catch(() => undefined)
  }

  async function redo(): Promise<void> {
    const entry = next.value
    if (!entry || running) return
    running = true
    try {
      const back = await entry.again()
      undone.value = undone.value.filter((other) => other !== entry)
      if (back) remember(entry.message, back)
      barsRedo.value = entry.barred
    } catch (error) {
      if (!isPassing(error)) undone.value = []
      notices.showError('archive-undo', t('about.notRedone'), error)
    } finally {
      running = false
    }
    await library.load().catch(() => undefined)
  }

  function remember(message: string, back: Turn): void {
    const step: Step = { message, back, after: useNotebook().undoPlace.value }
    steps.value = [...steps.value.slice(1 - kept), step]
    toasts.show({ message, undo: () => undo(step) })
  }

  /** Says what was done and remembers how it is taken back. */
  function done(message: string, back: Turn): void {
    undone.value = []
    barsRedo.value = true
    remember(message, back)
  }

  return {
    done,
    undo: () => undo(),
    barsRedo,
    redo,
    /** What `redo` would make again; empty where nothing, or an act of the notebook comes first. */
    redoable: computed(() => next.value?.message ?? ''),
    canUndo: computed(() => last.value !== undefined),
    /** What `undo` would take back. */
    newest: computed(() => last.value?.message ?? ''),
    /** Whether the newest change came after the newest act of the notebook. */
    isLast: computed(() => last.value !== undefined && useNotebook().undoPlace.value <= last.value.after),
  }
})
