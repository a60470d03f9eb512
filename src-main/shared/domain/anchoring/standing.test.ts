import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Anchor, Annotation, TextTarget } from '#shared/contract'
import { anchorOf, placeQuotes, soughtTargets, standingOf } from '.'
import { anchorIdOf } from '../records'

const text = 'Puses apņemas sniegt palīdzību.'
const target: TextTarget = {
  kind: 'text',
  docId: 'd1',
  editionId: 'd1.1',
  start: 0,
  end: 5,
  exact: 'Puses',
  prefix: '',
  suffix: ' apņemas',
}
const note = (id: string, more: Partial<Annotation> = {}): Annotation => ({
  id,
  targets: [target],
  kind: 'note',
  colour: null,
  tagIds: [],
  note: '',
  created: '2026-11-29T08:00:00.000Z',
  updated: '2026-11-29T08:00:00.000Z',
  rev: 1,
  deletedAt: null,
  ...more,
})
const row = (editionId: string, more: Partial<Anchor> = {}): Anchor => ({
  id: anchorIdOf('n1', 0, editionId),
  annId: 'n1',
  target: 0,
  editionId,
  start: 3,
  end: 8,
  state: 'anchored',
  score: 1,
  method: 'exact',
  candidates: [],
  ...more,
})
const mapOf = (...rows: Anchor[]) => new Map(rows.map((one) => [one.id, one]))

describe('standingOf', () => {
  it('believes the row, the edition of the note itself, and nothing else', () => {
    expect(standingOf(target, 'd1.1', undefined, text)).toEqual({ state: 'anchored', range: { start: 0, end: 5 } })
    expect(standingOf(target, 'd1.2', undefined, text)).toEqual({ state: 'waiting', range: null })
    expect(standingOf({ ...target, editionId: '' }, '', undefined, text).state).toBe('waiting')
    expect(standingOf(target, 'd1.2', row('d1.2', { state: 'moved' }), text)).toEqual({
      state: 'moved',
      range: { start: 3, end: 8 },
    })
    const none = { start: null, end: null }
    expect(standingOf(target, 'd1.2', row('d1.2', { state: 'orphan', ...none }), text)).toEqual({
      state: 'orphan',
      range: null,
    })
  })

  it('draws nothing where the words are others, or the offsets lie outside', () => {
    expect(standingOf(target, 'd1.1', undefined, 'Pusēm jāpalīdz.')).toEqual({ state: 'review', range: null })
    expect(standingOf(target, 'd1.2', row('d1.2', { end: 99 }), text)).toEqual({ state: 'review', range: null })
  })
})

describe('soughtTargets', () => {
  const current = new Map([['d1', ['d1.3']]])

  it('wants a row for every text target of a living note on another edition', () => {
    const region = { kind: 'document', docId: 'd1', editionId: 'd1.1' } as const
    const notes = [
      note('n1', { targets: [target, region, { ...target, editionId: 'd1.3' }, { ...target, docId: 'd9' }] }),
      note('n2', { deletedAt: '2026-11-29T08:00:00.000Z' }),
    ]
    const sought = soughtTargets(notes, mapOf(), current)
    expect(sought.map(({ annotation, index, editionId }) => anchorIdOf(annotation.id, index, editionId))).toEqual([
      'n1/0/d1.3',
    ])
    expect(soughtTargets(notes, mapOf(row('d1.3')), current)).toEqual([])
  })

  it('places again only what nobody confirmed', () => {
    const again = soughtTargets([note('n1')], mapOf(row('d1.3')), current, true)
    expect(again[0]?.before).toEqual(row('d1.3'))
    expect(soughtTargets([note('n1')], mapOf(row('d1.3', { confirmedBy: '' })), current, true)).toEqual([])
  })

  it('starts from the newest place that a person chose', () => {
    const rows = mapOf(row('d1.2', { confirmedBy: 'reader', start: 7, end: 9 }))
    expect(soughtTargets([note('n1')], rows, current)[0]).toMatchObject({
      from: { editionId: 'd1.2', start: 7, end: 9 },
      isConfirmed: true,
    })
    expect(soughtTargets([note('n1')], mapOf(row('d1.2')), current)[0]?.from.editionId).toBe('d1.1')
    const left = mapOf(row('d1.2', { confirmedBy: 'reader', start: null, end: null, state: 'orphan' }))
    expect(soughtTargets([note('n1')], left, current)[0]?.from.editionId).toBe('d1.1')
  })

  it('makes rows that leave nothing to seek, with places inside the text, for any two texts', () => {
    const words = fc.array(fc.constantFrom('Puses', 'apņemas', 'sniegt', 'palīdzību', '\n', 'ā', '👩‍👩‍👧', '.'), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(words, words, fc.nat(), fc.nat(), (before, after, a, length) => {
        const [old, now] = [before.join(' '), after.join(' ')]
        const start = a % old.length
        const end = Math.min(old.length, start + 1 + (length % 30))
        const quoted = { ...target, start, end, exact: old.slice(start, end), prefix: '', suffix: '' }
        const notes = [note('n1', { targets: [quoted] })]
        const [sought] = soughtTargets(notes, mapOf(), current)
        if (!sought) throw new Error('nothing is sought')
        const [placement] = placeQuotes([quoted], { old, now })
        if (!placement) throw new Error('no answer')
        const made = anchorOf(sought, placement)
        expect(soughtTargets(notes, mapOf(made), current)).toEqual([])
        expect(made.confirmedBy).toBeUndefined()
        const { range, state } = standingOf(quoted, 'd1.3', made, now)
        expect(range !== null).toBe(state === 'anchored' || state === 'moved')
        for (const place of [...(range ? [range] : []), ...made.candidates]) {
          expect(place.start).toBeLessThan(place.end)
          expect(place.end).toBeLessThanOrEqual(now.length)
        }
      }),
    )
  })
})
