/** Runs jobs in a worker thread that can be stopped at once; in process where the built worker is absent (unit tests). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Alignment, AppError, type CallContext, fromWireError } from '#shared/contract'
import { compareEditions } from '#shared/domain/alignment'
import type { FromWorker, Job } from './protocol'

export interface Engine {
  /** Rejects with `cancelled` within 100 ms of the signal: the thread is ended in the middle of its work. */
  run(job: Job, context: CallContext): Promise<Alignment>
  close(): Promise<void>
}

const cancelled = () => new AppError('cancelled', 'The comparison was stopped. Nothing was changed by it.')

/** When the first thread is started unless it was needed before, in ms. */
const WARM_UP = 1500

export function createEngine(programs: string): Engine {
  const program = join(programs, 'comparison-worker.js')
  return existsSync(program) ? inThread(program) : inProcess
}

const inProcess: Engine = {
  run(job, { signal, progress }) {
    if (signal.aborted) return Promise.reject(cancelled())
    return Promise.resolve(compareEditions(job, (stage, done, total) => progress({ stage, done, total })))
  },
  close: () => Promise.resolve(),
}

function inThread(program: string): Engine {
  /** A warm thread without work: starting one costs more than most comparisons. */
  let idle: Worker | null = null
  const busy = new Set<Worker>()
  let isClosed = false
  // The first comparison should not wait for a thread, and the start of the program not for this one.
  const warming = setTimeout(() => {
    if (!isClosed && !idle && busy.size === 0) give(new Worker(program))
  }, WARM_UP)
  warming.unref()

  function take(): Worker {
    const worker = idle ?? new Worker(program)
    idle = null
    busy.add(worker)
    // A thread without work must not keep the program alive.
    worker.ref()
    return worker
  }

  function give(worker: Worker): void {
    busy.delete(worker)
    worker.removeAllListeners()
    if (idle || isClosed) void worker.terminate()
    else {
      idle = worker
      worker.unref()
      worker.once('error', () => {
        if (idle === worker) idle = null
      })
    }
  }

  function run(job: Job, { signal, progress }: CallContext): Promise<Alignment> {
    if (signal.aborted) return Promise.reject(cancelled())
    return new Promise((resolve, reject) => {
      const worker = take()
      const end = (finish: () => void) => {
        signal.removeEventListener('abort', stop)
        finish()
      }
      const discard = () => {
        busy.delete(worker)
        worker.removeAllListeners()
        // An ending thread may still report an error; nobody waits for it.
        worker.on('error', () => undefined)
        void worker.terminate()
      }
      const stop = () =>
        end(() => {
          discard()
          reject(cancelled())
        })
      signal.addEventListener('abort', stop)
      worker.on('message', (message: FromWorker) => {
        if (message.t === 'progress') {
          progress({ stage: message.stage, done: message.done, total: message.total })
        } else {
          end(() => {
            give(worker)
            if (message.t === 'done') resolve(message.alignment)
            else
              reject(
                message.error.code === 'internal' ? new Error(message.error.message) : fromWireError(message.error),
              )
          })
        }
      })
      worker.once('error', (error) =>
        end(() => {
          discard()
          reject(error)
        }),
      )
      worker.once('exit', () =>
        end(() => {
          discard()
          reject(new AppError('crashed', 'The comparison ended before it was finished. Try again.'))
        }),
      )
      worker.postMessage(job)
    })
  }

  return {
    run,
    async close() {
      isClosed = true
      clearTimeout(warming)
      const all = [...busy, ...(idle ? [idle] : [])]
      idle = null
      await Promise.all(all.map((worker) => worker.terminate()))
    },
  }
}
