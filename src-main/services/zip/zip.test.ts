import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { BlobReader, BlobWriter, ZipReader, ZipWriter, TextReader, configure } from '@zip.js/zip.js'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { type RawEntry, type RawOptions, rawZip } from '../../../tests/support/raw-zip'
import { archiveLimits } from './directory'
import { clashKey, nameFault } from './names'
import { entryNames } from './peek'
import { openZip, openZipBytes } from './read'
import { writeZip } from './write'

let folder = ''
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-zip-'))
  configure({ useWebWorkers: false })
})
afterAll(() => rm(folder, { recursive: true }))

const file = () => join(folder, `${(count += 1)}.zip`)

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )
}

/** Opens and reads everything, as an import would. */
async function readAll(bytes: Buffer, limits?: Parameters<typeof openZip>[2]): Promise<Record<string, string>> {
  const path = file()
  await writeFile(path, bytes)
  const zip = await openZip(path, 'x.zip', limits)
  try {
    const found: Record<string, string> = {}
    for (const entry of zip.entries) if (!entry.folder) found[entry.path] = (await zip.read(entry, 1e9)).toString()
    return found
  } finally {
    await zip.close()
  }
}

const refuse = (entries: RawEntry[], options: RawOptions = {}) => codeOf(readAll(rawZip(entries, options)))
const good: RawEntry = { name: 'a/b.txt', content: 'hello' }

test('a descriptor behind an entry that does not announce it is no stray byte; another one is', async () => {
  const bytes = rawZip([{ ...good, descriptor: true }])
  const directory = bytes.readUInt32LE(bytes.length - 6)
  bytes.writeUInt16LE(0, 6)
  bytes.writeUInt16LE(0, directory + 8)
  // Checksum and both sizes, which stand in the local header then.
  bytes.copy(bytes, 14, directory + 16, directory + 28)
  expect(await codeOf(readAll(bytes))).toBe('none')
  bytes.writeUInt8((bytes[directory - 1] ?? 0) ^ 1, directory - 1)
  expect(await codeOf(readAll(bytes))).toBe('zip-structure')
})

test('a name in ASCII may be marked as UTF-8 in one of its two places, another name may not', async () => {
  const marked = (name: string) => {
    const bytes = rawZip([{ ...good, name }])
    bytes.writeUInt16LE(0x800, 6)
    return codeOf(readAll(bytes))
  }
  expect(await marked('word/document.xml')).toBe('none')
  expect(await marked('ā.xml')).toBe('zip-mismatch')
})

test('stored, packed, described and commented zips are read', async () => {
  const entries: RawEntry[] = [good, { name: 'p.txt', content: 'x'.repeat(3000), method: 8 }, { name: 'd/' }]
  expect(await readAll(rawZip(entries, { comment: 'PK\x05\x06 hello' }))).toEqual({
    'a/b.txt': 'hello',
    'p.txt': 'x'.repeat(3000),
  })
  expect(
    await readAll(
      rawZip([
        { ...good, descriptor: true },
        { name: 'c', content: 'd', descriptor: true, method: 8 },
      ]),
    ),
  ).toEqual({
    'a/b.txt': 'hello',
    c: 'd',
  })
  expect(await readAll(rawZip([]))).toEqual({})
  expect(await readAll(rawZip([{ name: 'ā.txt', content: '1', flags: 0x800 }]))).toEqual({ 'ā.txt': '1' })
  expect(await readAll(rawZip([{ name: Buffer.from([0x81, 0x2e, 0x74]), content: '1' }]))).toEqual({ 'ü.t': '1' })
})

test.each(['../x', 'a/../../x', '..\\x', '/x', '\\x', 'C:/x', 'c:\\x', 'a\0b', ''])(
  'the path %j is refused',
  async (name) => {
    expect(await refuse([{ name, content: 'x' }])).toBe('zip-path')
  },
)

test.each(['CON', 'a/nul.txt', 'x/COM1', 'a.', 'a /b', 'ab:c', 'a\u0007b', 'a\u202eb', 'a//b', './a', 'a\\b'])(
  'the name %j is refused',
  async (name) => {
    expect(await refuse([{ name, content: 'x', flags: 0x800 }])).toBe('zip-name')
  },
)

