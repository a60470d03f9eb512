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
  const subjects = subjectsOf(citations)
  const meta = { citations: String(citations.length), ...(subjects.length > 0 ? { subjects } : {}) }
  return { ...builder.finish(), meta, warnings: [] }
}

/** Keywords that most of the records have: what the list as a whole is about. Those of the record, where there is one. */
function subjectsOf(citations: readonly Citation[]): string[] {
  const counts = new Map<string, number>()
  for (const { keyword } of citations) {
    const words = typeof keyword === 'string' ? keyword.split(/\s*[,;]\s*/) : []
    for (const word of new Set(words.filter((one) => one !== ''))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts].flatMap(([word, count]) => (count * 2 > citations.length ? [word] : []))
}
