/** Recognition of scans on the built child: a new edition with the place and certainty of each word, offline. */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CallContext, type ImportProgress, type ImportReport, isAppError } from '#shared/contract'
import { createServices, type Program } from '#main/services'
import { sealSmall } from '../support/small-archive'
import { testHost } from '../support/test-host'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scans = join(root, 'tests/fixtures/scans')
const latvian = [
  'Savstarpējās palīdzības pakts',
  'Puses apņemas sniegt viena otrai palīdzību, ja rastos tiešs uzbrukums.',
  'Līgumu parakstīja Maskavā 1939. gada 5. oktobrī.',
]
const russian = [
  'Договор о взаимопомощи',
  'Стороны обязуются оказывать друг другу помощь.',
  'Подписан в Москве 5 октября 1939 года.',
]

let folder = ''
let sources = ''
let program: Program
let progress: ImportProgress[] = []
let whenTold: () => void = () => undefined
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-recognition-'))
  mkdirSync(join(folder, 'resources'))
  await sealSmall(join(folder, 'resources'), {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(async () => {
  sources = mkdtempSync(join(folder, 'sources-'))
  progress = []
  whenTold = () => undefined
  const host = testHost({
    dataFolder: mkdtempSync(join(folder, 'data-')),
    resources: join(folder, 'resources'),
    programs: join(root, 'out/main'),
    kind: 'browser',
  })
  program = await createServices(host, (event, payload) => {
    if (event !== 'importProgressed') return
    progress.push(payload as ImportProgress)
    whenTold()
  })
})
afterEach(() => program.close())

const context = (signal: AbortSignal = new AbortController().signal): CallContext => ({
  signal,
  progress: () => undefined,
})

/** Imports scans into a new archive; the documents in the order of the names. */
async function imported(...names: string[]) {
  const archive = await program.services.archives.create({ title: 'Skeni', language: 'lv' }, context())
  for (const name of names) copyFileSync(join(scans, name), join(sources, name))
  const paths = names.map((name) => join(sources, name))
  const report = await program.services.documents.import({ archiveId: archive.id, paths }, context())
  return { archiveId: archive.id, ids: report.outcomes.map(({ documentId }) => documentId ?? ''), report }
}
const open = (documentId: string, edition?: number) =>
  program.services.documents.open({ documentId, ...(edition === undefined ? {} : { edition }) }, context())
const isUnder = (one: { start: number; end: number }, other: { start: number; end: number }) =>
  one.start >= other.start && one.end <= other.end

describe('recognition', () => {
  it('makes a new edition of an image, with words in their places; the earlier one stays', async () => {
    const { archiveId, ids, report } = await imported('pact.lv.png')
    expect(report.outcomes[0]?.warnings.map(({ code }) => code)).toContain('no-text-layer')
    const [id = ''] = ids
    const done = await program.services.documents.recognise(
      { archiveId, documentIds: [id], languages: ['lav'] },
      context(),
    )
    expect(done).toMatchObject({ finished: true, summary: { ok: 1, refused: 0 }, recognise: ['lav'] })
    const { model, edition } = await open(id)
    expect(edition.number).toBe(2)
    expect(model.text.replace(/\s+/g, ' ')).toBe(latvian.join(' '))
    expect(model).toMatchObject({ lang: 'lv', meta: { recognisedIn: ['lav'] } })
    expect(model.extractor).toMatch(/tesseract/)
    const words = model.boxes.filter(({ level }) => level === 'word')
    expect(words.map(({ start, end }) => model.text.slice(start, end)).join(' ')).toBe(latvian.join(' '))
    for (const { page, conf = -1, start, end, x, y, w, h } of words) {
      expect(page).toBe(1)
      expect(conf).toBeGreaterThan(0.5)
      expect(conf).toBeLessThanOrEqual(1)
      expect(model.pages[0] && isUnder({ start, end }, model.pages[0])).toBe(true)
      expect([x, y, 1000 - x - w, 420 - y - h].every((room) => room >= 0)).toBe(true)
    }
    expect(model.boxes.some(({ level }) => level === 'line')).toBe(true)
    const before = await open(id, 1)
    expect([before.edition.number, before.model.text]).toEqual([1, ''])
  })

  it('reads a PDF without text page by page, in two languages, and says how far it is', async () => {
    const { archiveId, ids } = await imported('two-pages.pdf')
    const [id = ''] = ids
    expect((await open(id)).model.text).toBe('')
    await program.services.documents.recognise({ archiveId, documentIds: [id], languages: ['lav', 'rus'] }, context())
    const { model } = await open(id)
    expect(model.pages).toHaveLength(2)
    const [first = '', second = ''] = model.pages.map(({ start, end }) =>
      model.text.slice(start, end).replace(/\s+/g, ' ').trim(),
    )
    expect(first).toBe(latvian.join(' '))
    expect(second).toBe(russian.join(' '))
    const pages = progress.flatMap(({ page }) => (page ? [`${page.done}/${page.total}`] : []))
    expect(pages).toContain('1/2')
  })

  it('is cancelled in the middle, changes nothing, and is gone on with', async () => {
    const { archiveId, ids } = await imported('pact.lv.png', 'pact.ru.png')
    const stop = new AbortController()
    const input = { archiveId, documentIds: ids, languages: ['lav' as const, 'rus' as const] }
    whenTold = () => stop.abort()
    const stopped: ImportReport = await program.services.documents.recognise(input, context(stop.signal))
    expect(stopped).toMatchObject({ finished: false, stopped: 'cancelled' })
    const current = async () =>
      (await program.services.documents.list({ archiveId }, context())).map((one) => one.current)
    expect(await current()).toEqual([1, 1])
    const again = await program.services.documents.recognise(input, context())
    expect(again).toMatchObject({ finished: true, summary: { ok: 2 } })
    expect(await current()).toEqual([2, 2])
  })

  it('refuses what has no pages as pictures, and documents that are not there', async () => {
    writeFileSync(join(sources, 'a.txt'), 'Teksts.\n')
    const archive = await program.services.archives.create({ title: 'Teksti', language: 'lv' }, context())
    const paths = [join(sources, 'a.txt')]
    const { outcomes } = await program.services.documents.import({ archiveId: archive.id, paths }, context())
    const recognise = (documentId: string) =>
      program.services.documents.recognise(
        { archiveId: archive.id, documentIds: [documentId], languages: ['eng'] },
        context(),
      )
    const report = await recognise(outcomes[0]?.documentId ?? '')
    expect(report.outcomes[0]).toMatchObject({ status: 'refused', code: 'unsupported-format' })
    expect((await open(outcomes[0]?.documentId ?? '')).edition.number).toBe(1)
    const missing = await recognise('nav').catch((error: unknown) => error)
    expect(isAppError(missing) && missing.code).toBe('unknown-document')
  })

  it('works in a process that has no network', async () => {
    const heard: string[] = []
    const server = createServer((socket) => {
      heard.push('connection')
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const probe = join(sources, 'probe.mjs')
    // The program of the child first; what it took away must be gone for whatever runs after it.
    writeFileSync(
      probe,
      `import ${JSON.stringify(join(root, 'out/main/recognise-child.js'))}
import net from 'node:net'
import http from 'node:http'
const tries = [
  () => net.connect(${port}, '127.0.0.1'),
  () => new net.Socket().connect(${port}, '127.0.0.1'),
  () => http.get('http://127.0.0.1:${port}/'),
  () => fetch('http://127.0.0.1:${port}/'),
]
process.send(tries.map((go) => { try { go(); return 'went' } catch (error) { return error.message } }))
`,
    )
    const child = fork(probe)
    const said = await new Promise<unknown>((resolve) => child.once('message', resolve))
    await new Promise((resolve) => setTimeout(resolve, 200))
    child.kill('SIGKILL')
    await new Promise((resolve) => server.close(resolve))
    expect(said).toEqual(Array.from({ length: 4 }, () => 'This process has no network.'))
    expect(heard).toEqual([])
  })

  it('has the Russian that its source names', () => {
    const readme = readFileSync(join(root, 'resources/ocr/README.md'), 'utf8')
    const data = gunzipSync(readFileSync(join(root, 'resources/ocr/rus.traineddata.gz')))
    expect(readme).toContain(createHash('sha256').update(data).digest('hex'))
  })
})
