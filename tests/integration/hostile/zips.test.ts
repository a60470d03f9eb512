/** Zips that lie, bite or burst, as word processor files and e-books (formats.md section 6), through the import service. */
import { startNodeChild } from '#main/services/children'
import { deflateRawSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createExtractor } from '#main/services/documents'
import { openYard, type Yard } from '../../support/hostile-yard'
import { type RawEntry, rawZip, type RawOptions } from '../../support/raw-zip'

/** The extractor's child as it is built. */
const programs = fileURLToPath(new URL('../../../out/main', import.meta.url))

let yard: Yard
// Hostile files take the time that the limits leave them.
vi.setConfig({ testTimeout: 600_000 })
beforeAll(async () => {
  yard = await openYard()
})
afterAll(() => yard.close())

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const documentXml = (body: string) => `<?xml version="1.0"?><w:document ${w}><w:body>${body}</w:body></w:document>`
const base: RawEntry[] = [
  { name: '[Content_Types].xml', content: '<Types/>' },
  { name: 'word/document.xml', method: 8, content: documentXml('<w:p><w:r><w:t>Teksts.</w:t></w:r></w:p>') },
]
/** A sound word processor file and one more entry. */
const docxWith = (entry: RawEntry, options?: RawOptions) => rawZip([...base, entry], options)
const named = (name: string) => docxWith({ name, content: 'x' })
const docx = (document: RawEntry) => rawZip([{ name: '[Content_Types].xml', content: '<Types/>' }, document])

const refusedAll = (names: readonly string[], code: string) => Object.fromEntries(names.map((name) => [name, code]))

it('refuses names that lead out of the folder', async () => {
  const names = ['../a', '..\\a', 'a/../../b', yard.outside, '/etc/pwned', '\\\\server\\a', 'C:/a', 'C:\\a', 'a\0b']
  const files = Object.fromEntries(names.map((name, index) => [`${index}.docx`, named(name)]))
  expect((await yard.importFiles(files)).ends).toEqual(refusedAll(Object.keys(files), 'zip-path'))
})

it('refuses names that are one name on some system', async () => {
  const files = {
    'case.docx': named('WORD/document.XML'),
    'same.docx': named('word/document.xml'),
    'normal form.docx': rawZip([...base, { name: 'ā'.normalize('NFC') }, { name: 'ā'.normalize('NFD') }]),
    'sharp s.docx': rawZip([...base, { name: 'straße' }, { name: 'STRASSE' }]),
  }
  expect((await yard.importFiles(files)).ends).toEqual(refusedAll(Object.keys(files), 'zip-duplicate'))
})

it('refuses names that Windows reserves or the eye cannot see', async () => {
  const names = [
    'CON',
    'word/nul.xml',
    'aux.docx',
    'com1',
    'LPT9.txt',
    'a./b',
    'a /b',
    'ab:stream',
    'a\u202efdp.exe',
    'a\nb',
  ]
  const files = Object.fromEntries(names.map((name, index) => [`${index}.docx`, named(name)]))
  expect((await yard.importFiles(files)).ends).toEqual(refusedAll(Object.keys(files), 'zip-name'))
})

it('refuses links, devices, overlaps, contradictions, encryption and what is cut off', async () => {
  const sound = rawZip(base)
  const link = { name: 'word/media/x.png', content: yard.secretPath, mode: 0o120777 }
  const { ends } = await yard.importFiles({
    'link.docx': docxWith(link),
    'device.docx': docxWith({ name: 'x', mode: 0o020666 }),
    'overlap.docx': docxWith({
      name: 'word/other.xml',
      content: '<Types/>',
      localName: '[Content_Types].xml',
      offset: 0,
    }),
    'other name inside.docx': docxWith({ name: 'a', localName: 'b' }),
    'checksum.docx': docx({ ...base[1], name: 'word/document.xml', crc: 1 }),
    'longer than it says.docx': docx({ ...base[1], name: 'word/document.xml', size: 20 }),
    'encrypted.docx': docxWith({ name: 'a', content: 'x', flags: 1 }),
    'deflate64.docx': docxWith({ name: 'a', content: 'x', method: 9 }),
    'cut off.docx': sound.subarray(0, sound.length - 30),
    'cut in the middle.docx': sound.subarray(0, 100),
    'something in front.docx': Buffer.concat([Buffer.from('#!/bin/sh\n'), sound]),
    'two in one.docx': Buffer.concat([sound, sound]),
    'extra field.docx': docxWith({ name: 'a', extra: Buffer.from([1, 0, 255, 0]) }),
  })
  expect(ends).toEqual({
    'link.docx': 'zip-link',
    'device.docx': 'zip-link',
    'overlap.docx': 'zip-overlap',
    'other name inside.docx': 'zip-mismatch',
    'checksum.docx': 'zip-corrupt',
    'longer than it says.docx': 'zip-corrupt',
    'encrypted.docx': 'password',
    'deflate64.docx': 'zip-method',
    'cut off.docx': 'zip-structure',
    'cut in the middle.docx': 'zip-structure',
    // Nobody would take it for a zip any more.
    'something in front.docx': 'unsupported-format',
    'two in one.docx': 'zip-structure',
    'extra field.docx': 'zip-structure',
  })
})

