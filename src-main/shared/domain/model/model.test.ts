import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block, DocumentModel } from '#shared/contract'
import { blockAt, blocksBetween, checkModel, countWords } from '.'

const block = (id: string, start: number, end: number, parent?: string): Block => ({
  id,
  kind: 'para',
  start,
  end,
  ...(parent ? { parent } : {}),
})

function modelOf(text: string, parts: Partial<DocumentModel> = {}): DocumentModel {
  return {
    schema: 'avots-document',
    model: 1,
    id: 'd',
    originalSha256: '0'.repeat(64),
    mediaType: 'text/plain',
    extractor: 'plain-text@1',
    meta: {},
    warnings: [],
    text,
    textSha256: '0'.repeat(64),
    blocks: [],
    marks: [],
    pages: [],
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
    ...parts,
  }
}

test('a sound model has no findings', () => {
  const blocks = [block('b1', 0, 3), block('b2', 5, 12), block('b3', 5, 8, 'b2'), block('b4', 8, 12, 'b2')]
  const marks = [{ start: 0, end: 2, kind: 'bold' as const }]
  expect(checkModel(modelOf('abc\n\nabcdefg', { blocks, marks }))).toEqual([])
})

test('text faults are named', () => {
  expect(checkModel(modelOf('a\r\nb'))).toEqual(['the text has a carriage return'])
  expect(checkModel(modelOf('a\0'))).toEqual(['the text has a NUL'])
  expect(checkModel(modelOf('a\ud800b'))).toEqual(['the text has an unpaired surrogate'])
  expect(checkModel(modelOf('a\u0304'))).toEqual(['the text is not in Unicode normal form C'])
})

test('form C is told of every text as the standard says', () => {
  const said = (text: string) => checkModel(modelOf(text)).includes('the text is not in Unicode normal form C')
  for (let unit = 1; unit < 0xd800; unit += 1) {
    const letter = String.fromCharCode(unit)
    expect(said(`a${letter}a`)).toBe(`a${letter}a`.normalize('NFC') !== `a${letter}a`)
  }
  const letters = fc.oneof(
    fc.integer({ min: 0x20, max: 0x530 }),
    fc.integer({ min: 0x1ff0, max: 0x20ff }),
    fc.constantFrom(0x301, 0x304, 0x1100, 0x1161, 0x212b),
  )
  const texts = fc.array(letters).map((units) => String.fromCharCode(...units))
  fc.assert(fc.property(texts, (text) => said(text) === (text.normalize('NFC') !== text)))
})

test('ranges, order, nesting and parents are checked', () => {
  const text = 'x'.repeat(10)
  const findings = (...blocks: Block[]) => checkModel(modelOf(text, { blocks }))
  expect(findings(block('b1', 0, 11))).toEqual(['block b1 ends at 11, the text at 10'])
  expect(findings(block('b1', 5, 8), block('b2', 0, 3))).toEqual(['block b2 starts before the block in front of it'])
  expect(findings(block('b1', 0, 5), block('b2', 3, 8))).toEqual(['block b2 and block b1 overlap'])
  expect(findings(block('b1', 0, 5), block('b1', 6, 8))).toEqual(['block b1 appears twice'])
  expect(findings(block('b1', 0, 5, 'b9'))[0]).toContain('not in front of it')
  expect(findings(block('b1', 0, 2), block('b2', 4, 8, 'b1'))).toEqual(['block b2 lies outside its parent'])
  const marks = [
    { start: 5, end: 20, kind: 'bold' as const },
    { start: 1, end: 2, kind: 'bold' as const },
  ]
  expect(checkModel(modelOf(text, { marks }))).toEqual([
    'mark 0 (bold) ends at 20, the text at 10',
    'mark 1 (bold) starts before the mark in front of it',
  ])
})

test('a damaged model is not listed without end', () => {
  const blocks = Array.from({ length: 500 }, (_, index) => block(`b${index}`, 90, 91))
  expect(checkModel(modelOf('short', { blocks }))).toHaveLength(20)
})

test('blockAt finds the innermost block, and the one before in a gap', () => {
  const blocks = [block('b1', 0, 3), block('b2', 5, 12), block('b3', 5, 8, 'b2'), block('b4', 8, 12, 'b2')]
  const at = (offset: number) => blockAt(blocks, offset)?.id
  expect([0, 2, 3, 4, 5, 7, 8, 11, 12, 99].map(at)).toEqual([
    'b1',
    'b1',
    'b1',
    'b1',
    'b3',
    'b3',
    'b4',
    'b4',
    'b4',
    'b4',
  ])
  expect(blockAt([], 3)).toBeNull()
  expect(blockAt([block('b1', 4, 6)], 0)?.id).toBe('b1')
})

test('blocksBetween agrees with a plain filter', () => {
  const blocks = [
    block('t', 0, 40),
    block('r1', 0, 20, 't'),
    block('c1', 0, 9, 'r1'),
    block('c2', 10, 20, 'r1'),
    block('r2', 21, 40, 't'),
    block('p', 42, 60),
    block('q', 62, 70),
  ]
  for (let start = 0; start < 72; start += 1) {
    for (let end = start + 1; end < 72; end += 1) {
      const expected = blocks.filter((one) => one.end > start && one.start < end)
      expect(blocksBetween(blocks, start, end)).toEqual(expected)
    }
  }
  expect(blocksBetween(blocks, 15, 15).map((one) => one.id)).toEqual(['c2'])
})

test('words are counted in every script', () => {
  expect(countWords('Savstarpējās palīdzības pakts, 1939.')).toBe(4)
  expect(countWords('Ņikitins’s well-known 25 000')).toBe(4)
  expect(countWords('Договор о взаимопомощи\n\n— 28 сентября')).toBe(5)
  expect(countWords('')).toBe(0)
})
