import { createFinder, type Placement, placeQuotes } from '#shared/domain/anchoring'
import type { Job } from './protocol'

/** Does a job, wherever that is; answers in the order of what is looked for. */
export function runJob(job: Job, onProgress: (done: number, total: number) => void): Placement[] {
  if (job.kind === 'place') return placeQuotes(job.quotes, { old: job.old, now: job.now, onProgress })
  const find = createFinder(job.text)
  const every = Math.max(1, Math.ceil(job.passages.length / 100))
  return job.passages.map((passage, n) => {
    if (n % every === 0) onProgress(n, job.passages.length)
    return find(passage)
  })
}
