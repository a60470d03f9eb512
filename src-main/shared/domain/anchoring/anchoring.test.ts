import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/contract'
import { CONTEXT, describeTarget, isGraphemeBoundary, resolveTarget, type Step, tidyRange } from '.'

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
        const found = resolveTarget(target, { editionId: 'd1.1', text })
        expect([found.start, found.end, found.state]).toEqual([target.start, target.end, 'anchored'])
      }),
    )
  })
})

describe('resolveTarget', () => {
  const text = 'Molotovs runāja īsi. Pusnaktī delegāciju izsauca otrreiz. Molotovs runāja gari.'
  const target = describeTarget(source(text), text.indexOf('delegāciju'), text.indexOf('delegāciju') + 10)

  it('follows the words when something was put in before them', () => {
    const later = `Jauns sākums. ${text}`
    const found = resolveTarget(target, { editionId: 'd1.2', text: later })
    expect(later.slice(found.start ?? 0, found.end ?? 0)).toBe('delegāciju')
    expect(found.state).toBe('anchored')
    expect(found.method).toBe('quote')
  })

  it('chooses among equal quotes by context, and says so when nobody knows', () => {
    const second = describeTarget(source(text), text.lastIndexOf('Molotovs'), text.lastIndexOf('Molotovs') + 15)
    const later = `Vispirms. ${text}`
    const found = resolveTarget(second, { editionId: 'd1.2', text: later })
    expect(found.start).toBe(later.lastIndexOf('Molotovs'))
    const formula = 'kopā Molotovs runāja kopā Molotovs runāja kopā '
    const lost = resolveTarget({ ...second, prefix: '', suffix: ' kopā' }, { editionId: 'd1.3', text: formula })
    expect(lost.state).toBe('review')
    expect(lost.candidates.length).toBe(2)
  })

  it('asks where words stand twice that have no edition and nothing around them, even at the very beginning', () => {
    const nowhere = { ...target, editionId: '', start: 0, end: 8, exact: 'Molotovs', prefix: '', suffix: '' }
    expect(resolveTarget(nowhere, { editionId: 'd1.1', text })).toMatchObject({ state: 'review', start: null })
  })

  it('is certain of words without an edition only where everything around them is the same', () => {
    const stranger = { ...target, editionId: '', exact: 'delegāciju izsauca', prefix: 'Pusnaktī ', suffix: ' otrreiz' }
    expect(resolveTarget(stranger, { editionId: 'd1.1', text })).toMatchObject({ state: 'anchored', score: 1 })
    const elsewhere = { ...stranger, prefix: 'Rītā atkal ' }
    expect(resolveTarget(elsewhere, { editionId: 'd1.1', text })).toMatchObject({ state: 'review', start: null })
  })

  it('orphans what is gone, and does not trust the position alone', () => {
    const found = resolveTarget(target, { editionId: 'd1.1', text: text.replaceAll('delegāciju', 'sūtņus') })
    expect(found).toMatchObject({ state: 'orphan', start: null, method: 'none' })
  })

  it('asks further steps', () => {
    const fuzzy: Step = () => ({ state: 'anchored', start: 1, end: 2, score: 0.7, method: 'fuzzy', candidates: [] })
    expect(resolveTarget(target, { editionId: 'x', text: 'zzz' }, [fuzzy]).method).toBe('fuzzy')
  })

  it('never answers with other words than the quote', () => {
    fc.assert(
      fc.property(wild, wild, fc.nat(), fc.nat(), (before, after, a, b) => {
        const start = a % (before.length + 1)
        const end = b % (before.length + 1)
        if (!tidyRange(before, start, end)) return
        const one = describeTarget(source(before), start, end)
        const found = resolveTarget(one, { editionId: 'other', text: after })
        if (found.start !== null && found.end !== null) expect(after.slice(found.start, found.end)).toBe(one.exact)
        for (const candidate of found.candidates) expect(after.slice(candidate.start, candidate.end)).toBe(one.exact)
      }),
    )
  })
})
