import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/contract'
import { CONTEXT, currentEditions, describeTarget, isGraphemeBoundary, standingOf, tidyRange } from '.'

const source = (text: string) => ({ docId: 'd1', editionId: 'd1.1', text, blocks: [], anchors: [] })

/** Text with combining marks, pairs of surrogates, joined emoji, regional indicators and line feeds. */
const wild = fc
  .array(fc.constantFrom('a', 'ā', 'e\u0301', ' ', '\n', '👩‍👩‍👧', '🇱🇻', 'ж', 'й', '𝔄', '.', 'word', 'Selters '), {
    minLength: 1,
    maxLength: 120,
  })
  .map((parts) => parts.join(''))

describe('describeTarget', () => {
  it('keeps quote, offsets and 64 characters of context', () => {
    const text = `${'x'.repeat(100)} Selters atbildēja ${'y'.repeat(100)}`
    const target = describeTarget(source(text), 101, 118)
    expect(target.exact).toBe('Selters atbildēja')
    expect(target.prefix).toHaveLength(CONTEXT)
    expect(target.suffix).toHaveLength(CONTEXT)
    expect(text.slice(target.start, target.end)).toBe(target.exact)
  })

  it('leaves white space at the ends out and widens to whole letters', () => {
    const text = 'viņš 👩‍👩‍👧 e\u0301 beigas'
    const emoji = text.indexOf('👩')
    expect(describeTarget(source(text), emoji + 1, emoji + 3).exact).toBe('👩‍👩‍👧')
    expect(tidyRange(text, 0, 5)).toEqual({ start: 0, end: 4 })
    const accent = text.indexOf('e\u0301')
    expect(describeTarget(source(text), accent, accent + 1).exact).toBe('e\u0301')
  })

  it('refuses a selection without a letter', () => {
    expect(() => describeTarget(source('a  b'), 1, 3)).toThrow(AppError)
  })

  it('names block, place in the block, named point and article', () => {
    const target = describeTarget(
      {
        ...source('III pants\nPuses apņemas palīdzēt.'),
        blocks: [
          { id: 'b1', kind: 'heading', start: 0, end: 9, level: 2, attrs: { article: '3' } },
          { id: 'b2', kind: 'para', start: 10, end: 33 },
        ],
        anchors: [{ id: 'art-3', start: 0, source: 'xml:id' }],
      },
      16,
      23,
    )
    expect(target.struct).toEqual({ block: 'b2', offset: '6', anchor: 'art-3', article: '3' })
  })

  it('always ends on grapheme boundaries and finds itself again', () => {
    fc.assert(
      fc.property(wild, fc.nat(), fc.nat(), (text, a, b) => {
        const start = a % (text.length + 1)
        const end = b % (text.length + 1)
        if (!tidyRange(text, start, end)) return
        const target = describeTarget(source(text), start, end)
        expect(isGraphemeBoundary(text, target.start)).toBe(true)
        expect(isGraphemeBoundary(text, target.end)).toBe(true)
        expect(target.prefix.length).toBeGreaterThanOrEqual(Math.min(CONTEXT, target.start))
        expect(target.suffix.length).toBeGreaterThanOrEqual(Math.min(CONTEXT, text.length - target.end))
        const { range, state } = standingOf(target, 'd1.1', undefined, text)
        expect([range, state]).toEqual([{ start: target.start, end: target.end }, 'anchored'])
      }),
    )
  })
})

describe('currentEditions', () => {
  it('are those that opening a document gives: of the first archive that has it', () => {
    const documents = [
      { id: 'd1', current: 2 },
      { id: 'd2', current: 0 },
      { id: 'd1', current: 3 },
      { id: 'd3', current: 1 },
    ]
    expect([...currentEditions(documents)]).toEqual([
      ['d1', ['d1.2']],
      ['d3', ['d3.1']],
    ])
  })
})
