/** Which bytes an archive in work has, or is going to have. */
import type { Stored } from './lines'
import { tiedResources } from './page-files'
import { keyOf, originalsOf, type WorkState } from './state'

type Shelved = Omit<Stored, 'mediaType'>

export interface Holdings {
  /** Hash → document, of everything in the archive and on its way there. */
  readonly known: Map<string, string>
  /** By hash, everything among the originals. */
  readonly shelved: Map<string, Shelved>
  /** Hash → document, of files that are part of it. */
  readonly tied: Map<string, string>
  /** Reads all of it from the state once more. */
  refresh(): void
}

export function createHoldings(state: WorkState): Holdings {
  const known = new Map<string, string>()
  const shelved = new Map<string, Shelved>()
  const tied = new Map<string, string>()

  function refresh(): void {
    known.clear()
    shelved.clear()
    tied.clear()
    for (const document of state.documents.values()) {
      if (document.removed) continue
      for (const original of originalsOf(document)) {
        known.set(original.sha256, document.id)
        shelved.set(original.sha256, original)
      }
      for (const resource of document.editions.flatMap(({ resources }) => resources))
        if (!shelved.has(resource.sha256)) shelved.set(resource.sha256, resource)
      for (const { sha256 } of tiedResources(document)) tied.set(sha256, document.id)
    }
    const last = state.batches.at(-1)
    // Of one that ended, or was given up, nothing is on its way any more.
    const items = last?.finished ? undefined : last?.items
    for (const { n, part, doc, stored, outcome } of items?.values() ?? []) {
      // Where the one around it was cut off, its parts are found again.
      const isDue = items?.get(keyOf({ n, part: part.slice(0, -1) }))?.outcome !== undefined && !outcome
      if (doc !== undefined && stored && isDue && !known.has(stored.sha256)) known.set(stored.sha256, doc)
    }
  }

  refresh()
  return { known, shelved, tied, refresh }
}
