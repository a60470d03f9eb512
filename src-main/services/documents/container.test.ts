import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { type RawEntry, rawZip } from '../../../tests/support/raw-zip'
import { openContainer, resolvePart } from './container'

const open = (entries: RawEntry[]) => openContainer(rawZip(entries), 'a.docx')

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test('parts are found by name and read as bytes or text', async () => {
  const utf16 = Buffer.from('\ufeff<a>ā</a>', 'utf16le')
  const latin = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="windows-1257"?><a>'),
    Buffer.from([0xe2, 0x3c]),
  ])
  const container = await open([
    { name: 'd/' },
    { name: 'd/a.xml', content: '<a>ā</a>', method: 8 },
    { name: 'b.xml', content: utf16 },
    { name: 'c.xml', content: latin },
  ])
  expect(container.paths).toEqual(['d/a.xml', 'b.xml', 'c.xml'])
  expect(await container.text('d/a.xml')).toBe('<a>ā</a>')
  expect(await container.text('b.xml')).toBe('<a>ā</a>')
  expect(await container.text('c.xml')).toMatch(/<a>ā<$/)
  expect((await container.bytes('b.xml'))?.equals(utf16)).toBe(true)
  expect([container.has('d/'), container.has('x'), await container.bytes('x'), await container.text('x')]).toEqual([
    false,
    false,
    null,
    null,
  ])
})

test('what is wrong with the zip is the refusal of the document', async () => {
  expect(await codeOf(openContainer(Buffer.from('text'), 'a.docx'))).toBe('damaged')
  expect(await codeOf(open([{ name: '../evil', content: 'x' }]))).toBe('zip-path')
  expect(await codeOf(open([{ name: 'a', content: 'x', flags: 1 }]))).toBe('password')
  const liar = await open([{ name: 'a', packed: deflateRawSync(Buffer.alloc(5000)), size: 10, method: 8 }])
  expect(await codeOf(liar.bytes('a'))).toBe('zip-corrupt')
  const large = { packed: Buffer.alloc(2 * 1024 * 1024), size: 201 * 1024 * 1024, method: 8 }
  expect(await codeOf((await open([{ name: 'a', ...large }])).bytes('a'))).toBe('parse-too-large')
})

test('names inside a container never lead out of it', () => {
  expect(resolvePart('OEBPS/text/a.xhtml', '../img/%C4%81.png#x')).toBe('OEBPS/img/ā.png')
  expect(resolvePart('content.opf', 'a.xhtml')).toBe('a.xhtml')
  expect(resolvePart('word/document.xml', '/media/./x.png')).toBe('media/x.png')
  expect(resolvePart('a/b', '100%.png')).toBe('a/100%.png')
  expect(resolvePart('a/b', '../../etc/passwd')).toBeNull()
  expect(resolvePart('a/b', '..%2f..%2fetc')).toBeNull()
})
