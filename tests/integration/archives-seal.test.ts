import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DocumentModel, Metadata } from '#shared/contract'
import { openSealed, sealArchive, verifyBag } from '#main/services/archives'
import { openZip, writeZip } from '#main/services/zip'
import { rawZip } from '../support/raw-zip'
import {
  emptyNotebook,
  fullMetadata,
  sealSmall,
  smallContent,
  smallDocument,
  smallRegisters,
} from '../support/small-archive'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-seal-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function filesOf(path: string): Promise<Map<string, Buffer>> {
  const zip = await openZip(path, 'x.zip')
  const files = new Map<string, Buffer>()
  for (const entry of zip.entries) files.set(entry.path, await zip.read(entry, 1e8))
  await zip.close()
  return files
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** The archive with files changed and all manifests right again: only our own rules can object. */
async function resealed(name: string, change: (files: Map<string, Buffer>) => void): Promise<string> {
  const files = await filesOf(await sealSmall(folder, { notebook: emptyNotebook }))
  const base = 'mazs-arhivs/'
  change(files)
  const payload = [...files].filter(([path]) => path.startsWith(`${base}data/`))
  const size = payload.reduce((sum, [, bytes]) => sum + bytes.length, 0)
  const info = files.get(`${base}bag-info.txt`)?.toString() ?? ''
  files.set(
    `${base}bag-info.txt`,
    Buffer.from(info.replace(/Payload-Oxum: .*/, `Payload-Oxum: ${size}.${payload.length}`)),
  )
  const lines = (paths: string[]) =>
    Buffer.from(
      paths.map((path) => `${sha256(files.get(path) ?? Buffer.alloc(0))}  ${path.slice(base.length)}\n`).join(''),
    )
  files.set(`${base}manifest-sha256.txt`, lines(payload.map(([path]) => path)))
  files.set(
    `${base}tagmanifest-sha256.txt`,
    lines(['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt'].map((path) => base + path)),
  )
  const path = join(folder, name)
  await rm(path, { force: true })
  await writeZip(
    path,
    [...files].map(([path, source]) => ({ path, source })),
  )
  return path
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: { code?: string }) => error.code ?? 'other',
  )

test('the layout is the one of the design, and the tag files say exactly what they should', async () => {
  const files = await filesOf(await sealSmall(folder, { notebook: emptyNotebook }))
  const names = [...files.keys()].map((path) =>
    path
      .replace(/[0-9a-f]{64}/, 'H')
      .replace(/d[0-9a-f]{24}/, 'D')
      .replace(/\/[0-9a-f]{2}\//, '/hh/'),
  )
  expect(names).toEqual(
    [
      'mazs-arhivs/bagit.txt',
      'mazs-arhivs/bag-info.txt',
      'mazs-arhivs/manifest-sha256.txt',
      'mazs-arhivs/tagmanifest-sha256.txt',
      'mazs-arhivs/data/README.txt',
      ...Array.from({ length: 2 }, () => [
        'mazs-arhivs/data/derived/D/1/model.json',
        'mazs-arhivs/data/derived/D/1/text.txt',
      ]).flat(),
      ...Array.from({ length: 1 }, () => 'mazs-arhivs/data/metadata/citations.csl.json'),
      ...Array.from({ length: 2 }, () => [
        'mazs-arhivs/data/metadata/D.csl.json',
        'mazs-arhivs/data/metadata/D.dc.xml',
      ]).flat(),
      'mazs-arhivs/data/notebook.json',
      'mazs-arhivs/data/originals/hh/H.md',
      'mazs-arhivs/data/originals/hh/H.txt',
      'mazs-arhivs/data/ro-crate-metadata.json',
      'mazs-arhivs/data/ro-crate-preview.html',
    ].sort((a, b) => order(a) - order(b)),
  )
  const text = (path: string) => files.get(`mazs-arhivs/${path}`)?.toString() ?? ''
  expect(text('bagit.txt')).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
  const payload = [...files].filter(([path]) => path.includes('/data/'))
  const size = payload.reduce((sum, [, bytes]) => sum + bytes.length, 0)
  expect(text('bag-info.txt')).toBe(
    `Bag-Software-Agent: Avots 0.1.0\nBagging-Date: 2026-11-23\nPayload-Oxum: ${size}.${payload.length}\nExternal-Identifier: mazs-arhivs\nExternal-Description: Mazs arhīvs\nBagIt-Profile-Identifier: urn:avots:bagit-profile:1\n`,
  )
  for (const [, bytes] of files) expect(bytes.includes('\r')).toBe(false)
  expect(text('data/README.txt')).toContain('sha256sum -c')
  expect(text('data/ro-crate-preview.html')).toContain("default-src 'none'")
  expect(text('data/ro-crate-preview.html')).not.toContain('<script')
  expect(text('data/ro-crate-preview.html')).toContain('Sarunas “Maskavā” &amp; citur')
})

/** Order of the listing above: tag files, then the payload by bytes. */
function order(path: string): number {
  const tags = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt']
  const at = tags.findIndex((name) => path === `mazs-arhivs/${name}`)
  if (at >= 0) return at
  const groups = ['README', 'derived', 'metadata/D.', 'metadata/', 'notebook', 'originals', 'ro-crate-m', 'ro-crate-p']
  const group = groups.findIndex((name) => path.startsWith(`mazs-arhivs/data/${name}`))
  return 10 + (path.endsWith('citations.csl.json') ? 2.5 : group === 2 ? 3 : group)
}

test('metadata, registers, notes and originals come back as they went in', async () => {
  const content = await smallContent({ notebook: emptyNotebook })
  const archive = await openSealed(await sealSmall(folder, { notebook: emptyNotebook }))
  expect(archive.documents.map(({ metadata }) => metadata)).toEqual(content.documents.map(({ metadata }) => metadata))
  const byKey = <T extends { key: string }>(entries: T[]) =>
    [...entries].sort((one, other) => (one.key < other.key ? -1 : 1))
  expect(byKey(archive.registers.persons)).toEqual(byKey(smallRegisters.persons))
  expect(byKey(archive.registers.places)).toEqual(byKey(smallRegisters.places))
  expect(archive.registers.citations).toEqual(smallRegisters.citations)
  expect(await archive.notebook()).toEqual(emptyNotebook)
  expect(archive.catalogue).toMatchObject({
    id: content.id,
    title: content.title,
    description: content.description,
    language: 'lv',
  })
  const [first] = archive.documents
  expect(first).toMatchObject({
    fileName: 'pirmais.md',
    format: 'markdown',
    mediaType: 'text/markdown',
    current: 1,
    words: 5,
    blocks: 2,
    archiveId: content.id,
  })
  expect((await archive.openDocument(first?.id ?? '')).model).toEqual(content.documents[0]?.editions[0]?.model)
  expect(await codeOf(archive.openDocument('dnone'))).toBe('unknown-document')
  expect(await codeOf(archive.openDocument(first?.id ?? '', 7))).toBe('unknown-document')
})

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text)
const agent = fc
  .record({ name: word, role: fc.option(word, { nil: undefined }) })
  .map(({ name, role }) => ({ name, ...(role === undefined ? {} : { role }) }))
