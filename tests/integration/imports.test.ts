/** Importing into archives in work through the services: outcomes, editions, undo, the library, sealing. */
import { testHost } from '../support/test-host'
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CallContext, contract, events, type ImportProgress, type ImportReport } from '#shared/contract'
import { verifyBag } from '#main/services/archives'
import { createServices, type Program } from '#main/services'
import { mixedFiles, writeFiles } from '../support/import-files'
import { scan } from '../support/page-scans'
import { sealSmall } from '../support/small-archive'

let folder = ''
let resources = ''
let dataFolder = ''
let source = ''
let program: Program
let progressed: ImportProgress[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-imports-'))
  resources = mkdtempSync(join(folder, 'resources-'))
  await sealSmall(resources, {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const context = (signal: AbortSignal = new AbortController().signal): CallContext => ({
  signal,
  progress: () => undefined,
})

async function start(): Promise<Program> {
  const host = testHost({
    kind: 'browser',
    dataFolder,
    resources,
  })
  return createServices(host, (event, payload) => {
    if (event === 'importProgressed') progressed.push(v.parse(events.importProgressed, payload))
  })
}

beforeEach(async () => {
  dataFolder = mkdtempSync(join(folder, 'data-'))
  source = mkdtempSync(join(folder, 'source-'))
  progressed = []
  program = await start()
})
afterEach(() => program.close())

const create = async () => {
  const summary = await program.services.archives.create({ title: 'Ģimenes vēstules', language: 'lv' }, context())
  expect(v.is(contract.archives.create.output, summary)).toBe(true)
  return summary
}
const run = async (archiveId: string, paths: string[], more: object = {}): Promise<ImportReport> => {
  const report = await program.services.documents.import({ archiveId, paths, ...more }, context())
  expect(v.parse(contract.documents.import.output, report)).toEqual(report)
  return report
}
const find = async (archiveId: string) =>
  (await program.services.archives.list({}, context())).find(({ id }) => id === archiveId)

test('a new archive is empty, in the data folder, and known at the next start', async () => {
  const { id, path, kind } = await create()
  expect(id).toMatch(/^gimenes-vestules-[0-9a-f]{8}$/)
  expect(kind).toBe('work')
  expect(path.startsWith(dataFolder)).toBe(true)
  await program.close()
  program = await start()
  expect(await find(id)).toMatchObject({ kind: 'work', documents: 0, title: { lv: 'Ģimenes vēstules' } })
})

test('each file has an outcome; originals, texts and metadata are in the library', async () => {
  const { id } = await create()
  const header =
    '<teiHeader><fileDesc><titleStmt><title>Akts</title><author>A. Rejs</author></titleStmt></fileDesc>' +
    '<profileDesc><creation><date>1939. gada rudens</date></creation></profileDesc></teiHeader>'
  writeFiles(source, {
    'b/Zaļā vēstule.md': '# Zaļā vēstule\n\nTeksts.\n',
    'a.txt': 'Viens.\n\nDivi.\n',
    'kopija.txt': 'Viens.\n\nDivi.\n',
    'tukšs.txt': '',
    'nezināms.bin': Uint8Array.from([0, 1, 2, 3]),
    'akts.xml': `<TEI xmlns="http://www.tei-c.org/ns/1.0">${header}<text><body><p>T</p></body></text></TEI>`,
  })
  writeFileSync(join(source, 'liels.txt'), 'x')
  truncateSync(join(source, 'liels.txt'), 2 * 1024 ** 3 + 1)
  symlinkSync('a.txt', join(source, 'saite.txt'))
  const { outcomes, summary, finished } = await run(id, [source, join(source, 'nav.txt')], { language: 'lv' })
  const name = (path: string) => path.slice(source.length + 1)
  expect(outcomes.map(({ path, status, code }) => [name(path), status, code ?? ''])).toEqual([
    ['a.txt', 'ok', ''],
    ['akts.xml', 'ok', ''],
    ['b/Zaļā vēstule.md', 'ok', ''],
    ['kopija.txt', 'duplicate', ''],
    ['liels.txt', 'refused', 'file-too-large'],
    ['nezināms.bin', 'refused', 'unsupported-format'],
    ['saite.txt', 'refused', 'not-readable'],
    ['tukšs.txt', 'refused', 'empty'],
    ['nav.txt', 'refused', 'not-readable'],
  ])
  expect(outcomes[4]?.message).toMatch(/2147483649.*2147483648/)
  expect([summary, finished]).toEqual([{ ok: 3, partial: 0, refused: 5, duplicate: 1 }, true])
  expect(outcomes[3]?.documentId).toBe(outcomes[0]?.documentId)
  expect(outcomes[0]).toMatchObject({ format: 'plain-text', language: 'lv', characters: 13, blocks: 2 })

  const documents = await program.services.documents.list({ archiveId: id }, context())
  expect(v.parse(contract.documents.list.output, documents)).toEqual(documents)
  expect(documents.map(({ fileName, current }) => [fileName, current])).toEqual([
    ['a.txt', 1],
    ['akts.xml', 1],
    ['Zaļā vēstule.md', 1],
    ['nezināms.bin', 0],
  ])
  expect(documents.map(({ metadata }) => [metadata.title.text, metadata.origins['title'] ?? ''])).toEqual([
    ['a', ''],
    ['Akts', 'extracted'],
    ['Zaļā vēstule', 'extracted'],
    ['nezināms', ''],
  ])
  expect(documents[1]?.metadata).toMatchObject({
    creators: [{ name: 'A. Rejs' }],
    date: { edtf: '1939', display: '1939. gada rudens' },
    origins: { creators: 'extracted', date: 'extracted' },
  })
  expect(documents[0]?.metadata).toMatchObject({ languages: ['lv'], origins: { languages: 'user' } })
  const opened = await program.services.documents.open({ documentId: documents[2]?.id ?? '' }, context())
  expect(opened.model.text).toContain('Teksts.')
  const refused = program.services.documents.open({ documentId: documents[3]?.id ?? '' }, context())
  await expect(refused).rejects.toThrow(/kept as a file only.*no format/)
  expect(program.locateFile(documents[3]?.originalSha256 ?? '')).toMatchObject({ length: 4, name: 'nezināms.bin' })
  expect(progressed.at(-1)).toMatchObject({ state: 'finished', files: 9, filesDone: 9, counts: summary })
})

test('a corrected file becomes a new edition, the old one stays; the same file again changes nothing', async () => {
  const { id } = await create()
  writeFiles(source, { 'v1.txt': 'Pirmais teksts.', 'v2.txt': 'Otrais, labots teksts.' })
  const first = await run(id, [join(source, 'v1.txt')])
  const documentId = first.outcomes[0]?.documentId ?? ''
  const second = await run(id, [join(source, 'v2.txt')], { editionOf: documentId })
  expect(second.outcomes[0]).toMatchObject({ status: 'ok', documentId })
  const again = await run(id, [join(source, 'v2.txt')], { editionOf: documentId })
  expect(again.outcomes[0]).toMatchObject({ status: 'duplicate', documentId })
  const [summary] = await program.services.documents.list({ archiveId: id }, context())
  expect(summary).toMatchObject({ fileName: 'v1.txt', current: 2 })
  expect(summary?.editions[1]?.original).toMatchObject({ fileName: 'v2.txt' })
  const open = async (edition: number) =>
    (await program.services.documents.open({ documentId, edition }, context())).model.text
  expect([await open(1), await open(2)]).toEqual(['Pirmais teksts.', 'Otrais, labots teksts.'])
  await expect(run(id, [source], { editionOf: 'dnone' })).rejects.toMatchObject({ code: 'unknown-document' })
  await expect(run(id, [source], { editionOf: documentId })).rejects.toMatchObject({ code: 'bad-request' })
  // Read anew with a hint that changes the model: a third edition of the same bytes as the second.
  const options = { documentId, language: 'lv' }
  expect(await program.services.documents.reextract(options, context())).toMatchObject({ status: 'ok', documentId })
  expect(await program.services.documents.reextract(options, context())).toMatchObject({ status: 'duplicate' })
  expect((await program.services.documents.list({ archiveId: id }, context()))[0]?.current).toBe(3)
})

test('a folder imported again: what was corrected is a new edition, what is the same is a duplicate, what is new comes', async () => {
  const { id } = await create()
  writeFiles(source, { 'a/viens.txt': 'Pirmais.', 'a/divi.txt': 'Otrs.', 'a/kopija.txt': 'Otrs.' })
  const first = await run(id, [join(source, 'a')])
  writeFiles(source, { 'a/viens.txt': 'Pirmais, labots.', 'a/kopija.txt': 'Cits.', 'a/trīs.txt': 'Jauns.' })
  const second = await run(id, [join(source, 'a')])
  const outcome = (name: string, { outcomes }: ImportReport) => outcomes.find(({ path }) => path.endsWith(name))
  const documentId = outcome('viens.txt', first)?.documentId ?? ''
  expect(outcome('viens.txt', second)).toMatchObject({ status: 'ok', documentId, edition: 2 })
  expect(outcome('divi.txt', second)).toMatchObject({ status: 'duplicate' })
  // A copy of another file was never a document: corrected, it is one.
  expect(outcome('kopija.txt', second)).not.toHaveProperty('edition')
  expect(second.summary).toMatchObject({ ok: 3, duplicate: 1 })
  const text = async (edition: number) =>
    (await program.services.documents.open({ documentId, edition }, context())).model.text
  expect([await text(1), await text(2)]).toEqual(['Pirmais.', 'Pirmais, labots.'])
  // Editions stay, and that is said.
  const { importId } = second
  const undone = await program.services.documents.undoImport({ archiveId: id, importId }, context())
  expect(undone).toMatchObject({ editions: 1, documentIds: { length: 2 } })
  expect(await text(2)).toBe('Pirmais, labots.')
  await program.services.documents.restore({ archiveId: id, documentIds: undone.documentIds }, context())
  // Nobody asked for editions: another text from the same place is another document.
  writeFiles(source, { 'a/viens.txt': 'Pavisam cits.' })
  const third = await run(id, [join(source, 'a')], { changed: 'documents' })
  expect(outcome('viens.txt', third)?.documentId).not.toBe(documentId)
  // What cannot be read is kept for itself; the document stays as it is.
  const before = (await program.services.documents.list({ archiveId: id }, context())).length
  writeFiles(source, { 'a/divi.txt': Uint8Array.from([0, 1, 2, 255, 254, 0, 1]) })
  const fourth = await run(id, [join(source, 'a')])
  expect(outcome('divi.txt', fourth)).toMatchObject({ status: 'refused' })
  expect(outcome('divi.txt', fourth)?.documentId).not.toBe(outcome('divi.txt', first)?.documentId)
  expect(await program.services.documents.list({ archiveId: id }, context())).toHaveLength(before + 1)
})

test('metadata is replaced and removing undone; what is sealed is what is left', async () => {
  const { id, path } = await create()
  writeFiles(source, { 'a.txt': 'Viens.', 'b.txt': 'Divi.' })
  await run(id, [source])
  const { documents: service, archives } = program.services
  const [a, b] = await service.list({ archiveId: id }, context())
  if (!a || !b) throw new Error('two documents expected')
  const metadata = { ...a.metadata, title: { text: 'Cits nosaukums', lang: 'lv' }, origins: { title: 'user' as const } }
  const { previous } = await service.setMetadata({ archiveId: id, set: { [a.id]: metadata } }, context())
  expect(previous).toEqual({ [a.id]: a.metadata })
  const { documentIds } = await service.remove({ archiveId: id, documentIds: [b.id] }, context())
  const titles = async () => (await service.list({ archiveId: id }, context())).map((one) => one.metadata.title.text)
  expect(await titles()).toEqual(['Cits nosaukums'])
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  await service.restore({ archiveId: id, documentIds }, context())
  expect(await titles()).toEqual(['Cits nosaukums', 'b'])
  expect((await service.open({ documentId: b.id }, context())).model.text).toBe('Divi.')
  const target = join(folder, 'vēstules.zip')
  const sealed = await archives.seal({ archiveId: id, path: target }, context())
  expect(sealed).toMatchObject({ path: target, seal: (await find(id))?.seal })
  // A page without dialogs saves its copy from here.
  const length = statSync(target).size
  expect(program.locateFile(sealed?.seal ?? '')).toMatchObject({
    path: target,
    offset: 0,
    length,
    name: 'vēstules.zip',
  })
  const whole = readFileSync(target)
  writeFileSync(target, 'kas cits')
  expect(program.locateFile(sealed?.seal ?? '')).toBeNull()
  writeFileSync(target, whole)
  expect(await verifyBag(target)).toMatchObject({ valid: true, warnings: [] })
  await archives.remove({ archiveId: id }, context())
  expect(await archives.open({ path: target }, context())).toMatchObject({ id, kind: 'sealed', documents: 2 })
  expect(await titles()).toEqual(['Cits nosaukums', 'b'])
  const changed = service.setMetadata({ archiveId: id, set: {} }, context())
  await expect(changed).rejects.toMatchObject({ code: 'read-only' })
})

test('small changes are seen at once; the bag is written for all of them together, at the latest when the program ends', async () => {
  const { id, path } = await create()
  const { documents: service } = program.services
  writeFiles(source, { 'a.txt': 'Viens.', 'b.txt': 'Divi.' })
  await run(id, [source])
  const settled = () => readFileSync(join(path, '.avots', 'journal.ndjson'), 'utf8').split('"t":"settled"').length - 1
  const before = settled()
  const list = () => program.services.documents.list({ archiveId: id }, context())
  const remove = async () => {
    const [first] = await list()
    await program.services.documents.remove({ archiveId: id, documentIds: [first?.id ?? ''] }, context())
  }
  for (const document of await list()) {
    const metadata = { ...document.metadata, title: { text: `Labots ${document.fileName}`, lang: 'lv' } }
    await service.setMetadata({ archiveId: id, set: { [document.id]: metadata } }, context())
  }
  expect((await list()).map(({ metadata }) => metadata.title.text)).toEqual(['Labots a.txt', 'Labots b.txt'])
  expect(settled()).toBe(before)
  await program.close()
  expect(settled()).toBe(before + 1)
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
  program = await start()
  // What is asked of the archive as a whole writes it first; it can be taken out without waiting.
  await remove()
  expect(await program.services.archives.verify({ archiveId: id }, context())).toMatchObject({ valid: true })
  expect(settled()).toBe(before + 2)
  await remove()
  await program.services.archives.remove({ archiveId: id }, context())
  expect(settled()).toBe(before + 3)
})

test('an older sealed copy does not take the place of the archive in work, which is verified as it is', async () => {
  const { id } = await create()
  const { archives } = program.services
  writeFiles(source, { 'a.txt': 'Viens.', 'b.txt': 'Divi.' })
  await run(id, [join(source, 'a.txt')])
  const target = join(folder, 'vecāka.zip')
  await archives.seal({ archiveId: id, path: target }, context())
  await run(id, [join(source, 'b.txt')])
  await expect(archives.open({ path: target }, context())).rejects.toMatchObject({ code: 'conflict' })
  expect(await find(id)).toMatchObject({ kind: 'work', documents: 2 })
  expect(await archives.verify({ archiveId: id }, context())).toMatchObject({ valid: true })
})

test('what a mail has attached leaves with it, unless it is in the archive for itself or in another mail', async () => {
  const { id } = await create()
  const attached = (name: string, text: string) =>
    `--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${text}\r\n`
  const mail = (subject: string, ...parts: string[]) =>
    `From: a@example.org\r\nTo: b@example.org\r\nDate: Thu, 28 Sep 1939 10:00:00 +0200\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n${subject}.\r\n${parts.join('')}--x--\r\n`
  writeFiles(source, {
    '1.txt': 'Atsevišķi.',
    '2.eml': mail('Otrais', attached('a.txt', 'Atsevišķi.'), attached('b.txt', 'Abos.'), attached('c.txt', 'Vienā.')),
    '3.eml': mail('Trešais', attached('b.txt', 'Abos.')),
  })
  await run(id, [source])
  const { documents: service } = program.services
  const names = async () => (await service.list({ archiveId: id }, context())).map(({ fileName }) => fileName).sort()
  const all = ['1.txt', '2.eml', '3.eml', 'b.txt', 'c.txt']
  expect(await names()).toEqual(all)
  const second = (await service.list({ archiveId: id }, context())).find(({ fileName }) => fileName === '2.eml')
  const { documentIds } = await service.remove({ archiveId: id, documentIds: [second?.id ?? ''] }, context())
  expect(await names()).toEqual(['1.txt', '3.eml', 'b.txt'])
  await service.restore({ archiveId: id, documentIds }, context())
  expect(await names()).toEqual(all)
})

test('a detached import outlives its caller, says how far it is, and is stopped by name', async () => {
  const { id } = await create()
  writeFiles(source, mixedFiles(60))
  const page = new AbortController()
  const { documents: service } = program.services
  const held = service.import({ archiveId: id, paths: [source], detached: true }, context(page.signal))
  await expect.poll(() => progressed.some(({ state }) => state === 'running')).toBe(true)
  await service.pauseImport({ archiveId: id, paused: true }, context())
  page.abort()
  const [summary] = await service.imports({ archiveId: id }, context())
  expect(v.parse(contract.documents.imports.output, [summary])).toEqual([summary])
  expect(summary).toMatchObject({ finished: false, running: { state: 'paused', files: 60 } })
  await service.cancelImport({ archiveId: id }, context())
  expect(await held).toMatchObject({ finished: false, stopped: 'cancelled' })
  expect(await service.imports({ archiveId: id }, context())).not.toMatchObject([{ running: {} }])
  expect(await service.resumeImport({ archiveId: id, detached: true }, context())).toMatchObject({ finished: true })
})

test('a document of two archives is read anew in the one that is meant, under the name that it came with', async () => {
  const [one, two] = [
    await create(),
    await program.services.archives.create({ title: 'Otrs', language: 'lv' }, context()),
  ]
  writeFiles(source, { 'teksts.txt': 'Viens teksts.' })
  await run(one.id, [source])
  const documentId = (await run(two.id, [source])).outcomes[0]?.documentId ?? ''
  const { documents: service } = program.services
  const options = { documentId, archiveId: two.id, language: 'lv' }
  expect(await service.reextract(options, context())).toMatchObject({ status: 'ok', documentId })
  const counts = async (archiveId: string) =>
    (await service.list({ archiveId }, context())).map(({ current }) => current)
  expect([await counts(one.id), await counts(two.id)]).toEqual([[1], [2]])
  const refused = await service.reextract({ ...options, format: 'pdf' }, context())
  expect(refused).toMatchObject({ status: 'refused' })
  expect(refused.message).toContain('"teksts.txt"')
})

test("a bag of anyone's is verified without becoming part of the library", async () => {
  const { id, path } = await create()
  const { archives } = program.services
  writeFiles(source, { 'a.txt': 'Viens.' })
  await run(id, [source])
  expect(await archives.verifyBag({ path }, context())).toMatchObject({ valid: true })
  writeFiles(source, { 'bagit.txt': 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n' })
  const report = await archives.verifyBag({ path: source }, context())
  expect(report).toMatchObject({ valid: false, version: '0.97' })
  expect((await archives.list({}, context())).map((one) => one.id)).toContain(id)
  await expect(archives.verifyBag({ path: 'bag' }, context())).rejects.toMatchObject({ code: 'bad-request' })
})

test('an import is paused, cancelled and gone on with', async () => {
  const { id, path } = await create()
  writeFiles(source, mixedFiles(60))
  const controller = new AbortController()
  const { documents: service } = program.services
  const held = service.import({ archiveId: id, paths: [source] }, context(controller.signal))
  await expect.poll(() => progressed.some(({ state }) => state === 'running')).toBe(true)
  await service.pauseImport({ archiveId: id, paused: true }, context())
  expect(progressed.at(-1)?.state).toBe('paused')
  controller.abort()
  const report = await held
  expect(report).toMatchObject({ finished: false, stopped: 'cancelled' })
  expect(report.outcomes).toHaveLength(60)
  expect(report.outcomes.at(-1)).toMatchObject({ status: 'refused', code: 'cancelled' })
  expect(await verifyBag(path)).toMatchObject({ valid: true })
  expect(await service.imports({ archiveId: id }, context())).toMatchObject([{ importId: 1, finished: false }])
  await program.close()
  program = await start()
  const resumed = await program.services.documents.resumeImport({ archiveId: id }, context())
  expect(resumed).toMatchObject({ importId: 1, finished: true, summary: { duplicate: 6, refused: 6 } })
  expect(await program.services.documents.importReport({ archiveId: id, importId: 1 }, context())).toEqual(resumed)
  expect(await program.services.documents.resumeImport({ archiveId: id }, context())).toBeNull()
  expect(await verifyBag(path)).toMatchObject({ valid: true, warnings: [] })
})

test('no text is written for a picture while an import waits for being gone on with', async () => {
  const { id } = await create()
  const { documents: service } = program.services
  writeFiles(source, { 'lapa.png': scan(80, 120, 'l') })
  const picture = await run(id, [join(source, 'lapa.png')])
  const documentId = picture.outcomes[0]?.documentId ?? ''
  const files = mkdtempSync(join(folder, 'files-'))
  writeFiles(files, mixedFiles(60))
  const controller = new AbortController()
  const held = service.import({ archiveId: id, paths: [files] }, context(controller.signal))
  await expect.poll(() => progressed.some(({ files: all }) => all === 60)).toBe(true)
  await service.pauseImport({ archiveId: id, paused: true }, context())
  controller.abort()
  const { importId, finished } = await held
  expect(finished).toBe(false)
  const input = { documentId, text: 'Sirsnīgi sveicieni.' }
  await expect(service.transcribe(input, context())).rejects.toMatchObject({ code: 'conflict' })
  // Neither has changed.
  expect((await service.open({ documentId }, context())).model.text).toBe('')
  const waiting = await service.imports({ archiveId: id }, context())
  expect(waiting.filter((one) => !one.finished).map((one) => one.importId)).toEqual([importId])
  expect(await service.resumeImport({ archiveId: id }, context())).toMatchObject({ importId, finished: true })
  expect(await service.transcribe(input, context())).toMatchObject({ status: 'ok', documentId })
})

test('a name or title that would turn round a list is shown in its own order; the file stays as it came', async () => {
  const { id } = await create()
  const header = '<teiHeader><fileDesc><titleStmt><title>Akts \u202Egrozīts</title></titleStmt></fileDesc></teiHeader>'
  const tei = `<TEI xmlns="http://www.tei-c.org/ns/1.0">${header}<text><body><p>T \u202Es</p></body></text></TEI>`
  writeFiles(source, { 'a\u202Efdp.txt': 'Viens.', 'akts.xml': tei })
  const { outcomes } = await run(id, [source])
  const { documents: service } = program.services
  const list = await service.list({ archiveId: id }, context())
  expect(list.map(({ fileName, metadata }) => [fileName, metadata.title.text])).toEqual([
    ['akts.xml', 'Akts grozīts'],
    ['afdp.txt', 'afdp'],
  ])
  const { summary, model } = await service.open({ documentId: list[0]?.id ?? '' }, context())
  expect([summary.metadata.title.text, model.text]).toEqual(['Akts grozīts', 'T \u202Es'])
  expect(outcomes[1]?.path).toBe(join(source, 'a\u202Efdp.txt'))
})
