/**
 * What of an open comparison waits to be saved, also in the browser's storage: a page that is closed within that moment
 * cannot finish a save, for a browser does not wait. It is saved when the screen is opened next.
 */
import { comparisonSchema } from '#shared/contract'
import type { Notebook } from '@/notebook'
import * as v from 'valibot'
import { type Draft, recordOf } from './draft'

const storageKey = 'avots-comparison-unsaved'
const schema = v.object({
  /** Of the record that the changes rest on. */
  rev: v.number(),
  record: v.object({
    ...v.omit(comparisonSchema, ['v', 'id', 'created', 'updated', 'rev', 'deletedAt']).entries,
    id: v.optional(v.string()),
  }),
})

/** `rev` is that of the saved comparison; `title` is used where the draft has none. */
export function keepLeftOver(draft: Draft, rev: number, title: string): void {
  const record = recordOf(draft)
  try {
    localStorage.setItem(storageKey, JSON.stringify({ rev, record: { ...record, title: record.title || title } }))
  } catch {
    // Without storage only the moment before the save is at risk.
  }
}

export function forgetLeftOver(): void {
  try {
    localStorage.removeItem(storageKey)
  } catch {
    // There is nothing then.
  }
}

/** Saves what a page that was closed had no time for, unless the comparison was changed since, or deleted. */
export async function saveLeftOver(notebook: Notebook): Promise<void> {
  let kept: unknown
  try {
    kept = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
  } catch {
    return
  }
  const parsed = v.safeParse(schema, kept)
  if (!parsed.success) return
  const { rev, record } = parsed.output
  const known = record.id === undefined ? null : await notebook.comparison(record.id)
  if (record.id === undefined || known?.rev === rev) await notebook.saveComparison(record)
  forgetLeftOver()
}