const maybe = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined })
const metadataOf = fc
  .record({
    title: fc.record({ text: word, lang: fc.constantFrom('lv', 'en', 'ru') }),
    creators: fc.array(agent, { maxLength: 3 }),
    persons: fc.array(agent, { maxLength: 3 }),
    languages: fc.constantFrom(['lv'], ['lv', 'en'], ['mul']),
    type: fc.constantFrom('pact' as const, 'account' as const, 'other' as const),
    subjects: fc.uniqueArray(word, { maxLength: 3 }),
    texts: fc.record({
      genre: maybe(word),
      description: maybe(word),
      callNumber: maybe(word),
      original: maybe(word),
      work: maybe(word),
    }),
  })
  .map(({ texts, subjects, ...rest }): Metadata => {
    const { genre, description, callNumber, original, work } = texts
    return {
      ...rest,
      languages: [...rest.languages],
      places: [],
      origins: { title: 'user' },
      ...(subjects.length === 0 ? {} : { subjects }),
      ...(genre === undefined ? {} : { genre }),
      ...(description === undefined ? {} : { description }),
      ...(callNumber === undefined ? {} : { callNumber }),
      ...(original === undefined ? {} : { original }),
      ...(work === undefined ? {} : { work }),
    }
  })

test('any metadata survives the round trip', async () => {
  await fc.assert(
    fc.asyncProperty(metadataOf, async (metadata) => {
      const path = await sealSmall(folder, { documents: [await smallDocument('x y', metadata)] }, 'round.zip')
      expect((await openSealed(path)).documents[0]?.metadata).toEqual(metadata)
    }),
    { numRuns: 60 },
  )
})

