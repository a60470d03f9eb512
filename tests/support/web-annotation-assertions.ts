/**
 * What an annotation MUST be by the test suite of the W3C for the Web Annotation Data Model: its 54 assertions of the
 * type "must", and those for collections and pages, each under the name that the suite gives it
 * (github.com/w3c/web-annotation-tests, also web-platform-tests/wpt, folder annotation-model). The suite has them as
 * JSON Schemas; here they are written anew after what each says that it tests, so nothing of the suite is copied. They
 * share no code with the rules of the program, so that neither can hide a mistake of the other.
 */
type Json = Record<string, unknown>
type Assertion = (value: Json) => boolean

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
/** RFC 3986: the suite asks for a URI, so letters beyond ASCII have to be escaped. */
const isUri = (value: unknown) =>
  isText(value) && /^[a-z][a-z0-9+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i.test(value)
const isDateTime = (value: unknown) =>
  isText(value) &&
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i.test(
    value,
  )
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0

/** One such value, alone or alone in a list. */
const one = (is: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) ? value.length === 1 && is(value[0]) : is(value)
/** Such values, one or a list that is not empty. */
const some = (is: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) ? value.length > 0 && value.every(is) : is(value)
const ifPresent =
  (name: string, is: (value: unknown) => boolean): Assertion =>
  (value) =>
    !(name in value) || is(value[name])
const includes = (name: string) => (value: unknown) => (Array.isArray(value) ? value.includes(name) : value === name)

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value])
const hasId = (value: unknown) => isObject(value) && 'id' in value && one(isUri)(value['id'])

const motivations =
  'assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating questioning replying tagging'.split(
    ' ',
  )
const setTypes = ['Choice', 'Composite', 'List', 'Independents']

/** Selectors and states, section 4.2 and 4.3: complete or not, by their type. */
const hasValue = ({ value }: Json) => isText(value)
const isSpan = ({ start, end }: Json) => isCount(start) && isCount(end)
const selectors: Record<string, Assertion> = {
  FragmentSelector: (selector) => hasValue(selector) && ifPresent('conformsTo', isUri)(selector),
  CssSelector: hasValue,
  XPathSelector: hasValue,
  TextQuoteSelector: (selector) =>
    isText(selector['exact']) && ifPresent('prefix', isText)(selector) && ifPresent('suffix', isText)(selector),
  TextPositionSelector: isSpan,
  DataPositionSelector: isSpan,
  SvgSelector: (selector) => ('value' in selector ? hasValue(selector) && !('id' in selector) : hasId(selector)),
  RangeSelector: ({ startSelector, endSelector }) =>
    [startSelector, endSelector].every(
      (end) => isObject(end) && end['type'] !== 'RangeSelector' && isComplete(end, selectors),
    ),
}
const states: Record<string, Assertion> = {
  TimeState: (state) =>
    'sourceDate' in state
      ? some(isDateTime)(state['sourceDate']) && !('sourceDateStart' in state && 'sourceDateEnd' in state)
      : isDateTime(state['sourceDateStart']) && isDateTime(state['sourceDateEnd']),
  HttpRequestState: hasValue,
}
const isComplete = (value: Json, kinds: Record<string, Assertion>) =>
  isText(value['type']) && (kinds[value['type']]?.(value) ?? false)
const isKnown = (kinds: Record<string, Assertion>) =>
  some((value) => isUri(value) || hasId(value) || (isObject(value) && isComplete(value, kinds)))

const isSpecific: Assertion = (value) =>
  'source' in value &&
  (isUri(value['source']) || (isObject(value['source']) && isExternal(value['source']))) &&
  (['renderedVia', 'scope'].some((name) => name in value) ||
    some((purpose) => motivations.includes(String(purpose)))(value['purpose']) ||
    isKnown(selectors)(value['selector']) ||
    isKnown(states)(value['state']) ||
    some(isText)(value['styleClass']))
const isExternal: Assertion = (value) =>
  hasId(value) && !('value' in value) && !('source' in value) && !('target' in value)
const isTextual: Assertion = ({ value }) => isText(value)
const isSet: Assertion = ({ type, items }) =>
  setTypes.includes(String(type)) && Array.isArray(items) && items.length > 0

