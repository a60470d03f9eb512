import { paragraphNumbers } from '#shared/domain/citation'
import { byModel } from '../../by-model'
import { wordsOf } from '../../own-words'
import { planSections } from './sections'

export const numbersOf = byModel(paragraphNumbers)
export const sectionsOf = byModel(planSections)

/** What drawing a text begins with. */
export const prepareText = [sectionsOf, numbersOf, wordsOf]
