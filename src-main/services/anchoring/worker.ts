/** Entry of the worker thread: places the notes of one job after another. Built to out/main/anchoring-worker.js. */
import { parentPort } from 'node:worker_threads'
import type { FromWorker, Job } from './protocol'
import { runJob } from './run-job'

const port = parentPort
if (!port) throw new Error('anchoring-worker is started by the service, not by itself')

const send = (message: FromWorker) => port.postMessage(message)

port.on('message', (job: Job) => {
  try {
    send({ t: 'done', placements: runJob(job, (done, total) => send({ t: 'progress', done, total })) })
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    send({ t: 'failed', error: { code: 'internal', message, details: {} } })
  }
})
