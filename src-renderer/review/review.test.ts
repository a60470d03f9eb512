import { describe, expect, it } from 'vitest'
import type { Anchor } from '#shared/contract'
import { useI18n } from '@/locales'
import { leftWithout, likelyPlace, likenessOf, methodKey, placedAt } from './decisions'

const anchor: Anchor = {
  id: 'n/0/d.2',
  annId: 'n',
  target: 0,
  editionId: 'd.2',
  start: null,
  end: null,
  state: 'review',
  score: 0.8,
  method: 'quote-aligned',
  candidates: [
    { start: 10, end: 20, score: 0.6 },
    { start: 40, end: 50, score: 0.9 },
  ],
}

describe('decisions', () => {
  it('take a candidate, show a place, or leave the note without one', () => {
    expect(placedAt(anchor, { start: 10, end: 20 }, 'chosen', 0.6)).toMatchObject({
      id: anchor.id,
      state: 'anchored',
      start: 10,
      end: 20,
      candidates: [],
    })
    expect(leftWithout({ ...anchor, start: 1, end: 2 })).toMatchObject({ state: 'orphan', start: null, end: null })
    expect(leftWithout(anchor).candidates).toEqual(anchor.candidates)
  })

  it('take at once only what is very like and clearly more than any other', () => {
    expect(likelyPlace(anchor)).toEqual({ start: 40, end: 50, score: 0.9 })
    expect(likelyPlace({ ...anchor, candidates: [{ start: 1, end: 2, score: 0.7 }] })).toBeNull()
    expect(likelyPlace({ ...anchor, candidates: [...anchor.candidates, { start: 1, end: 2, score: 0.85 }] })).toBeNull()
    expect(likelyPlace({ ...anchor, candidates: [] })).toBeNull()
    expect([0.9, 0.6, 0.2].map(likenessOf)).toEqual(['likely', 'possible', 'doubtful'])
  })

  it('have words for every way in which a place is found', () => {
    const { t } = useI18n()
    for (const method of ['exact', 'quote-aligned', 'by-hand', 'something new']) {
      expect(t(methodKey(method))).not.toBe(methodKey(method))
    }
    expect(methodKey('quote-aligned')).toBe('review.methods.aligned')
  })
})
