/** Registrations and archives in work that an earlier version wrote: every later one opens them. */
import { testHost } from '../support/test-host'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openArchive, openLibrary, openWork, verifyBag } from '#main/services/archives'
import { sealSmall } from '../support/small-archive'

const stored = (path: string) => fileURLToPath(new URL(`../stored-data/v1/${path}`, import.meta.url))
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-stored-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('a library of before archives in work is read as one of sealed archives', async () => {
  await sealSmall(folder, {}, 'starter.avots.zip')
  const dataFolder = mkdtempSync(join(folder, 'data-'))
  cpSync(stored('library/library.json'), join(dataFolder, 'library.json'))
  const library = await openLibrary({
    host: testHost({
      dataFolder,
      resources: folder,
    }),
    emit: () => undefined,
    onFirstAdd: () => Promise.reject(new Error('these notes were copied before')),
    checkDelay: 100_000,
  })
  const context = { signal: new AbortController().signal, progress: () => undefined }
  expect(await library.service.list({}, context)).toMatchObject([
    { id: 'mazs-arhivs', kind: 'sealed', starter: true, addedAt: '2026-11-23T08:00:00.000Z' },
    { id: 'pazudis', kind: 'sealed', documents: 7, problem: expect.stringContaining('/nowhere/pazudis') as string },
  ])
  await library.close()
})

it('an archive in work of version 1 opens, and its bag is what the same state gives today', async () => {
  const place = join(folder, 'work')
  cpSync(stored('work'), place, { recursive: true })
  const before = readFileSync(join(place, 'tagmanifest-sha256.txt'), 'utf8')
  const archive = await openArchive(place)
  expect(archive.documents).toMatchObject([
    { fileName: 'a.md', current: 2, metadata: { title: { text: 'Vēstule', lang: 'lv' } } },
    { fileName: 'b.bin', current: 0, refusal: { code: 'unsupported-format' } },
  ])
  const texts = [1, 2].map(async (edition) => {
    const { model } = await archive.openDocument(archive.documents[0]?.id ?? '', edition)
    return model.text
  })
  expect(await Promise.all(texts)).toEqual(['Vēstule\n\nLabdien.', 'Vēstule\n\nLabvakar.'])
  const work = await openWork(place, { version: '0.1.0', host: 'cli', now: () => new Date(1_700_000_000_000) })
  const [first] = archive.documents
  if (!first) throw new Error('a document expected')
  const previous = await work.setMetadata({ [first.id]: { ...first.metadata, description: 'Cits.' } })
  await work.settle()
  expect(readFileSync(join(place, 'tagmanifest-sha256.txt'), 'utf8')).not.toBe(before)
  await work.setMetadata(previous)
  await work.close()
  expect(readFileSync(join(place, 'tagmanifest-sha256.txt'), 'utf8')).toBe(before)
  expect(await verifyBag(place)).toMatchObject({ valid: true, warnings: [] })
})

it('what version 1 wrote of merging, of archives among imports and of recognition is read, and can be undone', async () => {
  const place = join(folder, 'work-merged')
  cpSync(stored('work-merged'), place, { recursive: true })
  const bag = () => readFileSync(join(place, 'tagmanifest-sha256.txt'), 'utf8')
  const before = bag()
  const archive = await openArchive(place)
  // The first has got an edition, the second had been taken out and came back, the third is new; one merge was undone.
  expect(archive.documents.map(({ fileName, current }) => [fileName, current])).toEqual([
    ['teksts.md', 2],
    ['abpus.txt', 1],
    ['tur.txt', 1],
  ])
  const options = { version: '0.1.0', host: 'cli', now: () => new Date('2026-11-29T06:00:00.000Z') }
  const work = await openWork(place, options)
  expect(work.catalogue().registers.persons.map(({ key }) => key)).toEqual(['rei-august', 'rei-august-2', 'x/y z'])
  const imports = work.imports().map(({ options: asked, items }) => [asked, [...items.values()][0]?.outcome])
  expect(imports).toMatchObject([
    [{}, { status: 'ok', path: '/no/avots.zip' }],
    [{ recognise: ['lav', 'deu'] }, { status: 'refused', code: 'unsupported-format' }],
  ])
  const [first] = archive.documents
  if (!first) throw new Error('a document expected')
  const previous = await work.setMetadata({ [first.id]: { ...first.metadata, description: 'Cits.' } })
  await work.settle()
  expect(bag()).not.toBe(before)
  await work.setMetadata(previous)
  await work.close()
  expect(bag()).toBe(before)
  // A change that was taken back is none.
  const again = await openWork(place, options)
  await again.unmerge(1)
  await again.close()
  const documents = (await openArchive(place)).documents
  expect(documents.map(({ fileName, current }) => [fileName, current])).toEqual([['teksts.md', 1]])
  expect(await verifyBag(place)).toMatchObject({ valid: true, errors: [] })
})

it('what version 1 wrote of images and texts of pages is read', async () => {
  const place = join(folder, 'work-pages')
  cpSync(stored('work-pages'), place, { recursive: true })
  const bag = () => readFileSync(join(place, 'tagmanifest-sha256.txt'), 'utf8')
  const before = bag()
  const archive = await openArchive(place)
  expect(archive.documents.map(({ fileName, current }) => [fileName, current])).toEqual([
    ['mets.xml', 1],
    // Its image came with a later import.
    ['vestule.xml', 2],
  ])
  const pages = archive.documents.map(async ({ id }) => {
    const { model } = await archive.openDocument(id)
    return model.pages.map(({ image }) => model.resources.find(({ sha256 }) => sha256 === image)?.from)
  })
  expect(await Promise.all(pages)).toEqual([['img/1.png'], ['skeni/v.png']])
  const work = await openWork(place, { version: '0.1.0', host: 'cli', now: () => new Date('2026-11-28T22:00:00.000Z') })
  const tied = work.imports().map(({ items }) => [...items.values()].flatMap(({ outcome }) => outcome?.tied ?? []))
  expect(tied).toEqual([
    [
      { what: 'text', pages: [1], to: 'mets.xml' },
      { what: 'image', pages: [1], to: 'mets.xml' },
    ],
    [{ what: 'image', pages: [1], to: 'vestule.xml' }],
  ])
  const [first] = archive.documents
  if (!first) throw new Error('a document expected')
  const previous = await work.setMetadata({ [first.id]: { ...first.metadata, subjects: ['Avīzes'] } })
  await work.settle()
  expect(bag()).not.toBe(before)
  await work.setMetadata(previous)
  await work.close()
  expect(bag()).toBe(before)
  expect(await verifyBag(place)).toMatchObject({ valid: true, errors: [], warnings: [] })
})
