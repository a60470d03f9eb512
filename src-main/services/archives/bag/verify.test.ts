import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError, type VerifyReport } from '#shared/contract'
import { rawZip } from '../../../../tests/support/raw-zip'
import { percentDecode, unsafePath } from './paths'
import { parseBagInfo, parseManifest } from './tag-files'
import { verifyBag } from './verify'

type Files = Record<string, string | Buffer>

let folder = ''
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-bag-'))
})
afterAll(() => rm(folder, { recursive: true }))

const hash = (content: string | Buffer, algorithm = 'sha256') => createHash(algorithm).update(content).digest('hex')

/** A sound bag; members with `null` are left out, others replace or add. */
function bag(
  changes: Record<string, string | Buffer | null> = {},
  { version = '1.0', algorithm = 'sha256' } = {},
): Files {
  const payload: Files = { 'data/a.txt': 'hello', 'data/mape/b.txt': 'world' }
  const files: Files = {
    'bagit.txt': `BagIt-Version: ${version}\nTag-File-Character-Encoding: UTF-8\n`,
    'bag-info.txt': 'Payload-Oxum: 10.2\nContact-Name: A\n',
    [`manifest-${algorithm}.txt`]: Object.entries(payload)
      .map(([path, content]) => `${hash(content, algorithm)}  ${path}\n`)
      .join(''),
    ...payload,
  }
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) delete files[path]
    else files[path] = content
  }
  return files
}

function withTagManifest(files: Files): Files {
  const tags = Object.entries(files).filter(([path]) => !path.startsWith('data/'))
  return { ...files, 'tagmanifest-sha256.txt': tags.map(([path, content]) => `${hash(content)}  ${path}\n`).join('') }
}

async function write(files: Files): Promise<string> {
  const base = join(folder, `bag-${(count += 1)}`)
  await mkdir(base)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(base, path)), { recursive: true })
    await writeFile(join(base, path), content)
  }
  return base
}

async function zip(files: Files, base = 'bag/'): Promise<string> {
  const path = join(folder, `bag-${(count += 1)}.zip`)
  await writeFile(
    path,
    rawZip(
      Object.entries(files).map(([name, content]) => ({ name: `${base}${name}`, content, method: 8, flags: 0x800 })),
    ),
  )
  return path
}

const codes = (report: VerifyReport) => ({
  errors: report.errors.map(({ code }) => code),
  warnings: report.warnings.map(({ code }) => code),
})
const check = async (files: Files) => codes(await verifyBag(await write(files)))
const sound = { errors: [], warnings: [] }

test('a sound bag verifies as a folder and as a zip', async () => {
  expect(await check(withTagManifest(bag()))).toEqual(sound)
  const report = await verifyBag(await zip(withTagManifest(bag())))
  expect(report).toEqual({ valid: true, version: '1.0', errors: [], warnings: [], files: 2, bytes: 10 })
  expect(codes(await verifyBag(await zip(bag(), '')))).toEqual({ errors: [], warnings: ['zip-no-base'] })
})

test.each(['0.93', '0.94', '0.95', '0.96', '0.97', '1.0'])('version %s is verified', async (version) => {
  expect(await check(bag({}, { version }))).toEqual(sound)
})

test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('algorithm %s is verified', async (algorithm) => {
  const weak = algorithm === 'md5' || algorithm === 'sha1'
  expect(await check(bag({}, { algorithm }))).toEqual({ errors: [], warnings: weak ? ['algorithm-weak'] : [] })
  expect((await check(bag({ 'data/a.txt': 'hellO' }, { algorithm }))).errors).toEqual(['hash-mismatch'])
})

const encoded = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding)
const declare = (encoding: string, version = '0.97') =>
  `BagIt-Version: ${version}\nTag-File-Character-Encoding: ${encoding}\n`

