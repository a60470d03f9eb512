/** Merging archives: what comes, what is the same, what undoes it, and what happens when it is stopped or cut off. */
import { testHost } from '../support/test-host'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Annotation, ArchiveSummary, CallContext, SealedNotebook } from '#shared/contract'
import {
  adoptSealed,
  createWork,
  type Library,
  type NewDocument,
  newArchive,
  openLibrary,
  openSealed,
  openWork,
  sealArchive,
  verifyBag,
  withMergeSource,
} from '#main/services/archives'
import { startNodeChild } from '#main/services'
import { createMerges, extractorsOf, runImport } from '#main/services/imports'
import {
  emptyNotebook,
  fullMetadata,
  sealSmall,
  smallContent,
  smallDocument,
  smallRegisters,
} from '../support/small-archive'

let folder = ''
let data = ''
let library: Library
let copied: [string, SealedNotebook][] = []
const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const version = '0.1.0'
const options = { version, host: 'cli' }

const open = () =>
  openLibrary({
    host: testHost({
      version,
      dataFolder: data,
      resources: join(folder, 'resources'),
    }),
    checkDelay: 100_000,
    emit: () => undefined,
    onFirstAdd(id, sealed) {
      copied.push([id, sealed])
      return Promise.resolve()
    },
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-merge-'))
  await mkdir(join(folder, 'resources'))
  await sealSmall(join(folder, 'resources'), {}, 'starter.avots.zip')
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  data = await mkdtemp(join(folder, 'data-'))
  copied = []
  library = await open()
  await library.service.remove({ archiveId: 'mazs-arhivs' }, context)
  return () => library.close()
})

const merges = () => createMerges({ library, change: library.withWork })

/** An archive in work with the documents of a small one, in the library. */
async function work(name: string, changes: Parameters<typeof sealSmall>[1] = {}): Promise<ArchiveSummary> {
  const sealed = await sealSmall(data, { id: name, ...changes }, `${name}.zip`)
  await adoptSealed(sealed, join(data, name))
  await openWork(join(data, name), options).then((opened) => opened.close())
  return library.service.open({ path: join(data, name) }, context)
}

const emptyWork = async (name: string) => {
  const archive = newArchive({ id: name, title: { lv: name }, language: 'lv' }, new Date('2026-11-24T00:00:00Z'))
  await createWork(join(data, name), archive)
  return library.service.open({ path: join(data, name) }, context)
}

/** A note on a whole document, as its first edition has it; its id ends in the letter. */
const noteOn = (letter: string, docId: string): Annotation => ({
  id: `00000000-0000-8000-8000-00000000000${letter}`,
  targets: [{ kind: 'document', docId, editionId: `${docId}.1` }],
  kind: 'note',
  colour: 'A',
  tagIds: [],
  note: 'Piezīme',
  created: '2026-11-23T00:00:00.000Z',
  updated: '2026-11-23T00:00:00.000Z',
  rev: 1,
  deletedAt: null,
})

const idOf = ({ editions }: NewDocument) => editions[0]?.model.id ?? ''

/** What was copied of which archive, by the letters of the notes. */
const lettersCopied = () =>
  copied.map(([from, { annotations }]) => [from, annotations.map(({ id }) => id.at(-1) ?? '')])

/** Every file of a folder but those that are never sealed, with its bytes. */
async function contentOf(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !path.includes('.avots/')) found[path.slice(root.length)] = await readFile(path, 'latin1')
  }
  return found
}

test('a sealed archive comes into one in work, whole, and the bag verifies', async () => {
  const source = await sealSmall(data, { id: 'avots' }, 'avots.zip')
  const before = await readFile(source)
  const { id } = await emptyWork('merkis')
  const preview = await merges().previewMerge({ archiveId: id, source: { path: source } }, context)
  expect(preview.documents.map(({ outcome, editions }) => [outcome, editions])).toEqual([
    ['added', 1],
    ['added', 1],
  ])
  const progress: string[] = []
  const result = await merges().merge(
    { archiveId: id, source: { path: source } },
    { ...context, progress: ({ stage }) => void progress.push(stage) },
  )
  expect(result).toEqual({ mergeId: 1, added: 2, editions: 0, same: 0 })
  expect(new Set(progress)).toEqual(new Set(['unpack', 'merge']))
  const sealed = await openSealed(source)
  const documents = library.documents(id)
  expect(documents.map(({ metadata }) => metadata)).toEqual(sealed.documents.map(({ metadata }) => metadata))
  expect(library.registers(id)).toEqual(sealed.registers)
  for (const document of sealed.documents) {
    expect((await library.openDocument(document.id)).model).toEqual((await sealed.openDocument(document.id)).model)
  }
  expect(await verifyBag(join(data, 'merkis'))).toMatchObject({ valid: true, errors: [] })
  expect(await readFile(source)).toEqual(before)
  // Nothing is left of what was unpacked.
  expect(await readdir(join(data, 'merkis', '.avots', 'tmp'))).toEqual([])
  // A second time there is nothing to do.
  const again = await merges().previewMerge({ archiveId: id, source: { path: source } }, context)
  expect(again.documents.map(({ outcome }) => outcome)).toEqual(['same', 'same'])
  expect(await merges().merge({ archiveId: id, source: { path: source } }, context)).toMatchObject({ mergeId: null })
})

