/** One warm thread that typesets, one job at a time; a job that is cancelled ends the thread. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, type CallContext } from '#shared/contract'
import type { CompileJob, Compiled, TypstCompiler } from './compilers'
import { openCompiler } from './open'
import type { Reply, Request, WorkerData } from './protocol'

export interface Typesetter {
  /** Which compiler works here; starts the thread. */
  compiler(): Promise<'native' | 'wasm'>
  /** Throws AppError `cancelled` within a second of the wish, `export-failed`, `crashed`. */
  compile(job: CompileJob, context: CallContext): Promise<Compiled>
  close(): Promise<void>
}

const cancelled = () => new AppError('cancelled', 'The export was cancelled.')

/** With the built worker under `programs`; where there is none (unit tests), in this thread. */
export function createTypesetter(resources: string, programs: string): Typesetter {
  const program = join(programs, 'typst-worker.js')
  return existsSync(program) ? createThread(program, resources) : createInProcess(resources)
}

function createInProcess(resources: string): Typesetter {
  let opened: Promise<TypstCompiler> | null = null
  const open = () => (opened ??= openCompiler(resources))
  return {
    compiler: async () => (await open()).name,
    async compile(job, context) {
      const compiler = await open()
      if (context.signal.aborted) throw cancelled()
      context.progress({ stage: 'typeset', done: 3, total: 4 })
      return compiler.compile(job)
    },
    close: () => Promise.resolve(),
  }
}

interface Thread {
  worker: Worker
  ready: Promise<'native' | 'wasm'>
  /** Set when the thread is gone or about to go. */
  ended: boolean
}

function createThread(program: string, resources: string): Typesetter {
  let thread: Thread | null = null
  let count = 0
  /** Jobs wait for the one before: the compiler blocks its thread anyway. */
  let last: Promise<unknown> = Promise.resolve()

  function start(): Thread {
    const data: WorkerData = { resources }
    const worker = new Worker(program, { workerData: data })
    const made: Thread = { worker, ended: false, ready: Promise.reject(new Error('not started')) }
    made.ready.catch(() => undefined)
    made.ready = new Promise((resolve, reject) => {
      worker.on('message', (message: Reply) => {
        if (message.type === 'ready') resolve(message.compiler)
        else if (message.type === 'failed-to-start') reject(new AppError('export-failed', message.message))
      })
      worker.on('error', (cause) => reject(crashed(cause)))
      worker.on('exit', () => {
        made.ended = true
        if (thread === made) thread = null
        reject(crashed(null))
      })
    })
    made.ready.catch(() => undefined)
    // An idle thread does not keep the program alive.
    worker.unref()
    thread = made
    return made
  }

  const current = () => (thread && !thread.ended ? thread : start())

  async function end(one: Thread): Promise<void> {
    one.ended = true
    if (thread === one) thread = null
    await one.worker.terminate()
  }

  async function run(job: CompileJob, { signal, progress }: CallContext): Promise<Compiled> {
    if (signal.aborted) throw cancelled()
    const one = current()
    const id = (count += 1)
    one.worker.ref()
    let stop: (() => void) | undefined
    let settle: (() => void) | undefined
    try {
      return await new Promise<Compiled>((resolve, reject) => {
        stop = () => {
          reject(cancelled())
          void end(one)
        }
        signal.addEventListener('abort', stop)
        const hear = (message: Reply) => {
          if (message.type === 'stage' && message.id === id) progress({ stage: message.stage, done: 3, total: 4 })
          else if (message.type === 'done' && message.id === id) resolve(message.compiled)
          else if (message.type === 'failed' && message.id === id) {
            reject(new AppError('export-failed', message.message))
          }
        }
        const fail = (cause: unknown) => reject(crashed(cause))
        one.worker.on('message', hear)
        one.worker.on('error', fail)
        one.worker.on('exit', fail)
        settle = () => {
          one.worker.off('message', hear)
          one.worker.off('error', fail)
          one.worker.off('exit', fail)
        }
        const request: Request = { id, job }
        one.ready.then(() => one.worker.postMessage(request), reject)
      })
    } finally {
      if (stop) signal.removeEventListener('abort', stop)
      settle?.()
      one.worker.unref()
    }
  }

  return {
    compiler: () => current().ready,
    compile(job, context) {
      const turn = last.then(() => run(job, context))
      last = turn.catch(() => undefined)
      return turn
    },
    async close() {
      if (thread) await end(thread)
    },
  }
}

const crashed = (cause: unknown) =>
  new AppError(
    'crashed',
    'The thread that typesets the pages ended unexpectedly. Try again; with a long comparison, export the kept rows only.',
    {},
    { cause },
  )