test.each([
  ['twice', 'a', 'a'],
  ['by case', 'Ā.txt', 'ā.TXT'],
  ['by composition', 'ā', 'a\u0304'],
  ['by folding', 'straße', 'STRASSE'],
])('the same name %s is refused', async (_, one, other) => {
  expect(
    await refuse([
      { name: one, content: '1', flags: 0x800 },
      { name: other, content: '2', flags: 0x800 },
    ]),
  ).toBe('zip-duplicate')
})

test.each([
  ['link', 0o120777],
  ['character device', 0o020644],
  ['socket', 0o140755],
])('a %s is refused', async (_, mode) => {
  expect(await refuse([{ ...good, mode }])).toBe('zip-link')
})

test('overlapping entries are refused', async () => {
  expect(await refuse([good, { name: 'other', content: 'hello', offset: 0 }])).not.toBe('none')
  const one = rawZip([{ name: 'same', content: 'hello' }])
  // Two directory entries of one name would be duplicates: two names over one body lie about the local name.
  expect(await codeOf(readAll(one))).toBe('none')
  const long: RawEntry = { name: 'long', packed: Buffer.alloc(10), size: 5000, content: Buffer.alloc(0) }
  expect(await refuse([long, good])).toBe('zip-corrupt')
  const inner = rawZip([good]).subarray(0, 30 + 7 + 5)
  expect(
    await refuse([
      { name: 'quine', content: inner },
      { ...good, offset: 30 + 5 },
    ]),
  ).toBe('zip-overlap')
})

test('lies about sizes and checksums are found', async () => {
  expect(await refuse([{ ...good, crc: 1 }])).toBe('zip-corrupt')
  expect(await refuse([{ ...good, size: 6 }])).toBe('zip-corrupt')
  expect(await refuse([{ name: 'p', content: 'hello', method: 8, size: 4 }])).toBe('zip-corrupt')
  expect(await refuse([{ name: 'p', content: 'hello', method: 8, size: 9 }])).toBe('zip-corrupt')
  expect(await refuse([{ name: 'p', packed: Buffer.from([255, 255, 255]), size: 9, method: 8 }])).toBe('zip-corrupt')
})

test('local and central headers that differ are refused', async () => {
  expect(await refuse([{ ...good, localName: 'a/c.txt' }])).toBe('zip-mismatch')
  const bytes = rawZip([good])
  for (const [at, what] of [
    [8, 8],
    [14, 7],
    [22, 3],
    [6, 1],
  ] as const) {
    const changed = Buffer.from(bytes)
    changed.writeUInt16LE(what, at)
    expect(await codeOf(readAll(changed)), String(at)).toBe('zip-mismatch')
  }
})

test('what stands before, between and after is refused', async () => {
  expect(await refuse([good], { before: Buffer.from('#!/bin/sh\n') })).toBe('zip-structure')
  expect(await refuse([good], { before: Buffer.from('PK\x03\x04 something') })).toBe('zip-structure')
  expect(await refuse([good], { between: Buffer.from('hidden') })).toBe('zip-structure')
  expect(await refuse([good], { after: Buffer.from('more') })).toBe('zip-structure')
  expect(await codeOf(readAll(Buffer.concat([rawZip([good]), rawZip([{ name: 'b' }])])))).toBe('zip-structure')
  expect(await refuse([good], { count: 2 })).toBe('zip-structure')
})

test('a zip cut off anywhere is refused', async () => {
  const bytes = rawZip([good, { name: 'c', content: 'd'.repeat(40) }])
  for (let length = 0; length < bytes.length; length += 1) {
    const code = await codeOf(readAll(bytes.subarray(0, length)))
    expect(['zip-structure', 'not-an-archive'], String(length)).toContain(code)
  }
})

test('other files are no archives, and a missing one is said to be', async () => {
  expect(await codeOf(readAll(Buffer.from('just text')))).toBe('not-an-archive')
  expect(await codeOf(readAll(Buffer.alloc(0)))).toBe('not-an-archive')
  expect(await codeOf(openZip(join(folder, 'nowhere.zip'), 'nowhere.zip'))).toBe('not-found')
  expect(await codeOf(openZip(folder, 'folder'))).toBe('not-an-archive')
})

