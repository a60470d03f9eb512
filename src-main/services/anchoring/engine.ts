/** Places notes in a thread of its own. */
import { join } from 'node:path'
import type { Placement } from '#shared/domain/anchoring'
import { createThreads, type Threads } from '../threads'
import { type Job, runJob } from './run-job'

/** How long a thread without work is kept, in ms: the next document of the same change finds it warm. */
const KEPT = 5000

/** The place of each quote or passage, in order. */
export type AnchoringEngine = Threads<Job, Placement[]>

/** `programs` is the folder of the built workers. Nothing is started before there is work. */
export function createAnchoringEngine(programs: string): AnchoringEngine {
  return createThreads({
    program: join(programs, 'anchoring-worker.js'),
    work: runJob,
    words: {
      cancelled: 'Placing the notes was stopped. None of them was changed.',
      crashed: 'Placing the notes ended before it was finished. Try again.',
    },
    kept: KEPT,
  })
}
