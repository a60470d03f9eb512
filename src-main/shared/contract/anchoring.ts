/** Placing notes in editions that they were not made on. */
import * as v from 'valibot'
import { anchorSchema } from './notebook'
import { offsetSchema } from './primitives'

/** How many places ended in each state. */
export const placedCountsSchema = v.object({
  anchored: v.number(),
  moved: v.number(),
  review: v.number(),
  orphan: v.number(),
})
export type PlacedCounts = v.InferOutput<typeof placedCountsSchema>

/** A run that nobody asked for: texts changed, and their notes are placed in them. */
export const anchoringProgressSchema = v.object({
  state: v.picklist(['running', 'done', 'cancelled', 'failed']),
  /** Places looked for so far, and in all. */
  done: v.number(),
  total: v.number(),
  /** Documents whose notes are placed. */
  documentIds: v.array(v.string()),
  /** Once it is done. */
  counts: placedCountsSchema,
  /** Why it failed, in a sentence. */
  message: v.optional(v.string()),
})
export type AnchoringProgress = v.InferOutput<typeof anchoringProgressSchema>

/** Where a range of one edition stands in another: what an anchor says beside its keys. */
export const placementSchema = v.object({
  state: anchorSchema.entries.state,
  start: v.nullable(offsetSchema),
  end: v.nullable(offsetSchema),
  score: v.number(),
  method: v.string(),
  candidates: anchorSchema.entries.candidates,
})