it('refuses bombs: by ratio, by size that is denied, by count, by entries that share their bytes', async () => {
  const zeros = Buffer.alloc(200 * 1024 * 1024)
  const packed = deflateRawSync(zeros)
  const kernel: RawEntry = { name: 'word/0.xml', method: 8, content: Buffer.alloc(1 << 20), mode: 0o100644 }
  const many = Array.from({ length: 20_001 }, (_, n): RawEntry => ({ name: `word/${n}` }))
  const quoted = Array.from({ length: 500 }, (_, n): RawEntry => ({ ...kernel, name: `word/${n + 1}.xml`, offset: 0 }))
  const { ends, outcomes } = await yard.importFiles({
    'ratio.docx': docx({ name: 'word/document.xml', method: 8, packed, size: zeros.length, content: '' }),
    'denied.docx': docx({ name: 'word/document.xml', method: 8, packed, size: 1000, content: '' }),
    'count.docx': rawZip([...base, ...many]),
    'count denied.docx': rawZip([...base, ...many.slice(0, 50)], { count: 2 }),
    'shared.docx': rawZip([kernel, ...base, ...quoted]),
  })
  expect(ends).toEqual({
    'ratio.docx': 'zip-bomb',
    'denied.docx': 'zip-corrupt',
    'count.docx': 'too-many-entries',
    'count denied.docx': 'zip-structure',
    'shared.docx': 'zip-overlap',
  })
  expect(outcomes['ratio.docx']?.message).toMatch(/209715200 bytes.*200/)
  expect(outcomes['count.docx']?.message).toMatch(/20003 files.*20000/)
})

/** 40 MB of paragraphs, each with a number, so that they pack 20 to 1: under the ratio, and two million elements. */
function hugeDocx(): Buffer {
  const paragraphs: string[] = []
  for (let n = 0, length = 0; length < 40 * 1024 * 1024; n += 1) {
    const one = `<w:p><w:r><w:t>${n}</w:t></w:r></w:p>`
    paragraphs.push(one)
    length += one.length
  }
  return docx({ name: 'word/document.xml', method: 8, content: documentXml(paragraphs.join('')) })
}

it('reads or ends a document that stays under the ratio and unpacks to two million paragraphs', async () => {
  const { ends } = await yard.importFiles({ 'huge.docx': hugeDocx() })
  expect(['ok', 'out-of-memory', 'output-too-large', 'timeout', 'too-many-nodes', 'parse-too-large']).toContain(
    ends['huge.docx'],
  )
})

it('ends the child that takes more memory than it may, and reads the next document in another', async () => {
  // The heap and the clock would let it go on, so that nothing but the watch over its memory can end it.
  const extractor = createExtractor(programs, startNodeChild, { memory: 256, heap: 8192, timeout: 600_000 })
  try {
    await expect(extractor.extract(hugeDocx(), { fileName: 'huge.docx' })).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining('more than 256 MB') as string,
    })
    const next = await extractor.extract(rawZip(base), { fileName: 'next.docx' })
    expect(next.model.text).toBe('Teksts.')
  } finally {
    await extractor.close()
  }
})

it('opens no zip inside a zip: the same one again and again goes nowhere', async () => {
  let inner = rawZip(base)
  for (let depth = 0; depth < 50; depth += 1) inner = docxWith({ name: 'word/embeddings/a.docx', content: inner })
  const { ends, texts } = await yard.importFiles({ 'nested.docx': inner })
  expect([ends, texts['nested.docx']]).toEqual([{ 'nested.docx': 'ok' }, 'Teksts.'])
})
