/** The models read last, so that going back and forth between documents does not read them again. */
import type { DocumentModel } from '#shared/contract'

export interface ModelCache {
  /** What is kept; null also while it is being read. */
  known(key: string): DocumentModel | null
  get(key: string, load: () => Promise<DocumentModel>): Promise<DocumentModel>
  clear(): void
}

interface Entry {
  readonly model: Promise<DocumentModel>
  read: DocumentModel | null
  size: number
}

/** Keeps up to `maxModels` models and about `maxCharacters` of text; calls for one key share one read. */
export function createModelCache(maxModels = 24, maxCharacters = 10_000_000): ModelCache {
  const entries = new Map<string, Entry>()

  function trim(): void {
    let size = 0
    for (const entry of entries.values()) size += entry.size
    for (const [key, entry] of entries) {
      if (entries.size <= 1 || (entries.size <= maxModels && size <= maxCharacters)) return
      entries.delete(key)
      size -= entry.size
    }
  }

  return {
    known: (key) => entries.get(key)?.read ?? null,
    get(key, load) {
      const known = entries.get(key)
      // A map keeps the order of insertion: the first is the one not used for longest.
      entries.delete(key)
      const entry: Entry = known ?? { model: load(), read: null, size: 0 }
      entries.set(key, entry)
      if (!known) {
        entry.model.then(
          (model) => {
            entry.read = model
            entry.size = model.text.length
            trim()
          },
          () => {
            if (entries.get(key) === entry) entries.delete(key)
          },
        )
      }
      return entry.model
    },
    clear: () => entries.clear(),
  }
}