/** Exactly one of the kinds of resource. */
function isRecognised(value: unknown, isBody: boolean): boolean {
  if (!isObject(value)) return isUri(value)
  const isGoodSet = isSet(value) && list(value['items']).every((item) => isRecognised(item, true))
  return [isGoodSet, isSpecific(value), isExternal(value), isBody && isTextual(value)].filter((is) => is).length === 1
}

/** Bodies or targets that are objects, with those in sets. */
function resources(annotation: Json, where: 'body' | 'target'): Json[] {
  const below = (value: unknown): Json[] =>
    isObject(value) ? [value, ...(Array.isArray(value['items']) ? list(value['items']).flatMap(below) : [])] : []
  return list(annotation[where]).flatMap(below)
}
const sources = (of: readonly Json[]) => of.flatMap(({ source }) => (isObject(source) ? [source] : []))

const each =
  (where: 'body' | 'target', is: Assertion): Assertion =>
  (annotation) => {
    const all = resources(annotation, where)
    return [...all, ...sources(all)].every(is)
  }
const without = (where: 'body' | 'target', kind: Assertion, name: string): Assertion =>
  each(where, (value) => !(kind(value) && name in value))
const both =
  (is: Assertion): Assertion =>
  (annotation) =>
    [...resources(annotation, 'body'), ...resources(annotation, 'target')].every(is)
/** Every selector, and what refines it. */
const everySelector = (types: readonly string[], kinds = selectors): Assertion =>
  both((value) => {
    const inner = (one: unknown): Json[] =>
      isObject(one) ? [one, ...list(one['refinedBy']).flatMap(inner)] : Array.isArray(one) ? one.flatMap(inner) : []
    return [...inner(value['selector']), ...inner(value['state'])].every(
      (one) => !types.includes(String(one['type'])) || isComplete(one, kinds),
    )
  })

const described = (where: 'body' | 'target', name: 'body' | 'targ'): Record<string, Assertion> => ({
  [`3.2.1-${name}TextDirectionValidated`]: each(
    where,
    ifPresent(
      'textDirection',
      one((value) => ['ltr', 'rtl', 'auto'].includes(String(value))),
    ),
  ),
  [`3.3.1-${name}CreatedValidated`]: each(where, ifPresent('created', one(isDateTime))),
  [`3.3.1-${name}ModifiedValidated`]: each(where, ifPresent('modified', one(isDateTime))),
  [`3.3.6-${name}RightsValidated`]: each(where, ifPresent('rights', some(isUri))),
  [`3.3.7-${name}CanonicalValidated`]: each(where, ifPresent('canonical', one(isUri))),
  [`3.3.7-${name}ViaValidated`]: each(where, ifPresent('via', some(isUri))),
  [`3.2.7-${name}EWRNoItems`]: without(where, (value) => isExternal(value) && !isSet(value), 'items'),
  [`3.3.5-${name}EWRNoPurpose`]: without(where, isExternal, 'purpose'),
  [`3.2.4-${name}ChoiceSetNoValue`]: without(where, isSet, 'value'),
  [`4-${name}ChoiceSetNoSource`]: without(where, isSet, 'source'),
  [`3.3.5-${name}ChoiceSetNoPurpose`]: without(where, isSet, 'purpose'),
  [`3.2.7-${name}SpecificResourceNoItems`]: without(where, isSpecific, 'items'),
  [`4-${name}SpecificResourceNoValue`]: without(where, isSpecific, 'value'),
})

