import { startNodeChild } from '../../children'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createExtractor } from '../../documents'
import { articleRange, stableId } from './notebook'
import { readSources } from './sources'

let folder = ''
const json = (value: unknown) => JSON.stringify(value)

const meta = {
  title: { text: 'Teksts', lang: 'lv' },
  type: 'pact',
  languages: ['lv'],
  date: { edtf: '1939-09-28' },
  persons: [{ key: 'rei-august', role: 'signatory' }],
  places: [{ key: 'moscow' }],
  creators: [{ name: 'Avots' }],
}
const notebook = {
  tags: [
    { id: 'bases', name: 'Bāzes', colour: 'A' },
    { id: 'ports', parent: 'bases', name: 'Ostas' },
  ],
  annotations: [{ id: 'one', document: 'teksts', exact: 'vārds', occurrence: 2, colour: 'B', tags: ['ports'] }],
  comparisons: [
    {
      id: 'c',
      title: 'Abi',
      kind: 'versions',
      panes: [
        { document: 'teksts', siglum: 'A' },
        { document: 'otrs', siglum: 'B' },
      ],
      rows: [
        { cells: [{ article: '1' }, null], tags: ['bases'] },
        { cells: [{ exact: 'pēdējais' }, { exact: 'cits' }], note: 'x' },
      ],
    },
  ],
}
const tei =
  '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div type="article" n="1"><head>I</head><p>vārds un <persName key="rei-august">Rejs</persName> vārds</p></div><div type="article" n="2"><head>II</head><p>pēdējais</p></div></body></text></TEI>'

const write = (name: string, content: string) => writeFile(join(folder, name), content)
const read = () => readSources(folder, createExtractor('nowhere', startNodeChild))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-sources-'))
  await mkdir(join(folder, 'documents'))
  await mkdir(join(folder, 'registers'))
  await write(
    'archive.json',
    json({
      id: 'x',
      title: { lv: 'X' },
      description: { lv: 'x' },
      language: 'lv',
      created: '2026-11-23',
      license: { text: 'CC0' },
    }),
  )
  await write(
    'registers/persons.json',
    json([{ key: 'rei-august', sort: 'Rei, August', names: { lv: 'Augusts Rejs', en: 'August Rei' } }]),
  )
  await write('registers/places.json', json([{ key: 'moscow', names: { en: 'Moscow' } }]))
  await write('documents/teksts.xml', tei)
  await write('documents/teksts.meta.json', json(meta))
  await write('documents/otrs.md', 'cits')
  await write('documents/otrs.meta.json', json({ ...meta, persons: [], places: [] }))
  await write('notebook.json', json(notebook))
})
afterEach(() => rm(folder, { recursive: true }))

test('keys become names in the language of the text, quotes become targets', async () => {
  const { documents, notebook: sealed } = await read()
  expect(documents.map(({ fileName }) => fileName)).toEqual(['otrs.md', 'teksts.xml'])
  const { metadata, record } = documents[1] ?? {}
  expect(metadata?.persons).toEqual([{ name: 'Augusts Rejs', key: 'rei-august', role: 'signatory' }])
  expect(metadata?.places).toEqual([{ name: 'Moscow', key: 'moscow' }])
  expect(metadata?.origins).toMatchObject({ title: 'imported-record', persons: 'imported-record' })
  expect(record?.bytes).toEqual(await readFile(join(folder, 'documents/teksts.meta.json')))
  const text = documents[1]?.editions[0]?.model.text ?? ''
  const target = sealed?.annotations[0]?.targets[0]
  expect(target).toMatchObject({ kind: 'text', exact: 'vārds', start: text.lastIndexOf('vārds') })
  expect(sealed?.tags[1]).toMatchObject({ parentId: sealed?.tags[0]?.id, nameKey: 'ostas' })
  expect(sealed?.annotations[0]?.tagIds).toEqual([sealed?.tags[1]?.id])
  const [first, second] = sealed?.comparisons[0]?.rows ?? []
  expect(first?.cells).toEqual([[0, text.indexOf('II') - 2], null])
  expect(second?.cells[0]).toEqual([text.indexOf('pēdējais'), text.length])
})

