import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTables } from '#shared/domain/records'
import {
  applied,
  asInput,
  note,
  pact,
  scan,
  side,
  tablesOf,
  targetOn,
  textFile,
  understand,
  uuid,
  write,
} from '../../../../../tests/support/note-exchange'
import { annotationFault, collectionFault } from './rules'
import { readSelectors, regionSelector } from './selectors'
import type { Json } from './terms'

const CONTEXT = 'http://www.w3.org/ns/anno.jsonld'
const target = 'http://example.org/page1'
const plain = { '@context': CONTEXT, id: 'http://example.org/anno1', type: 'Annotation', target }
const file = (value: unknown, name = 'foreign.json') => textFile(name, JSON.stringify(value))
const written = async (tables = tablesOf(), documents = [pact, scan]) => {
  const { files } = await write('w3c', side(tables, documents))
  return JSON.parse(Buffer.from(files[0]?.bytes ?? []).toString('utf8')) as Json & { first: { items: Json[] } }
}

describe('the rules of the standard', () => {
  it('hold for everything that is written', async () => {
    const collection = await written()
    expect(collectionFault(collection)).toBeNull()
    expect(collectionFault({ '@context': CONTEXT, ...collection.first })).toBeNull()
    expect(collection.first.items.length).toBeGreaterThan(10)
    for (const item of collection.first.items) expect([item, annotationFault(item)]).toEqual([item, null])
  })

  /** Each breaks one MUST; made after the sections of the Recommendation. */
  it.each<[string, unknown]>([
    ['w3c-context', { ...plain, '@context': 'http://www.w3.org/ns/oa' }],
    ['w3c-type', { ...plain, type: 'Note' }],
    ['w3c-id', { ...plain, id: undefined }],
    ['w3c-id', { ...plain, id: 'not an iri' }],
    ['w3c-id', { ...plain, id: ['http://a.b/1', 'http://a.b/2'] }],
    ['w3c-no-target', { ...plain, target: undefined }],
    ['w3c-no-target', { ...plain, target: [] }],
    ['w3c-target', { ...plain, target: 'page one' }],
    ['w3c-target', { ...plain, target: { type: 'Text' } }],
    ['w3c-body-and-value', { ...plain, bodyValue: 'a', body: 'http://a.b/c' }],
    ['w3c-body-value', { ...plain, bodyValue: ['a', 'b'] }],
    ['w3c-body', { ...plain, body: { type: 'TextualBody', value: 5 } }],
    ['w3c-body', { ...plain, body: 'plain words' }],
    ['w3c-date', { ...plain, created: '2015-01-28' }],
    ['w3c-date', { ...plain, modified: ['2015-01-28T12:00:00Z', '2015-01-29T12:00:00Z'] }],
    ['w3c-date', { ...plain, body: { value: 'a', created: 'yesterday' } }],
    ['w3c-iri', { ...plain, rights: 'mine' }],
    ['w3c-iri', { ...plain, canonical: 'x y' }],
    ['w3c-direction', { ...plain, body: { value: 'a', textDirection: 'down' } }],
    ['w3c-items', { ...plain, target: { type: 'Composite', items: [] } }],
    ['w3c-source', { ...plain, target: { source: ['http://a.b/1', 'http://a.b/2'] } }],
    ['w3c-selector', { ...plain, target: { source: target, selector: { type: 'TextQuoteSelector' } } }],
    [
      'w3c-selector',
      { ...plain, target: { source: target, selector: { type: 'TextPositionSelector', start: 5, end: 2 } } },
    ],
    [
      'w3c-selector',
      { ...plain, target: { source: target, selector: { type: 'TextPositionSelector', start: -1, end: 2 } } },
    ],
    ['w3c-selector', { ...plain, target: { source: target, selector: { type: 'SvgSelector' } } }],
    ['w3c-selector', { ...plain, target: { source: target, selector: { type: 'FragmentSelector', conformsTo: 'x' } } }],
    ['w3c-selector', { ...plain, target: { source: target, selector: { type: 'RangeSelector', startSelector: {} } } }],
    [
      'w3c-selector',
      {
        ...plain,
        target: {
          source: target,
          selector: { type: 'FragmentSelector', value: 'a', refinedBy: { type: 'TextQuoteSelector' } },
        },
      },
    ],
    ['w3c-object', 'an annotation'],
  ])('%s', async (code, value) => {
    expect(annotationFault(value)?.code).toBe(code)
    // One bad note spoils no other.
    const { outcomes } = await understand([file([plain, value])], undefined, 'w3c')
    expect(outcomes.map(({ status }) => status)).toEqual(['orphan', 'refused'])
    expect(outcomes[1]?.code).toBe(code)
    expect(outcomes[1]?.message).toMatch(/\.$/)
  })
})

