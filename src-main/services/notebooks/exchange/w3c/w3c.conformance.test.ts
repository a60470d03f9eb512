/**
 * What the W3C asks of annotations (its own test suite, see the assertions), held against all that is written here and
 * against correct and incorrect annotations of others.
 */
import { describe, expect, it } from 'vitest'
import {
  applied,
  links,
  note,
  notes,
  pact,
  scan,
  side,
  tablesOf,
  tags,
  targetOn,
  textFile,
  understand,
  uuid,
  context,
} from '../../../../../tests/support/note-exchange'
import {
  broken,
  mustsOfAnnotations,
  mustsOfCollections,
  mustsOfPages,
} from '../../../../../tests/support/web-annotation-assertions'
import { correct, incorrect } from '../../../../../tests/support/web-annotation-samples'
import { writeNotes } from '../run'
import { isObject, type Json, listOf } from './terms'

const CONTEXT = 'http://www.w3.org/ns/anno.jsonld'
const file = (value: unknown) => textFile('foreign.json', JSON.stringify(value))

async function written(tables = tablesOf(), documents = [pact, scan], author = '') {
  const { files } = await writeNotes(side(tables, documents), { format: 'w3c', author, version: '0' }, context)
  return JSON.parse(Buffer.from(files[0]?.bytes ?? []).toString('utf8')) as Json & { first: Json & { items: Json[] } }
}

/** As it is written: without members that JSON has none of. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json

/** Every kind of note on every kind of place, and links between notes and to a document. */
const everything = () =>
  tablesOf(
    [
      ...Object.values(notes),
      note(13, { kind: 'link', note: 'Ķēde uz „citurieni” \u{1d504}', targets: [targetOn(pact, 'līdzekļiem')] }),
      note(14, { kind: 'question', answered: false, note: 'Vai tā ir?\n\n- 1\n- 2' }),
      note(15, { kind: 'correction', correction: '', note: '', targets: [targetOn(pact, 'kods')] }),
      note(16, { kind: 'reply', replyTo: uuid(14), note: 'Нет — jā, þ ﬁ', targets: [targetOn(pact, 'Puses')] }),
      note(17, { kind: 'reply', replyTo: uuid(99), note: 'bez piezīmes, uz kuru tā atbild' }),
      note(18, { kind: 'highlight', tagIds: Object.values(tags).map(({ id }) => id), colour: 'D' }),
    ],
    undefined,
    [
      ...links,
      { id: uuid(202), from: uuid(13), to: scan.summary.id, type: 'avots', ...lifetimeOf() },
      { id: uuid(203), from: pact.summary.id, to: scan.summary.id, type: '', ...lifetimeOf() },
    ],
  )
const lifetimeOf = () => {
  const { created, updated, rev, deletedAt } = notes.astral
  return { created, updated, rev, deletedAt }
}

describe('what is written', () => {
  it('holds to all 54 assertions of the W3C, whatever the kind of note', async () => {
    expect(Object.keys(mustsOfAnnotations)).toHaveLength(54)
    for (const author of ['', 'Ķērsta Šņore']) {
      for (const documents of [[pact, scan], [pact], []]) {
        const collection = await written(everything(), documents, author)
        expect(collection.first.items).toHaveLength(documents.length === 2 ? 21 : 20)
        for (const item of collection.first.items) expect([item, broken(item)]).toEqual([item, []])
        expect(broken(collection, mustsOfCollections)).toEqual([])
        // A page inside a collection has the context of the collection.
        expect(broken({ '@context': CONTEXT, ...collection.first }, mustsOfPages)).toEqual([])
      }
    }
  })

  it('has what the W3C recommends where the notebook knows it', async () => {
    const { first } = await written(everything(), [pact, scan], 'Ķērsta Šņore')
    for (const item of first.items) {
      expect(item).toMatchObject({ created: expect.any(String) as string, modified: expect.any(String) as string })
      expect(typeof item['motivation']).toBe('string')
      for (const body of listOf(item['body']).filter(isObject)) {
        // Words name their type, their purpose, and their format where it is not plain text.
        expect(body).toMatchObject({ type: 'TextualBody', purpose: expect.any(String) as string })
      }
    }
    /*
     * And what it recommends that does not hold, one by one:
     * - a body (3.1-bodyKeyFound): a highlight, and a correction that takes words away, have none; their motivation
     *   says it all;
     * - the language of words (3.2.1-bodySingleLanguage): in which language readers write nobody knows;
     * - one creator (3.3.1): links, and notes of a notebook without an author's name, name none;
     * - generator and generated (3.3.1): the same notes give the same bytes whenever they are written;
     * - audience, rights, canonical, via, stylesheet (3.3.3, 3.3.6, 3.3.7, 4.4): notes here have none of their own.
     */
    const bare = first.items.filter((item) => !('body' in item) && !('bodyValue' in item))
    expect(new Set(bare.map(({ motivation }) => motivation))).toEqual(new Set(['highlighting', 'editing']))
    const nameless = first.items.filter((item) => !('creator' in item))
    expect(nameless.every(({ motivation }) => motivation === 'linking')).toBe(true)
    for (const name of ['generator', 'generated', 'audience', 'rights', 'canonical', 'via', 'stylesheet']) {
      expect(first.items.some((item) => name in item)).toBe(false)
    }
    expect(JSON.stringify(first)).not.toContain('"language"')
  })
})

