import type { Anchor } from '#shared/contract'

/** Where a passage stands in an edition: what an `Anchor` row says beside its keys. */
export interface Placement {
  readonly state: Anchor['state']
  /** Null unless `anchored` or `moved`. */
  readonly start: number | null
  readonly end: number | null
  /** 0 to 1. */
  readonly score: number
  /** Name of the step that decided. */
  readonly method: string
  /** Places worth showing to the reader when nobody knows, best first. */
  readonly candidates: { start: number; end: number; score: number }[]
}