/** Annotations as other programs make them; the members are those of the standard. */
const foreign: Record<string, Json> = {
  'external bodies': {
    ...plain,
    body: [
      'http://example.org/body1',
      { id: 'http://example.org/sound.mp3', type: 'Sound', format: 'audio/mpeg', language: 'fr' },
    ],
  },
  'a body value': { ...plain, bodyValue: 'Comment text', motivation: 'commenting' },
  'HTML, with language and direction': {
    ...plain,
    motivation: ['commenting', 'describing'],
    body: {
      type: 'TextualBody',
      value: "<p>j'<b>adore</b> !</p><p>Oui</p>",
      format: 'text/html',
      language: 'fr',
      textDirection: 'ltr',
    },
  },
  'a choice': {
    ...plain,
    body: { type: 'Choice', items: ['http://example.org/note1', { type: 'TextualBody', value: 'or this' }] },
  },
  'several targets in a composite': {
    ...plain,
    target: { type: 'Composite', items: ['http://example.org/a', 'http://example.org/b'] },
  },
  'lifecycle, agents, rights': {
    ...plain,
    creator: {
      id: 'http://example.org/user1',
      type: 'Person',
      name: 'My Pseudonym',
      nickname: 'pseudo',
      email_sha1: '58bad08927902ff9307b621c54716dcc5083e339',
    },
    created: '2015-01-28T12:00:00.000Z',
    modified: '2015-01-29T09:00:00.000Z',
    generator: {
      id: 'http://example.org/client1',
      type: 'Software',
      name: 'Code v2.1',
      homepage: 'http://example.org/client1/homepage1',
    },
    generated: '2015-02-04T12:00:00.000Z',
    audience: { id: 'http://example.edu/roles/teacher', type: 'schema:EducationalAudience' },
    rights: 'https://creativecommons.org/publicdomain/zero/1.0/',
    canonical: 'urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df',
    via: 'http://other.example.org/anno1',
    stylesheet: { type: 'CssStylesheet', value: '.red { color: red }' },
    'example:unknown': { deep: [1, { x: null }] },
    body: { type: 'TextualBody', value: 'text', purpose: 'commenting', 'example:more': true },
    target: {
      source: target,
      styleClass: 'red',
      renderedVia: 'http://example.com/viewer1',
      scope: 'http://example.org/book1',
      state: { type: 'TimeState', sourceDate: '2015-07-20T13:30:00Z' },
      selector: {
        type: 'CssSelector',
        value: '#elemid > .elemclass + p',
        refinedBy: { type: 'TextQuoteSelector', exact: 'no such words' },
      },
    },
  },
  'selectors that are not ours': {
    ...plain,
    body: 'http://example.org/note1',
    target: [
      {
        source: 'http://example.org/page1.html',
        selector: { type: 'XPathSelector', value: '/html/body/p[2]/table/tr[2]/td[3]/span' },
      },
      { source: 'http://example.org/diskimg1', selector: { type: 'DataPositionSelector', start: 4096, end: 4104 } },
      {
        source: 'http://example.org/video1',
        selector: { type: 'FragmentSelector', conformsTo: 'http://www.w3.org/TR/media-frags/', value: 't=30,60' },
      },
      {
        source: 'http://example.org/page2',
        selector: {
          type: 'RangeSelector',
          startSelector: { type: 'XPathSelector', value: '//td[1]' },
          endSelector: { type: 'XPathSelector', value: '//td[4]' },
        },
      },
    ],
  },
  'tags and comments with members of their own': {
    ...plain,
    motivation: 'tagging',
    body: [
      { type: 'TextualBody', value: 'love', purpose: 'tagging', creator: 'http://example.org/user2' },
      { type: 'TextualBody', value: 'first', purpose: 'describing' },
      { type: 'TextualBody', value: 'second', purpose: 'commenting', language: 'lv' },
    ],
  },
}

