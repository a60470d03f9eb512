import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallContext, Progress } from '#shared/contract'
import { createThreads, type Threads } from './threads'

/** A program that does what the job says, in the words of the protocol. */
const PROGRAM = `
const { parentPort, resourceLimits, threadId } = require('node:worker_threads')
parentPort.on('message', (job) => {
  if (job === 'memory') {
    const all = []
    for (;;) all.push(new Array(100000).fill(Math.random()))
  }
  if (job === 'limit') return parentPort.postMessage({ t: 'done', result: resourceLimits.maxOldGenerationSizeMb })
  if (job === 'end') process.exit(0)
  if (job === 'throw') throw new Error('a fault of the program')
  if (job === 'hang') {
    parentPort.postMessage({ t: 'progress', stage: 'hang', done: 0, total: 1 })
    for (;;);
  }
  if (job === 'refuse') {
    return parentPort.postMessage({ t: 'failed', error: { code: 'range-invalid', message: 'No.', details: {} } })
  }
  parentPort.postMessage({ t: 'done', result: threadId })
})
`

let folder = ''
let threads: Threads<unknown, number>
const options = { work: () => 0, words: { cancelled: 'Stopped.', crashed: 'Ended.' } }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-threads-'))
  const program = join(folder, 'program.cjs')
  writeFileSync(program, PROGRAM)
  threads = createThreads({ ...options, program, heap: 32 })
})
afterEach(async () => {
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

const context = (more: Partial<CallContext> = {}): CallContext => ({
  signal: new AbortController().signal,
  progress: () => undefined,
  ...more,
})
const run = (job: unknown, more?: Partial<CallContext>) => threads.run(job, context(more))

it('keeps a thread warm between jobs', async () => {
  expect(await run('work')).toBe(await run('more work'))
})

it('says that a thread without memory crashed, and goes on with another', async () => {
  const first = await run('work')
  await expect(run('memory')).rejects.toMatchObject({ code: 'crashed', message: 'Ended.' })
  await expect(run('end')).rejects.toMatchObject({ code: 'crashed' })
  await expect(run('throw')).rejects.toThrow('a fault of the program')
  await expect(run('refuse')).rejects.toMatchObject({ code: 'range-invalid' })
  expect(await run('work')).toBeGreaterThan(first)
})

it('goes on with the same thread after a job that cannot be sent', async () => {
  const first = await run('work')
  await expect(run(() => 'a function')).rejects.toThrow('could not be cloned')
  expect(await run('work')).toBe(first)
})

it('has a limit of memory for every thread', async () => {
  expect(await run('limit')).toBe(32)
  const plain = createThreads<unknown, number>({ ...options, program: join(folder, 'program.cjs') })
  expect(await plain.run('limit', context())).toBe(2048)
  await plain.close()
})

it('ends a job in the middle, when it is stopped and when the program ends', async () => {
  const controller = new AbortController()
  const told: Progress[] = []
  const stopped = run('hang', {
    signal: controller.signal,
    progress(progress) {
      told.push(progress)
      controller.abort()
    },
  })
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled', message: 'Stopped.' })
  expect(told).toEqual([{ stage: 'hang', done: 0, total: 1 }])

  const closed = run('hang', { progress: () => void threads.close() })
  await expect(closed).rejects.toMatchObject({ code: 'cancelled' })
  await expect(run('work')).rejects.toMatchObject({ code: 'cancelled' })
})
