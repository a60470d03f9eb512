import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { type RawEntry, rawZip } from '../../../../../tests/support/raw-zip'
import { extractDocument, sniffFormat } from '../../index'

const spaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="wp" xmlns:a="a" xmlns:v="v" xmlns:mc="mc" xmlns:wps="wps"'
const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relation = (id: string, type: string, target: string, external = false) =>
  `<Relationship Id="${id}" Type="${types}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`
const relations = (...list: string[]) => `<Relationships>${list.join('')}</Relationships>`
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function docx(body: string, extra: RawEntry[] = []): Buffer {
  return rawZip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: '_rels/.rels', content: relations(relation('r1', 'officeDocument', 'word/document.xml')) },
    { name: 'word/document.xml', content: `<w:document ${spaces}><w:body>${body}</w:body></w:document>`, method: 8 },
    ...extra,
  ])
}

const read = (bytes: Buffer, fileName = 'a.docx') => extractDocument(bytes, { fileName })
const p = (text: string, properties = '') =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
const run = (text: string, properties = '') =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

const styles = `<w:styles ${spaces}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="lv-LV"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Virsraksts1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Apaks"><w:name w:val="Mans"/><w:basedOn w:val="Virsraksts1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Citats"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
<w:style w:type="character" w:styleId="Stiprs"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style></w:styles>`

test('the main part may have another name: the relations of the package say which one it is', async () => {
  const bytes = rawZip([
    { name: '_rels/.rels', content: relations(relation('r1', 'officeDocument', 'word/trial.xml')) },
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'word/trial.xml', content: `<w:document ${spaces}><w:body>${p('Teksts')}</w:body></w:document>` },
  ])
  expect(sniffFormat(bytes, 'a.docx')?.id).toBe('docx')
  expect((await read(bytes)).model.text).toBe('Teksts')
})

test('headings, quotes, marks and languages by styles', async () => {
  const body =
    p('Molotova–Ribentropa pakts', '<w:pStyle w:val="Title"/>') +
    p('Pirmā nodaļa', '<w:pStyle w:val="Virsraksts1"/>') +
    p('Apakšnodaļa', '<w:pStyle w:val="Apaks"/>') +
    p('Citāts', '<w:pStyle w:val="Citats"/>') +
    p('Riņķis', '<w:pStyle w:val="A"/>') +
    `<w:p>${run('Teksts ')}${run('trekns', '<w:rStyle w:val="Stiprs"/>')}${run(' nav', '<w:rStyle w:val="Stiprs"/><w:b w:val="0"/>')}${run('a', '<w:i/>')}${run('2', '<w:vertAlign w:val="superscript"/>')}</w:p>` +
    `<w:p>${run('Договор о ненападении', '<w:lang w:val="ru-RU"/>')}</w:p>`
  const { model } = await read(
    docx(body, [
      { name: 'word/_rels/document.xml.rels', content: relations(relation('s', 'styles', 'styles.xml')) },
      { name: 'word/styles.xml', content: styles },
    ]),
  )
  expect(model.blocks.map(({ kind, level, lang }) => [kind, level, lang])).toEqual([
    ['heading', 1, undefined],
    ['heading', 1, undefined],
    ['heading', 1, undefined],
    ['quote', undefined, undefined],
    ['para', undefined, undefined],
    ['para', undefined, undefined],
    ['para', undefined, 'ru-RU'],
  ])
  expect(model.lang).toBe('lv-LV')
  expect(model.meta['title']).toBe('Molotova–Ribentropa pakts')
  expect(model.marks.map(({ kind, start, end }) => [kind, model.text.slice(start, end)])).toEqual([
    ['bold', 'trekns'],
    ['italic', 'a'],
    ['sup', '2'],
  ])
})

test('lists count as Word counts', async () => {
  const level = (at: number, format: string, text: string) =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`
  const numbering = `<w:numbering ${spaces}><w:abstractNum w:abstractNumId="0">${level(0, 'upperRoman', '%1.')}${level(1, 'lowerLetter', '%1.%2)')}</w:abstractNum><w:abstractNum w:abstractNumId="1">${level(0, 'bullet', '\uf0b7')}${level(1, 'decimal', '%2.')}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`
  const item = (text: string, list: number, at = 0) =>
    p(text, `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${list}"/></w:numPr>`)
  const body =
    item('a', 1) +
    item('b', 1, 1) +
    item('c', 1, 1) +
    item('d', 1) +
    item('e', 1, 1) +
    item('f', 2) +
    item('iekšā', 2, 1)
  const { model } = await read(
    docx(body + item('g', 3) + item('h', 9) + item('i', 0), [
      { name: 'word/_rels/document.xml.rels', content: relations(relation('n', 'numbering', '/word/numbering.xml')) },
      { name: 'word/numbering.xml', content: numbering },
    ]),
  )
  expect(model.blocks.map(({ kind, level: at, attrs }) => [kind, at, attrs?.['marker']])).toEqual([
    ['listItem', 1, 'I.'],
    ['listItem', 2, 'I.a)'],
    ['listItem', 2, 'I.b)'],
    ['listItem', 1, 'II.'],
    ['listItem', 2, 'II.a)'],
    ['listItem', 1, '•'],
    ['listItem', 2, '1.'],
    ['listItem', 1, 'I.'],
    ['para', undefined, undefined],
    ['para', undefined, undefined],
  ])
})

