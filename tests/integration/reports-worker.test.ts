/** The built thread that typesets: both compilers, warm, cancelled, and what is saved where. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type AppError, type CallContext, isAppError, type Progress } from '#shared/contract'
import { createReports, type Reports } from '#main/services/reports'
import { layOutResources } from '../support/report-resources'
import { noFinding } from '../support/report-sources'
import { threePacts } from '../support/three-pacts'

const programs = join(import.meta.dirname, '../../out/main')
if (!existsSync(join(programs, 'typst-worker.js'))) throw new Error('Run "npm run build" first: out/main is missing.')

const folder = mkdtempSync(join(tmpdir(), 'avots-worker-'))
const resources = layOutResources(join(folder, 'resources'))
const pacts = threePacts({ scope: 'all' })
const opened: Reports[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((reports) => reports.close()))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const quiet: CallContext = { signal: new AbortController().signal, progress: () => undefined }

function open(compiler: 'native' | 'wasm', dialogs?: { pickSavePath(): Promise<string | null> }): Reports {
  process.env['AVOTS_TYPST'] = compiler
  const reports = createReports({
    host: {
      dataFolder: join(folder, 'data'),
      resources,
      programs,
      version: '0.1.0',
      ...(dialogs
        ? { dialogs: { pickArchive: () => Promise.resolve(null), pickSources: () => Promise.resolve([]), ...dialogs } }
        : {}),
    },
    readEdition: pacts.readEdition,
    align: pacts.align,
    records: () => new Map(),
    registersOf: () => ({ persons: [], places: [], citations: pacts.citations }),
    anchoring: noFinding,
    today: () => '2026-11-23',
  })
  opened.push(reports)
  return reports
}

const make = (reports: Reports, context = quiet) =>
  reports.make({ comparison: pacts.comparison, format: 'pdf' }, context)

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (cause: unknown) => cause,
  )
  if (!isAppError(error)) throw error
  return error
}

describe('the thread', () => {
  it('gives the same bytes with both compilers, and is warm the second time', async () => {
    const native = await make(open('native'))
    const reports = open('wasm')
    const cold = await make(reports)
    const warm = await make(reports)
    expect(native.compiler).toBe('native')
    expect(cold.compiler).toBe('wasm')
    expect([native.sha256, warm.sha256]).toEqual([cold.sha256, cold.sha256])
    expect(warm.milliseconds).toBeLessThan(cold.milliseconds)
  })

  it('tells the stages', async () => {
    const stages: string[] = []
    const progress = ({ stage }: Progress) => void stages.push(stage)
    await make(open('native'), { ...quiet, progress })
    expect(stages).toEqual(['read', 'align', 'compose', 'typeset'])
  })

  it('is ended by cancelling within a second, and the next export works', async () => {
    const reports = open('wasm')
    const controller = new AbortController()
    let since = 0
    const promise = make(reports, {
      signal: controller.signal,
      progress: ({ stage }) => {
        if (stage !== 'typeset') return
        since = performance.now()
        controller.abort()
      },
    })
    expect((await failure(promise)).code).toBe('cancelled')
    expect(performance.now() - since).toBeLessThan(1000)
    expect((await make(reports)).pages).toBeGreaterThan(3)
  })

  it('serves calls one after the other, and drops those that were cancelled while they waited', async () => {
    const reports = open('native')
    const controller = new AbortController()
    const first = make(reports)
    const second = make(reports, { ...quiet, signal: controller.signal })
    const third = make(reports)
    controller.abort()
    expect((await failure(second)).code).toBe('cancelled')
    expect((await third).sha256).toBe((await first).sha256)
  })

  it('says that the program is incomplete', async () => {
    const reports = createReports({
      host: { dataFolder: join(folder, 'data'), resources: join(folder, 'nowhere'), programs, version: '0.1.0' },
      readEdition: pacts.readEdition,
      align: pacts.align,
      records: () => new Map(),
      registersOf: () => ({ persons: [], places: [], citations: [] }),
      anchoring: noFinding,
    })
    opened.push(reports)
    expect(await failure(make(reports))).toMatchObject({ code: 'export-failed' })
  })

  it('knows only the formats that there are', async () => {
    const error = await failure(open('native').make({ comparison: pacts.comparison, format: 'docx' }, quiet))
    expect(error).toMatchObject({ code: 'unknown-option', details: { format: 'docx' } })
  })
})

describe('saving', () => {
  it('writes the very bytes, also over an older file, and adds the ending to a chosen name', async () => {
    const chosen = join(folder, 'Trīs līgumi, копия')
    const reports = open('native', { pickSavePath: () => Promise.resolve(chosen) })
    const { sha256, name, bytes } = await make(reports)
    expect(name).toBe('Trīs 1939. gada pakti.pdf')
    expect(await reports.service.save({ sha256, name }, quiet)).toEqual({ path: `${chosen}.pdf` })
    writeFileSync(join(folder, 'older.pdf'), 'older')
    await reports.service.save({ sha256, name, path: join(folder, 'older.pdf') }, quiet)
    const kept = readFileSync(reports.locateFile(sha256)?.path ?? '')
    expect(kept.byteLength).toBe(bytes)
    for (const path of [`${chosen}.pdf`, join(folder, 'older.pdf')]) expect(readFileSync(path).equals(kept)).toBe(true)
  })

  it('is null when the reader gave up', async () => {
    const reports = open('native', { pickSavePath: () => Promise.resolve(null) })
    const { sha256, name } = await make(reports)
    expect(await reports.service.save({ sha256, name }, quiet)).toBeNull()
  })

  it('refuses with a sentence: a folder, a missing folder, no absolute path, an unknown file; leaves no rests', async () => {
    const reports = open('native')
    const { sha256, name } = await make(reports)
    const place = join(folder, 'place')
    mkdirSync(join(place, 'taken.pdf'), { recursive: true })
    const save = (path: string, which = sha256) => failure(reports.service.save({ sha256: which, name, path }, quiet))
    expect(await save(join(place, 'taken.pdf'))).toMatchObject({ code: 'not-writable' })
    expect((await save(join(place, 'taken.pdf'))).message).toContain('is a folder')
    expect(await save(join(place, 'none', 'x.pdf'))).toMatchObject({ code: 'not-found' })
    expect(await save('x.pdf')).toMatchObject({ code: 'bad-request' })
    expect(await save(join(place, 'x.pdf'), '0'.repeat(64))).toMatchObject({ code: 'not-found' })
    expect(await failure(reports.service.save({ sha256, name }, quiet))).toMatchObject({ code: 'not-allowed' })
    expect(readdirSync(place)).toEqual(['taken.pdf'])
  })

  it('forgets the files of earlier days when the program starts', () => {
    const cache = join(folder, 'data', 'cache', 'reports')
    mkdirSync(cache, { recursive: true })
    const old = join(cache, `${'a'.repeat(64)}.pdf`)
    const recent = join(cache, `${'b'.repeat(64)}.pdf`)
    for (const path of [old, recent]) writeFileSync(path, 'x')
    const longAgo = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000)
    utimesSync(old, longAgo, longAgo)
    open('native')
    expect([existsSync(old), existsSync(recent)]).toEqual([false, true])
  })
})
