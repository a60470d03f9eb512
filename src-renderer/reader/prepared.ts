/** What hangs on a model alone and takes milliseconds for a text of a million words: worked out once for each. */
import type { DocumentModel } from '#shared/contract'
import { paragraphNumbers } from '#shared/domain/citation'
import { planSections } from './engines/text/sections'
import { ownWords } from './own-words'

function byModel<M extends object, T>(make: (model: M) => T): (model: M) => T {
  const known = new WeakMap<M, T>()
  return (model) => {
    const found = known.get(model)
    if (found !== undefined) return found
    const made = make(model)
    known.set(model, made)
    return made
  }
}

export const numbersOf = byModel(paragraphNumbers)
export const wordsOf = byModel(ownWords)
export const sectionsOf = byModel(planSections)

/** Code units of a text for which it is worth while. */
const LONG = 300_000

/** Does that work in tasks of its own, so that mounting is short; null where it is short anyway. */
export function prepareReader(model: DocumentModel): Promise<void> | null {
  if (model.text.length < LONG) return null
  return (async () => {
    for (const prepare of [sectionsOf, numbersOf, wordsOf]) {
      await new Promise((resolve) => setTimeout(resolve))
      prepare(model)
    }
    await new Promise((resolve) => setTimeout(resolve))
  })()
}
