import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { type RawEntry, rawZip } from '../../../../../tests/support/raw-zip'
import { extractDocument, sniffFormat } from '../../index'

const spaces = ['office', 'style', 'text', 'table', 'draw', 'fo', 'svg', 'dc', 'meta', 'xlink']
  .map((prefix) => `xmlns:${prefix}="urn:${prefix}"`)
  .join(' ')
const mimetype = { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' }
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const content = (body: string, styles = '') =>
  `<?xml version="1.0"?><office:document-content ${spaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`

function odt(body: string, { styles = '', extra = [] }: { styles?: string; extra?: RawEntry[] } = {}): Buffer {
  return rawZip([mimetype, { name: 'content.xml', content: content(body, styles), method: 8 }, ...extra])
}

const read = (bytes: Buffer, fileName = 'a.odt') => extractDocument(bytes, { fileName })
const p = (text: string, style = 'Standard') => `<text:p text:style-name="${style}">${text}</text:p>`
const span = (text: string, style: string) => `<text:span text:style-name="${style}">${text}</text:span>`
const look = (family: string, name: string, properties: string, more = '') =>
  `<style:style style:name="${name}" style:family="${family}" ${more}><style:text-properties ${properties}/></style:style>`

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

const named = `<office:document-styles ${spaces}><office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:language="lv" fo:country="LV"/></style:default-style>
${look('paragraph', 'Heading', 'fo:font-weight="bold"')}
${look('paragraph', 'Heading_20_1', '', 'style:display-name="Heading 1" style:parent-style-name="Heading"')}
${look('paragraph', 'Title', '', 'style:parent-style-name="Heading"')}
${look('paragraph', 'Quotations', 'fo:font-style="italic"')}
${look('paragraph', 'A', '', 'style:parent-style-name="B"')}${look('paragraph', 'B', '', 'style:parent-style-name="A"')}
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>
</office:styles><office:master-styles><style:master-page style:name="Standard"><style:header><text:p>Lapa</text:p></style:header></style:master-page></office:master-styles></office:document-styles>`

test('headings, quotes, marks and languages by styles', async () => {
  const styles =
    look('text', 'T1', 'fo:font-weight="bold"') +
    look('text', 'T2', 'fo:font-style="italic" fo:font-weight="normal"') +
    look('text', 'T3', 'style:text-position="super 58%"') +
    look('text', 'T4', 'style:text-position="-33% 58%" style:text-line-through-style="solid"') +
    look('paragraph', 'P1', 'fo:language="ru" fo:country="RU"') +
    look('paragraph', 'P2', 'fo:font-style="italic"', 'style:parent-style-name="Quotations"')
  const body =
    p('Molotova–Ribentropa pakts', 'Title') +
    '<text:h text:style-name="Heading_20_1" text:outline-level="1">Pirmā nodaļa</text:h>' +
    '<text:h text:outline-level="2">Apakšnodaļa</text:h>' +
    p('Citāts', 'Quotations') +
    p('Slīps citāts', 'P2') +
    p('Riņķis', 'A') +
    p(
      `Teksts\n   ${span(`trekns ${span('slīps', 'T2')}`, 'T1')}<text:s text:c="2"/>m${span('2', 'T3')}${span('x', 'T4')} `,
    ) +
    p('Договор о ненападении', 'P1')
  const { model } = await read(odt(body, { styles, extra: [{ name: 'styles.xml', content: named }] }))
  expect(model.blocks.map(({ kind, level, lang, attrs }) => [kind, level, lang, attrs?.['marker']])).toEqual([
    ['heading', 1, undefined, undefined],
    ['heading', 1, undefined, 'I.'],
    ['heading', 2, undefined, 'I.1'],
    ['quote', undefined, undefined, undefined],
    ['quote', undefined, undefined, undefined],
    ['para', undefined, undefined, undefined],
    ['para', undefined, undefined, undefined],
    ['para', undefined, 'ru-RU', undefined],
  ])
  expect(model.text).toContain('Teksts trekns slīps  m2x\n\nДоговор')
  expect(model.lang).toBe('lv-LV')
  expect(model.meta).toMatchObject({ title: 'Molotova–Ribentropa pakts', languages: ['lv-LV'] })
  expect(model.marks.map(({ kind, start, end }) => [kind, model.text.slice(start, end)])).toEqual([
    ['italic', 'Slīps citāts'],
    ['bold', 'trekns'],
    ['italic', 'slīps'],
    ['sup', '2'],
    ['sub', 'x'],
    ['del', 'x'],
  ])
  expect(model.warnings.map(({ code }) => code)).toEqual(['headers-left-out'])
})

test('lists: numbers of levels, going on, restarts, second paragraphs', async () => {
  const styles = `<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:list-style><text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char=""/><text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."/></text:list-style>`
  const item = (inner: string, more = '') => `<text:list-item${more}>${inner}</text:list-item>`
  const list = (inner: string, more = '') => `<text:list ${more}>${inner}</text:list>`
  const body =
    list(
      item(p('a') + p('vēl') + list(item(p('b')) + item(p('c')))) + item(p('d'), ' text:start-value="7"'),
      'text:style-name="L1" xml:id="x"',
    ) +
    p('starp') +
    list(item(p('e')), 'text:style-name="L1" text:continue-list="x"') +
    list(item(p('f')), 'text:style-name="L1"') +
    list(item(p('g') + list(item(p('iekšā')))), 'text:style-name="L2"') +
    list(`<text:list-header>${p('virs')}</text:list-header>${item('')}${item(p('h'))}`, 'text:style-name="L1"')
  const { model } = await read(odt(body, { styles }))
  expect(
    model.blocks.map(({ kind, level, attrs, start, end }) => [
      model.text.slice(start, end),
      kind,
      level,
      attrs?.['marker'],
    ]),
  ).toEqual([
    ['a', 'listItem', 1, '1.'],
    ['vēl', 'para', 1, undefined],
    ['b', 'listItem', 2, '1.a)'],
    ['c', 'listItem', 2, '1.b)'],
    ['d', 'listItem', 1, '7.'],
    ['starp', 'para', undefined, undefined],
    ['e', 'listItem', 1, '8.'],
    ['f', 'listItem', 1, '1.'],
    ['g', 'listItem', 1, '•'],
    ['iekšā', 'listItem', 2, '1.'],
    ['virs', 'para', 1, undefined],
    ['h', 'listItem', 1, '1.'],
  ])
})

test('tables with merged cells; tables of one cell are frames', async () => {
  const cell = (inner: string, more = '') => `<table:table-cell ${more}>${inner}</table:table-cell>`
  const row = (inner: string) => `<table:table-row>${inner}</table:table-row>`
  const table = (inner: string) => `<table:table><table:table-column/>${inner}</table:table>`
  const body =
    table(
      `<table:table-header-rows>${row(`${cell(p('Gads'), 'table:number-columns-spanned="2"')}<table:covered-table-cell/>`)}</table:table-header-rows>` +
        row(cell(p('1939'), 'table:number-rows-spanned="2"') + cell(p('Rīga'))) +
        row(
          `<table:covered-table-cell/>${cell(p('a') + p('b') + table(row(cell(p('x')) + cell(p('y')))))}${cell('', 'table:number-columns-repeated="2"')}`,
        ),
    ) + table(row(cell(p('Rāmis'))))
  const { model } = await read(odt(body))
  expect(model.text).toBe('Gads\n1939\tRīga\na\nb\nx\ny\t\t\n\nRāmis')
  expect(model.blocks.map(({ kind, attrs }) => [kind, attrs])).toEqual([
    ['table', undefined],
    ['row', undefined],
    ['cell', { header: 'true', colspan: '2' }],
    ['row', undefined],
    ['cell', { rowspan: '2' }],
    ['cell', undefined],
    ['row', undefined],
    ['cell', undefined],
    ['cell', undefined],
    ['cell', undefined],
    ['para', undefined],
  ])
})

test('notes, links, bookmarks, comments and hidden text', async () => {
  const note = `<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>${p('Avots')}${p('vēl')}</text:note-body></text:note>`
  const link = (href: string, text: string) => `<text:a xlink:href="${href}">${text}</text:a>`
  const body =
    p(
      `<text:bookmark-start text:name="vieta"/>Pirms${note} un ${link('https://example.org/a', 'saite')} ${link('javascript:alert(1)', 'slikta')} <text:bookmark-ref text:ref-name="vieta">šeit</text:bookmark-ref>`,
    ) +
    p(
      `Redzams<office:annotation><dc:creator>J</dc:creator>${p('piezīme')}</office:annotation>${span('slēpts', 'H')}<text:tab/>x<text:line-break/>y <text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>`,
    ) +
    `<text:section text:display="none">${p('nav')}</text:section><text:table-of-content><text:table-of-content-source><text:index-title-template>Nē</text:index-title-template></text:table-of-content-source><text:index-body>${p('Saturs')}</text:index-body></text:table-of-content>`
  const { model } = await read(odt(body, { styles: look('text', 'H', 'text:display="none"') }))
  expect(model.text).toBe('Pirms un saite slikta šeit\n\nAvots\n\nvēl\n\nRedzams\tx\ny 漢\n\nSaturs')
  const [first, second] = model.blocks.filter(({ kind }) => kind === 'note')
  expect([first?.attrs, second?.attrs]).toEqual([{ n: '1' }, undefined])
  expect(model.marks.map(({ kind, start, end, target }) => [kind, model.text.slice(start, end), target])).toEqual([
    ['note-ref', '', first?.id],
    ['link', 'saite', 'https://example.org/a'],
    ['link', 'slikta', undefined],
    ['link', 'šeit', '#vieta'],
  ])
  expect(model.anchors).toEqual([{ id: 'vieta', start: 0, source: 'id' }])
  expect(model.warnings.map(({ code }) => code)).toEqual(['comments-left-out', 'hidden-left-out', 'link-removed'])
})

test('tracked changes are marks; a deletion that is named twice is written once', async () => {
  const region = (id: string, inner: string) => `<text:changed-region text:id="${id}">${inner}</text:changed-region>`
  const info = '<office:change-info><dc:creator>J</dc:creator><dc:date>2020-01-01</dc:date></office:change-info>'
  const body =
    `<text:tracked-changes>${region('i', `<text:insertion>${info}</text:insertion>`)}${region('d', `<text:deletion>${info}${p('vecs ')}</text:deletion>`)}${region('e', `<text:deletion>${info}${p('viss')}<text:list><text:list-item>${p('punkts')}</text:list-item></text:list></text:deletion>`)}${region('f', `<text:format-change>${info}</text:format-change>`)}</text:tracked-changes>` +
    p(
      'Teksts <text:change text:change-id="d"/><text:change-start text:change-id="i"/>jauns<text:change-end text:change-id="i"/> <text:change-start text:change-id="f"/>cits<text:change-end text:change-id="f"/><text:change text:change-id="d"/>',
    ) +
    '<text:change text:change-id="e"/><text:change-start text:change-id="i"/>' +
    p('Rinda') +
    '<text:change-end text:change-id="i"/>' +
    p('Beigas')
  const { model } = await read(odt(body))
  expect(model.text).toBe('Teksts vecs jauns cits\n\nviss\n\npunkts\n\nRinda\n\nBeigas')
  expect(model.marks.map(({ kind, start, end }) => [kind, model.text.slice(start, end)])).toEqual([
    ['del', 'vecs'],
    ['add', 'jauns'],
    ['del', 'viss'],
    ['del', 'punkts'],
    ['add', 'Rinda'],
  ])
})

test('pictures, text boxes, shapes and formulas', async () => {
  const frame = (inner: string, alt = '') => `<draw:frame>${inner}<svg:desc>${alt}</svg:desc></draw:frame>`
  const image = (href: string) => `<draw:image xlink:href="${href}"/>`
  const body =
    p(
      `Pirms ${frame(image('Pictures/v.svm') + image('Pictures/a.png'), 'Karte')}${frame(image('http://x.lv/a.png'), 'Ārpus')}${frame(`<draw:text-box>${p('Kastē')}</draw:text-box>`)}<draw:g><draw:custom-shape>${p('Forma')}</draw:custom-shape></draw:g>pēc ${frame('<draw:object xlink:href="./Object 1"/>')}`,
    ) + p(frame('<draw:object xlink:href="./Object 2"/>'))
  const { model, resources } = await read(
    odt(body, {
      extra: [
        { name: 'Pictures/a.png', content: png },
        { name: 'Pictures/v.svm', content: 'VCLMTF' },
        {
          name: 'Object 1/content.xml',
          content:
            '<math xmlns="m"><semantics><mi>a</mi><annotation encoding="StarMath 5.0">a over b</annotation></semantics></math>',
        },
      ],
    }),
  )
  expect(model.text).toBe('Pirms pēc a over b\n\nKarte\n\nĀrpus\n\nKastē\n\nForma')
  expect(model.resources).toMatchObject([{ role: 'figure', mediaType: 'image/png', from: 'Pictures/a.png' }])
  expect(model.blocks.find(({ kind }) => kind === 'figure')?.attrs).toEqual({ image: model.resources[0]?.sha256 })
  expect([...resources.values()]).toEqual([png])
  expect(model.warnings.map(({ code }) => code)).toEqual(['objects-left-out', 'image-left-out'])
})

test('what the file says of itself', async () => {
  const meta = `<office:document-meta ${spaces}><office:meta><dc:title>Līgums</dc:title><meta:initial-creator>Jānis Bērziņš; Анна</meta:initial-creator><dc:creator>Pēteris</dc:creator><meta:keyword>karš, miers</meta:keyword><meta:keyword>karš</meta:keyword><meta:creation-date>1999-02-03T10:00:00</meta:creation-date><dc:date>nekad</dc:date><dc:language>lv-LV</dc:language><dc:description>Par līgumu</dc:description></office:meta></office:document-meta>`
  const { model } = await read(odt(p('Teksts'), { extra: [{ name: 'meta.xml', content: meta }] }))
  expect(model.meta).toEqual({
    title: 'Līgums',
    creators: ['Jānis Bērziņš', 'Анна'],
    lastModifiedBy: 'Pēteris',
    date: '1999-02-03',
    description: 'Par līgumu',
    subjects: ['karš', 'miers'],
    languages: ['lv-LV'],
  })
})

test('told by its kind; other documents of the same family are not', () => {
  expect(sniffFormat(odt(p('x')), 'x.zip')?.id).toBe('odt')
  const sheet = { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' }
  const manifest = { name: 'META-INF/manifest.xml', content: '<m/>' }
  const text = { name: 'content.xml', content: content(p('x')) }
  expect(sniffFormat(rawZip([sheet, text, manifest]), 'x.odt')?.id).not.toBe('odt')
  expect(sniffFormat(rawZip([text, manifest]), 'x.odt')?.id).toBe('odt')
  expect(sniffFormat(odt(p('x')).subarray(0, 200), 'x.odt')?.id).toBe('odt')
})

test('hostile and broken files are refused with a code', async () => {
  expect(await codeOf(read(odt(p('x')).subarray(0, 300)))).toBe('zip-structure')
  expect(await codeOf(read(odt(p('x'), { extra: [{ name: '../../evil', content: 'x' }] })))).toBe('zip-path')
  const manifest =
    '<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
  const locked = [
    mimetype,
    { name: 'content.xml', content: '\x01\x02' },
    { name: 'META-INF/manifest.xml', content: manifest },
  ]
  expect(await codeOf(read(rawZip(locked)))).toBe('password')
  const zeros = Buffer.alloc(30 * 1024 * 1024)
  const bomb = { name: 'Pictures/a.png', packed: deflateRawSync(zeros), size: zeros.length, method: 8 }
  expect(await codeOf(read(odt(p('x'), { extra: [bomb] })))).toBe('zip-bomb')
  const raw = (xml: string) => rawZip([mimetype, { name: 'content.xml', content: xml }])
  const entity = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
  const plain = (body: string) => content(body).replace(/^<\?xml[^>]*>/, '')
  expect(await codeOf(read(raw(`${entity}${plain(p('&a;'))}`)))).toBe('xml-entity')
  expect(await codeOf(read(raw(`${entity}${plain(p('&c;'))}`)))).toBe('xml-entity')
  expect(await codeOf(read(odt('<text:section>'.repeat(400))))).toBe('too-deep')
  expect(await codeOf(read(raw(content(p('x')).slice(0, -30))))).toBe('damaged')
  expect(await codeOf(read(raw('<other/>')))).toBe('damaged')
  expect(await codeOf(read(rawZip([mimetype])))).toBe('damaged')
  expect(await codeOf(read(odt('')))).toBe('empty')
})

test('little that says it is much stays little', async () => {
  const cell = '<table:table-cell table:number-columns-repeated="1000000"/>'
  const text = '<table:table-cell table:number-columns-repeated="1000000"><text:p>y</text:p></table:table-cell>'
  const { model } = await read(
    odt(
      `${p('a<text:s text:c="999999999"/>b')}<table:table><table:table-row table:number-rows-repeated="1000000">${cell}${text}</table:table-row></table:table>`,
    ),
  )
  expect(model.text.length).toBeLessThan(400)
})
