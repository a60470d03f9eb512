/**
 * Annotations as any program may write them, one for each thing that the Recommendation of 23 February 2017 describes,
 * and annotations that break it, one for each fault that the W3C has in its own incorrect samples and for each of its
 * assertions. Made for these tests; the names begin with the section.
 */
type Json = Record<string, unknown>

const CONTEXT = 'http://www.w3.org/ns/anno.jsonld'
const page = 'http://example.org/lapa1'
const basis: Json = { '@context': CONTEXT, id: 'http://example.org/anotacija', type: 'Annotation', target: page }
const on = (members: Json): Json => ({ ...basis, target: { source: page, ...members } })
const selected = (selector: unknown): Json => on({ selector })
const text = (members: Json = {}): Json => ({ type: 'TextualBody', value: 'Vārdi ģērbtuvē 𝔄', ...members })
const saying = (body: unknown): Json => ({ ...basis, body })

export const correct: Record<string, Json> = {
  '3.1 a target alone': basis,
  '3.1 body and target': saying('http://example.org/ieraksts'),
  '3.1 several types and contexts': {
    ...basis,
    '@context': [CONTEXT, { ex: 'http://example.org/ns#' }],
    type: ['Annotation', 'ex:Remark'],
    'ex:weight': 3,
  },
  '3.1 an id in a list': { ...basis, id: ['http://example.org/anotacija'] },
  '3.2.1 described external resources': {
    ...saying({
      id: 'http://example.org/runa.mp3',
      format: 'audio/mpeg',
      language: ['lv', 'lt'],
      processingLanguage: 'lv',
      textDirection: 'ltr',
    }),
    target: { id: 'http://example.org/karte.png', format: 'image/png', language: 'lv' },
  },
  '3.2.2 types': {
    ...saying({ id: 'http://example.org/film', type: 'Video' }),
    target: { id: page, type: ['Text', 'Dataset'] },
  },
  '3.2.3 fragments of addresses': {
    ...saying('http://example.org/apraksts#rindkopa'),
    target: 'http://example.org/attels.png#xywh=1,1,10,10',
  },
  '3.2.4 embedded words': saying(text({ format: 'text/html', language: 'lv', textDirection: 'ltr' })),
  '3.2.4 embedded words without a type': saying({ value: 'bez veida' }),
  '3.2.5 words as a string': { ...basis, bodyValue: 'īsi' },
  '3.2.6 several bodies and targets': {
    ...saying([text(), 'http://example.org/otrs']),
    target: [page, 'http://example.org/lapa2'],
  },
  '3.2.7 a choice of bodies': saying({
    type: 'Choice',
    items: [text({ language: 'lv' }), text({ language: 'en' }), 'http://example.org/tulkojums'],
  }),
  '3.2.8 a composite, a list, independents': {
    ...saying({ type: 'List', items: [text(), { type: 'Composite', items: ['http://example.org/a', text()] }] }),
    target: { type: 'Independents', items: [page, { source: page, selector: { type: 'CssSelector', value: 'p' } }] },
  },
  '3.3.1 lifetime': {
    ...saying(text({ creator: 'http://example.org/lietotajs1', created: '2015-06-02T17:00:00Z' })),
    creator: ['http://example.org/lietotajs1', { name: 'Otra autore' }],
    created: '2015-10-13T13:00:00+02:00',
    generator: 'http://example.org/klients1',
    generated: '2015-10-14T15:13:28.5Z',
    modified: ['2015-10-14T10:00:00Z'],
  },
  '3.3.2 agents': {
    ...basis,
    creator: {
      id: 'http://example.org/lietotajs1',
      type: 'Person',
      name: 'Ķērsta Šņore',
      nickname: 'ķ',
      email: 'mailto:kersta@example.org',
      email_sha1: '58bad08927902ff9307b621c54716dcc5083e339',
      homepage: ['http://example.org/kersta'],
    },
    generator: {
      id: 'http://example.org/klients1',
      type: 'Software',
      name: 'Klients',
      homepage: 'http://example.org/',
    },
  },
  '3.3.3 audience': {
    ...basis,
    audience: {
      id: 'http://example.edu/lomas/skolotajs',
      type: 'schema:EducationalAudience',
      'schema:educationalRole': 'teacher',
    },
  },
  '3.3.4 accessibility': { ...basis, target: { id: page, type: 'Video', accessibility: 'captions' } },
  '3.3.5 motivation and purpose': {
    ...saying([text({ purpose: 'describing' }), text({ purpose: ['tagging', 'classifying'] })]),
    motivation: ['bookmarking', 'oa:describing'],
  },
  '3.3.5 the purpose of an external body': saying({ source: 'http://example.org/vieta', purpose: 'identifying' }),
  '3.3.6 rights': {
    ...saying(text({ rights: 'http://creativecommons.org/licenses/by/4.0/' })),
    rights: ['https://creativecommons.org/publicdomain/zero/1.0/', 'http://example.org/noteikumi'],
  },
  '3.3.7 other identities': {
    ...saying({
      id: 'http://example.org/b',
      canonical: 'urn:isbn:9789934',
      via: ['http://a.example/', 'http://b.example/'],
    }),
    canonical: 'urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df',
    via: 'http://other.example.org/anotacija',
  },
  '4 a specific resource as a body': saying({
    type: 'SpecificResource',
    source: { id: 'http://example.org/gramata', format: 'text/html' },
    selector: { type: 'TextQuoteSelector', exact: 'vārds' },
  }),
  '4.2 a selector elsewhere, and several': on({
    selector: [
      'http://example.org/selektors1',
      { id: 'http://example.org/selektors2', type: 'CssSelector', value: 'p' },
    ],
  }),
  '4.2.1 a fragment': selected({
    type: 'FragmentSelector',
    conformsTo: 'http://www.w3.org/TR/media-frags/',
    value: 't=30,60',
  }),
  '4.2.2 CSS': selected({ type: 'CssSelector', value: '#saturs > p:nth-child(2)' }),
  '4.2.3 XPath': selected({ type: 'XPathSelector', value: '/html/body/p[2]' }),
  '4.2.4 a quote': selected({ type: 'TextQuoteSelector', exact: 'anotācija', prefix: 'šī ir ', suffix: ', kas' }),
  '4.2.4 a quote alone': selected({ type: 'TextQuoteSelector', exact: '👩‍👩‍👧 un 𝔄' }),
  '4.2.5 a position in text': selected({ type: 'TextPositionSelector', start: 412, end: 795 }),
  '4.2.6 a position in data': selected({ type: 'DataPositionSelector', start: 4096, end: 4104 }),
  '4.2.7 a drawing': selected({ type: 'SvgSelector', value: '<svg:svg><svg:circle r="5"/></svg:svg>' }),
  '4.2.7 a drawing elsewhere': selected({ type: 'SvgSelector', id: 'http://example.org/svg1' }),
  '4.2.8 a range': selected({
    type: 'RangeSelector',
    startSelector: { type: 'XPathSelector', value: '//td[1]' },
    endSelector: { type: 'XPathSelector', value: '//td[4]' },
  }),
  '4.2.9 a refined selection': selected({
    type: 'FragmentSelector',
    value: 'rindkopa5',
    refinedBy: { type: 'TextQuoteSelector', exact: 'Izvēlēts teksts', prefix: 'kāds ', suffix: ' un vēl' },
  }),
  '4.3.1 a moment': on({
    state: { type: 'TimeState', sourceDate: '2015-07-20T13:30:00Z', cached: 'http://a.example/k' },
  }),
  '4.3.1 a time span': on({
    state: {
      type: 'TimeState',
      sourceDateStart: '2015-07-20T13:30:00Z',
      sourceDateEnd: '2015-07-21T19:40:00Z',
    },
  }),
  '4.3.2 a request': on({ state: { type: 'HttpRequestState', value: 'Accept: application/pdf' } }),
  '4.3.3 a refined state': on({
    state: {
      type: 'TimeState',
      sourceDate: ['2015-07-20T13:30:00Z'],
      refinedBy: { type: 'HttpRequestState', value: 'Accept: application/pdf' },
    },
    selector: { type: 'FragmentSelector', value: 'page=10' },
  }),
  '4.4 styles': {
    ...on({ styleClass: ['sarkans', 'trekns'] }),
    stylesheet: { type: 'CssStylesheet', value: '.sarkans { color: red }' },
  },
  '4.5 what it was seen with': on({ renderedVia: { id: 'http://example.com/skatitajs', type: 'Software' } }),
  '4.6 where it was seen': on({ scope: 'http://example.org/gramata' }),
}

