import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { CallContext, DocumentModel, DocumentSummary, Edition, Progress } from '#shared/contract'
import { type Comparisons, createComparisons } from './index'

const hash = (digit: string) => digit.repeat(64)

function document(id: string, lang: string, text: string, digit: string) {
  const blocks: DocumentModel['blocks'] = []
  let at = 0
  for (const line of text.split('\n')) {
    blocks.push({ id: `b${blocks.length + 1}`, kind: 'para', start: at, end: at + line.length })
    at += line.length + 1
  }
  const edition: Edition = {
    id: `${id}.1`,
    docId: id,
    number: 1,
    sha256: hash(digit),
    length: text.length,
    importedAt: '2026-01-01T00:00:00.000Z',
    importer: 'text@1',
  }
  const summary: DocumentSummary = {
    id,
    archiveId: 'a',
    metadata: {
      title: { text: id, lang },
      creators: [],
      places: [],
      persons: [],
      languages: [lang],
      type: 'pact',
      origins: {},
    },
    format: 'text',
    mediaType: 'text/plain',
    fileName: `${id}.txt`,
    originalSha256: hash('0'),
    originalBytes: 1,
    editions: [edition],
    current: 1,
    words: 1,
    blocks: 1,
    articles: 0,
  }
  const model: DocumentModel = {
    schema: 'avots-document',
    model: 1,
    id: edition.id,
    originalSha256: hash('0'),
    mediaType: 'text/plain',
    extractor: 'text@1',
    meta: {},
    warnings: [],
    text,
    textSha256: edition.sha256,
    blocks,
    marks: [],
    pages: [],
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
  }
  return { summary, edition, model }
}

const library = new Map([
  ['e', document('e', 'lv', 'Pakts ir spēkā desmit gadus.\nTas stājas spēkā tūlīt.', '1')],
  ['l', document('l', 'lv', 'Pakts ir spēkā piecus gadus.\nTas stājas spēkā tūlīt.', '2')],
  ['n', document('n', 'en', 'The pact is in force for ten years.\nIt enters into force at once.', '3')],
])
let reads = 0
const readEdition = (id: string) => {
  reads += 1
  const found = library.get(id)
  return found ? Promise.resolve(found) : Promise.reject(new Error(`no ${id}`))
}
const quiet: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const panes = (...ids: string[]) => ids.map((documentId) => ({ documentId, siglum: documentId }))

let open: Comparisons | null = null
let folder: string | null = null
afterEach(async () => {
  await open?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
  open = folder = null
})

describe('createComparisons', () => {
  it('aligns editions in process where there is no built worker, and keeps the result', async () => {
    open = createComparisons({ programs: '/nowhere', readEdition })
    const input = { kind: 'versions' as const, panes: panes('e', 'l') }
    const first = await open.align(input, quiet)
    expect(first.groups).toBe(1)
    expect(first.rows).toHaveLength(2)
    expect(await open.align(input, quiet)).toBe(first)
    expect(
      await open.align({ ...input, folding: { case: true, diacritics: true, punctuation: true } }, quiet),
    ).not.toBe(first)
    expect(reads).toBeGreaterThan(0)
  })

  it('suggests a kind by language and shared wording', async () => {
    open = createComparisons({ programs: '/nowhere', readEdition })
    expect(await open.service.suggestKind({ panes: panes('e', 'l') }, quiet)).toEqual({ kind: 'versions' })
    expect(await open.service.suggestKind({ panes: panes('e', 'n') }, quiet)).toEqual({ kind: 'translation' })
    for (const id of ['e', 'l']) {
      const found = library.get(id)
      if (found) found.summary.metadata.type = 'account'
    }
    expect(await open.service.suggestKind({ panes: panes('e', 'l') }, quiet)).toEqual({ kind: 'accounts' })
  })

  it('refuses a pin outside its text with a sentence', async () => {
    open = createComparisons({ programs: '/nowhere', readEdition })
    const pins = [{ id: 'p', cells: [[0, 5] as [number, number], [0, 5000] as [number, number]] }]
    await expect(open.align({ kind: 'versions', panes: panes('e', 'l'), pins }, quiet)).rejects.toMatchObject({
      code: 'range-invalid',
    })
  })

  it('hears progress from a worker, and ends it within 100 ms of a cancel', async () => {
    folder = mkdtempSync(join(tmpdir(), 'avots-worker-'))
    // A worker that never ends and never listens: only ending the thread can stop it.
    writeFileSync(
      join(folder, 'comparison-worker.js'),
      `const { parentPort } = require('node:worker_threads')
       parentPort.on('message', () => {
         parentPort.postMessage({ t: 'progress', stage: 'align', done: 1, total: 6 })
         for (;;) {}
       })`,
    )
    open = createComparisons({ programs: folder, readEdition })
    const controller = new AbortController()
    const heard: Progress[] = []
    let stoppedAt = 0
    const running = open.align(
      { kind: 'versions', panes: panes('e', 'l') },
      {
        signal: controller.signal,
        progress: (progress) => {
          heard.push(progress)
          setTimeout(() => {
            stoppedAt = performance.now()
            controller.abort()
          }, 20)
        },
      },
    )
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - stoppedAt).toBeLessThan(100)
    expect(heard).toEqual([{ stage: 'align', done: 1, total: 6 }])
  })

  it('reports a worker that ends too early, and goes on with the next call', async () => {
    folder = mkdtempSync(join(tmpdir(), 'avots-worker-'))
    writeFileSync(
      join(folder, 'comparison-worker.js'),
      `const { parentPort } = require('node:worker_threads')
       parentPort.on('message', ({ kind }) => {
         if (kind === 'accounts') process.exit(3)
         parentPort.postMessage({ t: 'done', result: { engine: 'x', rows: [], differences: [], groups: 0, notCompared: [] } })
       })`,
    )
    open = createComparisons({ programs: folder, readEdition })
    const input = { panes: panes('e', 'l') }
    await expect(open.align({ ...input, kind: 'accounts' }, quiet)).rejects.toMatchObject({ code: 'crashed' })
    expect((await open.align({ ...input, kind: 'versions' }, quiet)).engine).toBe('x')
  })
})
