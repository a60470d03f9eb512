/** Documents inside documents, pictures, disk faults: what no format of the suite brings yet, from an extractor of the test's own. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { createWork, newArchive, openArchive, openWork, sealArchive, verifyBag, type Work } from '../archives'
import { type Extractor, extractDocument } from '../documents'
import { type ImportControl, resumeImport, runImport } from './run'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-run-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let sources = ''
let archive = ''
beforeEach(async () => {
  sources = mkdtempSync(join(folder, 'sources-'))
  archive = join(mkdtempSync(join(folder, 'archive-')), 'darbs')
  const head = newArchive({ id: 'darbs', title: { lv: 'Darbs' }, language: 'lv' }, new Date('2026-11-23T08:00:00Z'))
  await createWork(archive, head)
})

const open = () => openWork(archive, { version: '0.1.0', host: 'cli', now: () => new Date('2026-11-24T08:00:00Z') })

const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47])

/** Reads text; a line `@ name: text` is a document inside, `!` a picture, `%` a refusal with that code. */
const extractor: Extractor = {
  async extract(input, hints) {
    const bytes = input instanceof Uint8Array ? input : readFileSync(input.path)
    const text = Buffer.from(bytes).toString('utf8')
    if (text.startsWith('%')) throw new AppError('password', '"x" is encrypted.', { format: 'tei' })
    const { model, format, resources } = await extractDocument(bytes, { ...hints, format: 'plain-text' })
    const children = [...text.matchAll(/^@ (\S+): (.*)$/gm)].map(([, fileName = '', content = '']) => ({
      bytes: Buffer.from(content.replaceAll('|', '\n')),
      fileName,
      from: `part/${fileName}`,
    }))
    if (text.includes('!')) {
      const sha256 = '0f4636c78f65d3639ece5a064b5ae753e3408614a14fb18ab4d7540d2c248543'
      model.resources = [{ sha256, role: 'figure', mediaType: 'image/png', from: 'a.png' }]
      resources.set(sha256, picture)
    }
    return { model, format: format.id, storedExtension: format.storedExtension, resources, children }
  },
  close: () => Promise.resolve(),
}

const control = (changes: Partial<ImportControl> = {}): ImportControl => ({
  signal: new AbortController().signal,
  mayGoOn: () => Promise.resolve(),
  onProgress: () => undefined,
  createExtractor: () => extractor,
  ...changes,
})

const request = () => ({ inputs: [sources], options: {} })
const summaries = (work: Work) =>
  work.catalogue().documents.map(({ fileName, parentId, refusal }) => [fileName, parentId ?? '', refusal?.code ?? ''])

const mailbox = [
  'Pastkaste',
  '@ pirmā: Labdien',
  '@ otrā: @ pielikums: Dziļi!',
  '@ kopija: Labdien',
  '@ slēgts: % x',
  '@ zināms: Fails',
].join('\n')

async function importMailbox(work: Work): Promise<void> {
  writeFileSync(join(sources, 'a.txt'), 'Fails')
  writeFileSync(join(sources, 'b.txt'), mailbox)
  writeFileSync(join(sources, 'c.txt'), 'Labdien')
  const { outcomes } = await runImport(work, request(), control())
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'duplicate'])
}

test('documents inside are documents of their own, linked, and each there once', async () => {
  const work = await open()
  await importMailbox(work)
  const [a, b, first, second, inner, locked] = work.catalogue().documents
  expect(summaries(work)).toEqual([
    ['a.txt', b?.id, ''],
    ['b.txt', '', ''],
    ['pirmā', b?.id, ''],
    ['otrā', b?.id, ''],
    ['pielikums', second?.id, ''],
    ['slēgts', b?.id, 'password'],
  ])
  await work.close()
  const { model } = await (await openArchive(archive)).openDocument(b?.id ?? '')
  expect(model.parts).toEqual([first?.id, second?.id, locked?.id, a?.id])
  expect(model.parts).not.toContain(inner?.id)
  expect(locked?.mediaType).toBe('application/tei+xml')
})

test('sealed, everything is found again: parts, pictures, what has no text', async () => {
  const work = await open()
  await importMailbox(work)
  const target = join(sources, 'x.zip')
  const { seal } = await sealArchive(await work.content(), target, { version: '0.1.0' })
  expect(await work.settle()).toBe(seal)
  const expected = work.catalogue()
  await work.close()
  for (const path of [target, archive]) expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  const sealed = await openArchive(target)
  expect(sealed.documents).toEqual(expected.documents)
  const hashes = (files: typeof expected.files) => files.map(({ inside, sha256 }) => `${sha256} ${inside}`).sort()
  expect(hashes(sealed.catalogue.files)).toEqual(hashes(expected.files))
  const pictures = sealed.catalogue.files.filter(({ mediaType }) => mediaType === 'image/png')
  expect(pictures).toMatchObject([
    { length: 4, inside: expect.stringMatching(/^data\/originals\/0f\/0f46.*\.png$/) as string },
  ])
})

