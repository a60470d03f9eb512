import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCutter } from './sentences'

afterEach(() => void vi.restoreAllMocks())

/** As the browser cuts the whole text at once. */
function allOf(text: string, language: string) {
  return [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)].flatMap(({ segment, index }) => {
    const start = index + (segment.length - segment.trimStart().length)
    const end = index + segment.trimEnd().length
    return end > start ? [{ start, end }] : []
  })
}

const letters = (text: string, language = 'lv') => createCutter(text, { start: 0, end: text.length }, language)

describe('sentences of a block', () => {
  it('are those of the whole block, wherever a long one is asked', () => {
    const bits = fc.constantFrom(
      'a',
      'B',
      '.',
      ' ',
      '? ',
      '. ',
      '."',
      ') ',
      '7',
      'ā ',
      '\n',
      '…',
      '。',
      '𝔄',
      ', ',
      'U.S. ',
    )
    const short = fc.array(bits, { minLength: 1, maxLength: 400 }).map((list) => list.join(''))
    // Repeated until the block has some parts, their borders at ever other letters.
    const long = fc.tuple(short, fc.integer({ min: 20_000, max: 30_000 })).map(([words, length]) => {
      return words.repeat(Math.ceil(length / words.length))
    })
    fc.assert(
      fc.property(long, fc.nat(), (text, seed) => {
        const whole = allOf(text, 'lv')
        const cutter = letters(text)
        for (const offset of [seed % text.length, 8_000, 16_001, text.length - 1, 0, text.length]) {
          expect(cutter.first(offset, ({ start }) => start > offset)).toEqual(
            whole.find(({ start }) => start > offset) ?? null,
          )
          expect(cutter.last(offset, ({ start }) => start < offset)).toEqual(
            whole.findLast(({ start }) => start < offset) ?? null,
          )
        }
      }),
      { numRuns: 12 },
    )
  })

  it('of a text without paragraphs are cut near the offset only', () => {
    const text = 'Šis ir teikums par neko. '.repeat(40_000)
    const given: number[] = []
    const segment = Reflect.get(Intl.Segmenter.prototype, 'segment')
    vi.spyOn(Intl.Segmenter.prototype, 'segment').mockImplementation(function (this: Intl.Segmenter, words) {
      given.push(words.length)
      return segment.call(this, words)
    })
    const at = text.length / 2
    expect(letters(text).first(at, ({ start }) => start > at)).toEqual({ start: at + 25, end: at + 49 })
    expect(given.reduce((sum, one) => sum + one, 0)).toBeLessThan(50_000)
  })

  it('are none in a block of white space, and one where nothing ends', () => {
    expect(letters('   \n ').first(0, () => true)).toBeNull()
    const endless = 'vārds '.repeat(5_000)
    expect(letters(endless).last(20_000, () => true)).toEqual({ start: 0, end: endless.length - 1 })
  })
})
