/** What travels between the service and its worker. */
import type { WireError } from '#shared/contract'
import type { Placement, Quote } from '#shared/domain/anchoring'

/** All notes of one edition that are to be found in another one. */
export interface Job {
  /** The edition on which the notes were made; null where it is not there. */
  old: string | null
  now: string
  quotes: readonly Quote[]
}

export type FromWorker =
  | { t: 'progress'; done: number; total: number }
  | { t: 'done'; placements: Placement[] }
  | { t: 'failed'; error: WireError }
