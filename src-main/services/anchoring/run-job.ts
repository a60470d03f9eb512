import { createFinder, type Placement, placeQuotes, type Quote, type SoughtPassage } from '#shared/domain/anchoring'

export type Job =
  /** All notes of one edition that are to be found in another one. */
  | {
      readonly kind: 'place'
      /** The edition on which the notes were made; null where it is not there. */
      readonly old: string | null
      readonly now: string
      readonly quotes: readonly Quote[]
    }
  /** Passages of another program's notes in one text. */
  | { readonly kind: 'find'; readonly text: string; readonly passages: readonly SoughtPassage[] }

/** Stage of the progress that is told. */
const STAGE = 'anchor'

/** Does a job, wherever that is; answers in the order of what is looked for. */
export function runJob(job: Job, progress: (stage: string, done: number, total: number) => void): Placement[] {
  const onProgress = (done: number, total: number) => progress(STAGE, done, total)
  if (job.kind === 'place') return placeQuotes(job.quotes, { old: job.old, now: job.now, onProgress })
  const find = createFinder(job.text)
  const every = Math.max(1, Math.ceil(job.passages.length / 100))
  return job.passages.map((passage, n) => {
    if (n % every === 0) onProgress(n, job.passages.length)
    return find(passage)
  })
}
