import { testHost } from '../support/test-host'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import * as v from 'valibot'
import { type ArchiveSummary, type CallContext, contract, events } from '#shared/contract'
import { type Library, openLibrary } from '#main/services/archives'
import { openZip } from '#main/services/zip'
import { createDocuments } from '#main/services/documents'
import type { LogEntry } from '#main/services'
import { emptyNotebook, sealSmall, smallDocument } from '../support/small-archive'
import { type RawEntry, rawZip } from '../support/raw-zip'

let folder = ''
let resources = ''
let other = ''
const open: Library[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-library-'))
  resources = join(folder, 'resources')
  await mkdir(resources)
  await sealSmall(resources, { notebook: emptyNotebook }, 'starter.avots.zip')
  const documents = [
    await smallDocument('Teksts ar citu vārdu', {}, 'cits.txt'),
    await smallDocument('Otrais cits teksts', {}, 'otrs.txt'),
  ]
  const content = { id: 'cits', notebook: emptyNotebook, title: { en: 'Other' }, documents }
  other = await sealSmall(folder, content, 'Cits arhīvs.zip')
})
afterAll(() => rm(folder, { recursive: true }))

let dataFolder = ''
let log: LogEntry[] = []
let emitted: ArchiveSummary[][] = []
let copied: string[] = []

beforeEach(async () => {
  for (const library of open.splice(0)) await library.close()
  dataFolder = await mkdtemp(join(folder, 'data-'))
  log = []
  emitted = []
  copied = []
})

const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }

async function start(checkDelay = 100_000): Promise<Library> {
  const host = testHost({
    dataFolder,
    resources,
    log: (entry) => void log.push(entry),
  })
  const library = await openLibrary({
    host,
    checkDelay,
    emit(event, payload) {
      if (event === 'libraryChanged') emitted.push(v.parse(events.libraryChanged, payload).archives)
    },
    onFirstAdd(id) {
      copied.push(id)
      return Promise.resolve()
    },
  })
  open.push(library)
  return library
}

const list = (library: Library) => library.service.list({}, context)

test('the first start shows the starter archive and copies its notes once', async () => {
  const library = await start()
  const archives = await list(library)
  expect(v.parse(contract.archives.list.output, archives)).toMatchObject([
    { id: 'mazs-arhivs', starter: true, documents: 2, title: { lv: 'Mazs arhīvs' } },
  ])
  expect(library.documents()).toHaveLength(2)
  expect(library.registers('mazs-arhivs').persons).toHaveLength(2)
  expect(copied).toEqual(['mazs-arhivs'])
  await start()
  expect(copied).toEqual(['mazs-arhivs'])
})

test('a later start reads nothing but the catalogue', async () => {
  const before = await (await start()).openDocument((await start()).documents()[0]?.id ?? '')
  // Another file of the same size and time: only who opens it would notice.
  const path = join(resources, 'starter.avots.zip')
  const bytes = await readFile(path)
  const library = await start()
  expect(library.documents()).toHaveLength(2)
  expect((await library.openDocument(before.summary.id)).model).toEqual(before.model)
  expect((await readFile(path)).equals(bytes)).toBe(true)
})

test('documents are opened through the service, by id and edition', async () => {
  const library = await start()
  const documents = createDocuments(library)
  const [first] = await documents.list({}, context)
  const opened = await documents.open({ documentId: first?.id ?? '' }, context)
  expect(v.is(contract.documents.open.output, opened)).toBe(true)
  expect(opened.model.text).toContain('Pirmais')
  expect(await library.openDocument(first?.id ?? '')).toEqual(opened)
  await expect(documents.open({ documentId: 'dnone' }, context)).rejects.toMatchObject({ code: 'unknown-document' })
  await expect(documents.open({ documentId: first?.id ?? '', edition: 3 }, context)).rejects.toMatchObject({
    code: 'unknown-document',
  })
  await expect(documents.list({ archiveId: 'none' }, context)).rejects.toMatchObject({ code: 'not-found' })
})

test('originals and texts are found by their hash, inside the zip', async () => {
  const library = await start()
  const [first] = library.documents()
  const place = library.locateFile(first?.originalSha256 ?? '')
  expect(place).toMatchObject({ name: 'pirmais.md', mediaType: 'text/markdown', length: first?.originalBytes })
  const bytes = (await readFile(place?.path ?? '')).subarray(place?.offset, (place?.offset ?? 0) + (place?.length ?? 0))
  expect(bytes.toString()).toBe('# Pirmais\n\nTeksts ar **treknu** vārdu.\n')
  expect(library.locateFile(first?.editions[0]?.sha256 ?? '')).toMatchObject({ mediaType: 'text/plain' })
  expect(library.locateFile('0'.repeat(64))).toBeNull()
})

