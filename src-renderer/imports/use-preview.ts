/** Files that the reader chooses are handed to the services, looked at, and taken in only after that was shown. */
import { isAppError, type Progress } from '#shared/contract'
import { useHost } from '@/host'
import { curlyQuotes } from '@/locales'
import { describeError } from '@/stores'
import { onBeforeUnmount, ref, type Ref, shallowRef } from 'vue'
import { type Chosen, choose, namesOf } from './sources'

interface CallControl {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

type What = Parameters<typeof choose>[0]

interface PreviewOptions<T> {
  /** Asks the services what the files at these paths would bring. */
  readonly look: (paths: string[], control: CallControl) => Promise<T>
  /** Takes them in, after `found` was shown. */
  readonly take: (paths: string[], found: T, control: Pick<CallControl, 'signal'>) => Promise<void>
  /** What of the choice is to be handed over, or the sentence that says why it is none. Default: all. */
  readonly needed?: (chosen: Chosen, what: What) => Chosen | string
  readonly describe?: (error: unknown) => string
}

export function usePreview<T>({ look, take, needed, describe = describeError }: PreviewOptions<T>) {
  const { spool } = useHost()
  const name = ref('')
  const running = ref(false)
  const applying = ref(false)
  const failure = ref('')
  const progress = ref({ done: 0, total: 0 })
  const found = shallowRef<T | null>(null) as Ref<T | null>
  let paths: readonly string[] = []
  let discard: (() => Promise<void>) | null = null
  let controller = new AbortController()

  /** What was handed over is of no use any more; at the latest it goes at the next start. */
  async function drop(): Promise<void> {
    await discard?.().catch(() => undefined)
    discard = null
  }

  onBeforeUnmount(() => {
    controller.abort()
    void drop()
  })

  const fail = (error: unknown) => {
    if (!isAppError(error) || error.code !== 'cancelled') failure.value = describe(error)
  }

  /** Lets the reader choose, and looks at the choice. */
  async function ask(what: What): Promise<void> {
    try {
      const chosen = await choose(what)
      if (chosen) await read(chosen, what)
    } catch (error) {
      fail(error)
    }
  }

  async function read(all: Chosen, what: What): Promise<void> {
    const chosen = needed?.(all, what) ?? all
    name.value = namesOf(all)[0] ?? ''
    found.value = null
    failure.value = typeof chosen === 'string' ? chosen : ''
    if (typeof chosen === 'string') return
    controller = new AbortController()
    running.value = true
    progress.value = { done: 0, total: 0 }
    try {
      await drop()
      await handOver(chosen)
      const control = { signal: controller.signal, onProgress: show }
      if (failure.value === '' && paths.length > 0) found.value = await look([...paths], control)
    } catch (error) {
      fail(error)
    } finally {
      running.value = false
    }
  }

  const show = ({ done, total }: { done: number; total: number }) => void (progress.value = { done, total })

  async function handOver(chosen: Chosen): Promise<void> {
    if (chosen.kind === 'paths') {
      paths = chosen.paths
      return
    }
    const onProgress = (done: number, total: number) => show({ done, total })
    const handed = await spool(chosen.files, { signal: controller.signal, onProgress })
    discard = handed.discard
    paths = handed.paths
    if (handed.refused.length > 0) failure.value = handed.refused.map(curlyQuotes).join(' ')
  }

  async function apply(): Promise<void> {
    if (found.value === null) return
    applying.value = true
    failure.value = ''
    try {
      await take([...paths], found.value, { signal: controller.signal })
    } catch (error) {
      fail(error)
    } finally {
      applying.value = false
    }
  }

  return { name, running, applying, failure, progress, found, ask, apply }
}
