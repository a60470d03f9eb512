/** What recogniser and child say to each other. */
import * as v from 'valibot'
import { recognitionLanguageSchema } from '#shared/contract'

const shape = v.object({ x: v.number(), y: v.number(), w: v.number(), h: v.number() })
export const regionKinds = [
  'para',
  'heading',
  'listItem',
  'quote',
  'verse',
  'caption',
  'note',
  'code',
  'header',
  'footer',
] as const
const regionSchema = v.object({
  kind: v.picklist(regionKinds),
  level: v.exactOptional(v.number()),
  shape: v.exactOptional(shape),
  lines: v.array(
    v.object({
      shape: v.exactOptional(shape),
      conf: v.exactOptional(v.number()),
      words: v.array(
        v.object({
          text: v.string(),
          shape: v.exactOptional(shape),
          conf: v.exactOptional(v.number()),
          glued: v.exactOptional(v.boolean()),
        }),
      ),
    }),
  ),
})

/** What became of a page: its regions, or why it has none. */
export const pageResultSchema = v.union([
  v.object({ regions: v.array(regionSchema) }),
  v.object({ failure: v.string() }),
])
export type PageResult = v.InferOutput<typeof pageResultSchema>
export type Region = v.InferOutput<typeof regionSchema>
export type Word = Region['lines'][number]['words'][number]

export const taskSchema = v.object({
  /** The first weighs most. */
  languages: v.pipe(v.array(recognitionLanguageSchema), v.minLength(1)),
  /** Pages that an earlier child has done, and those that are given up, by number. */
  done: v.optional(v.array(v.tuple([v.number(), pageResultSchema])), []),
})
export type RecognitionTask = v.InferOutput<typeof taskSchema>

/** Page `page` of `pages` begins; with `result` it has ended. */
export const toldSchema = v.object({
  page: v.number(),
  pages: v.number(),
  result: v.optional(pageResultSchema),
})
export type Told = v.InferInput<typeof toldSchema>

export interface Telling {
  tell(told: Told): void
  alive(): void
}
