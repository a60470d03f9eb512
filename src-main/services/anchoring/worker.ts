/** Entry of the worker thread: places the notes of one job and ends. Built to out/main/anchoring-worker.js. */
import { parentPort } from 'node:worker_threads'
import { placeQuotes } from '#shared/domain/anchoring'
import type { FromWorker, Job } from './protocol'

const port = parentPort
if (!port) throw new Error('anchoring-worker is started by the service, not by itself')

const send = (message: FromWorker) => port.postMessage(message)

port.once('message', ({ old, now, quotes }: Job) => {
  try {
    const onProgress = (done: number, total: number) => send({ t: 'progress', done, total })
    send({ t: 'done', placements: placeQuotes(quotes, { old, now, onProgress }) })
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    send({ t: 'failed', error: { code: 'internal', message, details: {} } })
  }
  port.close()
})