/** Faults that bodies and targets, and what they are made from, can have alike. */
const alike = Object.fromEntries(
  (['body', 'target'] as const).flatMap((where) =>
    (
      [
        ['3.2.1 two directions', 'w3c-direction', { textDirection: ['ltr', 'rtl'] }],
        ['3.2.1 a direction that is none', 'w3c-direction', { textDirection: 'vāvere' }],
        ['3.3.1 two dates', 'w3c-date', { modified: ['2015-01-28T12:00:00Z', '2015-01-29T12:00:00Z'] }],
        ['3.3.1 a date of words', 'w3c-date', { created: 'vakar' }],
        ['3.3.6 rights that are no IRI', 'w3c-iri', { rights: ['manas'] }],
        ['3.3.7 two canonical ids', 'w3c-iri', { canonical: ['http://a.example/', 'http://b.example/'] }],
        ['3.3.7 a way that is no IRI', 'w3c-iri', { via: ['no kurienes'] }],
        ['3.2.7 items of an external resource', 'w3c-mixed', { items: [page] }],
      ] as const
    ).flatMap(([name, code, members]): [string, [string, unknown]][] => [
      [`${name}, ${where}`, [code, { ...basis, [where]: { id: page, ...members } }]],
      [
        `${name}, inside a set, ${where}`,
        [code, { ...basis, [where]: { type: 'Composite', items: [page, { id: page, ...members }] } }],
      ],
    ]),
  ),
)
const sets = Object.fromEntries(
  (['body', 'target'] as const).flatMap((where) =>
    [{ value: 'x' }, { source: page }, { purpose: 'tagging' }].map((members): [string, [string, unknown]] => [
      `3.2.7 a choice with ${Object.keys(members).join()}, ${where}`,
      ['w3c-mixed', { ...basis, [where]: { type: 'Choice', items: [page], ...members } }],
    ]),
  ),
)

