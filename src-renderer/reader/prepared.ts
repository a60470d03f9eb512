/** What hangs on a model alone and takes milliseconds for a text of a million words: worked out once for each. */
import type { DocumentModel } from '#shared/contract'
import { paragraphNumbers } from '#shared/domain/citation'
import { planSections } from './engines/text/sections'
import { ownWords } from './own-words'

interface ByModel<M, T> {
  (model: M): T
  isKnown(model: M): boolean
}

function byModel<M extends object, T>(make: (model: M) => T): ByModel<M, T> {
  const known = new WeakMap<M, { made: T }>()
  const answer = (model: M): T => {
    const found = known.get(model) ?? { made: make(model) }
    known.set(model, found)
    return found.made
  }
  return Object.assign(answer, { isKnown: (model: M) => known.has(model) })
}

export const numbersOf = byModel(paragraphNumbers)
export const wordsOf = byModel(ownWords)
export const sectionsOf = byModel(planSections)

/** Code units of a text for which it is worth while. */
const LONG = 300_000

/** Does that work in tasks of its own, so that mounting is short; null where it is short anyway, or was done. */
export function prepareReader(model: DocumentModel): Promise<void> | null {
  const steps = [sectionsOf, numbersOf, wordsOf].filter(({ isKnown }) => !isKnown(model))
  if (model.text.length < LONG || steps.length === 0) return null
  return (async () => {
    for (const prepare of steps) {
      await new Promise((resolve) => setTimeout(resolve))
      prepare(model)
    }
    await new Promise((resolve) => setTimeout(resolve))
  })()
}
