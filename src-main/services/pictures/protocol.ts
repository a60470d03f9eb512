/** What the service asks its child, and what comes back. */
import * as v from 'valibot'

export const pictureRequestSchema = v.object({
  /** The file that holds the original, and where in it the original begins and how long it is. */
  path: v.string(),
  offset: v.number(),
  length: v.number(),
  /** For sentences. */
  name: v.string(),
  page: v.number(),
  /** Where the PNG is to be written: a file that is not there yet. */
  to: v.string(),
})
export type PictureRequest = v.InferOutput<typeof pictureRequestSchema>

export const pictureAnswerSchema = v.object({ failure: v.nullable(v.string()) })