export const mustsOfAnnotations: Record<string, Assertion> = {
  '3.1-annotationContextValidated': ({ '@context': context }) => includes('http://www.w3.org/ns/anno.jsonld')(context),
  '3.1-annotationIdValidated': hasId,
  '3.1-annotationTypeValidated': ({ type }) => includes('Annotation')(type),
  '3.1-targetKeyFound': (annotation) => 'target' in annotation,
  '3.2-targetObjectsRecognized': ({ target }) => list(target).every((value) => isRecognised(value, false)),
  '3.2.5-notBodyBodyValue': (annotation) => !('body' in annotation && 'bodyValue' in annotation),
  '3.2-bodyObjectsRecognized': ifPresent('body', (body) => list(body).every((value) => isRecognised(value, true))),
  '3.2.5-bodyValueValidated': ifPresent('bodyValue', one(isText)),
  '3.3.1-annotationCreatedValidated': ifPresent('created', one(isDateTime)),
  '3.3.1-annotationModifiedValidated': ifPresent('modified', one(isDateTime)),
  '3.3.1-annotationGeneratedValidated': ifPresent('generated', one(isDateTime)),
  '3.3.6-annotationRightsValidated': ifPresent('rights', some(isUri)),
  '3.3.7-annotationCanonicalValidated': ifPresent('canonical', one(isUri)),
  '3.3.7-annotationViaValidated': ifPresent('via', some(isUri)),
  ...described('body', 'body'),
  '3.2.7-bodyEmbeddedTextualNoItems': without('body', isTextual, 'items'),
  '4-bodyEmbeddedTextualNoSource': without('body', isTextual, 'source'),
  ...described('target', 'targ'),
  '3.2.4-targNoTypeTextualBody': each('target', ({ type }) => !includes('TextualBody')(type)),
  '4.2-selectorValidIfPresent': both(ifPresent('selector', isKnown(selectors))),
  '4.3-stateValidIfPresent': both(ifPresent('state', isKnown(states))),
  '4.3.3-refinedByValidated': both(({ selector, state }) =>
    [...list(selector), ...list(state)].every(
      (value) => !isObject(value) || ifPresent('refinedBy', isKnown({ ...selectors, ...states }))(value),
    ),
  ),
  '4.4-styleClassValidIfPresent': both(
    (value) => !('styleClass' in value) || ('source' in value && some(isText)(value['styleClass'])),
  ),
  '4.2-fragmentCssXPathSelectorValid': everySelector(['FragmentSelector', 'CssSelector', 'XPathSelector']),
  '4.2.4-textQuoteSelectorValid': everySelector(['TextQuoteSelector']),
  '4.2-TextDataPositionSelectorValid': everySelector(['TextPositionSelector', 'DataPositionSelector']),
  '4.2.7-svgSelectorValid': everySelector(['SvgSelector']),
  '4.2.8-rangeSelectorValid': everySelector(['RangeSelector']),
  '4.3.1-timeStateValid': everySelector(['TimeState'], states),
  '4.3.2-httpRequestStateValid': everySelector(['HttpRequestState'], states),
}

const ofBoth = (name: 'collection' | 'page', type: string): Record<string, Assertion> => {
  const section = name === 'collection' ? '5.1' : '5.2'
  return {
    [`${section}-${name}ContextValidated`]: ({ '@context': context }) =>
      includes('http://www.w3.org/ns/anno.jsonld')(context),
    [`${section}-${name}IdValidated`]: hasId,
    [`${section}-${name}TypeValidated`]: (value) => includes(type)(value['type']),
    [`${section}-${name}LabelValidated`]: ifPresent('label', some(isText)),
    [`${section}-${name}TotalValidated`]: ifPresent('total', one(isCount)),
    [`${section}-${name}LastValidated`]: ifPresent('last', one(isUri)),
    [`3.3.1-${name}CreatedValidated`]: ifPresent('created', one(isDateTime)),
    [`3.3.1-${name}ModifiedValidated`]: ifPresent('modified', one(isDateTime)),
    [`3.3.6-${name}RightsValidated`]: ifPresent('rights', some(isUri)),
  }
}

export const mustsOfCollections: Record<string, Assertion> = {
  ...ofBoth('collection', 'AnnotationCollection'),
  '5.1-collectionFirstValidated': (value) =>
    'first' in value
      ? one((first) => isUri(first) || (isObject(first) && includes('AnnotationPage')(first['type'])))(value['first'])
      : !(Number(value['total']) > 0),
}

export const mustsOfPages: Record<string, Assertion> = {
  ...ofBoth('page', 'AnnotationPage'),
  '5.2-pageItemsValidated': ({ items }) =>
    Array.isArray(items) &&
    items.every((item) => isUri(item) || (isObject(item) && includes('Annotation')(item['type']))),
  '5.2-pageStartIndexValidated': ifPresent('startIndex', one(isCount)),
  '5.2-pagePartOfValidated': ifPresent('partOf', one(isUri)),
  '5.2-pageNextValidated': ifPresent('next', one(isUri)),
  '5.2-pagePrevValidated': ifPresent('prev', one(isUri)),
  '5.2-pageFirstValidated': ifPresent('first', one(isUri)),
}

/** Names of the assertions that do not hold; what is no object holds none. */
export const broken = (value: unknown, assertions: Record<string, Assertion> = mustsOfAnnotations): string[] =>
  Object.entries(assertions).flatMap(([name, holds]) => (isObject(value) && holds(value) ? [] : [name]))