test('taking a document out takes those inside it, too', async () => {
  const work = await open()
  await importMailbox(work)
  const mail = work.catalogue().documents.find(({ fileName }) => fileName === 'otrā')
  const removed = await work.remove([mail?.id ?? ''])
  expect(removed).toHaveLength(2)
  await work.settle()
  expect(await verifyBag(archive)).toMatchObject({ valid: true })
  await work.restore(removed)
  expect(summaries(work)).toHaveLength(6)
  await work.close()
  expect(await verifyBag(archive)).toMatchObject({ valid: true, warnings: [] })
})

test('a new edition is in the language that a person chose; what was only told from the text is told anew', async () => {
  const latvian = 'Tas bija tad, kad viņi vēl nezināja, ka šis līgums ir jau parakstīts un ka tas nav tikai vārdi. '
  const german = 'Das war, als sie noch nicht wussten, dass der Vertrag schon unterschrieben ist und nicht nur Worte. '
  const path = join(sources, 'a.txt')
  const work = await open()
  const bring = async (text: string, editionOf?: string) => {
    writeFileSync(path, text.repeat(3))
    const options = editionOf === undefined ? {} : { editionOf }
    const { outcomes } = await runImport(work, { inputs: [path], options }, control())
    return outcomes[0]
  }
  const first = await bring(german)
  expect(first).toMatchObject({ status: 'ok', language: 'de' })
  const id = first?.documentId ?? ''
  expect(await bring(latvian, id)).toMatchObject({ status: 'ok', language: 'lv' })
  const [document] = work.catalogue().documents
  if (!document) throw new Error('nothing came')
  const { metadata } = document
  const chosen = { ...metadata, languages: ['ltg'], origins: { ...metadata.origins, languages: 'user' as const } }
  await work.setMetadata({ [id]: chosen })
  expect(await bring(`${latvian}Un vēl. `, id)).toMatchObject({ status: 'ok', language: 'ltg' })
  await work.close()
})

test('what was half written of the bag when the program was killed is not part of it', async () => {
  const work = await open()
  writeFileSync(join(sources, 'a.txt'), 'Fails')
  await runImport(work, request(), control())
  for (const name of ['manifest-sha256.txt', 'tagmanifest-sha256.txt'])
    writeFileSync(join(archive, `${name}.4711-0a1b2c3d.tmp`), 'puse')
  writeFileSync(join(archive, 'piezīmes.4711-0a1b2c3d.tmp'), 'lasītāja')
  // It is written where nothing is sealed.
  const own = join(archive, '.avots', 'tmp')
  rmSync(own, { recursive: true })
  await expect(work.settle()).rejects.toMatchObject({ code: 'ENOENT' })
  mkdirSync(own)
  await work.close()
  expect(await verifyBag(archive)).toMatchObject({ errors: [{ path: 'piezīmes.4711-0a1b2c3d.tmp' }] })
})

test('one process at a time changes an archive', async () => {
  const work = await open()
  await expect(open()).rejects.toMatchObject({ code: 'read-only' })
  await work.close()
  await (await open()).close()
})

test('a journal line that was torn is forgotten; a damaged or newer one refuses the archive', async () => {
  const work = await open()
  writeFileSync(join(sources, 'a.txt'), 'Fails')
  await runImport(work, request(), control())
  await work.close()
  const journal = join(archive, '.avots', 'journal.ndjson')
  const sound = readFileSync(journal, 'utf8')
  writeFileSync(journal, `${sound}{"t":"metadata","at":"2026-`)
  const again = await open()
  expect(again.catalogue().documents).toHaveLength(1)
  await again.close()
  expect(readFileSync(journal, 'utf8')).toBe(sound)
  writeFileSync(journal, sound.replace('"t":"stored"', '"t":"stolen"'))
  await expect(open()).rejects.toMatchObject({ code: 'journal-damaged' })
  writeFileSync(journal, sound.replace('"v":1', '"v":2'))
  await expect(open()).rejects.toMatchObject({ code: 'version-newer' })
  expect(readdirSync(join(archive, '.avots'))).not.toContain('lock')
})

test('what was copied and is gone is copied again; another request first ends the one before', async () => {
  writeFileSync(join(sources, 'a.txt'), 'Viens')
  writeFileSync(join(sources, 'b.txt'), 'Divi')
  const work = await open()
  const controller = new AbortController()
  const stopping: Extractor = {
    extract: () => {
      controller.abort()
      return Promise.reject(new AppError('cancelled', 'stopped'))
    },
    close: () => Promise.resolve(),
  }
  const { signal } = controller
  const stopped = await runImport(work, request(), control({ signal, createExtractor: () => stopping }))
  expect(stopped).toMatchObject({ finished: false, stopped: 'cancelled', summary: { refused: 2 } })
  await work.close()
  rmSync(join(archive, '.avots', 'stored'), { recursive: true })
  const again = await open()
  const other = join(mkdtempSync(join(folder, 'other-')), 'c.txt')
  writeFileSync(other, 'Trīs')
  const report = await runImport(again, { inputs: [other], options: {} }, control())
  expect(report).toMatchObject({ importId: 2, finished: true, summary: { ok: 1 } })
  expect(again.catalogue().documents.map(({ fileName }) => fileName)).toEqual(['a.txt', 'b.txt', 'c.txt'])
  expect(await resumeImport(again, control())).toBeNull()
  await again.close()
  expect(await verifyBag(archive)).toMatchObject({ valid: true, warnings: [] })
})

