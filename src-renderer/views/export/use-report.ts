/** Keeps a made report up to date with what the reader chose: waits for a pause, ends what is outdated. */
import { type AppError, type ComparisonInput, isAppError, type Report } from '#shared/contract'
import { useHost } from '@/host'
import { computed, onScopeDispose, readonly, ref, shallowRef, watch } from 'vue'

/** A pause that ends a series of clicks, and one after which progress is shown. */
const PAUSE = 350
const LONG = 1000

export type ReportState = 'idle' | 'working' | 'ready' | 'stopped' | 'failed'

/** `input` null: there is nothing to make. The report of before stays until the next one is made. */
export function useReport(input: () => ComparisonInput | null) {
  const { client } = useHost()
  const state = ref<ReportState>('idle')
  const report = shallowRef<Report | null>(null)
  const error = shallowRef<AppError | Error | null>(null)
  const progress = ref({ stage: '', done: 0, total: 0 })
  /** True when it takes long enough to say so. */
  const isLong = ref(false)
  const key = computed(() => {
    const value = input()
    return value ? JSON.stringify(value) : null
  })
  let running: AbortController | null = null
  let pause: ReturnType<typeof setTimeout> | undefined
  let long: ReturnType<typeof setTimeout> | undefined

  function end(): void {
    clearTimeout(pause)
    clearTimeout(long)
    running?.abort()
    running = null
    isLong.value = false
  }

  async function make(): Promise<void> {
    const comparison = input()
    end()
    if (!comparison) return
    const controller = new AbortController()
    running = controller
    state.value = 'working'
    error.value = null
    long = setTimeout(() => (isLong.value = true), LONG)
    try {
      const made = await client.call(
        'reports.make',
        { comparison: JSON.parse(JSON.stringify(comparison)) as ComparisonInput, format: 'pdf' },
        { signal: controller.signal, onProgress: (value) => (progress.value = value) },
      )
      if (running !== controller) return
      report.value = made
      state.value = 'ready'
    } catch (cause) {
      if (running !== controller) return
      if (isAppError(cause) && cause.code === 'cancelled') state.value = 'stopped'
      else {
        error.value = cause instanceof Error ? cause : new Error(String(cause))
        state.value = 'failed'
      }
    } finally {
      if (running === controller) {
        clearTimeout(long)
        running = null
        isLong.value = false
      }
    }
  }

  watch(
    key,
    (now, before) => {
      end()
      if (now === null) {
        state.value = 'idle'
        report.value = null
        return
      }
      state.value = 'working'
      // The first pages come at once; later ones wait for the end of a series of clicks.
      if (before === null || before === undefined) void make()
      else pause = setTimeout(() => void make(), PAUSE)
    },
    { immediate: true },
  )

  /** Ends what is being made; the pages of before stay. */
  function cancel(): void {
    end()
    state.value = 'stopped'
  }

  onScopeDispose(end)
  return {
    state: readonly(state),
    report,
    error,
    progress: readonly(progress),
    isLong: readonly(isLong),
    make,
    cancel,
  }
}
