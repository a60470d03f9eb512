import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { extractDocument, sniffFormat } from '../../index'

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const read = async (source: string) =>
  (await extractDocument(Buffer.from(source, 'latin1'), { fileName: 'a.mht', format: 'mhtml' })).model
const encoded = (text: string, encoding: string) => iconv.encode(text, encoding).toString('base64')
const page = (html: string, encoding: string, parts: string[] = [], head: string[] = []) =>
  [
    ...head,
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary="b"; type="text/html"',
    '',
    '--b',
    `Content-Type: text/html; charset=${encoding}`,
    'Content-Transfer-Encoding: base64',
    'Content-Location: http://example.org/a/lapa.html',
    '',
    encoded(html, encoding),
    ...parts.flatMap((part) => ['--b', part]),
    '--b--',
    '',
  ].join('\r\n')
const picture = (field: string) =>
  `Content-Type: image/png\r\n${field}\r\nContent-Transfer-Encoding: base64\r\n\r\n${png.toString('base64')}`

test('the page in windows-1257 with pictures by address, by relative address and by id', async () => {
  const model = await read(
    page(
      '<html lang="lv"><title>Pārruna</title><body><h1>Žurnāls</h1><p>Šķērsis <a href="b.html">tālāk</a></p>' +
        '<p><img src="http://example.org/a/1.png" alt="viens"></p><p><img src="../2.png" alt="divi"></p>' +
        '<p><img src="cid:3@x" alt="trīs"></p><p><img src="no.png" alt="nav"></p></body></html>',
      'windows-1257',
      [
        picture('Content-Location: http://example.org/a/1.png'),
        picture('Content-Location: http://example.org/2.png'),
        picture('Content-ID: <3@x>'),
      ],
      ['From: "Saved by Windows Internet Explorer 8"', 'Subject: Cits', 'Date: Thu, 5 Oct 2009 14:03:00 +0300'],
    ),
  )
  expect(model.blocks.map(({ kind, start, end }) => [kind, model.text.slice(start, end)])).toEqual([
    ['heading', 'Žurnāls'],
    ['para', 'Šķērsis tālāk'],
    ['figure', 'viens'],
    ['figure', 'divi'],
    ['figure', 'trīs'],
    ['figure', 'nav'],
  ])
  expect(model.marks.map(({ target }) => target)).toEqual(['http://example.org/a/b.html'])
  expect(model.blocks.filter(({ attrs }) => attrs?.['image'] !== undefined)).toHaveLength(3)
  expect(model.resources).toHaveLength(1)
  expect(model.warnings.map(({ code }) => code)).toEqual(['image-missing'])
  expect(model.meta).toMatchObject({
    title: 'Pārruna',
    source: 'http://example.org/a/lapa.html',
    accessed: '2009-10-05',
    encoding: 'windows-1257',
    encodingFrom: 'declared',
  })
})

test('Cyrillic in KOI8-R; pages in frames are told of', async () => {
  const frame = 'Content-Type: text/html\r\nContent-Location: http://example.org/f.html\r\n\r\n<p>frame</p>'
  const model = await read(page('<p>Договор о взаимопомощи</p>', 'koi8-r', [frame]))
  expect(model.text).toBe('Договор о взаимопомощи')
  expect(model.warnings.map(({ code }) => code)).toEqual(['frames-left-out'])
})

test('a saved page is told from a mail with pictures', () => {
  const id = (head: string[], name: string) =>
    sniffFormat(Buffer.from(page('<p>x</p>', 'utf-8', [], head), 'latin1'), name)?.id
  expect(id([], 'a.mht')).toBe('mhtml')
  expect(id([], 'a.eml')).toBe('mhtml')
  expect(id(['From: <Saved by WebKit>', 'Subject: x'], 'a')).toBe('mhtml')
  expect(id(['From: a@example.org', 'To: b@example.org', 'Subject: x'], 'a.mht')).toBe('eml')
  expect(id(['From: a@example.org', 'Subject: x'], 'a.eml')).toBe('eml')
})

test('hostile and broken pages have codes', async () => {
  const refuses = (source: string, code: string) => expect(read(source)).rejects.toMatchObject({ code })
  await refuses('MIME-Version: 1.0\n\nno page', 'damaged')
  await refuses(page('', 'utf-8'), 'empty')
  await refuses(page('<script>x()</script>', 'utf-8'), 'empty')
  await refuses(page('<div>'.repeat(2000), 'utf-8'), 'too-deep')
  await refuses(
    page(
      '<p>x',
      'utf-8',
      Array.from({ length: 10_001 }, () => '\r\nx'),
    ),
    'too-many-nodes',
  )
  const unsafe = await read(page('<p><a href="javascript:x()">a</a><img src="file:///etc/passwd" alt="b">', 'utf-8'))
  expect(unsafe.marks.filter(({ target }) => target !== undefined)).toEqual([])
  const cut = await read(page('<p>x', 'utf-8').replace('--b--', ''))
  expect(cut.warnings.map(({ code }) => code)).toEqual(['truncated'])
})
