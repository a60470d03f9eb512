import { startNodeChild } from '#main/services/children'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkModel } from '#shared/domain/model'
import { openSealed, readSources, sealArchive, type SealedArchive, verifyBag } from '#main/services/archives'
import { createExtractor } from '#main/services/documents'

const sources = join(import.meta.dirname, '../../resources/starter')
let folder = ''
let file = ''
let archive: SealedArchive

async function seal(name: string): Promise<string> {
  const target = join(folder, name)
  await sealArchive(await readSources(sources, createExtractor('nowhere', startNodeChild)), target, {
    version: '1.2.3',
  })
  return target
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-starter-'))
  file = await seal('starter.avots.zip')
  archive = await openSealed(file)
})
afterAll(() => rm(folder, { recursive: true }))

test('the starter archive verifies without a warning', async () => {
  const report = await verifyBag(file)
  expect(report.errors).toEqual([])
  expect(report.warnings).toEqual([])
  expect(report).toMatchObject({ valid: true, version: '1.0' })
})

test('sealed twice it has the same bytes, in every time zone', async () => {
  const first = await readFile(file)
  const before = process.env['TZ']
  for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
    process.env['TZ'] = zone
    expect(first.equals(await readFile(await seal(`${zone.replace('/', '-')}.zip`))), zone).toBe(true)
  }
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

test('every document opens, holds together and has its metadata', async () => {
  expect(archive.documents.length).toBeGreaterThan(30)
  for (const { id, metadata, articles, words } of archive.documents) {
    const { model } = await archive.openDocument(id)
    expect(checkModel(model), metadata.title.text).toEqual([])
    expect(model.warnings, metadata.title.text).toEqual([])
    expect(words, metadata.title.text).toBeGreaterThan(20)
    if (metadata.type === 'pact') expect(articles, metadata.title.text).toBeGreaterThanOrEqual(6)
  }
})

test('its notes stand on the words that they quote', async () => {
  const notebook = await archive.notebook()
  expect(notebook?.annotations.length).toBeGreaterThanOrEqual(12)
  expect(notebook?.comparisons.length).toBeGreaterThanOrEqual(1)
  const names = new Set(notebook?.tags.map((tag) => tag.id))
  for (const { targets, tagIds } of notebook?.annotations ?? []) {
    for (const target of targets) {
      if (target.kind !== 'text') continue
      const { model } = await archive.openDocument(target.docId)
      expect(model.text.slice(target.start, target.end)).toBe(target.exact)
    }
    for (const id of tagIds) expect(names.has(id)).toBe(true)
  }
})

const has = (program: string) => spawnSync(program, ['--version']).error === undefined

test.runIf(has('unzip') && has('sha256sum'))('it is unpacked and proved with unzip and sha256sum alone', async () => {
  const target = join(folder, 'unpacked')
  execFileSync('unzip', ['-q', file, '-d', target])
  const base = join(target, 'baltic-pacts-1939')
  const manifests = ['manifest-sha256.txt', 'tagmanifest-sha256.txt']
  expect(execFileSync('sha256sum', ['-c', '--quiet', ...manifests], { cwd: base }).toString()).toBe('')
  expect(await verifyBag(base)).toMatchObject({ valid: true, errors: [], warnings: [] })
  // The same tree as a folder is an archive, too.
  expect((await openSealed(base)).documents).toEqual(archive.documents)
})

test.runIf(has('python3'))('another zip reader finds nothing wrong', () => {
  const program = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))'
  expect(execFileSync('python3', ['-c', program, file]).toString()).toMatch(/^None \d+/)
})
