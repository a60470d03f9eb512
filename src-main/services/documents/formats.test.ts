import { expect, test } from 'vitest'
import { AppError, type DocumentModel } from '#shared/contract'
import { checkModel } from '#shared/domain/model'
import { type ExtractHints, extractDocument, sniffFormat } from './index'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = async (text: string, hints: ExtractHints = {}) => (await extractDocument(bytes(text), hints)).model
const shown = (model: DocumentModel) =>
  model.blocks.map((block) => [block.kind, model.text.slice(block.start, block.end)] as const)
const marked = (model: DocumentModel) =>
  model.marks.map((mark) => [mark.kind, model.text.slice(mark.start, mark.end), mark.target] as const)
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'none'
}
const tei = (body: string, head = '') =>
  `<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="lv"><teiHeader>${head}</teiHeader><text><body>${body}</body></text></TEI>`

test('formats are told apart by content', () => {
  const sniff = (text: string, name?: string) => sniffFormat(bytes(text), name)?.id
  expect(sniff(tei('<p>a</p>'), 'wrong.txt')).toBe('tei')
  expect(sniff('[{"id":"a","type":"book"}]', 'x.md')).toBe('csl-json')
  expect(sniff('# Title\n\ntext', 'x.md')).toBe('markdown')
  expect(sniff('# Title\n\ntext')).toBe('markdown')
  expect(sniff('plain', 'x.txt')).toBe('plain-text')
  expect(sniff('# Citing\n\n```\n@book{a,\n  title = {B}\n}\n```\n', 'x.md')).toBe('markdown')
  expect(sniff('@book{a,\n  title = {B}\n}\n', 'x.md')).toBe('bibtex')
  // A text about XML is no XML.
  expect(sniff(`# TEI\n\n\`\`\`xml\n${tei('<p>a</p>')}\n\`\`\`\n`, 'README.md')).toBe('markdown')
  expect(sniff('See below.\n\n<alto><Layout/></alto>', 'x.txt')).toBe('plain-text')
  const prolog = '\n<?xml version="1.0"?><!-- a --><!DOCTYPE TEI.2 [<!ENTITY a "]">]>\n<?x y?>'
  expect(sniff(`${prolog}<TEI.2><text><body><p>a</p></body></text></TEI.2>`)).toBe('tei')
  expect(sniffFormat(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 1, 0, 0, 2]), 'x.bin')).toBeNull()
})

test('Markdown: blocks, marks and links', async () => {
  const model = await read(
    '# Virsraksts\n\nTeksts ar **treknu**, *slīpu* un [saiti](https://example.org/a).\nOtrā rinda.\n\n- viens\n- divi\n  1. iekšā\n\n> citāts\n\n```js\nx = 1\n```\n',
    { fileName: 'a.md', lang: 'lv' },
  )
  expect(shown(model)).toEqual([
    ['heading', 'Virsraksts'],
    ['para', 'Teksts ar treknu, slīpu un saiti. Otrā rinda.'],
    ['listItem', 'viens'],
    ['listItem', 'divi'],
    ['listItem', 'iekšā'],
    ['quote', 'citāts'],
    ['code', 'x = 1'],
  ])
  expect(model.blocks.map((block) => block.id)).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'])
  expect(model.blocks[0]?.level).toBe(1)
  expect(model.blocks[4]).toMatchObject({ level: 2, attrs: { marker: '1.' } })
  expect(marked(model)).toEqual([
    ['bold', 'treknu', undefined],
    ['italic', 'slīpu', undefined],
    ['link', 'saiti', 'https://example.org/a'],
  ])
  expect(model.meta['title']).toBe('Virsraksts')
  expect(model).toMatchObject({ lang: 'lv', extractor: 'markdown@1', warnings: [] })
})

test('Markdown: HTML is text and dangerous links have no target', async () => {
  const model = await read('<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](file:///etc/passwd) <b>x</b>', {
    fileName: 'a.md',
  })
  expect(model.text).toContain('<script>alert(1)</script>')
  expect(model.marks.filter((mark) => mark.target !== undefined)).toEqual([])
})