describe('correct annotations', () => {
  it.each(Object.entries(correct))('%s: come and go without loss', async (_name, annotation) => {
    expect(broken(annotation)).toEqual([])
    const received = await understand([file(annotation)])
    expect(received.outcomes.map(({ status, message }) => [status, message])).toEqual([
      ['orphan', expect.stringMatching(/\.$/)],
    ])
    // Nothing is lost: at most it is said that something is kept and not shown.
    expect(received.losses.filter(({ code }) => code !== 'body-kept')).toEqual([])
    const [back] = (await written(applied(received), [])).first.items
    expect(broken(back)).toEqual([])
    const { '@context': _context, ...said } = annotation
    // The same, if not to the letter: lists of one, and the same moment in another time zone.
    const moments = ['created', 'modified'].flatMap((name) =>
      name in said ? [[name, new Date(String(said[name])).toISOString()]] : [],
    )
    const same = { id: 'http://example.org/anotacija', ...(Object.fromEntries(moments) as Json) }
    expect(back).toMatchObject({ ...said, ...same })
  })

  it('all together too, as one list and as a collection', async () => {
    const all = Object.values(correct).map((annotation, n) => ({ ...annotation, id: `http://example.org/a${n}` }))
    const first = { id: 'http://example.org/p', type: 'AnnotationPage', items: all }
    const collection = { '@context': CONTEXT, id: 'http://example.org/c', type: 'AnnotationCollection', first }
    for (const value of [all, collection]) {
      const { outcomes } = await understand([file(value)])
      expect(outcomes.map(({ status }) => status)).toEqual(all.map(() => 'orphan'))
    }
  })
})

describe('incorrect annotations', () => {
  it.each(Object.entries(incorrect))('%s: are refused with the reason', async (_name, [code, value]) => {
    const { outcomes } = await understand([file([correct['3.1 a target alone'], value])], undefined, 'w3c')
    expect(outcomes.map((outcome) => [outcome.status, outcome.code])).toEqual([
      ['orphan', 'no-document'],
      ['refused', code],
    ])
    expect(outcomes[1]?.message).toMatch(/^[A-Z].*\.$/)
  })

  /** The Recommendation says these of its cardinalities and types in prose; the W3C has no assertion for them. */
  const beyond = [
    '3.2.1 a format that is a number',
    '3.2.1 a language that is a number',
    '3.2.1 two languages to process',
  ]
  it.each(Object.entries(incorrect))('%s: break an assertion of the W3C', (name, [, value]) => {
    expect(broken(typeof value === 'object' ? plain(value) : value).length > 0).toBe(!beyond.includes(name))
  })

  it('break every assertion between them, but for the two that are set right', () => {
    const found = new Set(Object.values(incorrect).flatMap(([, value]) => broken(isObject(value) ? plain(value) : {})))
    expect(Object.keys(mustsOfAnnotations).filter((name) => !found.has(name))).toEqual([
      '3.3.5-bodyEWRNoPurpose',
      '3.3.5-targEWRNoPurpose',
    ])
  })
})

describe('what other programs commonly write otherwise', () => {
  const basis = correct['3.1 a target alone']
  it('is set right: the purpose of an external body belongs to a specific resource', async () => {
    const annotation = {
      ...basis,
      body: [{ id: 'http://example.org/vieta', type: 'Text', purpose: 'identifying' }, { value: 'Rīga' }],
    }
    const received = await understand([file(annotation)])
    expect(received.outcomes.map(({ status }) => status)).toEqual(['orphan'])
    expect(received.losses.map(({ code }) => code)).toContain('purpose-moved')
    const [back] = (await written(applied(received), [])).first.items
    expect(broken(back)).toEqual([])
    expect(back?.['body']).toEqual([
      { type: 'SpecificResource', purpose: 'identifying', source: { id: 'http://example.org/vieta', type: 'Text' } },
      { value: 'Rīga' },
    ])
  })

  it('is set right: records of Hypothesis on whole pages, and with selectors of its own alone', async () => {
    const row = (id: string, target: unknown) => ({
      id,
      uri: 'https://example.org/pact',
      text: 'par visu',
      tags: [],
      target,
    })
    const own = { type: 'RangeSelector', startContainer: '/p[1]', startOffset: 0, endContainer: '/p[1]', endOffset: 12 }
    const rows = [
      row('a', [{ source: 'https://example.org/pact' }]),
      row('b', [{ source: 'https://example.org/pact', selector: [own] }]),
      row('c', []),
    ]
    const received = await understand([file({ total: 3, rows })])
    expect(received.outcomes.map(({ status }) => status)).toEqual(['orphan', 'orphan', 'orphan'])
    const { first } = await written(applied(received), [])
    expect(first.items.map((item) => [item['target'], broken(item)])).toEqual(
      rows.map(() => ['https://example.org/pact', []]),
    )
  })
})
