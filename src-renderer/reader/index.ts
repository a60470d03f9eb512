/**
 * Shows a document so that it can be read, selected and marked. One deep module: screens know offsets, never DOM nodes.
 * Engines in `engines/<kind>/` are picked up by their folder.
 */
import type { DocumentModel } from '#shared/contract'
import type { Engine, Reader, ReaderDocument, ReaderOptions } from './types'

export type {
  DrawnRegion,
  PageFailure,
  PageRotation,
  PageZoom,
  PictureRequest,
  Reader,
  ReaderCommand,
  ReaderDifference,
  ReaderDocument,
  ReaderFiles,
  ReaderHighlight,
  ReaderLabels,
  ReaderOptions,
  ReaderPages,
  ReaderSelection,
  RegionShape,
} from './types'

export { createPagePictures } from './engines/pages/pictures'
export { prepareReader } from './prepared'

const modules = import.meta.glob<{ engine: Engine }>('./engines/*/index.ts', { eager: true })
const engines = Object.values(modules).map((module) => module.engine)

/** Kinds of the engines that can show a model, the best first. */
export function readerKinds(model: DocumentModel): string[] {
  return ranked(model).map(({ engine }) => engine.kind)
}

function ranked(model: DocumentModel) {
  return engines
    .map((engine) => ({ engine, rank: engine.accepts(model) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
}

/** Draws `document` into `element` (emptied first). The handle lives until `destroy`. */
export function mountReader(element: HTMLElement, document: ReaderDocument, options: ReaderOptions): Reader {
  const fitting = ranked(document.model)
  const best = fitting.find(({ engine }) => engine.kind === options.kind) ?? fitting[0]
  if (!best) throw new Error(`no engine shows ${document.model.mediaType}`)
  return best.engine.mount(element, document, options)
}
