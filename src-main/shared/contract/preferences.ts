/** What the reader has chosen; kept in the data folder so that both hosts agree. */
import * as v from 'valibot'

export const interfaceLanguages = ['lv', 'en'] as const
export const themes = ['light', 'sepia', 'dark', 'contrast'] as const

export const preferencesSchema = v.object({
  v: v.literal(1),
  /** null: the system's. */
  language: v.nullable(v.picklist(interfaceLanguages)),
  /** null: the system's (light or dark, contrast where the system asks for it). */
  theme: v.nullable(v.picklist(themes)),
  /** Index into 16/24, 18/28, 20/32, 24/36. */
  textSize: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3)),
  /** Measure in characters. */
  measure: v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(80)),
  typeface: v.picklist(['serif', 'sans']),
  hyphenate: v.boolean(),
  marginNotes: v.boolean(),
  /** Long texts are in the page as a whole, for screen readers that read on by themselves; slower. */
  wholeTexts: v.boolean(),
  /** Name that annotations and exports carry; may be empty. */
  author: v.string(),
  /** Names that the reader gave to the five colours, by letter. */
  colourNames: v.record(v.string(), v.string()),
  libraryLayout: v.picklist(['table', 'cards']),
})
export type Preferences = v.InferOutput<typeof preferencesSchema>

export const defaultPreferences: Preferences = {
  v: 1,
  language: null,
  theme: null,
  textSize: 1,
  measure: 66,
  typeface: 'serif',
  hyphenate: false,
  marginNotes: true,
  wholeTexts: false,
  author: '',
  colourNames: {},
  libraryLayout: 'table',
}
