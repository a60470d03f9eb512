import { expect, test } from 'vitest'
import type { Block, DocumentModel, Edition } from '#shared/contract'
import { cutExcerpt } from '#shared/domain/model'
import { textModel } from '../../../tests/support/text-model'
import { stableJson } from './crate'
import { storedExcerpt } from './stored-excerpt'

/** Headings, paragraphs and tables in three scripts, one mark in each paragraph; words that look like JSON. */
function bookOf(parts: number): DocumentModel {
  let text = ''
  const blocks: Block[] = []
  const marks: DocumentModel['marks'] = []
  const add = (block: Omit<Block, 'id' | 'start' | 'end'>, words: string) => {
    blocks.push({ id: `b${blocks.length + 1}`, start: text.length, end: text.length + words.length, ...block })
    text += words
  }
  for (let n = 0; n < parts; n += 1) {
    if (n % 20 === 0) add({ kind: 'heading', level: 2, attrs: { article: `${n}` } }, `Chapter ${n}`)
    else if (n % 20 === 7) {
      const table = blocks.length
      add({ kind: 'table' }, '')
      for (let cell = 0; cell < 12; cell += 1) {
        add({ kind: 'cell', parent: `b${table + 1}` }, `Ventspils "${cell}"`)
        text += '\n'
      }
      text = text.trimEnd()
      blocks[table] = { ...(blocks[table] as Block), end: text.length }
    } else {
      marks.push({ start: text.length, end: text.length + 4, kind: 'bold' })
      add(
        { kind: 'para' },
        `Līgums \u{10330} договор\n  "blocks": [\n    {\n      "start": 1 ${'un bāzes '.repeat(40)}${n}.`,
      )
    }
    text += '\n\n'
  }
  return {
    ...textModel([]),
    meta: { encoding: 'utf-8' },
    warnings: [{ code: 'w', message: '"text": "' }],
    text: text.trimEnd(),
    textSha256: '1'.repeat(64),
    blocks,
    marks,
    anchors: [{ id: 'p', start: 50_000, source: 'xml' }],
  }
}

const editionOf = ({ text, textSha256 }: DocumentModel): Edition => ({
  id: 'd1.1',
  docId: 'd1',
  number: 1,
  sha256: textSha256,
  length: text.length,
  importedAt: '2026-11-30T10:00:00.000Z',
  importer: 'test@1',
})
const stored = (model: DocumentModel, at: number, json = stableJson(model)) =>
  storedExcerpt(Buffer.from(json), () => Promise.resolve(Buffer.from(model.text)), editionOf(model), at)
const cut = (model: DocumentModel, at: number) =>
  cutExcerpt({ model, length: model.text.length, letters: (start, end) => model.text.slice(start, end) }, at)

test('what is read in passing is what would be cut of the whole, anywhere', async () => {
  const model = bookOf(800)
  expect(model.text.length).toBeGreaterThan(300_000)
  for (let at = 0; at <= model.text.length; at += 7_919) expect(await stored(model, at)).toEqual(cut(model, at))
  for (const at of [model.text.length, model.text.length * 20]) expect(await stored(model, at)).toEqual(cut(model, at))
})

test('one paragraph of the length of a book is cut, with the marks that lie over each other in it', async () => {
  const model = bookOf(1)
  const text = 'māja pils '.repeat(60_000)
  const long = { ...model, text, blocks: [{ id: 'b1', kind: 'para' as const, start: 0, end: text.length }] }
  const marks = [
    { start: 0, end: text.length, kind: 'italic' as const },
    ...Array.from({ length: 60 }, (_, n) => ({ start: n * 20, end: n * 20 + 4, kind: 'bold' as const })),
  ]
  expect(await stored({ ...long, marks }, 300_000)).toEqual(cut({ ...long, marks }, 300_000))
  expect((await stored({ ...long, marks }, 300_000))?.model.marks).toHaveLength(1)
})

test('what is stored in another form, has pages or does not hold together is read whole instead', async () => {
  const model = bookOf(200)
  const json = stableJson(model)
  const refused = async (text: string, at = 20_000) => expect(await stored(model, at, text)).toBeNull()
  await refused(JSON.stringify(model))
  await refused('')
  await refused('{}')
  await refused(json.replaceAll('"start"', '"begin"'))
  await refused(json.replaceAll('"kind": "para"', '"kind": "song"'))
  await refused(json.replace('"warnings": [', '"warnings": {'))
  await refused(json.slice(0, -200))
  await refused(
    stableJson({ ...model, pages: [{ n: 1, label: '1', start: 0, end: 9, width: 1, height: 1, unit: 'pt' }] }),
  )
  const [first, ...others] = model.blocks
  const swapped = stableJson({ ...model, blocks: [others[0], first, ...others.slice(1)] })
  await refused(swapped, 0)
  const crowd = Array.from({ length: 6_000 }, (_, n): Block => ({ id: `c${n}`, kind: 'para', start: n, end: n + 1 }))
  await refused(stableJson({ ...model, blocks: crowd }), 0)
})
