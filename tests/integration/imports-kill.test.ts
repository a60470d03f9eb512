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
import { scannedFiles } from '../support/page-scans'

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
function importInto(archive: string, kill: number | null): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'program', 'child.mjs'), join(folder, 'sources'), archive], {
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

it(`has the same tag manifest after ${KILLS} kills at random`, async () => {
  const [calm, killed] = [join(folder, 'calm'), join(folder, 'killed')]
  const undisturbed = await importInto(calm, null)
  const summary = undisturbed.output.split('\n')[1]
  expect(summary).toBe('{"ok":350,"partial":0,"refused":30,"duplicate":30}')
  let kills = 0
  for (let round = 0; kills < KILLS && round < 100; round += 1) {
    // Each run gets on by a part only, so that one import is killed over and over.
    const { killed: wasKilled } = await importInto(killed, (Math.random() * undisturbed.took) / 8)
    kills += 1
    if (wasKilled) continue
    // It got through before the last blow: all from the beginning.
    rmSync(killed, { recursive: true })
    kills = 0
  }
  expect(kills).toBe(KILLS)
  expect((await importInto(killed, null)).output.split('\n')[1]).toBe(summary)
  const tags = (archive: string) => readFileSync(join(archive, 'tagmanifest-sha256.txt'), 'utf8')
  expect(tags(killed)).toBe(tags(calm))
  expect(await verifyBag(killed)).toMatchObject({ valid: true, warnings: [], errors: [] })
  for (const place of ['stored', 'tmp']) expect(readdirSync(join(killed, '.avots', place))).toEqual([])
}, 240_000)
