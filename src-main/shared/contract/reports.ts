/** Exports. */
import * as v from 'valibot'
import { sha256Schema } from './primitives'

export const exportFormats = ['pdf', 'docx', 'html', 'tei', 'odt', 'csv', 'md'] as const
export const exportFormatSchema = v.picklist(exportFormats)
export type ExportFormat = v.InferOutput<typeof exportFormatSchema>

/** `details` holds the parts of the sentence, so that the interface can say it in its own language. */
export const reportWarningSchema = v.object({
  code: v.string(),
  message: v.string(),
  details: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
})

/** A finished report; its bytes are at `/files/<sha256>`. */
export const reportSchema = v.object({
  sha256: sha256Schema,
  mediaType: v.string(),
  /** Suggested file name. */
  name: v.string(),
  bytes: v.number(),
  pages: v.optional(v.number()),
  compiler: v.optional(v.picklist(['native', 'wasm'])),
  /** Standard that was enforced, or `pdf` for plain tagged PDF 1.7. */
  standard: v.optional(v.string()),
  warnings: v.array(reportWarningSchema),
  milliseconds: v.number(),
})
export type Report = v.InferOutput<typeof reportSchema>
