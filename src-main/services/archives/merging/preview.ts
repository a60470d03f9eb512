/** What merging would do, told from the catalogues of both archives: no file is read. */
import type { MergePreview } from '#shared/contract'
import { withoutDirections } from '#shared/domain/language'
import type { Catalogue } from '../catalogue'
import { factsOfSummary, planMerge } from './plan'
import { mergeRegisters } from './registers'

/** Documents in the order of the source. Pure. */
export function previewMerge(target: Catalogue, source: Catalogue): MergePreview {
  const { rekey } = mergeRegisters(target.registers, source.registers)
  const steps = planMerge(target.documents.map(factsOfSummary), source.documents.map(factsOfSummary), rekey)
  const { id, title, language } = source
  return {
    source: { id, title, language },
    documents: source.documents.flatMap((document, index) => {
      const step = steps[index]
      if (!step) return []
      const isAdded = step.kind === 'add'
      const editions = isAdded ? document.editions.length : step.editions.length
      const metadata = !isAdded && step.metadata !== null
      const differing = isAdded ? [] : [...step.differing]
      const isJoined = editions > 0 || metadata
      return [
        {
          documentId: step.id,
          title: { ...document.metadata.title, text: withoutDirections(document.metadata.title.text) },
          outcome: isAdded ? ('added' as const) : isJoined ? ('joined' as const) : ('same' as const),
          editions,
          metadata,
          differing,
        },
      ]
    }),
  }
}
