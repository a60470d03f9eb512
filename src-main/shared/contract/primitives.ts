/** Small schemas that several contracts share. */
import * as v from 'valibot'

/** Lower-case SHA-256 in hex, 64 digits. */
export const sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex'))

/** ISO 8601 instant in UTC, as `Date.prototype.toISOString` writes it. */
export const instantSchema = v.pipe(v.string(), v.isoTimestamp())

/** UTF-16 offset into a canonical text. */
export const offsetSchema = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Half-open range `[start, end)` of UTF-16 offsets into a canonical text. */
export const rangeSchema = v.pipe(
  v.object({ start: offsetSchema, end: offsetSchema }),
  v.check((range) => range.start <= range.end, 'a range ends before it starts'),
)
export type Range = v.InferOutput<typeof rangeSchema>

/** The five highlight letters; `null` where an annotation has no colour. */
export const colours = ['A', 'B', 'C', 'D', 'E'] as const
export const colourSchema = v.picklist(colours)
export type Colour = v.InferOutput<typeof colourSchema>

/** A text with the language it is written in (BCP 47). */
export const localTextSchema = v.object({ text: v.string(), lang: v.string() })
export type LocalText = v.InferOutput<typeof localTextSchema>

/** One text in several languages, keyed by BCP 47 tag. */
export const multilingualSchema = v.record(v.string(), v.string())
export type Multilingual = v.InferOutput<typeof multilingualSchema>
