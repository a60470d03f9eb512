/** What travels between the service and its worker. */
import type { Alignment, ComparisonKind, Folding, Pin, WireError } from '#shared/contract'
import type { AlignPane } from '#shared/domain/alignment'

/** One comparison to make; `panes` hold only what the engines read. */
export interface Job {
  panes: readonly AlignPane[]
  kind: ComparisonKind
  pins: readonly Pin[]
  folding: Folding
}

export type FromWorker =
  | { t: 'progress'; stage: string; done: number; total: number }
  | { t: 'done'; alignment: Alignment }
  | { t: 'failed'; error: WireError }
