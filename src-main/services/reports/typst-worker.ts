/** The thread that typesets: built to `out/main/typst-worker.js`. It keeps its compiler warm until it is ended. */
import { parentPort, workerData } from 'node:worker_threads'
import { isAppError } from '#shared/contract'
import { openCompiler } from './typst/open'
import type { Reply, Request, WorkerData } from './typst/protocol'

const port = parentPort
if (!port) throw new Error('typst-worker runs as a worker only')

const reply = (message: Reply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
const messageOf = (error: unknown) =>
  isAppError(error)
    ? error.message
    : `The typesetting program failed: ${error instanceof Error ? error.message : String(error)}`

const { resources } = workerData as WorkerData

try {
  const compiler = await openCompiler(resources)
  port.on('message', ({ id, job }: Request) => {
    reply({ type: 'stage', id, stage: 'typeset' })
    try {
      const compiled = compiler.compile(job)
      // A copy of its own buffer, so that it can be handed over instead of copied again.
      const pdf = new Uint8Array(compiled.pdf)
      reply({ type: 'done', id, compiled: { ...compiled, pdf } }, [pdf.buffer])
    } catch (error) {
      reply({ type: 'failed', id, message: messageOf(error) })
    }
  })
  reply({ type: 'ready', compiler: compiler.name })
} catch (error) {
  reply({ type: 'failed-to-start', message: messageOf(error) })
}
