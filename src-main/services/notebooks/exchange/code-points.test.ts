import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { codePointsOf } from './code-points'

const letters = fc
  .array(fc.constantFrom('a', 'ā', '𝔄', '👩‍👩‍👧', '🇱🇻', '\n', 'ж', 'e\u0301', '\ud800', '\udc00'), { maxLength: 60 })
  .map((parts) => parts.join(''))

it('counts letters outside the BMP once', () => {
  const text = 'a𝔄b👩‍👩‍👧c'
  const points = codePointsOf(text)
  expect(points.fromUtf16(text.indexOf('b'))).toBe(2)
  expect(points.toUtf16(2)).toBe(text.indexOf('b'))
  expect(points.fromUtf16(2)).toBe(1)
  expect(points.toUtf16(1000)).toBe(text.length)
})

it('agrees with iteration over the string, and goes both ways', () => {
  fc.assert(
    fc.property(letters, (text) => {
      const points = codePointsOf(text)
      let offset = 0
      let position = 0
      for (const letter of text) {
        expect(points.fromUtf16(offset)).toBe(position)
        expect(points.toUtf16(position)).toBe(offset)
        offset += letter.length
        position += 1
      }
      expect(points.fromUtf16(offset)).toBe(position)
      expect(points.toUtf16(position)).toBe(offset)
    }),
  )
})
