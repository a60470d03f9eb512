/** The screens around a place of a long text, which come before all of it: from archives in work and sealed ones. */
import { testHost } from '../support/test-host'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CallContext, contract } from '#shared/contract'
import { createServices, type Program } from '#main/services'
import { sealSmall } from '../support/small-archive'

let folder = ''
let resources = ''
let dataFolder = ''
let program: Program

const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const start = () => createServices(testHost({ kind: 'browser', dataFolder, resources }), () => undefined)

/** Headings, lists and a table among paragraphs in three scripts. */
const book = Array.from({ length: 1_500 }, (_, n) => {
  if (n % 40 === 0) return `## Daļa ${n}`
  if (n % 40 === 9) return Array.from({ length: 5 }, (_line, item) => `- ${item}. punkts **svarīgs**`).join('\n')
  if (n % 40 === 19) return `| a | b |\n|---|---|\n${`| līgums ${n} | "договор" |\n`.repeat(12)}`
  return `Rindkopa ${n}. ${'Vārdi, слова un \\\\ words. '.repeat(12)}`
}).join('\n\n')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-excerpts-'))
  resources = mkdtempSync(join(folder, 'resources-'))
  await sealSmall(resources, {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(async () => {
  dataFolder = mkdtempSync(join(folder, 'data-'))
  program = await start()
})
afterEach(() => program.close())

async function importBook() {
  const source = join(mkdtempSync(join(folder, 'source-')), 'grāmata.md')
  writeFileSync(source, book)
  const { archives, documents } = program.services
  const { id: archiveId, path } = await archives.create({ title: 'Grāmatas', language: 'lv' }, context)
  await documents.import({ archiveId, paths: [source] }, context)
  const [found] = await documents.list({ archiveId }, context)
  return { archiveId, path, documentId: found?.id ?? '' }
}

/** What is answered before the text was ever read, and after it was. */
async function compareExcerpts(documentId: string): Promise<void> {
  const { documents } = program.services
  const places = [0, 1, 7_000, 123_456, 250_000, 10_000_000]
  const cold = []
  for (const at of places) cold.push(await documents.excerpt({ documentId, at }, context))
  const { model, edition } = await documents.open({ documentId }, context)
  expect(model.text.length).toBeGreaterThan(300_000)
  expect(model.marks.length).toBeGreaterThan(100)
  for (const [index, at] of places.entries()) {
    const answer = cold[index]
    expect(v.is(contract.documents.excerpt.output, answer)).toBe(true)
    expect(answer).toEqual(await documents.excerpt({ documentId, at }, context))
    expect(answer?.edition).toEqual(edition)
    const excerpt = answer?.excerpt
    if (!excerpt) throw new Error(`nothing at ${at}`)
    const { start: from, length, model: piece } = excerpt
    expect(length).toBe(model.text.length)
    expect(piece.text).toBe(model.text.slice(from, from + piece.text.length))
    expect(piece.text.length).toBeGreaterThan(5_000)
    for (const block of piece.blocks) {
      const whole = model.blocks.find(({ id }) => id === block.id)
      expect([block.start + from, block.end + from]).toEqual([whole?.start, whole?.end])
    }
  }
}

test('they are the same as those of the whole, in an archive in work and sealed', async () => {
  const { archiveId, documentId } = await importBook()
  // Read from the disk, not from what the import left.
  await program.close()
  program = await start()
  await compareExcerpts(documentId)

  const path = join(folder, 'gramatas.avots.zip')
  await program.services.archives.seal({ archiveId, path }, context)
  await program.close()
  dataFolder = mkdtempSync(join(folder, 'data-'))
  program = await start()
  await program.services.archives.open({ path }, context)
  await compareExcerpts(documentId)
})

test('of a short text there is none, of one that is not there neither', async () => {
  const { documents } = program.services
  const [short] = await documents.list({}, context)
  expect(await documents.excerpt({ documentId: short?.id ?? '', at: 0 }, context)).toMatchObject({ excerpt: null })
  await expect(documents.excerpt({ documentId: 'none', at: 0 }, context)).rejects.toMatchObject({
    code: 'unknown-document',
  })
})

test('of a damaged text nothing is shown', async () => {
  const { path, documentId } = await importBook()
  await program.close()
  const edition = join(path, 'data/derived', documentId, '1')
  const text = readFileSync(join(edition, 'text.txt'), 'utf8')
  writeFileSync(join(edition, 'text.txt'), text.replace('Rindkopa 1.', 'Rindkopa 2.'))
  expect(readdirSync(edition)).toContain('model.json')
  program = await start()
  const { documents } = program.services
  await expect(documents.excerpt({ documentId, at: 0 }, context)).rejects.toMatchObject({ code: 'damaged' })
})
