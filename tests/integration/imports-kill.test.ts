/** An import that is killed again and again ends as one that nobody disturbed (container.md section 8). */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyBag } from '#main/services/archives'
import { mixedFiles, writeFiles } from '../support/import-files'
import { alto, scan, scannedFiles } from '../support/page-scans'

const KILLS = 12
const FILES = 300
/** Folders with scans and transcriptions, or packages of them. */
const BOOKS = 30
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-import-kill-'))
  writeFiles(join(folder, 'sources'), { ...mixedFiles(FILES), ...scannedFiles(BOOKS) })
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '#shared': at('../../src-main/shared'), '#main': at('../../src-main') } },
    ssr: { noExternal: true },
    build: {
      ssr: at('../support/import-child.ts'),
      outDir: join(folder, 'program'),
      minify: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  killed: boolean
  output: string
  /** Milliseconds from the first sign of life to the end. */
  took: number
}

/** Lets the program import, and kills it without warning after so many ms, if it has not ended. */
function importInto(archive: string, kill: number | null, sources = 'sources'): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'program', 'child.mjs'), join(folder, sources), archive], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
    })
    let output = ''
    let complaint = ''
    let began = 0
    child.stdout.on('data', (chunk: Buffer) => {
      if (output === '') {
        began = performance.now()
        if (kill !== null) setTimeout(() => child.kill('SIGKILL'), kill)
      }
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    child.on('close', (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`the program ended by itself (${code}): ${complaint}`))
      else resolve({ killed: signal === 'SIGKILL', output, took: performance.now() - began })
    })
  })
}

/**
 * Imports the same into two archives, made by `begin`, one of them killed so many times; both end alike and sound.
 * Resolves with the counts of the import.
 */
async function expectSame(name: string, kills: number, sources: string, begin: (archive: string) => Promise<unknown>) {
  const [calm, killed] = [join(folder, `${name}-calm`), join(folder, `${name}-killed`)]
  await begin(calm)
  await begin(killed)
  const undisturbed = await importInto(calm, null, sources)
  const summary = undisturbed.output.split('\n')[1]
  let count = 0
  for (let round = 0; count < kills && round < 100; round += 1) {
    // Each run gets on by a part only, so that one import is killed over and over.
    const { killed: wasKilled } = await importInto(killed, (Math.random() * undisturbed.took) / 8, sources)
    count += 1
    if (wasKilled) continue
    // It got through before the last blow: all from the beginning.
    rmSync(killed, { recursive: true })
    await begin(killed)
    count = 0
  }
  expect(count).toBe(kills)
  expect((await importInto(killed, null, sources)).output.split('\n')[1]).toBe(summary)
  const tags = (archive: string) => readFileSync(join(archive, 'tagmanifest-sha256.txt'), 'utf8')
  expect(tags(killed)).toBe(tags(calm))
  expect(await verifyBag(killed)).toMatchObject({ valid: true, warnings: [], errors: [] })
  for (const place of ['stored', 'tmp']) expect(readdirSync(join(killed, '.avots', place))).toEqual([])
  return summary
}

it(`has the same tag manifest after ${KILLS} kills at random`, async () => {
  const summary = await expectSame('all', KILLS, 'sources', () => Promise.resolve())
  expect(summary).toBe('{"ok":350,"partial":0,"refused":30,"duplicate":30}')
}, 240_000)

it('is the same where the images of pages come with a later import that is killed', async () => {
  for (let n = 0; n < 40; n += 1) {
    writeFiles(join(folder, 'later'), {
      [`texts/${n}.xml`]: alto(`Lapa ${n}`, `../scans/${n}.png`),
      [`scans/${n}.png`]: scan(80, 120, String(n)),
    })
  }
  const summary = await expectSame('later', 6, 'later/scans', (archive) => importInto(archive, null, 'later/texts'))
  expect(summary).toBe('{"ok":40,"partial":0,"refused":0,"duplicate":0}')
}, 240_000)
