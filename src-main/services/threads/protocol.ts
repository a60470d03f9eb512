/** What travels between the services and a thread. */
import type { WireError } from '#shared/contract'

export type FromThread<R> =
  | { t: 'progress'; stage: string; done: number; total: number }
  | { t: 'done'; result: R }
  | { t: 'failed'; error: WireError }

/** Does one job, wherever that is. */
export type Work<J, R> = (job: J, progress: (stage: string, done: number, total: number) => void) => R