test('editions and positions are kept', async () => {
  const document = await smallDocument('Viens divi')
  const first = document.editions[0]?.model
  if (!first) throw new Error('no model')
  const boxes: DocumentModel['boxes'] = [
    { page: 1, start: 0, end: 5, level: 'word', x: 1.25, y: 2, w: 3, h: 4, conf: 0.9 },
    {
      page: 1,
      start: 6,
      end: 10,
      level: 'word',
      x: 5,
      y: 2,
      w: 3,
      h: 4,
      polygon: [
        [1, 2],
        [3, 4.5],
      ],
    },
  ]
  const later: DocumentModel = {
    ...(await smallDocument('Viens, divi')).editions[0]?.model,
    ...first,
    text: 'Viens, divi',
    textSha256: sha256(Buffer.from('Viens, divi')),
    boxes,
    blocks: [{ id: 'b1', kind: 'para', start: 0, end: 11 }],
  }
  const editions = [...document.editions, { model: later, importedAt: '2026-11-24T00:00:00.000Z' }]
  const path = await sealSmall(folder, { documents: [{ ...document, editions }] }, 'editions.zip')
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  const archive = await openSealed(path)
  const id = archive.documents[0]?.id ?? ''
  expect(archive.documents[0]?.editions).toMatchObject([
    { number: 1, id: `${id}.1`, length: 10, importedAt: '2026-11-23T00:00:00.000Z' },
    { number: 2, id: `${id}.2`, length: 11, importedAt: '2026-11-24T00:00:00.000Z' },
  ])
  expect((await archive.openDocument(id)).model).toEqual(later)
  expect((await archive.openDocument(id, 1)).model).toEqual(first)
})

test('originals are taken from files, too', async () => {
  const document = await smallDocument('no faila')
  const bytes = Buffer.from('no faila')
  const source = join(folder, 'source.txt')
  await writeFile(source, bytes)
  const original = { path: source, size: bytes.length, crc32: crc32(bytes), sha256: sha256(bytes) }
  const one = await sealSmall(folder, { documents: [{ ...document, original }] }, 'one.zip')
  const other = await sealSmall(folder, { documents: [document] }, 'other.zip')
  expect((await readFile(one)).equals(await readFile(other))).toBe(true)
})

test('what cannot be sealed leaves the target as it was', async () => {
  const path = await sealSmall(folder, {}, 'kept.zip')
  const before = await readFile(path)
  const doubled = (await smallContent()).documents.slice(0, 1)
  expect(
    await codeOf(sealArchive(await smallContent({ documents: [...doubled, ...doubled] }), path, { version: '1' })),
  ).toBe('conflict')
  expect(await codeOf(sealArchive(await smallContent({ id: '../x' }), path, { version: '1' }))).toBe('bad-request')
  expect(await codeOf(sealArchive(await smallContent(), join(folder, 'nowhere', 'x.zip'), { version: '1' }))).toBe(
    'not-writable',
  )
  expect((await readFile(path)).equals(before)).toBe(true)
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a flipped byte anywhere in the archive is found, also one that no reader of zips minds', async () => {
  const path = await sealSmall(folder, { notebook: emptyNotebook }, 'flip.zip')
  const bytes = await readFile(path)
  const target = join(folder, 'flipped.zip')
  const isFound = async (at: number) => {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8((flipped[at] ?? 0) ^ 4, at)
    await writeFile(target, flipped)
    return !(await verifyBag(target)).valid
  }
  const step = Math.ceil(bytes.length / 200)
  const places = Array.from({ length: Math.floor(bytes.length / step) }, (_, n) => n * step)
  // Versions, times, attributes and disks of the first entry, of its record in the directory and of the end.
  const directory = bytes.readUInt32LE(bytes.length - 6)
  const end = bytes.length - 22
  places.push(4, 5, 10, 11, 12, 13)
  for (let at = 4; at < 46; at += 1) places.push(directory + at)
  for (let at = 4; at < 22; at += 1) places.push(end + at)
  for (const at of places) expect(await isFound(at), `byte ${at}`).toBe(true)
})

test('what was changed around the content is told by file; an archive that was packed anew is sound', async () => {
  const path = await sealSmall(folder, { notebook: emptyNotebook }, 'container.zip')
  const bytes = await readFile(path)
  const directory = bytes.readUInt32LE(bytes.length - 6)
  bytes.writeUInt16LE(0x5a21, 12)
  bytes.writeUInt16LE(0x5a21, directory + 14)
  bytes.writeUInt8(20, bytes.length - 22 + 8)
  await writeFile(path, bytes)
  const report = await verifyBag(path)
  expect(report.errors.map(({ code, path }) => [code, path])).toEqual([
    ['profile-zip', 'bagit.txt'],
    ['profile-zip', undefined],
  ])

  const repacked = join(folder, 'repacked.zip')
  const files = await filesOf(await sealSmall(folder, { notebook: emptyNotebook }))
  const entries = [...files].map(([name, content]) => ({ name, content, method: 8, flags: 0x800 }))
  await writeFile(repacked, rawZip(entries))
  const other = await verifyBag(repacked)
  expect(other).toMatchObject({ valid: true, errors: [] })
  expect(other.warnings.map(({ code }) => code)).toEqual(['profile-repacked'])
  await expect(openSealed(repacked)).resolves.toMatchObject({ path: repacked })
})

