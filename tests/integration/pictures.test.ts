/** Pictures of TIFF pages, and texts written beside pictures, on the built children. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import utif from 'utif2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CallContext, isAppError } from '#shared/contract'
import { createServices, type HostPort, type Program } from '#main/services'
import { sealSmall } from '../support/small-archive'
import { testHost } from '../support/test-host'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scan = join(root, 'tests/fixtures/scans/pact.lv.png')

let folder = ''
let host: HostPort
let program: Program
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-pictures-'))
  mkdirSync(join(folder, 'resources'))
  await sealSmall(join(folder, 'resources'), {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(async () => {
  host = testHost({
    dataFolder: mkdtempSync(join(folder, 'data-')),
    resources: join(folder, 'resources'),
    programs: join(root, 'out/main'),
    kind: 'browser',
  })
  program = await createServices(host, () => undefined)
})
afterEach(() => program.close())

const context = (): CallContext => ({ signal: new AbortController().signal, progress: () => undefined })
const services = () => program.services

async function imported(path: string): Promise<{ archiveId: string; documentId: string }> {
  const { id: archiveId } = await services().archives.create({ title: 'Attēli', language: 'lv' }, context())
  const report = await services().documents.import({ archiveId, paths: [path] }, context())
  return { archiveId, documentId: report.outcomes[0]?.documentId ?? '' }
}
const failure = (call: Promise<unknown>) =>
  call.then(
    () => 'no failure',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )

describe('pages of a TIFF', () => {
  /** A picture of 40 by 30 pixels, red from left to right. */
  function tiff(): string {
    const rgba = new Uint8Array(40 * 30 * 4)
    for (let at = 0; at < 40 * 30; at += 1) rgba.set([(at % 40) * 6, 0, 0, 255], at * 4)
    const path = join(folder, 'map.tif')
    writeFileSync(path, Buffer.from(utif.encodeImage(rgba, 40, 30)))
    return path
  }

  it('are pictures that every browser shows, made once, kept for other runs', async () => {
    const { documentId } = await imported(tiff())
    const wanted = { documentId, edition: 1, page: 1 }
    const [first, second] = await Promise.all([
      services().documents.pagePicture(wanted, context()),
      services().documents.pagePicture(wanted, context()),
    ])
    expect(second).toEqual(first)
    const place = program.locateFile(first.sha256)
    expect(place).toMatchObject({ mediaType: 'image/png', offset: 0 })
    const file = readFileSync(place?.path ?? '')
    expect(file.length).toBe(place?.length)
    expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([40, 30])
    // The command line runs over the same data folder meanwhile, and ends.
    const other = await createServices({ ...host, kind: 'cli' }, () => undefined)
    await other.close()
    expect(program.locateFile(first.sha256)).toEqual(place)
  })

  it('are refused where there is no such page, and where they need none', async () => {
    const { documentId } = await imported(tiff())
    const ask = (id: string, page: number) =>
      failure(services().documents.pagePicture({ documentId: id, edition: 1, page }, context()))
    expect(await ask(documentId, 2)).toBe('unsupported-format')
    const { documentId: other } = await imported(scan)
    expect(await ask(other, 1)).toBe('unsupported-format')
    expect(await ask('dnone', 1)).toBe('unknown-document')
  })

  it('that cannot be decoded are told as such, and nothing stays behind', async () => {
    const bytes = readFileSync(tiff())
    // The header is sound, but says that the pixels are a JPEG, which they are not.
    const at = bytes.indexOf(Buffer.from([0x01, 0x03, 0x00, 0x03]))
    bytes.writeUInt16BE(7, at + 8)
    const path = join(folder, 'broken.tif')
    writeFileSync(path, bytes)
    const { documentId } = await imported(path)
    const code = await failure(services().documents.pagePicture({ documentId, edition: 1, page: 1 }, context()))
    expect(code).toBe('damaged')
    const parts = readdirSync(join(host.dataFolder, 'cache', 'pictures')).filter((name) => name.endsWith('.part'))
    expect(parts).toEqual([])
  })
})

describe('a transcription', () => {
  it('becomes a new edition of the picture; the one before stays', async () => {
    const copy = join(folder, 'vēstule.png')
    copyFileSync(scan, copy)
    const { archiveId, documentId } = await imported(copy)
    const written = 'Savstarpējās palīdzības pakts\n\nPuses apņemas\nsniegt palīdzību.\n'
    const outcome = await services().documents.transcribe({ documentId, text: written }, context())
    expect(outcome).toMatchObject({ status: 'ok', documentId })
    const { model, edition, summary } = await services().documents.open({ documentId }, context())
    expect(edition.number).toBe(2)
    expect(model.extractor).toBe('png+transcription@1')
    expect(model.text).toContain('Puses apņemas\nsniegt palīdzību.')
    expect(model.blocks.map(({ kind, start, end }) => [kind, model.text.slice(start, end)])).toEqual([
      ['para', 'Savstarpējās palīdzības pakts'],
      ['para', 'Puses apņemas\nsniegt palīdzību.'],
    ])
    expect(model.pages[0]).toMatchObject({ start: 0, end: model.text.length, image: model.originalSha256 })
    expect(model.warnings).toEqual([])
    expect([summary.format, summary.editions.length]).toEqual(['png', 2])
    const first = await services().documents.open({ documentId, edition: 1 }, context())
    expect(first.model.text).toBe('')

    expect(await services().documents.transcribe({ documentId, text: written }, context())).toMatchObject({
      status: 'duplicate',
    })
    const corrected = `${written}\nMaskavā.`
    await services().documents.transcribe({ documentId, text: corrected }, context())
    const sealed = join(folder, 'sealed.zip')
    await services().archives.seal({ archiveId, path: sealed }, context())
    const { valid } = await services().archives.verifyBag({ path: sealed }, context())
    expect(valid).toBe(true)
    const all = await services().documents.list({ archiveId }, context())
    expect(all[0]?.editions.map(({ importer }) => importer)).toEqual([
      'png@1',
      'png+transcription@1',
      'png+transcription@1',
    ])
  })

  it('is refused without a letter, for what is no picture, and in a sealed archive', async () => {
    const { documentId } = await imported(scan)
    expect(await services().documents.transcribe({ documentId, text: ' \n' }, context())).toMatchObject({
      status: 'refused',
      code: 'empty',
    })
    const text = join(folder, 'teksts.txt')
    writeFileSync(text, 'Vārdi.')
    const { documentId: plain } = await imported(text)
    expect(await services().documents.transcribe({ documentId: plain, text: 'Citi vārdi.' }, context())).toMatchObject({
      status: 'refused',
      code: 'unsupported-format',
    })
    const [starter] = (await services().documents.list({}, context())).filter(({ archiveId }) => archiveId !== '')
    const ids = (await services().archives.list({}, context()))
      .filter(({ kind }) => kind === 'sealed')
      .map(({ id }) => id)
    const sealed = (await services().documents.list({ archiveId: ids[0] ?? '' }, context()))[0] ?? starter
    expect(
      await failure(services().documents.transcribe({ documentId: sealed?.id ?? '', text: 'x' }, context())),
    ).not.toBe('no failure')
    expect(await failure(services().documents.transcribe({ documentId: 'dnone', text: 'x' }, context()))).toBe(
      'unknown-document',
    )
  })
})
