/** A list of citation records as a document: a heading, then one block for each, written out as a reference. */
import { AppError, type Citation } from '#shared/contract'
import type { ExtractHints, ModelParts } from '../format'
import { ModelBuilder } from '../model-builder'
import { addReference } from './reference'

/**
 * `hints.lang` chooses the words of the references, `hints.title` is the heading. Each block carries
 * `attrs.citation` and an anchor point with source `citation`, both the id of the record. Throws AppError `empty`.
 */
export function citationList(citations: readonly Citation[], hints: ExtractHints): ModelParts {
  const name = hints.fileName ?? 'The list of citations'
  if (citations.length === 0) throw new AppError('empty', `"${name}" holds no citations.`, { name })
  const language = hints.lang ?? 'en'
  const builder = new ModelBuilder()
  if (hints.title) builder.leaf('heading', { level: 1 }).add(hints.title)
  for (const citation of citations) {
    const lang = citation['language']
    const leaf = builder.leaf('para', {
      attrs: { citation: citation.id },
      ...(typeof lang === 'string' && lang !== language ? { lang } : {}),
    })
    leaf.anchor(citation.id, 'citation')
    addReference(leaf, citation, language)
  }
  return { ...builder.finish(), meta: { citations: String(citations.length) }, warnings: [] }
}
