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

/** Metadata that come back from whoever was shown them: what nobody changed in them stays as it is stored. */
export function withStored(sent: Metadata, stored: Metadata): Metadata {
  return restored(sent, stored)
}

function restored<T>(sent: T, stored: unknown): T
function restored(sent: unknown, stored: unknown): unknown {
  if (isDeepStrictEqual(cleaned(stored), sent)) return stored
  if (Array.isArray(sent) && Array.isArray(stored)) return restoredEntries(sent, stored)
  if (!isFields(sent) || !isFields(stored)) return sent
  return Object.fromEntries(Object.entries(sent).map(([name, one]) => [name, restored(one, stored[name])]))
}

/** Each stored entry once: in its place, where it was moved to, or, where it alone was changed, as far as it is the same. */
function restoredEntries(sent: readonly unknown[], stored: readonly unknown[]): unknown[] {
  const left = new Set(stored.keys())
  const isOf = (at: number, one: unknown) => left.has(at) && isDeepStrictEqual(cleaned(stored[at]), one)
  const take = (at: number) => (left.delete(at), stored[at])
  const inPlace = sent.map((one, at) => (isOf(at, one) ? { entry: take(at) } : null))
  const found = sent.map((one, at) => {
    const moved = inPlace[at] ? undefined : [...left].find((other) => isOf(other, one))
    return inPlace[at] ?? (moved === undefined ? null : { entry: take(moved) })
  })
  const isSameLength = sent.length === stored.length
  return sent.map((one, at) => found[at]?.entry ?? (isSameLength && left.has(at) ? restored(one, take(at)) : one))
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

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
