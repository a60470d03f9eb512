/**
 * What the Web Annotation Data Model says an annotation MUST be, as our own rules. The importer refuses what breaks
 * them, the tests hold our exports against them. Section numbers are those of the Recommendation.
 */
import type { Details } from '../format'
import { CONTEXT, hasType, isObject, type Json, listOf, setTypes, textOf } from './terms'

export interface Fault {
  readonly code: string
  readonly details: Details
}

const fault = (code: string, details: Details = {}): Fault => ({ code, details })

/** An IRI with a scheme (RFC 3987), loosely: nothing that can never stand in one. */
export const isIri = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20]+$/i.test(value)

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/
const isDateTime = (value: unknown) =>
  typeof value === 'string' && dateTime.test(value) && !Number.isNaN(Date.parse(value))

const single = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value
const isWords = (value: unknown) => typeof value === 'string'
const isCount = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** First of several checks that finds a fault. */
function firstOf(...checks: (() => Fault | null)[]): Fault | null {
  for (const check of checks) {
    const found = check()
    if (found) return found
  }
  return null
}

const each = (values: readonly unknown[], check: (value: unknown) => Fault | null) =>
  firstOf(...values.map((value) => () => check(value)))

/** Sections 3.2.1, 3.3.1, 3.3.6 and 3.3.7, of annotations and of resources alike. */
function commonFault(value: Json): Fault | null {
  for (const name of ['created', 'modified', 'generated']) {
    if (name in value && !isDateTime(single(value[name]))) return fault('w3c-date', { member: name })
  }
  for (const name of ['rights', 'via']) {
    if (name in value && !listOf(value[name]).every(isIri)) return fault('w3c-iri', { member: name })
  }
  for (const name of ['format', 'language']) {
    if (name in value && !listOf(value[name]).every(isWords)) return fault('w3c-words', { member: name })
  }
  if ('processingLanguage' in value && !isWords(single(value['processingLanguage']))) {
    return fault('w3c-words', { member: 'processingLanguage' })
  }
  if ('canonical' in value && !isIri(single(value['canonical']))) return fault('w3c-iri', { member: 'canonical' })
  if ('textDirection' in value && !['ltr', 'rtl', 'auto'].includes(String(single(value['textDirection'])))) {
    return fault('w3c-direction')
  }
  return null
}

/** Section 4.2. A selector that is an IRI, or of a kind that the standard does not know, is nobody's fault. */
export function selectorFault(selector: unknown): Fault | null {
  if (isIri(selector)) return null
  if (!isObject(selector)) return fault('w3c-selector', { kind: typeof selector })
  const wrong = (kind: string) => fault('w3c-selector', { kind })
  const has = (name: string) => typeof selector[name] === 'string'
  const refined = () =>
    each(listOf(selector['refinedBy']), (one) => (isObject(one) && isState(one) ? stateFault(one) : selectorFault(one)))
  if (hasType(selector, 'TextQuoteSelector')) {
    const around = ['prefix', 'suffix'].every((name) => !(name in selector) || has(name))
    return has('exact') && around ? refined() : wrong('TextQuoteSelector')
  }
  for (const kind of ['TextPositionSelector', 'DataPositionSelector']) {
    if (!hasType(selector, kind)) continue
    const { start, end } = selector
    return isCount(start) && isCount(end) && Number(start) <= Number(end) ? refined() : wrong(kind)
  }
  if (hasType(selector, 'FragmentSelector')) {
    const conforms = !('conformsTo' in selector) || isIri(selector['conformsTo'])
    return has('value') && conforms ? refined() : wrong('FragmentSelector')
  }
  for (const kind of ['CssSelector', 'XPathSelector']) {
    if (hasType(selector, kind)) return has('value') ? refined() : wrong(kind)
  }
  if (hasType(selector, 'SvgSelector')) {
    // The drawing is here or elsewhere, never both.
    const holds = 'id' in selector ? isIri(single(selector['id'])) && !('value' in selector) : has('value')
    return holds ? refined() : wrong('SvgSelector')
  }
  if (hasType(selector, 'RangeSelector')) {
    const { startSelector, endSelector } = selector
    if (!isObject(startSelector) || !isObject(endSelector)) return wrong('RangeSelector')
    return firstOf(
      () => selectorFault(startSelector),
      () => selectorFault(endSelector),
      refined,
    )
  }
  return 'type' in selector || isIri(selector['id']) ? null : wrong('selector')
}

const isState = (value: Json) => hasType(value, 'TimeState', 'HttpRequestState')

/** Section 4.3. As with selectors, one of a kind that the standard does not know is nobody's fault if it has a name. */
function stateFault(state: unknown): Fault | null {
  if (isIri(state)) return null
  if (!isObject(state)) return fault('w3c-state', { kind: typeof state })
  const refined = () =>
    each(listOf(state['refinedBy']), (one) => (isObject(one) && !isState(one) ? selectorFault(one) : stateFault(one)))
  if (hasType(state, 'TimeState')) {
    const { sourceDate, sourceDateStart, sourceDateEnd } = state
    const isSpan = 'sourceDateStart' in state || 'sourceDateEnd' in state
    const holds = isSpan
      ? !('sourceDate' in state) && isDateTime(sourceDateStart) && isDateTime(sourceDateEnd)
      : listOf(sourceDate).length > 0 && listOf(sourceDate).every(isDateTime)
    const isCached = !('cached' in state) || isIri(single(state['cached']))
    return holds && isCached ? refined() : fault('w3c-state', { kind: 'TimeState' })
  }
  if (hasType(state, 'HttpRequestState')) {
    return isWords(state['value']) ? refined() : fault('w3c-state', { kind: 'HttpRequestState' })
  }
  return isIri(state['id']) ? null : fault('w3c-state', { kind: textOf(state['type']) ?? 'state' })
}