test('what both have is not doubled: editions, metadata and registers of both come together, and go with undo', async () => {
  const target = await work('merkis', {
    documents: [
      await smallDocument('# Viens\n\nTeksts.\n', { title: { text: 'Mans nosaukums', lang: 'lv' }, genre: 'vēstule' }),
      await smallDocument('Tikai šeit.\n', {}, 'seit.txt'),
    ],
    registers: {
      persons: [{ key: 'rei-august', sort: 'Cits, Augusts', names: { lv: 'Cits' } }],
      places: [],
      citations: [],
    },
  })
  const one = await smallDocument('# Viens\n\nTeksts.\n', fullMetadata)
  const [first] = one.editions
  if (!first) throw new Error('no edition')
  const other = { ...first, model: { ...first.model, extractor: 'markdown@0' }, importedAt: '2026-11-25T00:00:00.000Z' }
  const source = await work('avots', {
    documents: [
      { ...one, editions: [first, other] },
      await smallDocument('Tikai tur.\n', { persons: [{ name: 'Augusts Rejs', key: 'rei-august' }] }, 'tur.txt'),
    ],
    registers: smallRegisters,
  })
  const before = await contentOf(target.path)
  const untouched = await contentOf(source.path)
  const input = { archiveId: target.id, source: { archiveId: source.id } }
  const preview = await merges().previewMerge(input, context)
  expect(preview).toMatchObject({
    source: { id: 'avots' },
    documents: [
      { outcome: 'joined', editions: 1, metadata: true, differing: ['genre'] },
      { outcome: 'added', editions: 1 },
    ],
  })
  const result = await merges().merge(input, context)
  expect(result).toEqual({ mergeId: 1, added: 1, editions: 1, same: 1 })
  const documents = library.documents(target.id)
  expect(documents).toHaveLength(3)
  const joined = documents.find(({ id }) => id === first.model.id)
  expect(joined?.editions.map(({ importer }) => importer)).toEqual([first.model.extractor, 'markdown@0'])
  expect(joined?.metadata).toMatchObject({
    title: { text: 'Mans nosaukums' },
    alternativeTitles: [{ text: fullMetadata.title.text }, { text: 'Talks' }],
    genre: 'vēstule',
    callNumber: 'f. 1, l. 2',
  })
  // What could not be taken over is kept as a record.
  expect(await readFile(join(target.path, `data/metadata/${first.model.id}.source.json`), 'utf8')).toContain(
    'editorial rendering',
  )
  // The same key of another person: it gets a key of its own, and the documents follow.
  const { persons } = library.registers(target.id)
  expect(persons.map(({ key, sort }) => [key, sort])).toContainEqual(['rei-august', 'Cits, Augusts'])
  expect(persons.map(({ key, sort }) => [key, sort])).toContainEqual(['rei-august-2', 'Rei, August'])
  expect(documents.find(({ fileName }) => fileName === 'tur.txt')?.metadata.persons).toEqual([
    { name: 'Augusts Rejs', key: 'rei-august-2' },
  ])
  expect(await verifyBag(target.path)).toMatchObject({ valid: true, errors: [] })
  expect(await contentOf(source.path)).toEqual(untouched)
  // As a sealed archive it is read as it is now.
  const opened = await openWork(target.path, options)
  const sealed = await sealArchive(await opened.content(), join(data, 'kopa.zip'), { version })
  await opened.close()
  expect((await openSealed(sealed.path)).documents.map(({ editions }) => editions.length).sort()).toEqual([1, 1, 2])

  await merges().unmerge({ archiveId: target.id, mergeId: 1 }, context)
  const after = await contentOf(target.path)
  // The date of the last change is another.
  const withoutDates = (files: Record<string, string>) =>
    Object.entries(files).filter(([path]) => !/bag-info|tagmanifest|manifest-|ro-crate-metadata/.test(path))
  expect(withoutDates(after)).toEqual(withoutDates(before))
  expect(library.documents(target.id)).toHaveLength(2)
  expect(library.registers(target.id).persons).toHaveLength(1)
  expect(await verifyBag(target.path)).toMatchObject({ valid: true, errors: [] })
  await expect(merges().unmerge({ archiveId: target.id, mergeId: 1 }, context)).rejects.toMatchObject({
    code: 'not-found',
  })
  // And once more, as if it had never been.
  expect(await merges().merge(input, context)).toMatchObject({ mergeId: 2, added: 1, editions: 1 })
  expect(await verifyBag(target.path)).toMatchObject({ valid: true, errors: [] })
})