test('undoing an import that was stopped inside a container takes what came of it, and knows none of it any more', async () => {
  writeFileSync(join(sources, 'b.txt'), mailbox)
  const controller = new AbortController()
  const stopping: Extractor = {
    ...extractor,
    async extract(input, hints) {
      // The container and the first of its parts are in the archive by then; those behind this one wait.
      if (hints.fileName === 'otrā') {
        await work.ledger.flush()
        controller.abort()
      }
      return extractor.extract(input, hints)
    },
  }
  const work = await open()
  const { importId, finished } = await runImport(
    work,
    request(),
    control({ signal: controller.signal, createExtractor: () => stopping }),
  )
  expect(finished).toBe(false)
  expect(summaries(work).map(([name]) => name)).toEqual(['b.txt', 'pirmā', 'otrā'])
  const hashes = [...(work.imports()[0]?.items.values() ?? [])].flatMap(({ stored }) => stored?.sha256 ?? [])
  expect(hashes.length).toBeGreaterThan(2)
  expect(hashes.some((hash) => work.ledger.documentOf(hash) !== null)).toBe(true)

  const { documentIds } = await work.undoImport(importId)
  expect(documentIds).toHaveLength(3)
  expect(summaries(work)).toEqual([])
  for (const hash of hashes) {
    expect(work.ledger.documentOf(hash)).toBeNull()
    expect(work.ledger.shelf(hash)).toBeNull()
    expect(work.ledger.sumsOf(hash)).toBeNull()
  }
  expect(work.ledger.unfinished()).toBeNull()
  await importMailbox(work)
  await work.close()
  expect(await verifyBag(archive)).toMatchObject({ valid: true, errors: [] })
})

test('what an earlier import refused is tried again: refused once more it says so, read now it gets its text', async () => {
  const work = await open()
  writeFileSync(join(sources, 'a.txt'), '% slēgts')
  const outcomesOf = async (changes: Partial<ImportControl> = {}) =>
    (await runImport(work, request(), control(changes))).outcomes
  const [first] = await outcomesOf()
  expect(first).toMatchObject({ status: 'refused', code: 'password' })
  expect(first).not.toHaveProperty('refusedBefore')
  const documentId = first?.documentId ?? ''

  // A copy in the same import is not tried twice, and tells why there is no text.
  writeFileSync(join(sources, 'b.txt'), '% slēgts')
  const again = await outcomesOf()
  const refusal = { code: 'password', message: '"x" is encrypted.', documentId }
  expect(again).toMatchObject([
    { ...refusal, status: 'refused', refusedBefore: true },
    { ...refusal, status: 'duplicate' },
  ])
  expect(work.catalogue().documents).toHaveLength(1)
  const { metadata } = work.catalogue().documents[0] ?? {}
  if (!metadata) throw new Error('no document')
  const description = { text: 'Lasītāja vārdi', origin: 'user' as const }
  await work.setMetadata({
    [documentId]: {
      ...metadata,
      description: description.text,
      origins: { ...metadata.origins, description: description.origin },
    },
  })

  const newer: Extractor = {
    ...extractor,
    async extract(input, hints) {
      const { model, ...rest } = await extractor.extract(Buffer.from('Tagad lasāms'), hints)
      const bytes = input instanceof Uint8Array ? input : readFileSync(input.path)
      const originalSha256 = createHash('sha256').update(bytes).digest('hex')
      const meta = { ...model.meta, title: 'Līgums', description: 'Faila vārdi', creators: ['A. Rejs'] }
      return { ...rest, model: { ...model, id: documentId, originalSha256, meta } }
    },
  }
  const read = await outcomesOf({ createExtractor: () => newer })
  expect(read).toMatchObject([
    { status: 'ok', documentId, edition: 1, refusedBefore: true },
    { status: 'duplicate', documentId },
  ])
  expect(read[1]).not.toHaveProperty('code')
  const [document, ...others] = work.catalogue().documents
  expect(others).toEqual([])
  expect(document).toMatchObject({
    id: documentId,
    current: 1,
    metadata: { title: { text: 'Līgums' }, creators: [{ name: 'A. Rejs' }], description: 'Lasītāja vārdi' },
  })
  expect(document).not.toHaveProperty('refusal')
  await work.close()
  expect(await verifyBag(archive)).toMatchObject({ valid: true, warnings: [] })
  expect((await (await openArchive(archive)).openDocument(documentId)).model.text).toContain('Tagad lasāms')
})
