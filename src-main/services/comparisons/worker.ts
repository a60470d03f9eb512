/** Entry of the worker thread: runs the engines on one job after another. Built to out/main/comparison-worker.js. */
import { parentPort } from 'node:worker_threads'
import { isAppError } from '#shared/contract'
import { compareEditions } from '#shared/domain/alignment'
import type { FromWorker, Job } from './protocol'

const port = parentPort
if (!port) throw new Error('comparison-worker is started by the service, not by itself')

const send = (message: FromWorker) => port.postMessage(message)

port.on('message', (job: Job) => {
  let last = 0
  try {
    const alignment = compareEditions(job, (stage, done, total) => {
      // A few messages a second are enough for a progress line.
      const now = Date.now()
      if (now - last < 100) return
      last = now
      send({ t: 'progress', stage, done, total })
    })
    send({ t: 'done', alignment })
  } catch (error) {
    const known = isAppError(error)
    send({
      t: 'failed',
      error: known
        ? { code: error.code, message: error.message, details: error.details }
        : {
            code: 'internal',
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
            details: {},
          },
    })
  }
})
