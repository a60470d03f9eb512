/** What the library says of documents to everybody else: as it is stored, but for what would garble a list. */
import type { DocumentSummary } from '#shared/contract'
import { withoutDirections } from '#shared/domain/language'

const shown = new WeakMap<DocumentSummary, DocumentSummary>()

/** The same document with names, titles and words that keep their own direction; stored metadata stay as they came. */
export function shownSummary(summary: DocumentSummary): DocumentSummary {
  const known = shown.get(summary)
  if (known) return known
  const made = cleaned(summary)
  shown.set(summary, made)
  return made
}

/** The very value where there is nothing to take out: of thousands of documents hardly one has any. */
function cleaned<T>(value: T): T
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return withoutDirections(value)
  if (typeof value !== 'object' || value === null) return value
  const entries: [string, unknown][] = Object.entries(value)
  const changed = entries.map(([name, one]) => [name, cleaned(one)] as const)
  if (changed.every(([, one], at) => one === entries[at]?.[1])) return value
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed)
}