test('TEI: articles, protocol, registers, gaps and anchors', async () => {
  const model = await read(
    tei(
      `<head>Pakts</head>
       <p>Parakstīts <placeName key="moscow">Maskavā</placeName>
          <date when="1939-09-28">28. septembrī</date>; <persName ref="#selter">Karls <hi rend="italic">Selters</hi></persName>.</p>
       <div type="article" n="3" xml:id="art-3"><head>III pants</head><p>Viens.</p><p>Divi <gap reason="nav zināms"/></p></div>
       <div type="protocol" xml:id="protocol"><head>Protokols</head><p xml:lang="ru">Первое.</p></div>`,
      '<fileDesc><titleStmt><title>Pakts</title><editor>A</editor><editor>B</editor></titleStmt></fileDesc>',
    ),
  )
  expect(shown(model)).toEqual([
    ['heading', 'Pakts'],
    ['para', 'Parakstīts Maskavā 28. septembrī; Karls Selters.'],
    ['heading', 'III pants'],
    ['para', 'Viens.'],
    ['para', 'Divi […]'],
    ['heading', 'Protokols'],
    ['para', 'Первое.'],
  ])
  expect(model.blocks[2]).toMatchObject({ level: 2, attrs: { article: '3' } })
  expect(model.blocks[3]?.attrs).toBeUndefined()
  expect(model.blocks[5]?.attrs).toEqual({ section: 'protocol' })
  expect(model.blocks[6]).toMatchObject({ lang: 'ru', attrs: { section: 'protocol' } })
  expect(marked(model)).toEqual([
    ['place', 'Maskavā', 'moscow'],
    ['date', '28. septembrī', '1939-09-28'],
    ['person', 'Karls Selters', 'selter'],
    ['italic', 'Selters', undefined],
    ['gap', '[…]', 'nav zināms'],
  ])
  expect(model.anchors).toEqual([
    { id: 'art-3', start: model.text.indexOf('III pants'), source: 'xml:id' },
    { id: 'protocol', start: model.text.indexOf('Protokols'), source: 'xml:id' },
  ])
  expect(model.meta).toMatchObject({ title: 'Pakts', editor: ['A', 'B'] })
  expect(model.lang).toBe('lv')
})

test('TEI: lists, verse, tables, notes, quotes and choices', async () => {
  const model = await read(
    tei(
      `<list><item>viens</item><item><p>divi</p><p>divi b</p></item></list>
       <lg><l>pirmā</l><l>otrā</l></lg>
       <p>Pirms<note>Piezīme.</note> pēc <quote>citēts</quote> beigas; <choice><sic>kļuda</sic><corr>kļūda</corr></choice>.</p>
       <quote><p>Atsevišķs citāts.</p></quote>
       <table><row><cell>a</cell><cell>b</cell></row><row><cell>c</cell><cell>d</cell></row></table>
       <p>Rinda<lb/>un rinda</p>`,
    ),
  )
  expect(shown(model)).toEqual([
    ['listItem', 'viens'],
    ['listItem', 'divi'],
    ['para', 'divi b'],
    ['verse', 'pirmā'],
    ['verse', 'otrā'],
    ['para', 'Pirms pēc citēts beigas; kļuda.'],
    ['note', 'Piezīme.'],
    ['quote', 'Atsevišķs citāts.'],
    ['table', 'a\tb\nc\td'],
    ['row', 'a\tb'],
    ['cell', 'a'],
    ['cell', 'b'],
    ['row', 'c\td'],
    ['cell', 'c'],
    ['cell', 'd'],
    ['para', 'Rinda\nun rinda'],
  ])
  const note = model.blocks.find((block) => block.kind === 'note')
  expect(model.marks.find((mark) => mark.kind === 'note-ref')).toMatchObject({ target: note?.id })
  expect(model.warnings.map((warning) => warning.code)).toEqual(['reading-left-out'])
  const row = model.blocks.find((block) => block.kind === 'row')
  expect(model.blocks.find((block) => block.kind === 'cell')?.parent).toBe(row?.id)
  expect(checkModel(model)).toEqual([])
})

