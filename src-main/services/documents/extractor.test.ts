import { startNodeChild } from '../children'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { extractDocument } from './extract'
import { createChildExtractor, createExtractor, defaultLimits, type ExtractLimits } from './extractor'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-extractor-'))
})
afterAll(() => rm(folder, { recursive: true }))

const input = new TextEncoder().encode('# Sveiki\n')

/** A child that stands for a parser gone wrong. */
async function child(body: string, limits: Partial<ExtractLimits> = {}) {
  const program = join(folder, `child-${Math.random().toString(36).slice(2)}.mjs`)
  await writeFile(
    program,
    `process.on('message', (message) => { ${body} })\nprocess.on('disconnect', () => process.exit())`,
  )
  return createChildExtractor(program, startNodeChild, { ...defaultLimits, ...limits })
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )
}

test('without a built program documents are extracted in process', async () => {
  const extractor = createExtractor(join(folder, 'nowhere'), startNodeChild)
  const { model, format } = await extractor.extract(input, { fileName: 'a.md' })
  expect([model.text, format]).toEqual(['Sveiki', 'markdown'])
  expect(await codeOf(extractor.extract(new Uint8Array(), {}))).toBe('empty')
})

test('a sound answer is checked and taken; the child serves several inputs', async () => {
  const { model } = await extractDocument(input, { fileName: 'a.md' })
  const line = JSON.stringify(
    JSON.stringify({ ok: true, model, format: 'markdown', storedExtension: 'md', resources: [], children: [] }),
  )
  const extractor = await child(`process.stdout.write(${line} + '\\n')`)
  const answers = await Promise.all([extractor.extract(input, {}), extractor.extract(input, {})])
  expect(answers.map((answer) => answer.model)).toEqual([model, model])
  await extractor.close()
  expect(await codeOf(extractor.extract(input, {}))).toBe('cancelled')
})

test('every way to fail has its code, and the next input is served', async () => {
  expect(await codeOf((await child('while (true);', { timeout: 300 })).extract(input, {}))).toBe('timeout')
  expect(await codeOf((await child('process.exit(3)')).extract(input, {}))).toBe('crashed')
  expect(await codeOf((await child(`process.stdout.write('nonsense\\n')`)).extract(input, {}))).toBe('crashed')
  const flood = await child(`process.stdout.write('x'.repeat(100000))`, { answer: 5000 })
  expect(await codeOf(flood.extract(input, {}))).toBe('output-too-large')
  expect(await codeOf(flood.extract(input, {}))).toBe('output-too-large')
  const heap = await child('const all = []; while (true) all.push(new Array(100000).fill(message))', { heap: 32 })
  expect(await codeOf(heap.extract(input, {}))).toBe('out-of-memory')
})

test('a sign of life begins the clock anew, but not for ever', async () => {
  const { model } = await extractDocument(input, { fileName: 'a.md' })
  const line = JSON.stringify(
    JSON.stringify({ ok: true, model, format: 'markdown', storedExtension: 'md', resources: [], children: [] }),
  )
  const busy = await child(
    `let n = 0; setInterval(() => { process.send('alive'); if (++n === 30) process.stdout.write(${line} + '\\n') }, 100)`,
    { timeout: 2_500 },
  )
  expect((await busy.extract(input, {})).model).toEqual(model)
  await busy.close()
  const endless = await child(`setInterval(() => process.send('alive'), 20)`, { timeout: 60_000, longest: 400 })
  expect(await codeOf(endless.extract(input, {}))).toBe('timeout')
})

test('an original that is its own picture does not travel back', async () => {
  const { model } = await extractDocument(input, { fileName: 'a.md' })
  const image = { sha256: model.originalSha256, role: 'page-image', mediaType: 'image/png', from: 'original' }
  const answer = { ok: true, model: { ...model, resources: [image] }, format: 'png', storedExtension: 'png' }
  const line = JSON.stringify(JSON.stringify({ ...answer, resources: [], children: [] }))
  const extractor = await child(`process.stdout.write(${line} + '\\n')`)
  const { resources } = await extractor.extract(input, {})
  expect([...resources]).toEqual([[model.originalSha256, input]])
  await extractor.close()
})

test.runIf(process.platform === 'linux')('memory outside the heap is watched', async () => {
  const bomb = 'globalThis.all = []; const t = setInterval(() => all.push(Buffer.alloc(20e6, 1)), 20)'
  const extractor = await child(bomb, { memory: 250, timeout: 20_000 })
  expect(await codeOf(extractor.extract(input, {}))).toBe('out-of-memory')
})

test('a model that does not hold together is refused', async () => {
  const { model } = await extractDocument(input, { fileName: 'a.md' })
  const broken = { ...model, marks: [{ start: 3, end: 900, kind: 'bold' }] }
  const line = JSON.stringify(
    JSON.stringify({ ok: true, model: broken, format: 'markdown', storedExtension: 'md', resources: [], children: [] }),
  )
  expect(await codeOf((await child(`process.stdout.write(${line} + '\\n')`)).extract(input, {}))).toBe('model-invalid')
})
