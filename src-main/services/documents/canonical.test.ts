import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalise, canonicalText } from './canonical'
import type { ModelParts } from './format'

const partsOf = (text: string, ranges: [number, number][]): ModelParts => ({
  text,
  blocks: ranges.map(([start, end], index) => ({ id: `b${index + 1}`, kind: 'para', start, end })),
  marks: ranges.map(([start, end]) => ({ start, end, kind: 'bold' })),
  anchors: ranges.map(([start], index) => ({ id: `a${index}`, start, source: 'test' })),
  meta: {},
  warnings: [],
})

test('marks, line ends and what UTF-8 cannot hold', () => {
  expect(canonicalText('A\u0304\r\nb\rc\0d\ud800e')).toBe('Ā\nb\nc\ufffdd\ufffde')
})

test('ranges follow their letters', () => {
  const source = 'A\u0304bols\r\nde\u0301ls'
  const { text, blocks, marks, anchors } = canonicalise(
    partsOf(source, [
      [0, 6],
      [8, source.length],
    ]),
  )
  expect(text).toBe('Ābols\ndéls')
  expect(blocks.map((block) => text.slice(block.start, block.end))).toEqual(['Ābols', 'déls'])
  expect(marks.map((mark) => text.slice(mark.start, mark.end))).toEqual(['Ābols', 'déls'])
  expect(anchors.map((anchor) => anchor.start)).toEqual([0, 6])
})

test('a range that begins inside a cluster keeps the whole letter', () => {
  const { text, blocks } = canonicalise(
    partsOf('xe\u0301y', [
      [2, 4],
      [0, 2],
    ]),
  )
  expect(blocks.map((block) => text.slice(block.start, block.end))).toEqual(['éy', 'xé'])
})

const letters = fc.constantFrom(
  'a',
  'e',
  'A',
  '\u0301',
  '\u0304',
  '\u0323',
  '\u1100',
  '\u1161',
  '\u11a8',
  '\uac00',
  '\r',
  '\n',
  '\0',
  '\ud800',
  '\udc00',
  '😀',
  'ﬁ',
  '\u212b',
)

test('the mapped text is the canonical text, and every cut is mapped to the same cut', () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 30 }), fc.array(letters, { maxLength: 30 }), (before, after) => {
      // A letter between makes the cut one that no normalisation can cross.
      const left = `${before.join('')}\n`
      const right = `x${after.join('')}`
      const { text, blocks } = canonicalise(
        partsOf(left + right, [
          [0, left.length],
          [left.length, left.length + right.length],
        ]),
      )
      expect(text).toBe(canonicalText(left + right))
      expect(blocks.map((block) => text.slice(block.start, block.end))).toEqual([
        canonicalText(left),
        canonicalText(right),
      ])
    }),
    { numRuns: 1000 },
  )
})