test('another archive is added, remembered, and taken out again', async () => {
  const library = await start()
  const summary = await library.service.open({ path: other }, context)
  expect(summary).toMatchObject({ id: 'cits', starter: false, path: other, verification: 'sound' })
  expect(copied).toEqual(['mazs-arhivs', 'cits'])
  expect(emitted.at(-1)?.map(({ id }) => id)).toEqual(['mazs-arhivs', 'cits'])
  await library.service.open({ path: other }, context)
  expect((await list(await start())).map(({ id }) => id)).toEqual(['mazs-arhivs', 'cits'])
  await library.service.remove({ archiveId: 'cits' }, context)
  expect((await list(await start())).map(({ id }) => id)).toEqual(['mazs-arhivs'])
  expect(await readFile(other)).toBeDefined()
  await library.service.open({ path: other }, context)
  expect(copied).toEqual(['mazs-arhivs', 'cits'])
})

test('the starter archive can be taken out and put back', async () => {
  const library = await start()
  await library.service.remove({ archiveId: 'mazs-arhivs' }, context)
  expect(await list(library)).toEqual([])
  const again = await start()
  expect(await list(again)).toEqual([])
  expect(await again.service.restoreStarter({}, context)).toMatchObject({ id: 'mazs-arhivs', starter: true })
  expect(await list(await start())).toHaveLength(1)
  expect(copied).toEqual(['mazs-arhivs'])
})

/** The archive with the changed byte, its CRC right again: only the manifest can tell. */
async function rezipped(changed: Buffer, at: number): Promise<Buffer> {
  const zip = await openZip(other, 'x.zip')
  const entries: RawEntry[] = []
  for (const entry of zip.entries) {
    const inside = entry.offset <= at && at < entry.offset + entry.size
    const content = inside ? changed.subarray(entry.offset, entry.offset + entry.size) : await zip.read(entry, 1e8)
    entries.push({ name: entry.path, content })
  }
  await zip.close()
  return rawZip(entries)
}

test('bad archives are refused with a sentence that names file and reason, and nothing changes', async () => {
  const library = await start()
  const sealed = await readFile(other)
  const text = (name: string) => Buffer.from(name)
  const crc = Buffer.from(sealed)
  const at = crc.indexOf('Teksts ar')
  crc.writeUInt8(0x58, at)
  const cases: [string, Buffer, string, RegExp][] = [
    ['not a zip', text('hello'), 'not-an-archive', /it is not a zip file/],
    ['cut off', sealed.subarray(0, sealed.length - 500), 'zip-structure', /it is cut off/],
    ['cut off early', sealed.subarray(0, 900), 'zip-structure', /it is cut off/],
    ['wrong CRC', crc, 'zip-corrupt', /its checksum is wrong/],
    ['wrong SHA-256', await rezipped(crc, at), 'bag-invalid', /the checksum of "data\/derived\/.*" is wrong/],
    ['traversal', rawZip([{ name: '../../evil', content: 'x' }]), 'zip-path', /leads out of its folder/],
    ['no bag', rawZip([{ name: 'a/b', content: 'x' }]), 'not-an-archive', /no bag here/],
    ['encrypted', rawZip([{ name: 'a/b', content: 'x', flags: 1 }]), 'password', /encrypted/],
  ]
  const before = [
    await readFile(join(dataFolder, 'library.json'), 'utf8'),
    await readdir(dataFolder, { recursive: true }),
  ]
  for (const [name, bytes, code, reason] of cases) {
    const path = join(folder, `${name}.zip`)
    await writeFile(path, bytes)
    const work = library.service.open({ path, name: 'Mans fails.zip' }, context)
    await expect(work, name).rejects.toMatchObject({ code })
    await expect(work, name).rejects.toThrow(reason)
    await expect(work, name).rejects.toThrow('"Mans fails.zip" was not opened')
  }
  await expect(library.service.open({ path: join(folder, 'gone.zip') }, context)).rejects.toMatchObject({
    code: 'not-found',
  })
  await expect(library.service.open({ path: 'relative.zip' }, context)).rejects.toMatchObject({ code: 'bad-request' })
  expect([
    await readFile(join(dataFolder, 'library.json'), 'utf8'),
    await readdir(dataFolder, { recursive: true }),
  ]).toEqual(before)
  expect(await list(library)).toHaveLength(1)
  expect(emitted).toEqual([])
})

test('a damaged copy of an archive that is here already is refused, a sound one is the same archive', async () => {
  const library = await start()
  const opened = await library.service.open({ path: other }, context)
  const damaged = await readFile(other)
  damaged.writeUInt8(0x58, damaged.indexOf('Teksts ar'))
  const path = join(folder, 'copy.zip')
  await writeFile(path, damaged)
  await expect(library.service.open({ path }, context)).rejects.toMatchObject({ code: 'zip-corrupt' })
  await writeFile(path, await readFile(other))
  expect(await library.service.open({ path }, context)).toEqual(opened)
  expect(await library.service.open({ path: other }, context)).toEqual(opened)
})