test.each<[string, Record<string, string | Buffer | null>, string[], string[]]>([
  ['no bagit.txt', { 'bagit.txt': null }, ['bagit-missing'], []],
  ['three lines', { 'bagit.txt': `${declare('UTF-8', '1.0')}x\n` }, ['bagit-malformed'], []],
  ['a byte-order mark', { 'bagit.txt': `\ufeff${declare('UTF-8', '1.0')}` }, ['bagit-malformed'], []],
  ['stray space in 1.0', { 'bagit.txt': declare('UTF-8', '1.0').replace(': ', ' : ') }, ['bagit-malformed'], []],
  ['stray space before', { 'bagit.txt': declare('UTF-8').replace(': ', ' : ') }, [], ['bagit-whitespace']],
  ['CRLF without a last end', { 'bagit.txt': declare('UTF-8').trim().replaceAll('\n', '\r\n') }, [], []],
  ['version .97', { 'bagit.txt': declare('UTF-8', '.97') }, ['version-unsupported'], []],
  ['version 2.0', { 'bagit.txt': declare('UTF-8', '2.0') }, ['version-unsupported'], []],
  ['unknown encoding', { 'bagit.txt': declare('KLINGON') }, ['encoding-unsupported'], []],
  ['bytes that are no UTF-8', { 'bag-info.txt': Buffer.from([0x41, 0x3a, 0x20, 0xff]) }, ['tag-undecodable'], []],
  ['no manifest', { 'manifest-sha256.txt': null }, ['manifest-missing'], []],
  [
    'unknown algorithm',
    { 'manifest-sha256.txt': null, 'manifest-crc32.txt': 'x  data/a.txt\n' },
    ['algorithm-unsupported'],
    [],
  ],
  ['a second unknown one', { 'manifest-crc32.txt': 'x  data/a.txt\n' }, [], ['algorithm-skipped']],
  ['a missing file', { 'data/a.txt': null }, ['file-missing', 'oxum-mismatch'], []],
  ['a file too many', { 'data/c.txt': 'new' }, ['file-unlisted', 'oxum-mismatch'], []],
  ['another content', { 'data/a.txt': 'jello' }, ['hash-mismatch'], []],
  ['wrong oxum', { 'bag-info.txt': 'Payload-Oxum: 11.2\n' }, ['oxum-mismatch'], []],
  ['bad info line', { 'bag-info.txt': 'no colon here\n' }, ['baginfo-line'], []],
  ['no info', { 'bag-info.txt': null }, [], ['baginfo-missing']],
  ['fetch that is here', { 'fetch.txt': 'https://example.org/a 5 data/a.txt\n' }, [], ['fetch-present']],
  ['fetch that is not', { 'fetch.txt': 'https://example.org/c - data/c.txt\n' }, ['fetch-unresolved'], []],
  ['fetch that escapes', { 'fetch.txt': 'https://example.org/c 5 ../c.txt\n' }, ['path-unsafe'], []],
  ['fetch elsewhere', { 'fetch.txt': 'https://example.org/c 5 c.txt\n' }, ['path-outside-data'], []],
  ['bad fetch line', { 'fetch.txt': 'nonsense\n' }, ['fetch-line'], []],
])('%s', async (_, changes, errors, warnings) => {
  expect(await check(bag(changes))).toEqual({ errors, warnings })
})

const a = `${hash('hello')}  data/a.txt\n`
const b = `${hash('world')}  data/mape/b.txt\n`
const old = { 'bagit.txt': declare('UTF-8') }