test('ids and times are the same each time', async () => {
  expect(json(await read())).toBe(json(await read()))
  expect(stableId('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(stableId('a', 'b')).not.toBe(stableId('ab'))
})

test.each<[string, string, string, RegExp]>([
  [
    'an unknown person',
    'documents/teksts.meta.json',
    json({ ...meta, persons: [{ key: 'nobody' }] }),
    /teksts\.meta\.json: the key "nobody"/,
  ],
  [
    'an unknown place',
    'documents/teksts.meta.json',
    json({ ...meta, places: [{ key: 'nowhere' }] }),
    /the key "nowhere" is not in registers\/places/,
  ],
  [
    'a bad date',
    'documents/teksts.meta.json',
    json({ ...meta, date: { edtf: '1939-13' } }),
    /"1939-13" is not an EDTF date/,
  ],
  ['an unknown member', 'documents/teksts.meta.json', json({ ...meta, colour: 1 }), /teksts\.meta\.json: at "colour"/],
  ['an unknown type', 'documents/teksts.meta.json', json({ ...meta, type: 'poem' }), /teksts\.meta\.json: at "type"/],
  ['no JSON', 'documents/teksts.meta.json', '{', /teksts\.meta\.json: it is not JSON/],
  ['an unknown source', 'documents/teksts.meta.json', json({ ...meta, sources: ['x'] }), /the source "x"/],
  [
    'an unknown key in the text',
    'documents/teksts.xml',
    tei.replace('"rei-august"', '"x"'),
    /documents\/teksts\.xml: the person "x"/,
  ],
  ['no side file', 'documents/third.md', 'text', /documents\/third\.meta\.json: the file is missing/],
  ['a stray file', 'documents/stray.docx', 'text', /documents\/stray\.docx: the file is of no known kind/],
  ['broken XML', 'documents/teksts.xml', tei.replace('</p>', ''), /"teksts\.xml" is not well-formed/],
  [
    'words that are not there',
    'notebook.json',
    json({ ...notebook, annotations: [{ id: 'one', document: 'teksts', exact: 'nav' }] }),
    /the note "one" quotes words that are not in the text: "nav"/,
  ],
  [
    'one occurrence too many',
    'notebook.json',
    json({ ...notebook, annotations: [{ id: 'one', document: 'teksts', exact: 'vārds', occurrence: 3 }] }),
    /the note "one"/,
  ],
  [
    'an unknown document',
    'notebook.json',
    json({ ...notebook, annotations: [{ id: 'one', document: 'nav', exact: 'a' }] }),
    /names the document "nav"/,
  ],
  [
    'an unknown tag',
    'notebook.json',
    json({ ...notebook, annotations: [{ id: 'one', document: 'otrs', exact: 'cits', tags: ['nav'] }] }),
    /names the tag "nav"/,
  ],
  [
    'an unknown article',
    'notebook.json',
    json(notebook).replace('{"article":"1"}', '{"article":"9"}'),
    /row 1 names article 9/,
  ],
  ['a cell too few', 'notebook.json', json(notebook).replace('{"article":"1"},', ''), /row 1 has 1 cells for 2 panes/],
])('%s stops the build by name', async (_, name, content, sentence) => {
  await write(name, content)
  await expect(read()).rejects.toThrow(sentence)
})

test('an article ends where the next heading of its rank begins', async () => {
  const { documents } = await read()
  const model = documents[1]?.editions[0]?.model
  if (!model) throw new Error('no model')
  expect(articleRange(model, '2')).toEqual([model.text.indexOf('II'), model.text.length])
  expect(articleRange(model, '3')).toBeNull()
})
