import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { context, testFolder } from '../support/notebook-folder'

const KILLS = 50
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const place = testFolder()
let built = ''

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'avots-child-'))
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '#shared': at('../../src-main/shared'), '#main': at('../../src-main') } },
    ssr: { noExternal: true },
    build: {
      ssr: at('../support/notebook-child.ts'),
      outDir: built,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
})
afterAll(async () => {
  await place.clean()
  rmSync(built, { recursive: true, force: true })
})

/** Lets the program commit and kills it without warning; the ids that it had printed, line by line. */
function commitAndKill(milliseconds: number): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(built, 'child.mjs'), place.folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (printed === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
      printed += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the program ended by itself (${code}): ${complaint}`))
      const lines = printed.slice(0, printed.lastIndexOf('\n')).split('\n').slice(1)
      resolve(lines.map((line) => line.split(' ')))
    })
  })
}

it(`loses nothing that was acknowledged, killed ${KILLS} times at random`, async () => {
  const acknowledged: string[] = []
  for (let round = 0; round < KILLS; round += 1) {
    const commits = await commitAndKill(5 + Math.random() * 150)
    acknowledged.push(...commits.flat())
  }
  expect(acknowledged.length).toBeGreaterThan(100)
  const { notebook } = await place.open()
  const { mode, head } = await notebook.service.status({}, context)
  expect(mode).toBe('writer')
  const found = new Set<string>()
  const groups = new Map<string, number>()
  for (let afterSeq = 0; afterSeq < head.lastSeq;) {
    const { ops } = await notebook.service.replay({ afterSeq, limit: 5000 }, context)
    expect(ops[0]?.seq).toBe(afterSeq + 1)
    for (const op of ops) {
      found.add(op.opId)
      groups.set(op.group ?? '', (groups.get(op.group ?? '') ?? 0) + 1)
    }
    afterSeq = ops.at(-1)?.seq ?? Infinity
  }
  expect(acknowledged.filter((opId) => !found.has(opId))).toEqual([])
  expect(notebook.records('annotations').size).toBe(head.lastSeq)
  // Whole commits only, also of those that nobody had been told of.
  for (const record of notebook.records('annotations').values()) {
    const [count, group] = record.note.split(' ')
    expect(groups.get(group ?? '')).toBe(Number(count))
  }
}, 120_000)