test('TEI: hostile XML is refused with a code', async () => {
  const bomb =
    '<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' +
    tei('<p>&b;</p>').replace('<?xml version="1.0"?>', '')
  expect(await codeOf(() => read(bomb))).toBe('xml-entity')
  const external =
    '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + tei('<p>&x;</p>').replace('<?xml version="1.0"?>', '')
  expect(await codeOf(() => read(external))).toBe('xml-entity')
  expect(await codeOf(() => read(tei('<div>'.repeat(400) + '<p>x</p>' + '</div>'.repeat(400))))).toBe('too-deep')
  expect(
    await codeOf(() => read(tei(`<p ${Array.from({ length: 1100 }, (_, i) => `a${i}="1"`).join(' ')}>x</p>`))),
  ).toBe('too-many-nodes')
  expect(await codeOf(() => read(tei('<p>open')))).toBe('damaged')
  expect(await codeOf(() => read(tei('')))).toBe('empty')
  expect((await read(tei('<p>&auml;&#x101;&amp;</p>'))).text).toBe('äā&')
  expect((await read(tei('<p><x:seg>bez telpas</x:seg></p>'))).text).toBe('bez telpas')
})

test('CSL-JSON: every citation is a readable reference', async () => {
  const model = await read(
    JSON.stringify([
      {
        id: 'a',
        type: 'book',
        title: 'Ārpolitika',
        author: [{ family: 'Pīps', given: 'Ants' }],
        publisher: 'X',
        'publisher-place': 'Rīga',
        issued: { 'date-parts': [[1935]] },
      },
      {
        id: 'b',
        type: 'webpage',
        title: 'Minutes',
        language: 'en',
        URL: 'https://example.org/m',
        accessed: { 'date-parts': [[2014, 1, 27]] },
        custom: { archived: '2016-08-16' },
      },
    ]),
    { fileName: 'b.csl.json', lang: 'lv', title: 'Avoti' },
  )
  expect(shown(model)).toEqual([
    ['heading', 'Avoti'],
    ['para', 'Pīps, Ants. Ārpolitika. Rīga: X, 1935.'],
    ['para', 'Minutes. https://example.org/m Arhivēts: 2016. gada 16. augusts. Skatīts: 2014. gada 27. janvāris.'],
  ])
  expect(model.blocks[2]).toMatchObject({ lang: 'en', attrs: { citation: 'b' } })
  expect(marked(model).at(-1)).toEqual(['link', 'https://example.org/m', 'https://example.org/m'])
  expect(await codeOf(() => read('[]', { format: 'csl-json' }))).toBe('empty')
  expect(await codeOf(() => read('[{"id":1}]', { format: 'csl-json' }))).toBe('damaged')
})

test('plain text: paragraphs, encodings, refusals', async () => {
  const model = await read('Viens\nturpinās\n\n\n  Divi  \n', { fileName: 'a.txt' })
  expect(shown(model)).toEqual([
    ['para', 'Viens\nturpinās'],
    ['para', '  Divi'],
  ])
  const utf16 = new Uint8Array([0xff, 0xfe, 0x01, 0x01])
  expect((await extractDocument(utf16, { fileName: 'a.txt' })).model.text).toBe('ā')
  const guessed = await extractDocument(new Uint8Array([0x6d, 0xe2, 0x6a, 0x61]), { fileName: 'a.txt', lang: 'lv' })
  expect(guessed.model).toMatchObject({ text: 'māja', meta: { encodingFrom: 'detected' } })
  const noText = Uint8Array.from({ length: 999 }, (_, index) => (index * 89) & 0xff)
  expect(await codeOf(() => extractDocument(noText, { format: 'plain-text' }))).toBe('unsupported-format')
  expect(await codeOf(() => extractDocument(new Uint8Array()))).toBe('empty')
  expect(await codeOf(() => extractDocument(new Uint8Array([0, 1, 2, 3])))).toBe('unsupported-format')
  const zip = (flags: number) => new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, flags, 0, 8, 0])
  expect(await codeOf(() => extractDocument(zip(1)))).toBe('password')
  expect(await codeOf(() => extractDocument(zip(0)))).toBe('unsupported-format')
})

test('decomposed letters are composed and their marks move along', async () => {
  const model = await read('Te **ma\u0304ja** un *ka\u0304ja*', { fileName: 'a.md' })
  expect(model.text).toBe('Te māja un kāja')
  expect(marked(model).map(([, text]) => text)).toEqual(['māja', 'kāja'])
})

test('the same bytes give the same model', async () => {
  const source = tei('<p>a <persName key="x">b</persName></p>')
  expect(JSON.stringify(await read(source))).toBe(JSON.stringify(await read(source)))
})
