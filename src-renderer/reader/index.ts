/**
 * Shows a document so that it can be read, selected and marked. One deep module: screens know offsets, never DOM nodes.
 * Engines in `engines/<kind>/` are picked up by their folder.
 */
import type { Engine, Reader, ReaderDocument, ReaderOptions } from './types'

export type {
  Reader,
  ReaderCommand,
  ReaderDifference,
  ReaderDocument,
  ReaderHighlight,
  ReaderLabels,
  ReaderOptions,
  ReaderSelection,
} from './types'

const modules = import.meta.glob<{ engine: Engine }>('./engines/*/index.ts', { eager: true })
const engines = Object.values(modules).map((module) => module.engine)

/** Draws `document` into `element` (emptied first). The handle lives until `destroy`. */
export function mountReader(element: HTMLElement, document: ReaderDocument, options: ReaderOptions): Reader {
  const ranked = engines
    .map((engine) => ({ engine, rank: engine.accepts(document.model) }))
    .filter((entry) => entry.rank > 0)
    .sort((a, b) => b.rank - a.rank)
  const best = ranked[0]
  if (!best) throw new Error(`no engine shows ${document.model.mediaType}`)
  return best.engine.mount(element, document, options)
}
