/** Places notes in a thread of its own that can be stopped at once; in process where the built worker is absent (tests). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, type CallContext } from '#shared/contract'
import { type Placement, placeQuotes } from '#shared/domain/anchoring'
import type { FromWorker, Job } from './protocol'

/** Stage of the progress that is told. */
const STAGE = 'anchor'

const cancelled = () => new AppError('cancelled', 'Placing the notes was stopped. None of them was changed.')

/**
 * The place of each quote in the new edition, in order. Rejects with `cancelled` within 100 ms of the signal, and with
 * `crashed` when the thread ended early, as it does without memory.
 */
export async function runAnchoring(
  programs: string,
  job: Job,
  { signal, progress }: CallContext,
): Promise<Placement[]> {
  if (signal.aborted) throw cancelled()
  const program = join(programs, 'anchoring-worker.js')
  if (!existsSync(program)) {
    const { quotes, old, now } = job
    return placeQuotes(quotes, { old, now, onProgress: (done, total) => progress({ stage: STAGE, done, total }) })
  }
  return new Promise((resolve, reject) => {
    const worker = new Worker(program)
    const end = (finish: () => void) => {
      signal.removeEventListener('abort', stop)
      worker.removeAllListeners()
      // An ending thread may still report an error; nobody waits for it.
      worker.on('error', () => undefined)
      void worker.terminate()
      finish()
    }
    const stop = () => end(() => reject(cancelled()))
    signal.addEventListener('abort', stop)
    worker.on('message', (message: FromWorker) => {
      if (message.t === 'progress') progress({ stage: STAGE, done: message.done, total: message.total })
      else if (message.t === 'done') end(() => resolve(message.placements))
      else end(() => reject(new Error(message.error.message)))
    })
    worker.once('error', (error) => end(() => reject(error)))
    worker.once('exit', () =>
      end(() => reject(new AppError('crashed', 'Placing the notes ended before it was finished. Try again.'))),
    )
    worker.postMessage(job)
  })
}