test('what was changed since is not thrown away by undo', async () => {
  const target = await emptyWork('merkis')
  const source = await work('avots')
  const { mergeId } = await merges().merge({ archiveId: target.id, source: { archiveId: source.id } }, context)
  const [document] = library.documents(target.id)
  if (!document || mergeId === null) throw new Error('nothing came')
  const { id, metadata } = document
  await library.withWork(target.id, (opened) => opened.setMetadata({ [id]: { ...metadata, genre: 'mans' } }))
  await expect(merges().unmerge({ archiveId: target.id, mergeId }, context)).rejects.toMatchObject({ code: 'conflict' })
  expect(library.documents(target.id)).toHaveLength(2)
})

test('sealed notes come along, on the documents as they are named now, and are copied once', async () => {
  const one = await smallDocument('Ar piezīmi.\n', {}, 'piezime.txt')
  const docId = idOf(one)
  const [edition] = one.editions
  if (!edition) throw new Error('no edition')
  // The target has another text under the number that the note is on.
  const elsewhere = { ...one, editions: [{ ...edition, model: { ...edition.model, extractor: 'plain-text@0' } }] }
  const target = await work('merkis', {
    documents: [elsewhere],
    notebook: { ...emptyNotebook, annotations: [noteOn('a', docId)] },
  })
  const path = await sealSmall(
    data,
    {
      id: 'avots',
      documents: [one],
      notebook: { ...emptyNotebook, annotations: [noteOn('b', docId)] },
    },
    'avots.zip',
  )
  copied = []
  const input = { archiveId: target.id, source: { path } }
  await merges().merge(input, context)
  expect(copied.map(([id, { annotations }]) => [id, annotations[0]?.targets[0]?.editionId])).toEqual([
    ['avots', `${docId}.2`],
  ])
  const notes = async () => {
    const opened = await openWork(target.path, options)
    const { notebook } = await opened.content()
    await opened.close()
    return notebook?.annotations.map(({ id, targets }) => [id.at(-1), targets[0]?.editionId])
  }
  expect(await notes()).toEqual([
    ['a', `${docId}.1`],
    ['b', `${docId}.2`],
  ])
  expect(await verifyBag(target.path)).toMatchObject({ valid: true, errors: [] })
  await merges().unmerge({ archiveId: target.id, mergeId: 1 }, context)
  expect(await notes()).toEqual([['a', `${docId}.1`]])
  await merges().merge(input, context)
  expect(copied).toHaveLength(1)
})

test('notes of a merge that the end of the program cut off are copied at the next start', async () => {
  const { id, path } = await emptyWork('merkis')
  const sealed = await sealSmall(data, { id: 'avots', notebook: emptyNotebook }, 'avots.zip')
  const opened = await openWork(path, options)
  await withMergeSource(sealed, path, context, (source) => opened.merge(source, context))
  await opened.close()
  expect(copied).toEqual([])
  await library.close()
  library = await open()
  expect(library.documents(id)).toHaveLength(2)
  // The archive itself has them now, too: copying what is there already adds nothing.
  const counts = copied.map(([from, { tags }]) => [from, tags.length])
  expect(counts).toEqual([
    ['avots', emptyNotebook.tags.length],
    ['merkis', emptyNotebook.tags.length],
  ])
  await library.close()
  library = await open()
  expect(copied).toHaveLength(2)
})

