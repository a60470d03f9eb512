/**
 * Shows a document so that it can be read, selected and marked. One deep module: screens know offsets, never DOM nodes.
 * Engines in `engines/<kind>/` are picked up by their folder.
 */
import type { DocumentModel } from '#shared/contract'
import { nextTask } from '@/slices'
import { isLongText } from './long'
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
export { isLongText } from './long'

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

/** The engine of this kind, else the best of those that can show the model. */
function engineFor(model: DocumentModel, kind: string | undefined): Engine {
  const fitting = ranked(model)
  const best = fitting.find(({ engine }) => engine.kind === kind) ?? fitting[0]
  if (!best) throw new Error(`no engine shows ${model.mediaType}`)
  return best.engine
}

/**
 * Does in tasks of its own what mounting a long text begins with, so that mounting is short; null where it is short
 * anyway, or was done.
 */
export function prepareReader(model: DocumentModel, kind?: string): Promise<void> | null {
  if (!isLongText(model)) return null
  const steps = (engineFor(model, kind).prepare ?? []).filter(({ isKnown }) => !isKnown(model))
  if (steps.length === 0) return null
  return (async () => {
    for (const prepare of steps) {
      await nextTask()
      prepare(model)
    }
    await nextTask()
  })()
}

/** Draws `document` into `element` (emptied first). The handle lives until `destroy`. */
export function mountReader(element: HTMLElement, document: ReaderDocument, options: ReaderOptions): Reader {
  return engineFor(document.model, options.kind).mount(element, document, options)
}
