/** Words of the Web Annotation Data Model (W3C Recommendation, 23 February 2017), and those that we add. */
import type { Annotation } from '#shared/contract'

export const CONTEXT = 'http://www.w3.org/ns/anno.jsonld'
/** Our own members are `avots:…`; documents are `urn:avots:document:<id>`. */
const NAMESPACE = 'urn:avots:'
export const DOCUMENT = `${NAMESPACE}document:`
export const contexts = [CONTEXT, { avots: NAMESPACE }]

export const own = {
  colour: 'avots:colour',
  tag: 'avots:tag',
  tags: 'avots:tags',
  link: 'avots:link',
  state: 'avots:state',
  answered: 'avots:answered',
  correction: 'avots:correction',
  /** Where a note from elsewhere stands in our document; its `target` stays what it was. */
  target: 'avots:target',
  /** A record of Hypothesis as it was. */
  hypothesis: 'avots:hypothesis',
} as const

/** Section 3.3.5. */
export const motivations = [
  'assessing',
  'bookmarking',
  'classifying',
  'commenting',
  'describing',
  'editing',
  'highlighting',
  'identifying',
  'linking',
  'moderating',
  'questioning',
  'replying',
  'tagging',
] as const

export const motivationOf: Record<Annotation['kind'], (typeof motivations)[number]> = {
  highlight: 'highlighting',
  note: 'commenting',
  question: 'questioning',
  link: 'linking',
  correction: 'editing',
  reply: 'replying',
}

/** The kind that a motivation means; undefined where it means none of ours. */
export function kindOf(motivation: unknown): Annotation['kind'] | undefined {
  const words: unknown[] = Array.isArray(motivation) ? motivation : [motivation]
  for (const word of words) {
    if (word === 'describing') return 'note'
    for (const [kind, name] of Object.entries(motivationOf)) {
      if (word === name || word === `oa:${name}`) return kind as Annotation['kind']
    }
  }
  return undefined
}

/** Sections 3.2.7 and 3.2.8: sets of resources. */
export const setTypes = ['Choice', 'Composite', 'List', 'Independents'] as const

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One value or many, as a list. */
export const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value]

export const hasType = (value: Json, ...names: string[]): boolean =>
  listOf(value['type']).some((type) => typeof type === 'string' && names.includes(type))

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
