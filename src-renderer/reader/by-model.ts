/** What hangs on a model alone and takes milliseconds for a text of a million words: worked out once for each. */
import type { DocumentModel } from '#shared/contract'

/** `M`: the part of a model that is asked for; any object stands for itself. */
export interface ByModel<T, M extends object = DocumentModel> {
  (model: M): T
  isKnown(model: M): boolean
}

export function byModel<T, M extends object = DocumentModel>(make: (model: M) => T): ByModel<T, M> {
  const known = new WeakMap<M, { readonly made: T }>()
  const answer = (model: M): T => {
    const found = known.get(model) ?? { made: make(model) }
    known.set(model, found)
    return found.made
  }
  return Object.assign(answer, { isKnown: (model: M) => known.has(model) })
}
