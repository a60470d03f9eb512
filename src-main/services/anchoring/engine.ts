/** Places notes in a thread of its own that can be stopped at once; in process where the built worker is absent (tests). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, type CallContext } from '#shared/contract'
import type { Placement } from '#shared/domain/anchoring'
import type { FromWorker, Job } from './protocol'
import { runJob } from './run-job'

/** Stage of the progress that is told. */
const STAGE = 'anchor'

/** How long a thread without work is kept, in ms: the next document of the same change finds it warm. */
const KEPT = 5000

export interface AnchoringEngine {
  /**
   * The place of each quote or passage, in order. Rejects with `cancelled` within 100 ms of the signal, and with
   * `crashed` when the thread ended early, as it does without memory.
   */
  run(job: Job, context: CallContext): Promise<Placement[]>
  close(): Promise<void>
}

const cancelled = () => new AppError('cancelled', 'Placing the notes was stopped. None of them was changed.')

/** `programs` is the folder of the built workers. Nothing is started before there is work. */
export function createAnchoringEngine(programs: string): AnchoringEngine {
  const program = join(programs, 'anchoring-worker.js')
  return existsSync(program) ? inThread(program) : inProcess
}

const inProcess: AnchoringEngine = {
  async run(job, { signal, progress }) {
    await Promise.resolve()
    if (signal.aborted) throw cancelled()
    return runJob(job, (done, total) => progress({ stage: STAGE, done, total }))
  },
  close: () => Promise.resolve(),
}

function inThread(program: string): AnchoringEngine {
  let idle: Worker | null = null
  let ending: ReturnType<typeof setTimeout> | undefined
  const busy = new Set<Worker>()
  let isClosed = false

  function discard(worker: Worker): void {
    busy.delete(worker)
    worker.removeAllListeners()
    // An ending thread may still report an error; nobody waits for it.
    worker.on('error', () => undefined)
    void worker.terminate()
  }

  function take(): Worker {
    clearTimeout(ending)
    const worker = idle ?? new Worker(program)
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
    ending = setTimeout(() => {
      if (idle === worker) {
        idle = null
        discard(worker)
      }
    }, KEPT)
    ending.unref()
  }

  return {
    run(job, { signal, progress }) {
      if (signal.aborted) return Promise.reject(cancelled())
      return new Promise((resolve, reject) => {
        const worker = take()
        const end = (after: (worker: Worker) => void, finish: () => void) => {
          signal.removeEventListener('abort', stop)
          after(worker)
          finish()
        }
        const stop = () => end(discard, () => reject(cancelled()))
        signal.addEventListener('abort', stop)
        worker.on('message', (message: FromWorker) => {
          if (message.t === 'progress') progress({ stage: STAGE, done: message.done, total: message.total })
          else if (message.t === 'done') end(give, () => resolve(message.placements))
          else end(give, () => reject(new Error(message.error.message)))
        })
        worker.once('error', (error) => end(discard, () => reject(error)))
        worker.once('exit', () =>
          end(discard, () =>
            reject(new AppError('crashed', 'Placing the notes ended before it was finished. Try again.')),
          ),
        )
        worker.postMessage(job)
      })
    },
    async close() {
      isClosed = true
      clearTimeout(ending)
      const all = [...busy, ...(idle ? [idle] : [])]
      idle = null
      await Promise.all(all.map((worker) => worker.terminate()))
    },
  }
}
