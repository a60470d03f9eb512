import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { type RawEntry, rawZip } from '../../../../../tests/support/raw-zip'
import { extractDocument, sniffFormat } from '../../index'

const mimetype = { name: 'mimetype', content: 'application/epub+zip' }
const container = {
  name: 'META-INF/container.xml',
  content:
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
}
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const xhtml = (body: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" ${more}><head><title/><script src="x.js"/></head><body>${body}</body></html>`

interface Book {
  pages: Record<string, string>
  metadata?: string
  /** Items of the manifest beside the pages. */
  items?: string
  spine?: string
  extra?: RawEntry[]
}

function epub({ pages, metadata = '', items = '', spine, extra = [] }: Book): Buffer {
  const names = Object.keys(pages)
  const manifest = names
    .map((name, n) => `<item id="p${n}" href="${name}" media-type="application/xhtml+xml"/>`)
    .join('')
  const order = spine ?? `<spine>${names.map((_, n) => `<itemref idref="p${n}"/>`).join('')}</spine>`
  return rawZip([
    mimetype,
    container,
    {
      name: 'OPS/book.opf',
      method: 8,
      content: `<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" unique-identifier="uid"><metadata>${metadata}</metadata><manifest>${manifest}${items}</manifest>${order}</package>`,
    },
    ...Object.entries(pages).map(([name, content]) => ({ name: `OPS/${name}`, content, method: 8 })),
    ...extra,
  ])
}

const read = (bytes: Buffer, fileName = 'a.epub') => extractDocument(bytes, { fileName })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test('chapters in the order of the spine, with links between them and notes in another', async () => {
  const { model } = await read(
    epub({
      metadata: '<dc:language>lv</dc:language>',
      pages: {
        'text/b.xhtml': xhtml('<h1 id="sākums">Otrā</h1><p>Atpakaļ uz <a href="a.xhtml">pirmo</a>.</p>'),
        'text/a.xhtml': xhtml(
          '<section epub:type="chapter"><h1>Pirmā</h1><p>Teksts<a epub:type="noteref" href="../notes.xhtml#n1">1</a> un <em>slīps</em> <span epub:type="pagebreak" title="12">12</span><a href="b.xhtml#s%C4%81kums">tālāk</a>, <a href="https://example.org/">ārā</a>, <a href="nav.pdf">nekur</a>.</p><ol><li>viens</li></ol></section>',
        ),
        'notes.xhtml': xhtml(
          '<aside epub:type="footnote" id="n1"><p>Avots</p></aside><p lang="ru">Текст</p>',
          'lang="lv"',
        ),
      },
      spine:
        '<spine><itemref idref="p1"/><itemref idref="p0"/><itemref idref="p1"/><itemref idref="p2" linear="no"/></spine>',
    }),
  )
  expect(model.text).toBe(
    'Pirmā\n\nTeksts1 un slīps tālāk, ārā, nekur.\n\nviens\n\nOtrā\n\nAtpakaļ uz pirmo.\n\nAvots\n\nТекст',
  )
  expect(model.blocks.map(({ kind, level, lang }) => [kind, level, lang])).toEqual([
    ['heading', 1, undefined],
    ['para', undefined, undefined],
    ['listItem', 1, undefined],
    ['heading', 1, undefined],
    ['para', undefined, undefined],
    ['note', undefined, undefined],
    ['para', undefined, 'ru'],
  ])
  const note = model.blocks.find(({ kind }) => kind === 'note')
  expect(model.marks.map(({ kind, start, end, target }) => [kind, model.text.slice(start, end), target])).toEqual([
    ['note-ref', '1', note?.id],
    ['italic', 'slīps', undefined],
    ['link', 'tālāk', '#OPS/text/b.xhtml#sākums'],
    ['link', 'ārā', 'https://example.org/'],
    ['link', 'nekur', undefined],
    ['link', 'pirmo', '#OPS/text/a.xhtml'],
  ])
  const anchors = new Map(model.anchors.map(({ id, start }) => [id, start]))
  expect(anchors.get('OPS/text/b.xhtml#sākums')).toBe(model.text.indexOf('Otrā'))
  expect(anchors.get('OPS/text/a.xhtml')).toBe(0)
  expect(model.lang).toBe('lv')
  expect(model.warnings.map(({ code }) => code)).toEqual(['link-removed'])
})

const untitled = {
  'a.xhtml': xhtml('<p>Ievads bez virsraksta</p>'),
  'b.xhtml': xhtml('<p class="t">OTRĀ NODAĻA</p><p>Teksts</p><p id="x">Apakšnodaļa</p>'),
  'c.xhtml': xhtml('<h2>Savs</h2><p>Teksts</p>'),
}
const shaped = [
  ['heading', 1, 'Ievads'],
  ['para', undefined, 'Ievads bez virsraksta'],
  ['heading', 1, 'OTRĀ NODAĻA'],
  ['para', undefined, 'Teksts'],
  ['heading', 2, 'Apakšnodaļa'],
  ['heading', 2, 'Savs'],
  ['para', undefined, 'Teksts'],
]

test('titles of the navigation page where a chapter has no heading', async () => {
  const nav = xhtml(
    '<nav epub:type="landmarks"><ol><li><a href="a.xhtml">Nē</a></li></ol></nav><nav epub:type="toc"><ol><li><a href="a.xhtml">Ievads</a></li><li><a href="b.xhtml">Otrā nodaļa</a><ol><li><a href="b.xhtml#x">Apakšnodaļa</a></li></ol></li><li><a href="c.xhtml">Trešā</a></li></ol></nav>',
  )
  const { model } = await read(
    epub({
      pages: untitled,
      items: '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
      extra: [{ name: 'OPS/nav.xhtml', content: nav }],
    }),
  )
  expect(model.blocks.map(({ kind, level, start, end }) => [kind, level, model.text.slice(start, end)])).toEqual(shaped)
})

test('titles of the older table of contents; a broken one is told of', async () => {
  const point = (label: string, src: string, more = '') =>
    `<navPoint><navLabel><text>${label}</text></navLabel><content src="${src}"/>${more}</navPoint>`
  const ncx = `<ncx xmlns="n"><navMap>${point('Ievads', 'a.xhtml')}${point('Otrā nodaļa', 'b.xhtml', point('Apakšnodaļa', 'b.xhtml#x'))}${point('Trešā', 'c.xhtml')}</navMap></ncx>`
  const book = (content: string) =>
    epub({
      pages: untitled,
      items: '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
      spine: '<spine toc="ncx"><itemref idref="p0"/><itemref idref="p1"/><itemref idref="p2"/></spine>',
      extra: [{ name: 'OPS/toc.ncx', content }],
    })
  const { model } = await read(book(ncx))
  expect(model.blocks.map(({ kind, level, start, end }) => [kind, level, model.text.slice(start, end)])).toEqual(shaped)
  const broken = await read(book(ncx.slice(0, -20)))
  expect(broken.model.warnings.map(({ code }) => code)).toEqual(['contents-not-read'])
  expect(broken.model.text).toContain('Ievads bez virsraksta')
})

test('pictures and the cover, also where a drawing wraps them; pages that are pictures', async () => {
  const other = Buffer.concat([png, Buffer.from([0])])
  const { model, resources } = await read(
    epub({
      metadata: '<meta name="cover" content="c"/>',
      items:
        '<item id="c" href="img/c.png" media-type="image/png"/><item id="s" href="img/s.png" media-type="image/png"/>',
      pages: {
        'x/a.xhtml': xhtml('<svg viewBox="0 0 1 1"><image xlink:href="../img/c.png"/></svg><p>Teksts</p>'),
        'x/b.xhtml': xhtml(
          '<p>Divi</p><img src="../img/none.png" alt="Nav"/><img src="https://x.lv/y.png" alt="Tālu"/>',
        ),
      },
      spine: '<spine><itemref idref="p0"/><itemref idref="p1"/><itemref idref="s"/></spine>',
      extra: [
        { name: 'OPS/img/c.png', content: png },
        { name: 'OPS/img/s.png', content: other },
      ],
    }),
  )
  expect(model.text).toBe('Teksts\n\nDivi\n\nNav\n\nTālu')
  expect(model.blocks.map(({ kind }) => kind)).toEqual(['figure', 'para', 'para', 'figure', 'figure', 'figure'])
  expect(model.resources).toMatchObject([
    { role: 'cover', from: 'OPS/img/c.png', mediaType: 'image/png' },
    { role: 'figure', from: 'OPS/img/s.png' },
  ])
  expect([...resources.values()]).toEqual([png, other])
  expect(model.warnings.map(({ code, message }) => [code, message])).toEqual([
    ['image-missing', expect.stringContaining('https://x.lv/y.png')],
    ['image-missing', expect.stringContaining('OPS/img/none.png')],
  ])
})

test('what the book says of itself', async () => {
  const metadata = `<dc:title id="t2">Apakšvirsraksts</dc:title><dc:title id="t1">Pakts</dc:title><meta refines="#t1" property="title-type">main</meta>
<dc:creator opf:role="aut">Jānis Bērziņš</dc:creator><dc:creator id="c">Анна</dc:creator><meta refines="#c" property="role">trl</meta><dc:contributor opf:role="bkp">calibre</dc:contributor>
<dc:date opf:event="modification">2020-01-01</dc:date><dc:date>1939-08-23T00:00:00Z</dc:date><dc:language>lv</dc:language><dc:language>not a tag</dc:language>
<dc:description>&lt;p&gt;Par &lt;b&gt;paktu&lt;/b&gt; &amp;amp; karu&lt;/p&gt;</dc:description><dc:publisher>Zvaigzne</dc:publisher><dc:subject>karš</dc:subject><dc:subject>vēsture</dc:subject><dc:rights>CC BY</dc:rights>
<dc:identifier>urn:x</dc:identifier><dc:identifier id="uid">urn:isbn:1</dc:identifier><dc:source>https://example.org/b</dc:source><meta property="dcterms:modified">2021-05-06T00:00:00Z</meta>`
  const { model } = await read(epub({ metadata, pages: { 'a.xhtml': xhtml('<p>Teksts</p>') } }))
  expect(model.meta).toEqual({
    title: 'Pakts',
    creators: ['Jānis Bērziņš'],
    contributors: ['Анна'],
    date: '1939-08-23',
    languages: ['lv'],
    description: 'Par paktu & karu',
    publisher: 'Zvaigzne',
    subjects: ['karš', 'vēsture'],
    rights: 'CC BY',
    identifier: 'urn:isbn:1',
    source: 'https://example.org/b',
    modified: '2021-05-06',
  })
})

test('parts that are missing or no text are told of', async () => {
  const { model } = await read(
    epub({
      pages: { 'a.xhtml': xhtml('<p>Not <b>well-formed<p>Teksts &nbsp;&bogus; <img src="a.png">') },
      items:
        '<item id="v" href="v.pdf" media-type="application/pdf"/><item id="m" href="m.xhtml" media-type="application/xhtml+xml"/>',
      spine: '<spine><itemref idref="p0"/><itemref idref="v"/><itemref idref="m"/><itemref idref="nobody"/></spine>',
    }),
  )
  expect(model.blocks.map(({ kind }) => kind)).toEqual(['para', 'para'])
  expect(model.warnings.map(({ code }) => code)).toEqual(['chapter-missing', 'chapter-left-out', 'image-missing'])
})

test('told by its kind, and by what the zip holds', () => {
  const book = epub({ pages: { 'a.xhtml': xhtml('<p>x</p>') } })
  expect(sniffFormat(book, 'x.zip')?.id).toBe('epub')
  expect(sniffFormat(book.subarray(0, 300), 'x')?.id).toBe('epub')
  expect(sniffFormat(rawZip([container, { name: 'OPS/book.opf', content: '<p/>' }]), 'x')?.id).toBe('epub')
})

test('locked books are refused; locked fonts lock no text', async () => {
  const locked = (algorithm: string, uri: string) =>
    read(
      epub({
        pages: { 'a.xhtml': xhtml('<p>x</p>') },
        extra: [
          {
            name: 'META-INF/encryption.xml',
            content: `<encryption xmlns:enc="e"><enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/><enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`,
          },
        ],
      }),
    )
  expect(await codeOf(locked('http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'OPS/a.xhtml'))).toBe('password')
  expect(await codeOf(locked('http://www.idpf.org/2008/embedding', 'OPS/f.otf'))).toBe('none')
})

test('hostile and broken files are refused with a code', async () => {
  const page = { 'a.xhtml': xhtml('<p>x</p>') }
  expect(await codeOf(read(epub({ pages: page }).subarray(0, 500)))).toBe('zip-structure')
  expect(await codeOf(read(epub({ pages: page, extra: [{ name: '../../evil', content: 'x' }] })))).toBe('zip-path')
  expect(await codeOf(read(epub({ pages: page, extra: [{ name: 'a', content: 'x', flags: 1 }] })))).toBe('password')
  const zeros = Buffer.alloc(30 * 1024 * 1024)
  const bomb = { name: 'OPS/b.png', packed: deflateRawSync(zeros), size: zeros.length, method: 8 }
  expect(await codeOf(read(epub({ pages: page, extra: [bomb] })))).toBe('zip-bomb')
  expect(await codeOf(read(epub({ pages: { 'a.xhtml': xhtml('<div>'.repeat(2000)) } })))).toBe('too-deep')
  const entity = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>'
  const raw = (opf: string) => rawZip([mimetype, container, { name: 'OPS/book.opf', content: opf }])
  expect(await codeOf(read(raw(`${entity}<package>&c;</package>`)))).toBe('xml-entity')
  expect(await codeOf(read(raw('<package><manifest/>')))).toBe('damaged')
  expect(await codeOf(read(raw('<package/>')))).toBe('damaged')
  expect(await codeOf(read(rawZip([mimetype])))).toBe('damaged')
  expect(await codeOf(read(epub({ pages: { 'a.xhtml': xhtml('') } })))).toBe('empty')
})

test('the pages of a book are counted together', async () => {
  const many = xhtml('<p>x'.repeat(300_000))
  expect(await codeOf(read(epub({ pages: { 'a.xhtml': many, 'b.xhtml': many } })))).toBe('too-many-nodes')
})
