/** The options of an export as the panel shows them: every one with a value. */
import {
  type Comparison,
  type ComparisonInput,
  type ExportOptions,
  type exportOptionsSchema,
  type Preferences,
} from '#shared/contract'
import type { InferOutput } from 'valibot'

type Given = InferOutput<typeof exportOptionsSchema>
type Choice<Option extends keyof Given> = NonNullable<Given[Option]>

/** Switches of the panel, in its order. */
export const switches = [
  'notes',
  'highlights',
  'differences',
  'legend',
  'tagIndex',
  'bibliography',
  'pins',
] as const satisfies readonly (keyof ExportOptions)[]
export type Switch = (typeof switches)[number]

export interface Choices extends Record<Switch, boolean> {
  scope: Choice<'scope'>
  language: Choice<'language'>
  style: Choice<'style'>
  paper: Choice<'paper'>
  standard: Choice<'standard'>
}

/** What a comparison was last exported with; else what most readers want. */
export function choicesOf(comparison: Comparison, interfaceLanguage: 'lv' | 'en'): Choices {
  const { options = {}, rows = [] } = comparison
  const scope = options.scope ?? (rows.length > 0 ? 'rows' : 'all')
  return {
    // Without kept rows there is only the whole.
    scope: rows.length > 0 ? scope : 'all',
    notes: options.notes ?? true,
    highlights: options.highlights ?? true,
    differences: options.differences ?? true,
    legend: options.legend ?? true,
    tagIndex: options.tagIndex ?? false,
    bibliography: options.bibliography ?? true,
    pins: options.pins ?? false,
    language: options.language ?? interfaceLanguage,
    style: options.style ?? 'iso-690',
    paper: options.paper ?? 'a4-landscape',
    standard: options.standard ?? 'pdf',
  }
}

/** What the service gets: the saved comparison with these choices; nothing that only tells when it was saved. */
export function inputOf(
  comparison: Comparison,
  choices: Choices,
  author: string,
  preferences: Pick<Preferences, 'colourNames'>,
): ComparisonInput {
  const { title, description, kind, panes, pins, rows, folding, options } = comparison
  return {
    title,
    author,
    kind,
    panes,
    ...(description === undefined ? {} : { description }),
    ...(pins ? { pins } : {}),
    ...(rows ? { rows } : {}),
    ...(folding ? { folding } : {}),
    colourNames: preferences.colourNames,
    options: { ...options, ...choices },
  }
}