test('encryption and unknown methods are refused', async () => {
  expect(await refuse([{ ...good, flags: 1 }])).toBe('password')
  expect(await refuse([{ ...good, flags: 0x2000 }])).toBe('password')
  expect(await refuse([{ ...good, method: 99 }])).toBe('password')
  expect(await refuse([{ ...good, method: 9 }])).toBe('zip-method')
  expect(await refuse([{ ...good, method: 12 }])).toBe('zip-method')
})

test('bombs are refused by ratio, by size, by count and while unpacking', async () => {
  const zeros = Buffer.alloc(12 * 1024 * 1024)
  const packed = deflateRawSync(zeros)
  expect(await refuse([{ name: 'z', packed, size: zeros.length, crc: crc32(zeros), method: 8 }])).toBe('zip-bomb')
  // One that lies about its size gets no further than what it says.
  expect(await refuse([{ name: 'z', packed, size: 100, crc: crc32(zeros), method: 8 }])).toBe('zip-corrupt')
  const small = { ...archiveLimits, entries: 2, total: 9 }
  expect(await codeOf(readAll(rawZip([good, { name: 'b', content: 'hello' }]), small))).toBe('zip-bomb')
  expect(await codeOf(readAll(rawZip([good, { name: 'b' }, { name: 'c' }]), small))).toBe('too-many-entries')
  expect(await codeOf(readAll(rawZip([good]), { ...archiveLimits, entry: 4 }))).toBe('zip-bomb')
})

test('a zip in memory goes through the same gate, under the limits of documents', async () => {
  const entries: RawEntry[] = [good, { name: 'p.txt', content: 'x'.repeat(3000), method: 8 }]
  const zip = await openZipBytes(rawZip(entries), 'x.docx')
  const [first, second] = zip.entries
  expect(first && (await zip.read(first, 100)).toString()).toBe('hello')
  expect(second && (await zip.read(second, 3000)).length).toBe(3000)
  expect(zip.bytes).toBe(rawZip(entries).length)
  await zip.close()
  const memory = (raw: Buffer) => codeOf(openZipBytes(raw, 'x.docx'))
  expect(await memory(rawZip([{ name: '../x', content: 'x' }]))).toBe('zip-path')
  expect(await memory(rawZip([good], { before: Buffer.from('x') }))).toBe('zip-structure')
  expect(await memory(rawZip([good]).subarray(0, 60))).toBe('zip-structure')
  expect(await memory(Buffer.from('text'))).toBe('not-an-archive')
  expect(await memory(Buffer.alloc(0))).toBe('not-an-archive')
  const many = Array.from({ length: 20_001 }, (_, index) => ({ name: `a${index}` }))
  expect(await memory(rawZip(many))).toBe('too-many-entries')
  const huge: RawEntry = { name: 'z', packed: Buffer.alloc(50), size: 0xfffffff0, method: 8 }
  expect(await memory(rawZip([huge]))).toBe('zip-bomb')
})

test('names are told without opening, of anything', () => {
  const raw = rawZip([good, { name: 'ā.txt', content: '1', flags: 0x800 }], { comment: 'x' })
  expect(entryNames(raw)).toEqual(['a/b.txt', 'ā.txt'])
  expect(entryNames(raw.subarray(1))).toEqual([])
  fc.assert(
    fc.property(fc.nat({ max: raw.length }), fc.uint8Array({ maxLength: 60 }), (length, tail) => {
      expect(Array.isArray(entryNames(Buffer.concat([raw.subarray(0, length), tail])))).toBe(true)
    }),
  )
})

test('an extra field that is longer than its record is refused', async () => {
  const extra = Buffer.from([0x99, 0x99, 0xff, 0x00, 1, 2])
  expect(await refuse([{ ...good, extra }])).toBe('zip-structure')
  expect(await refuse([{ ...good, extra: Buffer.from([1]) }])).toBe('zip-structure')
  const other = Buffer.concat([Buffer.from([0x75, 0x70, 6, 0, 1, 0, 0, 0, 0]), Buffer.from('z')])
  expect(await refuse([{ ...good, extra: other }])).toBe('zip-mismatch')
})

