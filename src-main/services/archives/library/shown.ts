/** What the library says of documents to everybody else: as it is stored, but for what would garble a list. */
import { isDeepStrictEqual } from 'node:util'
import type { DocumentSummary, Metadata } from '#shared/contract'
import { withoutDirections } from '#shared/domain/language'

const shown = new WeakMap<DocumentSummary, DocumentSummary>()

/** The same document with names, titles and words that keep their own direction; stored metadata stay as they came. */
export function shownSummary(summary: DocumentSummary): DocumentSummary {
  const known = shown.get(summary)
  if (known) return known
  const text = JSON.stringify(summary)
  const made = withoutDirections(text) === text ? summary : cleaned(summary)
  shown.set(summary, made)
  return made
}

/** Metadata that come back from whoever was shown them: fields that nobody changed stay as they are stored. */
export function withStored(sent: Metadata, stored: Metadata): Metadata {
  const kept = Object.entries(stored).filter(([name, value]) =>
    isDeepStrictEqual(cleaned<unknown>(value), sent[name as keyof Metadata]),
  )
  return { ...sent, ...Object.fromEntries(kept) }
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