test.each<[string, Record<string, string | Buffer>, string[], string[]]>([
  ['a broken line', { 'manifest-sha256.txt': `${a}${b}xyz\n` }, ['manifest-line'], []],
  [
    'unsafe paths',
    { 'manifest-sha256.txt': `${a}${b}${hash('')}  ../x\n${hash('')}  ~/x\n${hash('')}  C:\\x\n` },
    ['path-unsafe', 'path-unsafe', 'path-unsafe'],
    [],
  ],
  ['a path outside data', { 'manifest-sha256.txt': `${a}${b}${hash('')}  bagit.txt\n` }, ['path-outside-data'], []],
  ['a path listed twice', { 'manifest-sha256.txt': `${a}${a}${b}` }, ['path-duplicate'], []],
  ['twice before 1.0', { ...old, 'manifest-sha256.txt': `${a}${a}${b}` }, [], ['path-duplicate-same-hash']],
  [
    'twice with another hash',
    { ...old, 'manifest-sha256.txt': `${a}${hash('x')}  data/a.txt\n${b}` },
    ['path-duplicate'],
    [],
  ],
  [
    'dot slash and star',
    { 'manifest-sha256.txt': `${hash('hello')}  ./data/a.txt\n${hash('world')} *data/mape/b.txt\n` },
    [],
    ['path-dot-slash', 'md5sum-star'],
  ],
  [
    'upper-case hashes and tabs',
    { 'manifest-sha256.txt': `${hash('hello').toUpperCase()}\tdata/a.txt\r\n${b}` },
    [],
    [],
  ],
  ['listed in one of two', { 'manifest-md5.txt': `${hash('hello', 'md5')}  data/a.txt\n` }, ['file-unlisted'], []],
  ['listed in one of two before 1.0', { ...old, 'manifest-md5.txt': `${hash('hello', 'md5')}  data/a.txt\n` }, [], []],
])('manifests: %s', async (_, changes, errors, warnings) => {
  expect(await check(bag(changes))).toEqual({ errors, warnings })
})

test('names: percent signs, clashes, unportable ones, other normal forms', async () => {
  const line = (path: string, content = 'x') => `${hash(content)}  ${path}\n`
  const one = (path: string, listed = path, version = '1.0') =>
    check(
      bag({
        'bagit.txt': declare('UTF-8', version),
        'bag-info.txt': 'A: b\n',
        'data/a.txt': null,
        'data/mape/b.txt': null,
        [path]: 'x',
        'manifest-sha256.txt': line(listed),
      }),
    )
  expect(await one('data/100%.txt', 'data/100%25.txt')).toEqual(sound)
  expect(await one('data/100%25.txt', 'data/100%25.txt', '0.97')).toEqual(sound)
  expect(await one('data/%7Ex', 'data/%7Ex')).toEqual(sound)
  expect(await one('data/ā.txt', 'data/a\u0304.txt')).toEqual(sound)
  expect(await one('data/a:b')).toEqual({ errors: [], warnings: ['path-not-portable'] })
  expect(await one('data/.DS_Store')).toEqual({ errors: [], warnings: ['system-file'] })
  expect((await one('data/A.txt', 'data/a.txt')).errors).toContain('file-missing')
  const clash = bag({ 'bag-info.txt': 'A: b\n', 'data/A.TXT': 'x', 'manifest-sha256.txt': a + b + line('data/A.TXT') })
  expect(await check(clash)).toEqual({ errors: [], warnings: ['path-case-clash'] })
})

test('tag files in other encodings', async () => {
  const info = 'Payload-Oxum: 10.2\nContact-Name: Jānis\n'
  const manifest = a + b
  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), encoded(text, 'utf16le')])
  expect(
    await check(
      bag({ 'bagit.txt': declare('UTF-16'), 'bag-info.txt': utf16(info), 'manifest-sha256.txt': utf16(manifest) }),
    ),
  ).toEqual(sound)
  const big = (text: string) => encoded(text, 'utf16le').swap16()
  expect(
    await check(
      bag({ 'bagit.txt': declare('UTF-16'), 'bag-info.txt': big(info), 'manifest-sha256.txt': big(manifest) }),
    ),
  ).toEqual(sound)
  const latin = { 'bagit.txt': declare('ISO-8859-1'), 'bag-info.txt': encoded('A: \x80ä\n', 'latin1') }
  expect(await check(bag(latin))).toEqual(sound)
})