test('an entry larger than the reader wants is refused before it is read', async () => {
  const path = file()
  await writeFile(path, rawZip([{ name: 'a', content: 'x'.repeat(100) }]))
  const zip = await openZip(path, 'x.zip')
  const [entry] = zip.entries
  expect(entry && (await codeOf(zip.read(entry, 99)))).toBe('file-too-large')
  await zip.close()
})

const name = fc
  .stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}(\/[a-z0-9_-]{1,8}){0,2}$/)
  .filter((path) => nameFault(path) === null)
const entriesOf = fc.uniqueArray(fc.record({ path: name, source: fc.uint8Array({ maxLength: 400 }) }), {
  selector: ({ path }) => clashKey(path),
  maxLength: 12,
})

test('what is written is read back, by us and by another reader', async () => {
  await fc.assert(
    fc.asyncProperty(entriesOf, async (entries) => {
      const path = file()
      const { bytes } = await writeZip(path, entries)
      const content = await readFile(path)
      expect(content.length).toBe(bytes)
      const zip = await openZip(path, 'x.zip')
      for (const [index, entry] of zip.entries.entries()) {
        expect(entry).toMatchObject({ path: entries[index]?.path, stored: true })
        expect(Buffer.from(entries[index]?.source ?? []).equals(await zip.read(entry, 1e6))).toBe(true)
        const inPlace = content.subarray(entry.offset, entry.offset + entry.size)
        expect(Buffer.from(entries[index]?.source ?? []).equals(inPlace)).toBe(true)
      }
      await zip.close()
      const peer = new ZipReader(new BlobReader(new Blob([content])), { checkSignature: true })
      expect((await peer.getEntries()).map((entry) => entry.filename)).toEqual(entries.map((entry) => entry.path))
      await peer.close()
    }),
    { numRuns: 40 },
  )
})

test('zips of another writer, packed and with descriptors, are read', async () => {
  const writer = new ZipWriter(new BlobWriter(), { level: 6, dataDescriptor: true, dataDescriptorSignature: true })
  await writer.add('mape/teksts.txt', new TextReader('sveiki '.repeat(500)))
  await writer.add('mape/tukšs.txt', new TextReader(''))
  const blob = await writer.close()
  const read = await readAll(Buffer.from(await blob.arrayBuffer()))
  expect(read).toEqual({ 'mape/teksts.txt': 'sveiki '.repeat(500), 'mape/tukšs.txt': '' })
})

test('a flipped byte never goes unnoticed', async () => {
  const path = file()
  await writeZip(path, [
    { path: 'a/b.txt', source: Buffer.from('content of b') },
    { path: 'c', source: Buffer.from('other') },
  ])
  const bytes = await readFile(path)
  const whole = await readAll(bytes)
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at)
    const outcome = await readAll(flipped).then(
      (found) => JSON.stringify(found) === JSON.stringify(whole),
      (error: unknown) => error instanceof AppError,
    )
    expect(outcome, `byte ${at}`).toBe(true)
  }
})

test('a source file whose size is not what was said stops the writing', async () => {
  const source = file()
  await writeFile(source, 'abc')
  const bytes = Buffer.from('abc')
  const target = file()
  await writeZip(target, [{ path: 'a', source: { path: source, size: 3, crc32: crc32(bytes) } }])
  expect(await readAll(await readFile(target))).toEqual({ a: 'abc' })
  await expect(writeZip(file(), [{ path: 'a', source: { path: source, size: 4, crc32: 0 } }])).rejects.toThrow(
    '3 bytes, not 4',
  )
})

test('more entries than the old end record can count are written and read (zip64)', async () => {
  const path = file()
  const source = Buffer.from('x')
  const names = Array.from({ length: 66_000 }, (_, index) => `d/${index}`)
  await writeZip(
    path,
    names.map((path) => ({ path, source })),
  )
  const zip = await openZip(path, 'x.zip')
  expect(zip.entries.length).toBe(66_000)
  const last = zip.entries.at(-1)
  expect(last && (await zip.read(last, 10)).toString()).toBe('x')
  await zip.close()
})
