/** Records as the interface of Hypothesis gives them. */
import { instantOf } from '../identity'
import { isIri, selectorFault } from './rules'
import { CONTEXT, isObject, type Json, listOf, own, textOf } from './terms'

export const isHypothesis = (value: unknown): value is Json =>
  isObject(value) && !('@context' in value) && typeof value['uri'] === 'string' && Array.isArray(value['target'])

/** As a Web Annotation, the record itself kept beside it. Selectors that are not the standard's stay in the record. */
export function fromHypothesis(record: Json): Json {
  const { id, uri, text, tags, target, created, updated, references, user } = record
  const answered = listOf(references).at(-1)
  const targets = listOf(target)
    .filter(isObject)
    .map((one) => {
      const source = isIri(one['source']) ? one['source'] : uri
      const selector = listOf(one['selector']).filter((each) => selectorFault(each) === null)
      // Without a selector it is about the whole page.
      return selector.length === 0 ? source : { source, selector }
    })
  const iri = (one: unknown) => `https://hypothes.is/a/${String(one)}`
  const note = textOf(text) ?? ''
  const words =
    note === '' ? [] : [{ type: 'TextualBody', value: note, format: 'text/markdown', purpose: 'commenting' }]
  const named = listOf(tags)
    .flatMap((tag) => textOf(tag) ?? [])
    .map((value) => ({ type: 'TextualBody', value, purpose: 'tagging' }))
  const isReply = typeof answered === 'string'
  return {
    '@context': CONTEXT,
    id: iri(id),
    type: 'Annotation',
    ...(instantOf(textOf(created)) ? { created: instantOf(textOf(created)) } : {}),
    ...(instantOf(textOf(updated)) ? { modified: instantOf(textOf(updated)) } : {}),
    motivation: isReply ? 'replying' : note === '' ? 'highlighting' : 'commenting',
    ...(words.length + named.length > 0 ? { body: [...words, ...named] } : {}),
    target: isReply ? iri(answered) : targets.length > 1 ? targets : (targets[0] ?? uri),
    ...(typeof user === 'string' ? { creator: { type: 'Person', nickname: user } } : {}),
    [own.hypothesis]: record,
  }
}
