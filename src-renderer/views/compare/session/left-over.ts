/**
 * What of an open comparison waits to be saved, also in the browser's storage: a page that is closed within that moment
 * cannot finish a save, for a browser does not wait. It is saved when the screen is opened next.
 */
import { comparisonSchema } from '#shared/contract'
import type { Notebook } from '@/notebook'
import * as v from 'valibot'
import { type Draft, recordOf } from './draft'

/** One slot for each comparison, so that two windows do not write over each other. */
const prefix = 'avots-comparison-unsaved '
const schema = v.object({
  /** Of the record that the changes rest on. */
  rev: v.number(),
  record: v.object({
    ...v.omit(comparisonSchema, ['v', 'id', 'created', 'updated', 'rev', 'deletedAt']).entries,
    id: v.optional(v.string()),
  }),
})

/**
 * Under `slot` (id of the comparison, or a name of its own for a new one). `rev` is that of the saved comparison;
 * `title` is used where the draft has none.
 */
export function keepLeftOver(slot: string, draft: Draft, rev: number, title: string): void {
  const record = recordOf(draft)
  try {
    localStorage.setItem(prefix + slot, JSON.stringify({ rev, record: { ...record, title: record.title || title } }))
  } catch {
    // Without storage only the moment before the save is at risk.
  }
}

export function forgetLeftOver(slot: string): void {
  try {
    localStorage.removeItem(prefix + slot)
  } catch {
    // There is nothing then.
  }
}

function read(): { slot: string; text: string }[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ slot: key.slice(prefix.length), text: localStorage.getItem(key) ?? 'null' }))
  } catch {
    return []
  }
}

function parse(text: string) {
  try {
    return v.safeParse(schema, JSON.parse(text))
  } catch {
    return null
  }
}

/** Saves what pages that were closed had no time for, except of comparisons that were changed since, or deleted. */
export async function saveLeftOver(notebook: Notebook): Promise<void> {
  for (const { slot, text } of read()) {
    const parsed = parse(text)
    if (parsed?.success) {
      const { rev, record } = parsed.output
      const known = record.id === undefined ? null : await notebook.comparison(record.id)
      if (record.id === undefined || known?.rev === rev) await notebook.saveComparison(record)
    }
    // Another window may have kept newer words meanwhile.
    if (read().find((one) => one.slot === slot)?.text === text) forgetLeftOver(slot)
  }
}
