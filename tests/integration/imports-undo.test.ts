/** Undoing imports through the services: what leaves, what stays, and what can be put back. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CallContext, contract } from '#shared/contract'
import { createServices, type Program } from '#main/services'
import { openWork, verifyBag } from '#main/services/archives'
import { mixedFiles, writeFiles } from '../support/import-files'
import { rawZip } from '../support/raw-zip'
import { sealSmall, smallDocument } from '../support/small-archive'
import { testHost } from '../support/test-host'

let folder = ''
let resources = ''
let source = ''
let program: Program

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-undone-'))
  resources = mkdtempSync(join(folder, 'resources-'))
  await sealSmall(resources, {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(async () => {
  source = mkdtempSync(join(folder, 'source-'))
  const dataFolder = mkdtempSync(join(folder, 'data-'))
  program = await createServices(testHost({ kind: 'browser', dataFolder, resources }), () => undefined)
})
afterEach(() => program.close())

const context = (signal: AbortSignal = new AbortController().signal): CallContext => ({
  signal,
  progress: () => undefined,
})
const create = () => program.services.archives.create({ title: 'Ģimenes vēstules', language: 'lv' }, context())
const run = (archiveId: string, paths: string[]) => program.services.documents.import({ archiveId, paths }, context())

test('an import is undone: its documents and archives leave, what was there before stays, and documents come back', async () => {
  const { id, path } = await create()
  const { documents: service } = program.services
  const list = async () => (await service.list({ archiveId: id }, context())).map(({ fileName }) => fileName)
  writeFiles(source, { 'a/pirms.txt': 'Bija pirms.', 'b/jauns.txt': 'Nāca ar importu.', 'b/pirms.txt': 'Bija pirms.' })
  await run(id, [join(source, 'a')])
  const sealed = await sealSmall(source, { id: 'cits' }, 'cits.zip')
  const { importId } = await run(id, [join(source, 'b'), sealed])
  expect(await list()).toHaveLength(4)
  const undone = await service.undoImport({ archiveId: id, importId }, context())
  expect(v.parse(contract.documents.undoImport.output, undone)).toEqual(undone)
  expect(undone).toMatchObject({ archives: 1, documentIds: { length: 1 }, editions: 0 })
  const report = () => service.importReport({ archiveId: id, importId }, context())
  expect(await report()).toMatchObject({ undone: true })
  expect(await list()).toEqual(['pirms.txt'])
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  // A second time there is nothing left to take out.
  expect(await service.undoImport({ archiveId: id, importId }, context())).toMatchObject({
    archives: 0,
    documentIds: [],
  })
  await service.restore({ archiveId: id, documentIds: undone.documentIds }, context())
  expect(await list()).toEqual(['pirms.txt', 'jauns.txt'])
  // Its file is there at once, and the import holds again.
  expect((await service.open({ documentId: undone.documentIds[0] ?? '' }, context())).model.text).toBe(
    'Nāca ar importu.',
  )
  expect(await report()).not.toHaveProperty('undone')
  await expect(service.undoImport({ archiveId: id, importId: 9 }, context())).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('a stopped import is given up: what came in leaves, nothing of it is left over, another one can begin', async () => {
  const { id, path } = await create()
  writeFiles(source, mixedFiles(400))
  const { documents: service } = program.services
  const controller = new AbortController()
  const held = service.import({ archiveId: id, paths: [source] }, context(controller.signal))
  const came = async () => (await service.imports({ archiveId: id }, context()))[0]?.summary.ok ?? 0
  await expect.poll(came, { interval: 5, timeout: 20_000 }).toBeGreaterThan(4)
  controller.abort()
  const { importId } = await held
  const { documentIds } = await service.undoImport({ archiveId: id, importId }, context())
  expect(documentIds.length).toBeGreaterThan(4)
  expect(await service.list({ archiveId: id }, context())).toEqual([])
  expect(await service.imports({ archiveId: id }, context())).toMatchObject([{ finished: true }])
  expect(await service.resumeImport({ archiveId: id }, context())).toBeNull()
  expect(readdirSync(join(path, '.avots', 'stored'))).toEqual([])
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  expect(await run(id, [source])).toMatchObject({ finished: true, summary: { duplicate: 40, refused: 40 } })
})

test('undoing an import leaves what a stopped one unpacked', async () => {
  const { id } = await create()
  const { documents: service } = program.services
  writeFiles(source, { 'a.txt': 'Bija pirms.' })
  const first = await run(id, [join(source, 'a.txt')])
  const text = 'Mīļā māte!\n'
  const bag = {
    'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    'manifest-sha256.txt': `${createHash('sha256').update(text).digest('hex')}  data/vēstule.txt\n`,
    'data/vēstule.txt': text,
  }
  const packed = Object.entries(bag).map(([name, content]) => ({ name: `soma/${name}`, content, flags: 0x800 }))
  writeFiles(source, { 'soma.zip': rawZip(packed) })
  const controller = new AbortController()
  const stopping = { signal: controller.signal, progress: () => controller.abort() }
  const held = await service.import({ archiveId: id, paths: [join(source, 'soma.zip')] }, stopping)
  expect(held).toMatchObject({ finished: false, stopped: 'cancelled' })
  await service.undoImport({ archiveId: id, importId: first.importId }, context())
  expect(await service.resumeImport({ archiveId: id }, context())).toMatchObject({
    finished: true,
    outcomes: [{ status: 'ok' }],
  })
})

test('undoing an import leaves what another one brought back', async () => {
  const { id } = await create()
  const { documents: service } = program.services
  const names = async () => (await service.list({ archiveId: id }, context())).map(({ fileName }) => fileName)
  writeFiles(source, { 'a/viens.txt': 'Viens.', 'a/divi.txt': 'Divi.', 'b/viens.txt': 'Viens.' })
  const first = await run(id, [join(source, 'a')])
  const [one] = first.outcomes.filter(({ path }) => path.endsWith('viens.txt'))
  await service.remove({ archiveId: id, documentIds: [one?.documentId ?? ''] }, context())
  const second = await run(id, [join(source, 'b')])
  expect(second.outcomes).toMatchObject([{ status: 'ok', documentId: one?.documentId }])
  const { documentIds } = await service.undoImport({ archiveId: id, importId: first.importId }, context())
  expect(documentIds).toHaveLength(1)
  expect(await names()).toEqual(['viens.txt'])
  const undone = await service.undoImport({ archiveId: id, importId: second.importId }, context())
  expect(undone.documentIds).toEqual([one?.documentId])
  expect(await names()).toEqual([])
})

test('archives that came with an import are taken back all or none', async () => {
  const { id } = await create()
  const { documents: service } = program.services
  const list = () => service.list({ archiveId: id }, context())
  const seal = async (name: string) =>
    sealSmall(source, { id: name, documents: [await smallDocument(`${name}.\n`, {}, `${name}.txt`)] }, `${name}.zip`)
  const { importId } = await run(id, [await seal('pirmais'), await seal('otrais')])
  const before = await list()
  expect(before.map(({ fileName }) => fileName).sort()).toEqual(['otrais.txt', 'pirmais.txt'])
  // The one that was merged first: the latest merge alone could be taken back.
  const [changed] = before
  if (!changed) throw new Error('nothing came')
  const metadata = { ...changed.metadata, genre: 'vēstule' }
  const { previous } = await service.setMetadata({ archiveId: id, set: { [changed.id]: metadata } }, context())
  await expect(service.undoImport({ archiveId: id, importId }, context())).rejects.toMatchObject({ code: 'conflict' })
  expect((await list()).map(({ id: one }) => one)).toEqual(before.map(({ id: one }) => one))
  expect(await service.importReport({ archiveId: id, importId }, context())).not.toHaveProperty('undone')
  await service.setMetadata({ archiveId: id, set: previous }, context())
  expect(await service.undoImport({ archiveId: id, importId }, context())).toMatchObject({ archives: 2 })
  expect(await list()).toEqual([])
})

test('archives that came with an import leave all or none also where the power fails; then undoing it goes on', async () => {
  const { id, path } = await create()
  const { documents: service } = program.services
  const seal = async (name: string) =>
    sealSmall(source, { id: name, documents: [await smallDocument(`${name}.\n`, {}, `${name}.txt`)] }, `${name}.zip`)
  writeFiles(source, { 'pats.txt': 'Pats.' })
  const sealed = [await seal('pirmais'), await seal('otrais'), await seal('tresais')]
  const { importId } = await run(id, [join(source, 'pats.txt'), ...sealed])
  const journal = join(path, '.avots', 'journal.ndjson')
  const before = readFileSync(journal)
  expect(await service.list({ archiveId: id }, context())).toHaveLength(4)
  await service.undoImport({ archiveId: id, importId }, context())
  const after = readFileSync(journal)
  await program.close()
  expect(after.subarray(0, before.length).equals(before)).toBe(true)

  const cuts = [...after.keys()].filter((at) => at >= before.length && after[at - 1] === 0x0a)
  expect(cuts.length).toBeGreaterThan(4)
  const archives = ['otrais.txt', 'pirmais.txt', 'tresais.txt']
  for (const cut of cuts) {
    writeFileSync(journal, after.subarray(0, cut))
    const work = await openWork(path, { version: '0.1.0', host: 'cli' })
    const names = work.catalogue().documents.map(({ fileName }) => fileName)
    const left = names.filter((name) => archives.includes(name)).sort()
    expect([archives, []], `cut at ${cut}`).toContainEqual(left)
    await work.undoImport(importId)
    expect(work.catalogue().documents).toEqual([])
    expect(work.imports()[0]?.undone).toBe(true)
    await work.close()
    expect(await verifyBag(path)).toMatchObject({ valid: true })
  }
})