describe('annotations of other programs', () => {
  it.each(Object.entries(foreign))('keep what they say: %s', async (_name, annotation) => {
    expect(annotationFault(annotation)).toBeNull()
    const received = await understand([file(annotation)])
    expect(received.outcomes.map(({ status }) => status)).toEqual(['orphan'])
    const collection = await written(applied(received), [])
    const [back] = collection.first.items
    expect(annotationFault(back)).toBeNull()
    for (const [member, value] of Object.entries(annotation))
      if (member !== '@context') expect(back?.[member], member).toEqual(value)
    // And once more from there.
    const again = await understand([file(collection)])
    expect((await written(applied(again), [])).first.items).toEqual(collection.first.items)
  })

  it('show HTML as words, tags as tags, and say what is not shown', async () => {
    const tables = applied(await understand([file(foreign['HTML, with language and direction'])]))
    expect([...tables.annotations.values()][0]?.note).toBe("j'adore !\n\nOui")
    const { losses } = await understand([file(foreign['a choice'])])
    expect(losses.map(({ code }) => code)).toEqual(['body-kept'])
    const tagged = applied(await understand([file(foreign['tags and comments with members of their own'])]))
    expect([...tagged.tags.values()].map(({ name }) => name)).toEqual(['love'])
    expect([...tagged.annotations.values()][0]?.note).toBe('first\n\nsecond')
  })

  it('give back what the reader changed, beside what they kept', async () => {
    const tables = applied(await understand([file(foreign['tags and comments with members of their own'])]))
    const [one] = [...tables.annotations.values()]
    if (!one) throw new Error('nothing was read')
    tables.annotations.set(one.id, { ...one, note: 'mine', rev: 2 })
    const [back] = (await written(tables, [])).first.items
    expect(back?.['body']).toMatchObject([{ value: 'mine' }, { value: 'love', purpose: 'tagging' }])
    expect(back?.['id']).toBe('http://example.org/anno1')
    expect(back?.['target']).toBe(target)
  })

  it('stand in our documents by address, by file name, by id, and by their words', async () => {
    const document = {
      ...pact,
      summary: {
        ...pact.summary,
        fileName: 'pakts.html',
        metadata: { ...pact.summary.metadata, sourceUrl: 'https://example.org/docs/pact' },
      },
    }
    const selector = [{ type: 'TextQuoteSelector', exact: 'palīdz viena  otrai', prefix: '𝔅 ' }]
    const sources = [
      'https://example.org/docs/pact/#part',
      'file:///home/x/pakts.html',
      pact.summary.id,
      `urn:x:${pact.summary.id}`,
      `ni:///sha-256;${Buffer.from(pact.edition.sha256, 'hex').toString('base64url')}`,
      'http://nowhere.example/',
    ]
    const items = sources.map((source, n) => ({
      ...plain,
      id: `http://example.org/${n}`,
      target: { source: source.includes(':') ? source : `urn:y:${source}`, selector },
    }))
    const { outcomes, changes } = await understand([file(items)], side(createTables(), [document, scan]))
    expect(outcomes.map(({ status }) => status)).toEqual(sources.map(() => 'ok'))
    expect(outcomes.at(-1)?.code).toBe('found-by-words')
    for (const { after } of changes) {
      if (after && 'targets' in after)
        expect(after.targets[0]).toMatchObject({ docId: pact.summary.id, exact: 'palīdz viena otrai' })
    }
  })

  it('of Hypothesis are read with replies and tags, and go back as annotations', async () => {
    const row = {
      id: 'gK3xYz',
      created: '2020-05-01T10:00:00.123456+00:00',
      updated: '2020-05-02T10:00:00.123456+00:00',
      user: 'acct:someone@hypothes.is',
      uri: 'https://example.org/pact',
      text: 'A *note*',
      tags: ['one tag', 'two'],
      group: '__world__',
      references: [] as string[],
      target: [
        {
          source: 'https://example.org/pact',
          selector: [
            { type: 'RangeSelector', startContainer: '/p[1]', startOffset: 0, endContainer: '/p[1]', endOffset: 12 },
            { type: 'TextPositionSelector', start: 3, end: 15 },
            { type: 'TextQuoteSelector', exact: '𝔄𝔅 palīdz viena', prefix: 'Puses ', suffix: ' otrai' },
          ],
        },
      ],
    }
    const reply = {
      ...row,
      id: 'r1',
      text: 'An answer',
      references: ['gK3xYz'],
      target: [{ source: row.uri }],
      tags: [],
    }
    const received = await understand([file({ total: 2, rows: [reply, row] })], side(createTables(), [pact]))
    expect(received.outcomes.map(({ status }) => status)).toEqual(['ok', 'ok'])
    const tables = applied(received)
    const [one, two] = [...tables.annotations.values()].sort((a, b) => a.kind.localeCompare(b.kind))
    expect(one).toMatchObject({
      kind: 'note',
      note: 'A *note*',
      created: '2020-05-01T10:00:00.123Z',
      targets: [{ exact: '𝔄𝔅 palīdz viena', docId: pact.summary.id }],
    })
    expect(two).toMatchObject({ kind: 'reply', replyTo: one?.id, note: 'An answer' })
    expect([...tables.tags.values()].map(({ name }) => name).sort()).toEqual(['one tag', 'two'])
    for (const item of (await written(tables, [pact])).first.items) expect(annotationFault(item)).toBeNull()
  })

  it('come alone, in lists, pages, collections and lines', async () => {
    const one = { ...plain, bodyValue: 'x' }
    const { '@context': _context, ...bare } = one
    const page = {
      '@context': CONTEXT,
      id: 'http://example.org/page',
      type: 'AnnotationPage',
      items: [bare, 'http://example.org/elsewhere'],
      next: 'http://example.org/page2',
    }
    for (const value of [
      one,
      [one],
      page,
      { '@context': CONTEXT, id: 'http://example.org/c', type: 'AnnotationCollection', total: 1, first: page },
    ]) {
      const { outcomes, losses } = await understand([file(value)])
      expect(outcomes.map(({ status }) => status)).toEqual(['orphan'])
      expect(losses.some(({ code }) => code === 'page-elsewhere')).toBe(JSON.stringify(value).includes('page2'))
    }
    const lines = textFile('a.ndjson', `${JSON.stringify(one)}\n${JSON.stringify({ ...one, id: 'http://a.b/2' })}\n`)
    expect((await understand([lines])).outcomes.length).toBe(2)
    await expect(understand([textFile('bad.json', '{"id": ')], undefined, 'w3c')).rejects.toMatchObject({
      code: 'damaged',
    })
  })

  it('link what is here, and are notes otherwise', async () => {
    const link = { ...plain, motivation: 'linking', body: `urn:uuid:${uuid(1)}`, target: `urn:uuid:${uuid(12)}` }
    const into = side(tablesOf(undefined, undefined, []))
    expect((await understand([file(link)], into)).links).toBe(1)
    const { outcomes } = await understand(
      [file({ ...plain, motivation: 'linking', body: 'http://example.org/other' })],
      into,
    )
    expect(outcomes[0]?.status).toBe('orphan')
  })

  it('that give positions without words are believed only for the very edition', async () => {
    const at = (source: string) => ({
      ...plain,
      id: `http://a.b/${source.length}`,
      target: { source, selector: { type: 'TextPositionSelector', start: 23, end: 31 } },
    })
    const sources = [`urn:x:${pact.summary.id}`, `urn:avots:document:${pact.summary.id}?=sha256=${pact.edition.sha256}`]
    const { outcomes } = await understand([file(sources.map(at))], side(createTables(), [pact]))
    expect(outcomes.map(({ status, code }) => [status, code])).toEqual([
      ['review', 'no-words'],
      ['ok', undefined],
    ])
  })
})

