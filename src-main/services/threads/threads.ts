/** Runs jobs in worker threads that can be stopped at once; in process where the built program is absent (unit tests). */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { AppError, type CallContext, fromWireError } from '#shared/contract'
import { hasErrorCode } from '../files'
import type { FromThread, Work } from './protocol'

export interface Threads<J, R> {
  /**
   * Rejects with `cancelled` within 100 ms of the signal (the thread is ended in the middle of its work), with `crashed`
   * when the thread ended early, as it does without memory, and with what the work throws.
   */
  run(job: J, context: CallContext): Promise<R>
  /** Ends what runs. */
  close(): Promise<void>
}

export interface ThreadsOptions<J, R> {
  /** Path of the built program. */
  readonly program: string
  /** What that program does. */
  readonly work: Work<J, R>
  /** Sentences for the reader. */
  readonly words: { readonly cancelled: string; readonly crashed: string }
  /** When the first thread is started unless it was needed before, in ms; absent: with the first job. */
  readonly warmUp?: number
  /** How long a thread without work is kept, in ms; absent: until the end. */
  readonly kept?: number
  /** Heap of a thread in MB: what needs more ends alone, and the program goes on. Default 2 048. */
  readonly heap?: number
}

/** One thread waits warm, for starting one costs more than most jobs; as many run as there are jobs. */
export function createThreads<J, R>(options: ThreadsOptions<J, R>): Threads<J, R> {
  return existsSync(options.program) ? inThreads(options) : inProcess(options)
}

function inProcess<J, R>({ work, words }: ThreadsOptions<J, R>): Threads<J, R> {
  return {
    async run(job, { signal, progress }) {
      await Promise.resolve()
      if (signal.aborted) throw new AppError('cancelled', words.cancelled)
      return work(job, (stage, done, total) => progress({ stage, done, total }))
    },
    close: () => Promise.resolve(),
  }
}

function inThreads<J, R>({ program, words, warmUp, kept, heap = 2048 }: ThreadsOptions<J, R>): Threads<J, R> {
  let idle: Worker | null = null
  let ending: ReturnType<typeof setTimeout> | undefined
  let warming: ReturnType<typeof setTimeout> | undefined
  const busy = new Set<Worker>()
  let isClosed = false

  const cancelled = () => new AppError('cancelled', words.cancelled)
  const crashed = (cause?: unknown) => new AppError('crashed', words.crashed, {}, { cause })
  const start = () => new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: heap } })

  if (warmUp !== undefined) {
    // The first job should not wait for a thread, and the start of the program not for this one.
    warming = setTimeout(() => {
      if (!isClosed && !idle && busy.size === 0) give(start())
    }, warmUp)
    warming.unref()
  }

  function discard(worker: Worker): void {
    busy.delete(worker)
    worker.removeAllListeners()
    // An ending thread may still report an error; nobody waits for it.
    worker.on('error', () => undefined)
    void worker.terminate()
  }

  function take(): Worker {
    clearTimeout(ending)
    const worker = idle ?? start()
    idle = null
    worker.removeAllListeners()
    busy.add(worker)
    // A thread without work must not keep the program alive.
    worker.ref()
    return worker
  }

  function give(worker: Worker): void {
    if (idle || isClosed) return discard(worker)
    busy.delete(worker)
    worker.removeAllListeners()
    const forget = () => {
      if (idle === worker) idle = null
    }
    worker.once('error', forget)
    worker.once('exit', forget)
    worker.unref()
    idle = worker
    if (kept === undefined) return
    ending = setTimeout(() => {
      forget()
      discard(worker)
    }, kept)
    ending.unref()
  }

  return {
    run(job, { signal, progress }) {
      if (signal.aborted || isClosed) return Promise.reject(cancelled())
      return new Promise((resolve, reject) => {
        const worker = take()
        const end = (after: (worker: Worker) => void, finish: () => void) => {
          signal.removeEventListener('abort', stop)
          after(worker)
          finish()
        }
        const stop = () => end(discard, () => reject(cancelled()))
        signal.addEventListener('abort', stop)
        worker.on('message', (message: FromThread<R>) => {
          if (message.t === 'progress') {
            progress({ stage: message.stage, done: message.done, total: message.total })
          } else if (message.t === 'done') {
            end(give, () => resolve(message.result))
          } else {
            const { error } = message
            end(give, () => reject(error.code === 'internal' ? new Error(error.message) : fromWireError(error)))
          }
        })
        worker.once('error', (error) =>
          end(discard, () => reject(hasErrorCode(error, 'ERR_WORKER_OUT_OF_MEMORY') ? crashed(error) : error)),
        )
        worker.once('exit', () => end(discard, () => reject(isClosed ? cancelled() : crashed())))
        try {
          worker.postMessage(job)
        } catch (error) {
          // A job that cannot travel harms nobody but itself.
          end(give, () => reject(error instanceof Error ? error : new Error(String(error))))
        }
      })
    },
    async close() {
      isClosed = true
      clearTimeout(ending)
      clearTimeout(warming)
      const all = [...busy, ...(idle ? [idle] : [])]
      idle = null
      await Promise.all(all.map((worker) => worker.terminate()))
    },
  }
}