type ResourceKind = 'set' | 'specific' | 'textual' | 'external'

function resourceKind(resource: Json, of: 'body' | 'target'): ResourceKind {
  if (hasType(resource, ...setTypes)) return 'set'
  if ('source' in resource) return 'specific'
  return of === 'body' && 'value' in resource ? 'textual' : 'external'
}

/** Members that belong to other kinds of resource: with them nobody can tell which kind is meant. */
const foreignMembers: Record<ResourceKind, readonly string[]> = {
  set: ['value', 'source', 'purpose', 'styleClass'],
  specific: ['items', 'value'],
  textual: ['items', 'styleClass'],
  external: ['items', 'value', 'purpose', 'styleClass'],
}

/** Section 4: one that is external; nothing in pieces, and no set. */
function sourceFault(source: unknown, of: 'body' | 'target'): Fault | null {
  if (isIri(source)) return null
  const isTextual = of === 'body' && isObject(source) && isWords(source['value'])
  if (!isObject(source) || hasType(source, ...setTypes) || !(isTextual || isIri(single(source['id'])))) {
    return fault('w3c-source')
  }
  return commonFault(source)
}

function resourceFault(resource: unknown, of: 'body' | 'target'): Fault | null {
  const wrong = fault(of === 'body' ? 'w3c-body' : 'w3c-target')
  if (typeof resource === 'string') return isIri(resource) ? null : wrong
  if (!isObject(resource)) return wrong
  const kind = resourceKind(resource, of)
  const content = (): Fault | null => {
    if (kind === 'set') {
      const { items } = resource
      if (!Array.isArray(items) || items.length === 0) return fault('w3c-items')
      return each(items, (item) => resourceFault(item, of))
    }
    if (kind === 'textual') return isWords(resource['value']) ? null : wrong
    if (kind === 'external') return isIri(single(resource['id'])) ? null : wrong
    return firstOf(
      () => sourceFault(resource['source'], of),
      () => each(listOf(resource['selector']), selectorFault),
      () => each(listOf(resource['state']), stateFault),
      () => (listOf(resource['styleClass']).every(isWords) ? null : fault('w3c-words', { member: 'styleClass' })),
      () =>
        each(listOf(resource['scope']), (scope) =>
          isIri(scope) || isObject(scope) ? null : fault('w3c-iri', { member: 'scope' }),
        ),
    )
  }
  return firstOf(
    content,
    () => commonFault(resource),
    () => {
      const member = foreignMembers[kind].find((name) => name in resource)
      return member === undefined ? null : fault('w3c-mixed', { member })
    },
    () => (of === 'target' && hasType(resource, 'TextualBody') ? fault('w3c-mixed', { member: 'TextualBody' }) : null),
  )
}

export const hasContext = (value: Json): boolean => listOf(value['@context']).includes(CONTEXT)

/** The first rule that an annotation breaks, or null. `inContext`: what it lies in has the context already. */
export function annotationFault(value: unknown, inContext = false): Fault | null {
  if (!isObject(value)) return fault('w3c-object')
  return firstOf(
    () => (inContext || hasContext(value) ? null : fault('w3c-context')),
    () => (hasType(value, 'Annotation') ? null : fault('w3c-type')),
    () => (isIri(single(value['id'])) ? null : fault('w3c-id')),
    () => ('body' in value && 'bodyValue' in value ? fault('w3c-body-and-value') : null),
    () => ('bodyValue' in value && typeof single(value['bodyValue']) !== 'string' ? fault('w3c-body-value') : null),
    () => (listOf(value['target']).length === 0 ? fault('w3c-no-target') : null),
    () => commonFault(value),
    () => each(listOf(value['target']), (target) => resourceFault(target, 'target')),
    () => each(listOf(value['body']), (body) => resourceFault(body, 'body')),
  )
}

/** Section 5: what a collection or a page of annotations must be. */
export function collectionFault(value: Json): Fault | null {
  if (!hasContext(value)) return fault('w3c-context')
  if (!isIri(single(value['id']))) return fault('w3c-id')
  if (hasType(value, 'AnnotationPage')) return Array.isArray(value['items']) ? null : fault('w3c-items')
  if (!hasType(value, 'AnnotationCollection')) return fault('w3c-type')
  if ('total' in value && !isCount(value['total'])) return fault('w3c-total')
  const first = single(value['first'])
  if (Number(value['total'] ?? 0) > 0 && first === undefined && !('items' in value)) return fault('w3c-items')
  return first === undefined || isIri(first) || (isObject(first) && hasType(first, 'AnnotationPage'))
    ? null
    : fault('w3c-items')
}
