/** The other side: the program of a thread, which does one job after another. */
import { parentPort } from 'node:worker_threads'
import { isAppError } from '#shared/contract'
import type { FromThread, Work } from './protocol'

/** A few messages a second are enough for a progress line. */
const TOLD_EVERY = 100

/** Serves whoever started this thread. Throws an Error where nobody did. */
export function serveThread<J, R>(work: Work<J, R>): void {
  const port = parentPort
  if (!port) throw new Error('the program of a thread is started by the services, not by itself')
  const send = (message: FromThread<R>) => port.postMessage(message)
  port.on('message', (job: J) => {
    let told = 0
    try {
      const result = work(job, (stage, done, total) => {
        const now = Date.now()
        if (now - told < TOLD_EVERY) return
        told = now
        send({ t: 'progress', stage, done, total })
      })
      send({ t: 'done', result })
    } catch (error) {
      const { code, message, details } = isAppError(error)
        ? error
        : {
            code: 'internal' as const,
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
            details: {},
          }
      send({ t: 'failed', error: { code, message, details } })
    }
  })
}