test('payloads are checked in the background, and the state is told', async () => {
  const library = await start(0)
  await vi.waitFor(async () => expect((await list(library))[0]?.verification).toBe('sound'), { timeout: 20_000 })
  expect(emitted.map(([archive]) => archive?.verification)).toEqual(['checking', 'sound'])
})

test('damage that came later is found, told, and the rest stays readable', async () => {
  const path = join(folder, 'later.zip')
  await writeFile(path, await readFile(other))
  const library = await start()
  await library.service.open({ path }, context)
  const bytes = await readFile(path)
  const at = bytes.indexOf('Teksts ar')
  bytes.writeUInt8(0x58, at)
  const { originalSha256 } = library.documents('cits')[0] ?? {}
  await writeFile(path, bytes)
  const report = await library.service.verify({ archiveId: 'cits' }, context)
  expect(report.valid).toBe(false)
  const damaged = (await list(library)).find(({ id }) => id === 'cits')
  expect(damaged).toMatchObject({ verification: 'damaged' })
  expect(damaged?.problem).toMatch(/The archive "Other" is damaged/)
  expect(originalSha256).toBeDefined()
  const [first, second] = library.documents('cits')
  expect((await library.openDocument(second?.id ?? '')).model.text).toContain('Otrais cits')
  await expect(library.openDocument(first?.id ?? '')).rejects.toMatchObject({ code: 'damaged' })
})

test('an archive that is gone, or another one now, keeps its place with a sentence', async () => {
  const path = join(folder, 'moving.zip')
  await writeFile(path, await readFile(other))
  await (await start()).service.open({ path }, context)
  await rename(path, `${path}.away`)
  const gone = await start()
  expect((await list(gone)).find(({ id }) => id === 'cits')?.problem).toMatch(/no longer at/)
  expect(gone.documents('cits')).toEqual([])
  await sealSmall(folder, { id: 'tresais' }, 'moving.zip')
  expect((await list(await start())).find(({ id }) => id === 'cits')?.problem).toMatch(/another archive/)
  await unlink(path)
  await rename(`${path}.away`, path)
  const back = await start()
  expect((await list(back)).find(({ id }) => id === 'cits')?.problem).toBeUndefined()
  expect(back.documents('cits')).toHaveLength(2)
})

test('a new version of an archive replaces the old one', async () => {
  const library = await start()
  const path = await sealSmall(folder, { id: 'aug' }, 'aug.zip')
  await library.service.open({ path }, context)
  const grown = await sealSmall(
    folder,
    {
      id: 'aug',
      documents: [
        await smallDocument('a b', {}, 'a.txt'),
        await smallDocument('c d', {}, 'c.txt'),
        await smallDocument('e', {}, 'e.txt'),
      ],
    },
    'aug2.zip',
  )
  await library.service.open({ path: grown }, context)
  expect((await list(library)).filter(({ id }) => id === 'aug')).toMatchObject([{ documents: 3, path: grown }])
  await utimes(path, new Date(), new Date())
  expect((await list(await start())).filter(({ id }) => id === 'aug')).toMatchObject([{ documents: 3 }])
})

test('a damaged list of archives is set aside and begun anew; a newer one is refused', async () => {
  await start()
  const path = join(dataFolder, 'library.json')
  await writeFile(path, '{"schema": "avots-libr')
  const library = await start()
  expect(await list(library)).toMatchObject([{ starter: true }])
  expect((await readdir(dataFolder)).filter((name) => name.startsWith('library.damaged-'))).toHaveLength(1)
  expect(log.some(({ level }) => level === 'warn')).toBe(true)
  await writeFile(path, JSON.stringify({ schema: 'avots-library', v: 2, archives: [] }))
  await expect(start()).rejects.toMatchObject({ code: 'version-newer' })
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ v: 2 })
})

test('imports of an archive that changes are told without reading its journal anew', async () => {
  const library = await start()
  const { id, path } = await library.service.create({ title: 'Vēstules', language: 'lv' }, context)
  const journal = join(path, '.avots', 'journal.ndjson')
  await library.withWork(id, async () => {
    await rename(journal, `${journal}-away`)
    try {
      expect(await library.imports(id)).toEqual([])
    } finally {
      await rename(`${journal}-away`, journal)
    }
  })
  expect(await library.imports(id)).toEqual([])
})

test('a damaged cache is not believed', async () => {
  await start()
  const cache = join(dataFolder, 'cache')
  for (const name of await readdir(cache)) await writeFile(join(cache, name), '{}')
  expect((await start()).documents()).toHaveLength(2)
})

test('closing stops a running check', async () => {
  const library = await start(0)
  const started = performance.now()
  await library.close()
  expect(performance.now() - started).toBeLessThan(2000)
})