test('tables with merged cells; tables of one cell are frames', async () => {
  const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${p(text)}</w:tc>`
  const body = `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('Gads', '<w:gridSpan w:val="2"/>')}</w:tr><w:tr>${cell('1939', '<w:vMerge w:val="restart"/>')}${cell('Rīga')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}<w:tc>${p('a')}${p('b')}<w:tbl><w:tr>${cell('x')}${cell('y')}</w:tr></w:tbl></w:tc></w:tr></w:tbl><w:tbl><w:tr>${cell('Rāmis')}</w:tr></w:tbl>`
  const { model } = await read(docx(body))
  expect(model.text).toBe('Gads\n1939\tRīga\na\nb\nx\ny\n\nRāmis')
  expect(model.blocks.map(({ kind, attrs }) => [kind, attrs])).toEqual([
    ['table', undefined],
    ['row', undefined],
    ['cell', { header: 'true', colspan: '2' }],
    ['row', undefined],
    ['cell', { rowspan: '2' }],
    ['cell', undefined],
    ['row', undefined],
    ['cell', undefined],
    ['para', undefined],
  ])
})

test('notes, links, fields, bookmarks and changes', async () => {
  const note = (id: number, text: string) => `<w:footnote w:id="${id}">${p(text)}${p('vēl')}</w:footnote>`
  const sign = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
  const body =
    `<w:p><w:bookmarkStart w:id="0" w:name="vieta"/>${run('Pirms')}<w:r><w:footnoteReference w:id="2"/></w:r>${run(' un ')}<w:hyperlink r:id="h">${run('saite')}</w:hyperlink><w:hyperlink r:id="j">${run('slikta')}</w:hyperlink><w:hyperlink w:anchor="vieta">${run('šeit')}</w:hyperlink></w:p>` +
    `<w:p>${sign('begin')}<w:r><w:instrText> HYPERLINK "https://lv.lv/" \\l "x" </w:instrText></w:r>${sign('separate')}${run('lauks')}${sign('end')}${sign('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>${sign('end')}<w:ins>${run(' jauns')}</w:ins><w:del><w:r><w:delText xml:space="preserve"> vecs</w:delText></w:r></w:del></w:p>` +
    `<w:p>${run('slēpts', '<w:vanish/>')}${run('Redzams')}<w:r><w:commentReference w:id="1"/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Odd" w:char="F041"/><w:noBreakHyphen/><w:t>x</w:t><w:br/><w:t>y</w:t></w:r></w:p>`
  const { model } = await read(
    docx(body, [
      {
        name: 'word/_rels/document.xml.rels',
        content: relations(
          relation('f', 'footnotes', 'footnotes.xml'),
          relation('h', 'hyperlink', 'https://example.org/a', true),
          relation('j', 'hyperlink', 'javascript:alert(1)', true),
          relation('hd', 'header', 'header1.xml'),
        ),
      },
      {
        name: 'word/footnotes.xml',
        content: `<w:footnotes ${spaces}><w:footnote w:type="separator" w:id="0">${p('---')}</w:footnote>${note(2, 'Avots')}</w:footnotes>`,
      },
    ]),
  )
  expect(model.text).toBe('Pirms un saitesliktašeit\n\nAvots\n\nvēl\n\nlauks jauns vecs\n\nRedzams✓\ufffd\u2011x\ny')
  const [first, second] = model.blocks.filter(({ kind }) => kind === 'note')
  expect([first?.attrs, second?.attrs]).toEqual([{ n: '1' }, undefined])
  expect(model.marks.map(({ kind, start, end, target }) => [kind, model.text.slice(start, end), target])).toEqual([
    ['note-ref', '', first?.id],
    ['link', 'saite', 'https://example.org/a'],
    ['link', 'slikta', undefined],
    ['link', 'šeit', '#vieta'],
    ['link', 'lauks', 'https://lv.lv/#x'],
    ['add', ' jauns', undefined],
    ['del', ' vecs', undefined],
  ])
  expect(model.anchors).toEqual([{ id: 'vieta', start: 0, source: 'id' }])
  expect(model.warnings.map(({ code }) => code)).toEqual([
    'comments-left-out',
    'hidden-left-out',
    'symbols-unknown',
    'link-removed',
    'headers-left-out',
  ])
})

test('pictures and text boxes come after their paragraph; what is older is not said twice', async () => {
  const picture = (id: string, alt: string) =>
    `<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="${alt}"/><a:graphic><a:blip r:embed="${id}"/></a:graphic></wp:inline></w:drawing></w:r>`
  const box = (text: string) => `<w:txbxContent>${p(text)}</w:txbxContent>`
  const body = `<w:p>${run('Pirms ')}${picture('i', 'Karte')}${picture('e', 'Vektors')}${picture('o', '')}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>${box('Kastē')}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>${box('Kastē')}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>${run('pēc')}</w:p>`
  const { model, resources } = await read(
    docx(body, [
      {
        name: 'word/_rels/document.xml.rels',
        content: relations(
          relation('i', 'image', 'media/a.png'),
          relation('e', 'image', 'media/b.emf'),
          relation('o', 'image', 'file:///etc/passwd', true),
        ),
      },
      { name: 'word/media/a.png', content: png },
      { name: 'word/media/b.emf', content: 'emf' },
    ]),
  )
  expect(model.text).toBe('Pirms pēc\n\nKarte\n\nVektors\n\nKastē')
  expect(model.resources).toMatchObject([{ role: 'figure', mediaType: 'image/png', from: 'word/media/a.png' }])
  expect(model.blocks.find(({ kind }) => kind === 'figure')?.attrs).toEqual({ image: model.resources[0]?.sha256 })
  expect([...resources.values()]).toEqual([png])
  expect(model.warnings.map(({ code }) => code)).toEqual(['image-left-out'])
})

test('a picture in a text box comes once, after what the box says', async () => {
  const inner = `<w:p><w:r><w:drawing><wp:docPr descr="Karte"/><a:blip r:embed="i"/></w:drawing></w:r></w:p>`
  const body = `<w:p>${run('Teksts')}<w:r><w:drawing><wps:txbx><w:txbxContent>${inner}${p('Paraksts')}</w:txbxContent></wps:txbx></w:drawing></w:r></w:p>`
  const { model } = await read(
    docx(body, [
      { name: 'word/_rels/document.xml.rels', content: relations(relation('i', 'image', 'media/a.png')) },
      { name: 'word/media/a.png', content: png },
    ]),
  )
  expect(model.text).toBe('Teksts\n\nParaksts\n\nKarte')
})

test('what the package says of itself', async () => {
  const core =
    '<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc" xmlns:dcterms="t"><dc:title>Līgums</dc:title><dc:creator>Jānis Bērziņš; Анна</dc:creator><cp:keywords>karš, miers; karš</cp:keywords><dcterms:created>1999-02-03T10:00:00Z</dcterms:created><dcterms:modified>nekad</dcterms:modified><dc:language>lv</dc:language></cp:coreProperties>'
  const { model } = await read(docx(p('Teksts'), [{ name: 'docProps/core.xml', content: core }]))
  expect(model.meta).toEqual({
    title: 'Līgums',
    creators: ['Jānis Bērziņš', 'Анна'],
    date: '1999-02-03',
    subjects: ['karš', 'miers'],
    languages: ['lv'],
  })
})

test('told by what the zip holds', () => {
  expect(sniffFormat(docx(p('x')), 'x.zip')?.id).toBe('docx')
  expect(sniffFormat(rawZip([{ name: 'word/document.xml', content: '<x/>' }]), 'x.docx')?.id).not.toBe('docx')
  expect(sniffFormat(docx(p('x')).subarray(0, 200), 'x.docx')?.id).toBe('docx')
})

test('hostile and broken files are refused with a code', async () => {
  expect(await codeOf(read(docx(p('x')).subarray(0, 300)))).toBe('zip-structure')
  expect(await codeOf(read(docx(p('x'), [{ name: '../../evil', content: 'x' }])))).toBe('zip-path')
  expect(await codeOf(read(docx(p('x'), [{ name: 'a', content: 'x', flags: 1 }])))).toBe('password')
  const ole = Buffer.alloc(2048)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(ole)
  ole.write('EncryptedPackage', 1024, 'utf16le')
  expect(await codeOf(read(ole))).toBe('password')
  const zeros = Buffer.alloc(30 * 1024 * 1024)
  const bomb = { name: 'word/a.xml', packed: deflateRawSync(zeros), size: zeros.length, method: 8 }
  expect(await codeOf(read(docx(p('x'), [bomb])))).toBe('zip-bomb')
  const raw = (xml: string) =>
    rawZip([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'word/document.xml', content: xml },
    ])
  const entity = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
  const open = `<w:document ${spaces}><w:body>`
  expect(await codeOf(read(raw(`${entity}${open}<w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>`)))).toBe(
    'xml-entity',
  )
  expect(await codeOf(read(raw(`${entity}${open}<w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>`)))).toBe(
    'xml-entity',
  )
  expect(await codeOf(read(raw(`${open}${'<w:sdt>'.repeat(400)}`)))).toBe('too-deep')
  expect(await codeOf(read(raw(`${open}<w:p>`)))).toBe('damaged')
  expect(await codeOf(read(raw('<other/>')))).toBe('damaged')
  expect(await codeOf(read(docx('')))).toBe('empty')
})