test('tag manifests are checked, and bag-info too', async () => {
  const files = withTagManifest(bag())
  expect((await check({ ...files, 'bag-info.txt': 'Payload-Oxum: 10.2\nContact-Name: B\n' })).errors).toEqual([
    'hash-mismatch',
  ])
  expect((await check({ ...files, 'extra.txt': 'new' })).warnings).toEqual(['tag-unlisted'])
  const missing = { ...files }
  delete missing['bag-info.txt']
  expect((await check(missing)).errors).toEqual(['file-missing'])
})

test('old bags call it package-info, and every fault is reported', async () => {
  const files = bag(
    { 'package-info.txt': 'Payload-Oxum: 1.1\n', 'bag-info.txt': null, 'data/a.txt': 'x', 'data/mape/b.txt': null },
    { version: '0.93' },
  )
  expect((await check(files)).errors).toEqual(['file-missing', 'hash-mismatch'])
})

test('links are refused and never followed', async () => {
  const base = await write(bag())
  await symlink('/etc', join(base, 'data', 'etc'))
  const { errors } = codes(await verifyBag(base))
  expect(errors).toEqual(['link-refused'])
})

test('what is no bag is said to be none', async () => {
  expect((await check({ 'x.txt': 'y' })).errors).toEqual(['bag-root'])
  expect(codes(await verifyBag(await zip({ 'x/y.txt': '1', 'z.txt': '2' }, ''))).errors).toEqual(['bag-root'])
  const path = join(folder, 'two.zip')
  const entries = Object.entries(bag()).map(([name, content]) => ({ name: `bag/${name}`, content }))
  await writeFile(path, rawZip([...entries, { name: 'other/file', content: 'x' }]))
  expect(codes(await verifyBag(path)).errors).toEqual(['bag-root'])
  await writeFile(path, 'no zip')
  expect(codes(await verifyBag(path)).errors).toEqual(['zip-structure'])
  await expect(verifyBag(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' })
})

test('a broken entry of a zip is a fault of that file, and the others are still checked', async () => {
  const files = bag()
  const path = join(folder, 'broken.zip')
  await writeFile(
    path,
    rawZip(
      Object.entries(files).map(([name, content]) => ({
        name: `bag/${name}`,
        content,
        ...(name === 'data/a.txt' ? { crc: 7 } : {}),
      })),
    ),
  )
  const report = await verifyBag(path)
  expect(report.errors).toMatchObject([{ code: 'zip-corrupt', path: 'data/a.txt' }])
})

test('a check can be stopped', async () => {
  const controller = new AbortController()
  controller.abort()
  const work = verifyBag(await write(bag()), { signal: controller.signal })
  await expect(work).rejects.toBeInstanceOf(AppError)
  await expect(work).rejects.toMatchObject({ code: 'cancelled' })
})

test('paths are decoded once, and every system’s escapes are known', () => {
  expect(percentDecode('a%0a%0D%25%7E%2525')).toBe('a\n\r%%7E%25')
  const unsafe = [
    '/a',
    '\\a',
    '\\\\srv\\a',
    '\\\\?\\C:\\a',
    'C:\\a',
    'c:/a',
    '~',
    '~root/a',
    '%TEMP%/a',
    '$HOME/a',
    '${HOME}/a',
    'a/../b',
    'a\\..\\b',
    'a\0b',
    '',
  ]
  for (const path of unsafe) expect(unsafePath(path), path).not.toBeNull()
  for (const path of ['data/a~b', 'data/100%', 'data/a$b', 'data/..a', 'data/a..'])
    expect(unsafePath(path), path).toBeNull()
})

test('bag-info: labels repeat, lines continue', () => {
  const { fields, bad } = parseBagInfo('A: one\n  more\nA: two\r\nB : three\n: bad\n')
  expect(fields).toEqual([
    { label: 'A', value: 'one more' },
    { label: 'A', value: 'two' },
    { label: 'B', value: 'three' },
  ])
  expect(bad.map(({ line }) => line)).toEqual([5])
  expect(parseManifest(`${hash('')}  data/with space .txt\n`, 64).entries[0]?.path).toBe('data/with space .txt')
})