test('of notes that were cut off only those are copied that came with the merge', async () => {
  const one = await smallDocument('Ar piezīmi.\n', {}, 'piezime.txt')
  const withNotes = (letters: string) => ({
    documents: [one],
    notebook: { ...emptyNotebook, annotations: [...letters].map((letter) => noteOn(letter, idOf(one))) },
  })
  const { path } = await work('merkis', withNotes('a'))
  const opened = await openWork(path, options)
  const merge = async (name: string, letters: string) => {
    const sealed = await sealSmall(data, { id: name, ...withNotes(letters) }, `${name}.zip`)
    return withMergeSource(sealed, path, context, (source) => opened.merge(source, context))
  }
  await merge('pirmais', 'b')
  const { id } = await merge('atsaukts', 'bd')
  await opened.unmerge(id ?? 0)
  await merge('otrais', 'bcd')
  await opened.close()
  copied = []
  await library.close()
  library = await open()
  // What the reader deleted since must not come back with the notes of another archive.
  expect(lettersCopied()).toEqual([
    ['pirmais', ['b']],
    ['otrais', ['c', 'd']],
  ])
})

test('notes of an archive in work are copied as those of a sealed one, once', async () => {
  const one = await smallDocument('Ar piezīmi.\n', {}, 'piezime.txt')
  const notebook = { ...emptyNotebook, annotations: [noteOn('a', idOf(one))] }
  const sealed = await sealSmall(data, { id: 'avots', documents: [one], notebook }, 'avots.zip')
  const path = join(data, 'avots')
  await adoptSealed(sealed, path)
  const target = await emptyWork('merkis')
  await merges().merge({ archiveId: target.id, source: { path } }, context)
  expect(lettersCopied()).toEqual([['avots', ['a']]])
  await merges().unmerge({ archiveId: target.id, mergeId: 1 }, context)
  await merges().merge({ archiveId: target.id, source: { path } }, context)
  expect(copied).toHaveLength(1)
})

test('two documents that are one here: the notes of both stand on the edition that came with the first', async () => {
  // The same words in two files. The target has both as one document, read as plain text.
  const files = { 'a.md': 'Vārdi.\n', 'b.md': 'Vārdi.\r\n' }
  const target = await emptyWork('merkis')
  const opened = await openWork(target.path, options)
  const control = {
    signal: context.signal,
    mayGoOn: () => Promise.resolve(),
    onProgress: () => undefined,
    createExtractor: extractorsOf('nowhere', startNodeChild),
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(data, name), text)
    const [first] = opened.catalogue().documents
    const editionOf = first ? { editionOf: first.id } : {}
    await runImport(opened, { inputs: [join(data, name)], options: { format: 'plain-text', ...editionOf } }, control)
  }
  await opened.close()
  const documents = await Promise.all(Object.entries(files).map(([name, text]) => smallDocument(text, {}, name)))
  const annotations = documents.map((document, index) => noteOn(String(index), idOf(document)))
  const notebook = { ...emptyNotebook, annotations }
  const path = await sealSmall(data, { id: 'avots', documents, notebook }, 'avots.zip')
  copied = []
  await merges().merge({ archiveId: target.id, source: { path } }, context)
  const [document] = library.documents(target.id)
  expect(document?.editions).toHaveLength(3)
  const places = copied.flatMap(([, sealed]) => sealed.annotations.map(({ targets }) => targets[0]))
  expect(places.map((place) => [place?.docId, place?.editionId])).toEqual([
    [document?.id, `${document?.id}.3`],
    [document?.id, `${document?.id}.3`],
  ])
})

test('a merge that was cut off in the middle of the journal has not happened', async () => {
  const source = await sealSmall(data, { id: 'avots' }, 'avots.zip')
  const { id, path } = await emptyWork('merkis')
  await merges().merge({ archiveId: id, source: { path: source } }, context)
  const journal = join(path, '.avots', 'journal.ndjson')
  const lines = (await readFile(journal, 'utf8')).split('\n').filter((line) => line !== '')
  const kinds = lines.map((line) => (JSON.parse(line) as { t: string }).t)
  expect(kinds).toEqual(['archive', 'merged', 'registers', 'adopted', 'adopted', 'settled'])
  for (const length of [2, 3, 4]) {
    await writeFile(
      journal,
      lines
        .slice(0, length)
        .map((line) => `${line}\n`)
        .join(''),
    )
    const opened = await openWork(path, options)
    expect(opened.catalogue()).toMatchObject({ documents: [], registers: { persons: [] } })
    await opened.close()
  }
  await library.close()
  library = await open()
  const again = await merges().merge({ archiveId: id, source: { path: source } }, context)
  expect(again).toEqual({ mergeId: 1, added: 2, editions: 0, same: 0 })
  expect(await verifyBag(path)).toMatchObject({ valid: true, errors: [] })
})

