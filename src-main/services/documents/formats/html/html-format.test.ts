import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { extractDocument, sniffFormat } from '../../index'

const read = async (source: string | Buffer, fileName = 'lapa.html') =>
  (await extractDocument(Buffer.from(source), { fileName })).model

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test('pages are told by their markup, whatever their name', () => {
  const sniff = (source: string, name: string) => sniffFormat(Buffer.from(source), name)?.id
  expect(sniff('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN"><p>x', 'x.txt')).toBe('html')
  expect(sniff('<?xml version="1.0"?>\n<!-- x --><html xmlns="http://www.w3.org/1999/xhtml">', 'x.xml')).toBe('html')
  expect(sniff('<head><title>x</title>', 'x')).toBe('html')
  expect(sniff('Text <p>one<p>two<br>three', 'x.htm')).toBe('html')
  expect(sniff('# Title\n\n<div>x</div>', 'x.md')).toBe('markdown')
  expect(sniff('a < b and b > c', 'x.txt')).toBe('plain-text')
})

test('the encoding is the one that the page declares', async () => {
  // "Latvijā" and "Москва" in windows-1257 and windows-1251.
  const latvian = Buffer.concat([
    Buffer.from('<html><meta http-equiv="Content-Type" content="text/html; charset=windows-1257"><p>Latvij'),
    Buffer.from([0xe2]),
  ])
  const russian = Buffer.concat([
    Buffer.from('<html><meta charset=windows-1251><p>'),
    Buffer.from([0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0]),
  ])
  expect(await read(latvian)).toMatchObject({
    text: 'Latvijā',
    meta: { encoding: 'windows-1257', encodingFrom: 'declared' },
  })
  expect((await read(russian)).text).toBe('Москва')
  const quotes = Buffer.concat([Buffer.from('<html><meta charset="iso-8859-1"><p>'), Buffer.from([0x93, 0x78, 0x94])])
  expect((await read(quotes)).text).toBe('“x”')
})

test('a page without text is refused; one with a picture is not', async () => {
  expect(await codeOf(read('<!DOCTYPE html><frameset><frame src="a.html"></frameset>'))).toBe('empty')
  expect(await codeOf(read('<!DOCTYPE html><script>document.write("x")</script>'))).toBe('empty')
  const svg = encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>${'<g/>'.repeat(30)}</svg>`,
  )
  const { resources, blocks } = await read(`<!DOCTYPE html><img src="data:image/svg+xml,${svg}">`)
  expect(resources).toMatchObject([{ mediaType: 'image/svg+xml', role: 'figure', from: 'data:' }])
  expect(blocks).toMatchObject([{ kind: 'figure', attrs: { image: resources[0]?.sha256 } }])
})

test('in XHTML an element that is closed at once is empty', async () => {
  const page =
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a.js"/></head><body><p>Teksts.</p></body></html>'
  expect((await read(page, 'lapa.xhtml')).text).toBe('Teksts.')
  expect((await read(`<?xml version="1.0"?>\n${page}`)).text).toBe('Teksts.')
})

test('hostile pages are refused', async () => {
  expect(await codeOf(read(`<html>${'<div>'.repeat(30_000)}`))).toBe('too-deep')
  expect(await codeOf(read(`<html>${'<p>x'.repeat(600_000)}`))).toBe('too-many-nodes')
})
