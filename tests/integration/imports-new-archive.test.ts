/** An archive that was made for an import: it goes with the import, unless a reader has put something into it since. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CallContext, contract } from '#shared/contract'
import { createServices, type Program } from '#main/services'
import { verifyBag } from '#main/services/archives'
import { writeFiles } from '../support/import-files'
import { sealSmall } from '../support/small-archive'
import { testHost } from '../support/test-host'

let folder = ''
let resources = ''
let source = ''
let dataFolder = ''
let program: Program

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-made-'))
  resources = mkdtempSync(join(folder, 'resources-'))
  await sealSmall(resources, {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const start = async () => {
  program = await createServices(testHost({ kind: 'browser', dataFolder, resources }), () => undefined)
}
beforeEach(async () => {
  source = mkdtempSync(join(folder, 'source-'))
  writeFiles(source, { 'a.txt': 'Viens.', 'b.txt': 'Divi.' })
  dataFolder = mkdtempSync(join(folder, 'data-'))
  await start()
})
afterEach(() => program.close())

const context = (): CallContext => ({ signal: new AbortController().signal, progress: () => undefined })
const create = () => program.services.archives.create({ title: 'Vēstules', language: 'lv' }, context())
const file = (name: string) => join(source, name)
const has = async (archiveId: string) =>
  (await program.services.archives.list({}, context())).some(({ id }) => id === archiveId)
/** What lies where archives are made. */
const folders = () => readdirSync(join(dataFolder, 'archives'))
const run = (archiveId: string, paths: string[], newArchive = false) =>
  program.services.documents.import({ archiveId, paths, ...(newArchive ? { newArchive } : {}) }, context())
const undo = (archiveId: string, importId: number) =>
  program.services.documents.undoImport({ archiveId, importId }, context())

test('the archive goes with the import that made it, comes back with its documents, and leaves no folder', async () => {
  const { id, path } = await create()
  const { documents: service } = program.services
  const { importId } = await run(id, [source], true)
  const undone = await undo(id, importId)
  expect(v.parse(contract.documents.undoImport.output, undone)).toEqual(undone)
  expect(undone).toMatchObject({ archiveRemoved: true, documentIds: { length: 2 } })
  expect([await has(id), existsSync(path)]).toEqual([false, false])

  await service.restore({ archiveId: id, documentIds: undone.documentIds }, context())
  expect((await service.list({ archiveId: id }, context())).map(({ fileName }) => fileName)).toEqual(['a.txt', 'b.txt'])
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  await program.close()
  await start()
  expect(await has(id)).toBe(true)

  expect(await undo(id, importId)).toMatchObject({ archiveRemoved: true })
  await program.close()
  expect(folders()).toEqual([])
  await start()
  expect(await has(id)).toBe(false)
  const late = program.services.documents.restore({ archiveId: id, documentIds: undone.documentIds }, context())
  await expect(late).rejects.toMatchObject({ code: 'not-found' })
})

test('it stays where it holds something else, or where a reader changed something', async () => {
  const other = await create()
  const first = await run(other.id, [file('a.txt')], true)
  const second = await run(other.id, [file('b.txt')])
  expect(await undo(other.id, first.importId)).not.toHaveProperty('archiveRemoved')
  expect(await has(other.id)).toBe(true)
  // The other import did not make it.
  expect(await undo(other.id, second.importId)).not.toHaveProperty('archiveRemoved')

  const edited = await program.services.archives.create({ title: 'Labots', language: 'lv' }, context())
  const { importId } = await run(edited.id, [file('a.txt')], true)
  const [document] = await program.services.documents.list({ archiveId: edited.id }, context())
  if (!document) throw new Error('nothing came')
  const set = { [document.id]: { ...document.metadata, genre: 'vēstule' } }
  await program.services.documents.setMetadata({ archiveId: edited.id, set }, context())
  expect(await undo(edited.id, importId)).not.toHaveProperty('archiveRemoved')
  expect(await has(edited.id)).toBe(true)
})

test('one that was made before its files were chosen stays', async () => {
  const { id } = await create()
  const { importId } = await run(id, [source])
  expect(await undo(id, importId)).not.toHaveProperty('archiveRemoved')
  expect([await has(id), folders()]).toEqual([true, [id]])
})

test('one for which nothing was handed over leaves no folder; one that holds something is not discarded', async () => {
  const { archives } = program.services
  const { id } = await create()
  await archives.remove({ archiveId: id, discard: true }, context())
  expect([await has(id), folders()]).toEqual([false, []])

  const kept = await create()
  await run(kept.id, [source])
  const discarding = archives.remove({ archiveId: kept.id, discard: true }, context())
  await expect(discarding).rejects.toMatchObject({ code: 'conflict' })
  expect(await has(kept.id)).toBe(true)
  // Taken out of the list by the reader, it stays where it is.
  await archives.remove({ archiveId: kept.id }, context())
  expect(folders()).toEqual([kept.id])
})