test('our own rules: each is checked when all checksums are right', async () => {
  const original = (files: Map<string, Buffer>) => [...files.keys()].find((path) => path.includes('/originals/')) ?? ''
  const model = (files: Map<string, Buffer>) => [...files.keys()].find((path) => path.endsWith('model.json')) ?? ''
  const text = (files: Map<string, Buffer>, path: string) => files.get(path)?.toString() ?? ''
  const crate = 'mazs-arhivs/data/ro-crate-metadata.json'
  const cases: [string, string[], (files: Map<string, Buffer>) => void][] = [
    ['nothing changed', [], () => undefined],
    ['a stray file', ['profile-layout'], (files) => files.set('mazs-arhivs/data/stray.exe', Buffer.from('x'))],
    ['another original', ['profile-name'], (files) => files.set(original(files), Buffer.from('other'))],
    ['no root', ['crate-no-root'], (files) => files.set(crate, Buffer.from('{"@graph":[]}'))],
    ['no JSON', ['crate-no-root'], (files) => files.set(crate, Buffer.from('no'))],
    ['a model that is none', ['model-invalid'], (files) => files.set(model(files), Buffer.from('{}'))],
    [
      'a newer model',
      ['model-invalid'],
      (files) => files.set(model(files), Buffer.from(text(files, model(files)).replace('"model": 1', '"model": 2'))),
    ],
    [
      'a text that differs',
      ['model-invalid'],
      (files) => files.set(model(files).replace('model.json', 'text.txt'), Buffer.from('cits')),
    ],
    ['a missing model', ['model-invalid'], (files) => files.delete(model(files))],
    [
      'notes that are none',
      ['profile-notebook'],
      (files) => files.set('mazs-arhivs/data/notebook.json', Buffer.from('[]')),
    ],
    ['no README', ['profile-layout'], (files) => files.delete('mazs-arhivs/data/README.txt')],
  ]
  for (const [name, expected, change] of cases) {
    const report = await verifyBag(await resealed('rules.zip', change))
    expect([...new Set(report.errors.map(({ code }) => code))], name).toEqual(expected)
  }
})

test('a newer archive verifies, but is not opened', async () => {
  const path = await resealed('newer.zip', (files) => {
    const info = files.get('mazs-arhivs/bag-info.txt')?.toString() ?? ''
    files.set('mazs-arhivs/bag-info.txt', Buffer.from(info.replace('profile:1', 'profile:2')))
  })
  const report = await verifyBag(path)
  expect(report).toMatchObject({ valid: true, errors: [] })
  expect(report.warnings.map(({ code }) => code)).toEqual(['profile-newer'])
  await expect(openSealed(path)).rejects.toMatchObject({ code: 'version-newer' })
  await expect(openSealed(path)).rejects.toThrow(/"newer.zip" was not opened.*newer Avots/)
})

test('a bag of others is sound, but no archive of ours', async () => {
  const path = join(folder, 'foreign.zip')
  const hash = sha256(Buffer.from('hello'))
  await writeZip(path, [
    { path: 'bag/bagit.txt', source: Buffer.from('BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n') },
    { path: 'bag/manifest-sha256.txt', source: Buffer.from(`${hash}  data/a.txt\n`) },
    { path: 'bag/data/a.txt', source: Buffer.from('hello') },
  ])
  expect(await verifyBag(path)).toMatchObject({ valid: true, version: '0.97' })
  await expect(openSealed(path)).rejects.toMatchObject({ code: 'not-an-archive' })
})

test('the description is RO-Crate 1.1 in its fixed order', async () => {
  const files = await filesOf(await sealSmall(folder))
  const crate = JSON.parse(files.get('mazs-arhivs/data/ro-crate-metadata.json')?.toString() ?? '') as {
    '@context': unknown[]
    '@graph': { '@id': string; '@type': unknown }[]
  }
  expect(crate['@context'][0]).toBe('https://w3id.org/ro/crate/1.1/context')
  const ids = crate['@graph'].map((entity) => entity['@id'])
  expect(ids.slice(0, 2)).toEqual(['ro-crate-metadata.json', './'])
  expect(ids.slice(2)).toEqual([...ids.slice(2)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  const described = crate['@graph'].filter((entity) => entity['@type'] === 'File').map((entity) => entity['@id'])
  const payload = [...files.keys()]
    .filter((path) => path.includes('/data/'))
    .map((path) => path.slice('mazs-arhivs/data/'.length))
  expect(described.sort()).toEqual(payload.filter((path) => path !== 'ro-crate-metadata.json').sort())
  expect(fullMetadata.title.lang).toBe('lv')
})
