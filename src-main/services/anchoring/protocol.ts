/** What travels between the service and its worker. */
import type { WireError } from '#shared/contract'
import type { Placement, Quote, SoughtPassage } from '#shared/domain/anchoring'

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

export type FromWorker =
  | { t: 'progress'; done: number; total: number }
  | { t: 'done'; placements: Placement[] }
  | { t: 'failed'; error: WireError }