describe('selectors', () => {
  it('count code points, whatever the letters', async () => {
    const letters = fc.constantFrom('a', 'ā', '𝔄', '👩‍👩‍👧', ' ', '\n', 'ж', '🇱🇻')
    await fc.assert(
      fc.asyncProperty(fc.array(letters, { minLength: 3, maxLength: 60 }), fc.nat(), fc.nat(), async (parts, a, b) => {
        const text = parts.join('')
        const [from, to] = [a % parts.length, b % parts.length].sort((x, y) => x - y)
        const words = parts.slice(from, (to ?? 0) + 1).join('')
        if (words.trim() === '') return
        const start = parts.slice(0, from).join('').length
        const document = { ...pact, model: { ...pact.model, text, blocks: [] } }
        const one = note(1, {
          targets: [
            {
              ...targetOn({ ...document, model: { ...document.model, text: 'Puses' } }, 'Puses'),
              kind: 'text',
              docId: pact.summary.id,
              editionId: pact.edition.id,
              start,
              end: start + words.length,
              exact: words,
              prefix: '',
              suffix: '',
            },
          ],
        })
        const { files } = await write('w3c', side(tablesOf([one], [], []), [document]))
        const json = Buffer.from(files[0]?.bytes ?? []).toString('utf8')
        const position = /"start": (\d+),\s+"end": (\d+)/.exec(json)
        const points = [...text]
        expect(points.slice(Number(position?.[1]), Number(position?.[2])).join('')).toBe(words)
        const back = applied(await understand(asInput(files), side(createTables(), [document])))
        const target = back.annotations.get(one.id)?.targets[0]
        if (target?.kind !== 'text') throw new Error('no text')
        expect(text.slice(target.start, target.end)).toContain(words.trim())
        expect(target.start).toBeGreaterThanOrEqual(start - 12)
      }),
      { numRuns: 60 },
    )
  })

  it('describe regions both ways', () => {
    for (const region of [
      { page: 3, shape: { type: 'rect', x: 1, y: 2, w: 3, h: 4 } },
      { page: 1, shape: { type: 'rect', x: 1.5, y: 2, w: 3, h: 4 } },
      {
        page: 2,
        shape: {
          type: 'polygon',
          points: [
            [1, 2],
            [3.5, 4],
            [5, 6],
          ],
        },
      },
    ] as const) {
      const shape =
        region.shape.type === 'polygon'
          ? { ...region.shape, points: region.shape.points.map(([x, y]): [number, number] => [x, y]) }
          : region.shape
      const selector = regionSelector({ kind: 'region', docId: '', editionId: '', page: region.page, shape })
      expect(readSelectors([selector])).toEqual({ kind: 'region', page: region.page, shape })
    }
    expect(readSelectors([], 'xywh=percent:10,20,30,40')).toEqual({
      kind: 'region',
      page: 1,
      percent: true,
      shape: { type: 'rect', x: 10, y: 20, w: 30, h: 40 },
    })
    expect(
      readSelectors([{ type: 'SvgSelector', value: "<svg:svg><svg:path d='M 1,2 L 3,4 5,6 Z'/></svg:svg>" }]),
    ).toMatchObject({ kind: 'region', shape: { type: 'polygon' } })
  })

  it('are refined', () => {
    const outer = { type: 'TextQuoteSelector', exact: 'one 𝔄 two three', prefix: 'p', suffix: 's' }
    const inner = { exact: 'two', prefix: 'pone 𝔄 ', suffix: ' threes', kind: 'text' }
    expect(readSelectors([{ ...outer, refinedBy: { type: 'TextQuoteSelector', exact: 'two' } }])).toEqual(inner)
    expect(readSelectors([{ ...outer, refinedBy: { type: 'TextPositionSelector', start: 6, end: 9 } }])).toEqual(inner)
    expect(
      readSelectors([{ type: 'CssSelector', value: 'p', refinedBy: { type: 'TextQuoteSelector', exact: 'two' } }]),
    ).toMatchObject({ exact: 'two' })
    expect(readSelectors([{ type: 'FragmentSelector', value: 'char=3,7' }])).toMatchObject({
      exact: null,
      position: { start: 3, end: 7 },
    })
  })
})