test('stopping changes nothing, whenever it comes', async () => {
  const source = await work('avots')
  const target = await emptyWork('merkis')
  for (const after of [0, 1, 3]) {
    const controller = new AbortController()
    let heard = 0
    const progress = () => {
      if ((heard += 1) > after) controller.abort()
    }
    if (after === 0) controller.abort()
    const running = merges().merge(
      { archiveId: target.id, source: { archiveId: source.id } },
      { signal: controller.signal, progress },
    )
    await expect(running, `after ${after}`).rejects.toMatchObject({ code: 'cancelled' })
    expect(library.documents(target.id)).toEqual([])
    expect(Object.keys(await contentOf(target.path)).filter((path) => /originals|derived/.test(path))).toEqual([])
  }
  expect(await merges().merge({ archiveId: target.id, source: { archiveId: source.id } }, context)).toMatchObject({
    added: 2,
  })
})

test('a damaged source is refused by name, and nothing changes', async () => {
  const source = await work('avots')
  const target = await emptyWork('merkis')
  const [document] = library.documents(source.id)
  const hash = document?.originalSha256 ?? ''
  await writeFile(join(source.path, 'data/originals', hash.slice(0, 2), `${hash}.md`), 'cits saturs')
  const running = merges().merge({ archiveId: target.id, source: { archiveId: source.id } }, context)
  await expect(running).rejects.toMatchObject({ code: 'damaged' })
  await expect(running).rejects.toThrow(hash)
  expect(library.documents(target.id)).toEqual([])
})

test('what cannot be merged is refused with a sentence', async () => {
  const target = await emptyWork('merkis')
  const source = { path: await sealSmall(data, { ...(await smallContent()), id: 'avots' }, 'avots.zip') }
  const sealed = await library.service.open(source, context)
  const refused = async (input: Parameters<ReturnType<typeof merges>['merge']>[0]) =>
    merges()
      .merge(input, context)
      .then(
        () => null,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      )
  expect(await refused({ archiveId: sealed.id, source: { archiveId: target.id } })).toBe('read-only')
  expect(await refused({ archiveId: target.id, source: { archiveId: target.id } })).toBe('bad-request')
  expect(await refused({ archiveId: target.id, source: { path: 'avots.zip' } })).toBe('bad-request')
  expect(await refused({ archiveId: target.id, source: { archiveId: 'nekas' } })).toBe('not-found')
  await writeFile(join(data, 'nekas.zip'), 'nekas')
  expect(await refused({ archiveId: target.id, source: { path: join(data, 'nekas.zip') } })).toBe('not-an-archive')
})

test('a document that was taken out comes back by merging with what it was, and goes again when that is undone', async () => {
  const source = await sealSmall(data, { id: 'avots' }, 'avots.zip')
  const { id } = await work('merkis')
  const place = join(data, 'merkis')
  const [first] = (await openWork(place, options).then(async (opened) => {
    const { documents } = opened.catalogue()
    const [one] = documents
    if (!one) throw new Error('a document expected')
    await opened.setMetadata({ [one.id]: { ...one.metadata, description: 'Paša rakstīts.' } })
    await opened.remove([one.id])
    await opened.close()
    return documents
  })) as [{ id: string }]
  const said = async () => {
    const opened = await openWork(place, options)
    const found = opened.catalogue().documents.find((one) => one.id === first.id)
    await opened.close()
    return found?.metadata.description
  }
  expect(await said()).toBeUndefined()
  const result = await merges().merge({ archiveId: id, source: { path: source } }, context)
  expect(result).toMatchObject({ mergeId: 1, added: 1, editions: 0, same: 1 })
  expect(await said()).toBe('Paša rakstīts.')
  expect(await verifyBag(place)).toMatchObject({ valid: true, errors: [] })
  await merges().unmerge({ archiveId: id, mergeId: 1 }, context)
  expect(await said()).toBeUndefined()
  const opened = await openWork(place, options)
  await opened.restore([first.id])
  await opened.close()
  expect(await said()).toBe('Paša rakstīts.')
  expect(await verifyBag(place)).toMatchObject({ valid: true, errors: [] })
})
