import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block, DocumentModel } from '#shared/contract'
import { textModel } from '../../../../tests/support/text-model'
import { checkModel, cutExcerpt, excerptReach } from '.'

const cut = (model: DocumentModel, at: number) =>
  cutExcerpt({ model, length: model.text.length, letters: (start, end) => model.text.slice(start, end) }, at)

/** What `cutExcerpt` is given where only a part of a model was read. */
function near(model: DocumentModel, at: number) {
  const { start, end } = excerptReach(at, model.text.length)
  const inside = model.blocks.findIndex((block) => block.start >= start)
  const before = model.blocks.slice(0, inside < 0 ? undefined : inside)
  const top = Math.max(
    0,
    before.findLastIndex(({ parent }) => parent === undefined),
  )
  const blocks = model.blocks.slice(top).filter((block) => block.start <= end)
  return cutExcerpt(
    {
      model: { ...model, text: '', blocks },
      length: model.text.length,
      letters: (from, to) => model.text.slice(from, to),
    },
    at,
  )
}

/** Tables in which all rows and cells lie, among paragraphs, with and without words. */
const texts = fc
  .array(
    fc.record({
      kind: fc.constantFrom('para', 'heading', 'table', 'pageBreak'),
      letters: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 40_000 })),
      cells: fc.integer({ min: 1, max: 4 }),
      gap: fc.integer({ min: 0, max: 2 }),
      filler: fc.constantFrom('word ', 'x', '\u{10330}', 'ķ ā'),
    }),
    { maxLength: 40 },
  )
  .map((parts): DocumentModel => {
    let text = ''
    const blocks: Block[] = []
    const add = (kind: Block['kind'], start: number, end: number, parent?: string) => {
      blocks.push({ id: `b${blocks.length + 1}`, kind, start, end, ...(parent === undefined ? {} : { parent }) })
      return `b${blocks.length}`
    }
    for (const { kind, letters, cells, gap, filler } of parts) {
      const start = text.length
      const words = filler.repeat(Math.ceil(letters / filler.length))
      if (kind !== 'table') {
        if (kind !== 'pageBreak') text += words
        add(kind, start, text.length)
      } else {
        const table = blocks.length
        const id = add('table', start, start)
        for (let n = 0; n < cells; n += 1) {
          const at = text.length
          text += n === 1 ? '' : words
          add('cell', at, text.length, id)
        }
        blocks[table] = { ...(blocks[table] as Block), end: text.length }
      }
      text += '\n'.repeat(gap)
    }
    return { ...textModel([['para', 'x']]), text, blocks, marks: [], anchors: [] }
  })

test('an excerpt is a sound model whose words are those of the whole, and lies around its place', () => {
  fc.assert(
    fc.property(texts, fc.nat({ max: 400_000 }), (model, wanted) => {
      const at = model.text.length === 0 ? 0 : wanted % (model.text.length + 1)
      const excerpt = cut(model, at)
      if (!excerpt) {
        expect(model.blocks.filter(({ start, end }) => start <= at && at < end)).toEqual([])
        return
      }
      const { start, length, model: part } = excerpt
      expect(checkModel(part)).toEqual([])
      expect(part.text).toBe(model.text.slice(start, start + part.text.length))
      expect(length).toBe(model.text.length)
      expect(start).toBeLessThanOrEqual(at)
      expect(part.text.length).toBeLessThanOrEqual(40_000)
      // A place at the very end has its letters in front of it.
      expect(start + part.text.length).toBeGreaterThanOrEqual(Math.min(at, model.text.trimEnd().length))
      for (const block of part.blocks) {
        const whole = model.blocks.find(({ id }) => id === block.id)
        expect(block.start + start).toBeGreaterThanOrEqual(whole?.start ?? Infinity)
        expect(block.end + start).toBeLessThanOrEqual(whole?.end ?? -1)
      }
    }),
    { numRuns: 300 },
  )
})

test('what lies in reach is enough to cut it', () => {
  fc.assert(
    fc.property(texts, fc.nat({ max: 400_000 }), (model, wanted) => {
      const at = model.text.length === 0 ? 0 : wanted % (model.text.length + 1)
      expect(near(model, at)).toEqual(cut(model, at))
    }),
    { numRuns: 300 },
  )
})

test('it begins and ends with a block where one is near, else after white space; marks and points are moved along', () => {
  const model = textModel(
    Array.from({ length: 400 }, (_, n) => ['para', `Paragraph ${n} ${'of a long text '.repeat(20)}`] as const),
  )
  const at = Math.floor(model.text.length / 2)
  const marks = [
    { start: 3, end: 8, kind: 'bold' as const },
    { start: at, end: at + 7, kind: 'italic' as const },
  ]
  const excerpt = cut({ ...model, marks, anchors: [{ id: 'p', start: at, source: 'xml' }] }, at)
  if (!excerpt) throw new Error('nothing was cut')
  const { start, model: part } = excerpt
  expect(model.blocks.some((block) => block.start === start)).toBe(true)
  expect(model.blocks.some((block) => block.end === start + part.text.length)).toBe(true)
  expect(part.marks).toEqual([{ start: at - start, end: at + 7 - start, kind: 'italic' }])
  expect(part.anchors).toEqual([{ id: 'p', start: at - start, source: 'xml' }])

  const one = textModel([['para', 'word '.repeat(100_000)]])
  const middle = cut(one, 250_002)
  if (!middle) throw new Error('nothing was cut')
  expect(one.text.charAt(middle.start - 1)).toBe(' ')
  expect(middle.model.blocks).toEqual([{ id: 'b1', kind: 'para', start: 0, end: middle.model.text.length }])
  // Where the text has no block, there is nothing to be shown.
  expect(cut({ ...one, blocks: [{ id: 'b1', kind: 'para', start: 0, end: 100 }] }, 300_000)).toBeNull()
})