/** Of the incorrect ones: the code of the sentence with which each is refused. */
export const incorrect: Record<string, [string, unknown]> = {
  ...alike,
  ...sets,
  '3.1 no object': ['w3c-object', 'anotācija'],
  '3.1 no context': ['w3c-context', { ...basis, '@context': undefined }],
  '3.1 another context': ['w3c-context', { ...basis, '@context': 'zivs' }],
  '3.1 other contexts': [
    'w3c-context',
    { ...basis, '@context': ['http://example.org/a.json', 'http://example.org/b'] },
  ],
  '3.1 an id that is no IRI': ['w3c-id', { ...basis, id: 'nav adrese' }],
  '3.1 two ids': ['w3c-id', { ...basis, id: ['http://example.org/1', 'http://example.org/2'] }],
  '3.1 no type': ['w3c-type', { ...basis, type: undefined }],
  '3.1 no target': ['w3c-no-target', { ...basis, target: undefined }],
  '3.2 a body that is no IRI': ['w3c-body', saying({ id: 'arī nav adrese', format: 'text/plain' })],
  '3.2 a target that is no IRI': ['w3c-target', { ...basis, target: 'lapa' }],
  '3.2.1 a format that is a number': ['w3c-words', saying({ id: page, format: 6 })],
  '3.2.1 a language that is a number': ['w3c-words', saying(text({ language: 3 }))],
  '3.2.1 two languages to process': ['w3c-words', saying({ id: page, processingLanguage: ['en', 'de'] })],
  '3.2.1 a direction of a source': ['w3c-direction', on({ source: { id: page, textDirection: 'up' } })],
  '3.2.4 words without a value': ['w3c-body', saying({ type: 'TextualBody', format: 'text/plain' })],
  '3.2.4 words with several values': ['w3c-body', saying(text({ value: ['viens', 'divi'] }))],
  '3.2.4 words that are a target': ['w3c-mixed', { ...basis, target: { id: page, type: ['Text', 'TextualBody'] } }],
  '3.2.5 body and bodyValue': ['w3c-body-and-value', { ...saying(text()), bodyValue: 'divreiz' }],
  '3.2.5 two body values': ['w3c-body-value', { ...basis, bodyValue: ['viens', 'divi'] }],
  '3.2.7 items of nothing': ['w3c-body', saying({ items: [page, 'http://example.com/2'] })],
  '3.2.7 items of words': ['w3c-mixed', saying(text({ items: [page] }))],
  '3.2.7 items of a specific resource': ['w3c-mixed', on({ scope: page, items: [page] })],
  '3.2.7 a choice without items': ['w3c-items', saying({ type: 'Choice' })],
  '3.3.1 a date without a time': ['w3c-date', { ...basis, created: '2015-01-28' }],
  '3.3.1 two dates': ['w3c-date', { ...basis, modified: ['2015-01-28T12:00:00Z', '2015-01-29T12:00:00Z'] }],
  '3.3.1 a date of the source': ['w3c-date', on({ source: { id: page, created: 'vakar' }, scope: page })],
  '3.2.7 items of a specific body': ['w3c-mixed', saying({ source: page, purpose: 'tagging', items: [page] })],
  '3.3.1 a date of making that is none': ['w3c-date', { ...basis, generated: 'nesen' }],
  '3.3.7 the way of the annotation': ['w3c-iri', { ...basis, via: 'no kurienes' }],
  '4 the value of a specific target': ['w3c-mixed', on({ scope: page, value: 'x' })],
  '3.3.6 rights that are no IRI': ['w3c-iri', { ...basis, rights: 'manas' }],
  '3.3.6 rights that are an object': ['w3c-iri', { ...basis, rights: { name: 'CC' } }],
  '3.3.7 two canonical ids': ['w3c-iri', { ...basis, canonical: ['http://a.example/', 'http://b.example/'] }],
  '4 no source': ['w3c-target', { ...basis, target: { type: 'SpecificResource' } }],
  '4 a source that is a choice': ['w3c-source', on({ source: { type: 'Choice', items: [page] }, scope: page })],
  '4 the value of a specific resource': ['w3c-mixed', saying({ source: page, purpose: 'tagging', value: 'birka' })],
  '4.2.1 a fragment without a value': ['w3c-selector', selected({ type: 'FragmentSelector' })],
  '4.2.1 a fragment with two values': ['w3c-selector', selected({ type: 'FragmentSelector', value: ['x', 'y'] })],
  '4.2.2 CSS without a value': ['w3c-selector', selected({ type: 'CssSelector' })],
  '4.2.3 XPath with a number': ['w3c-selector', selected({ type: 'XPathSelector', value: 5 })],
  '4.2.4 a quote without words': ['w3c-selector', selected({ type: 'TextQuoteSelector', prefix: 'a' })],
  '4.2.4 words before that are none': ['w3c-selector', selected({ type: 'TextQuoteSelector', exact: 'a', prefix: 7 })],
  '4.2.5 a position before the text': ['w3c-selector', selected({ type: 'TextPositionSelector', start: -1, end: 4 })],
  '4.2.6 half a position': ['w3c-selector', selected({ type: 'DataPositionSelector', start: 4096 })],
  '4.2.7 a drawing of nothing': ['w3c-selector', selected({ type: 'SvgSelector' })],
  '4.2.7 a drawing here and elsewhere': ['w3c-selector', selected({ type: 'SvgSelector', value: '<svg/>', id: page })],
  '4.2.8 half a range': [
    'w3c-selector',
    selected({ type: 'RangeSelector', startSelector: { type: 'XPathSelector', value: '//td' } }),
  ],
  '4.2.9 refined by nothing': [
    'w3c-selector',
    selected({ type: 'CssSelector', value: 'p', refinedBy: { type: 'CssSelector' } }),
  ],
  '4.3 a state of no kind': ['w3c-state', on({ state: { type: 'Mood', value: 'x' } })],
  '4.3.1 no time': ['w3c-state', on({ state: { type: 'TimeState', sourceDate: 'toreiz' } })],
  '4.3.1 half a time span': [
    'w3c-state',
    on({ state: { type: 'TimeState', sourceDateStart: '2015-07-20T13:30:00Z' } }),
  ],
  '4.3.2 no request': ['w3c-state', on({ state: { type: 'HttpRequestState' } })],
  '4.3.3 refined by no state': [
    'w3c-state',
    on({ state: { type: 'HttpRequestState', value: 'Accept: */*', refinedBy: { type: 'TimeState' } } }),
  ],
  '4.4 a class that is a number': ['w3c-words', on({ styleClass: 4, scope: page })],
  '4.4 a class without a source': ['w3c-mixed', saying(text({ styleClass: 'red' }))],
}
