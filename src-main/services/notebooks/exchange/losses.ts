/** What a format cannot carry, gathered while it is written or read: by kind of loss, with the notes concerned. */
import type { NoteLoss } from '#shared/contract'
import type { Details } from './format'
import { sentence } from './sentences'

export interface Losses {
  /** `id` is the note concerned, or null for the file as a whole. Details of the first mention are kept. */
  add(code: string, id: string | null, details?: Details): void
  /** Kinds of loss of one note. */
  of(id: string): readonly string[]
  list(): NoteLoss[]
}

export function createLosses(): Losses {
  const found = new Map<string, { ids: Set<string>; details: Details }>()
  return {
    add(code, id, details = {}) {
      const loss = found.get(code) ?? { ids: new Set(), details }
      if (id !== null) loss.ids.add(id)
      found.set(code, loss)
    },
    of: (id) => [...found].filter(([, { ids }]) => ids.has(id)).map(([code]) => code),
    list: () =>
      [...found].map(([code, loss]) => {
        const ids = [...loss.ids]
        const details = { ...loss.details, count: ids.length }
        return { code, message: sentence(code, details), ids, details }
      }),
  }
}
