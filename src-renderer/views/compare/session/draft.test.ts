import { describe, expect, it } from 'vitest'
import type { DocumentSummary } from '#shared/contract'
import { isWorthSaving, newDraft, rearrange, recordOf, sigla, suggestedTitle } from './draft'

const panes = ['e', 'l', 't'].map((documentId) => ({ documentId, siglum: documentId }))
const entry = (text: string, lang: string): Pick<DocumentSummary, 'metadata'> => ({
  metadata: {
    title: { text, lang },
    creators: [],
    places: [],
    persons: [],
    languages: [lang],
    type: 'pact',
    origins: {},
  },
})

describe('rearrange', () => {
  const draft = {
    ...newDraft(panes, 'versions'),
    pins: [
      { id: 'p', cells: [[0, 1], [2, 3], null] as ([number, number] | null)[] },
      { id: 'q', cells: [[0, 1], null, [4, 5]] as ([number, number] | null)[] },
    ],
    rows: [{ id: 'r', cells: [null, [2, 3], null] as ([number, number] | null)[], note: 'n' }],
  }

  it('carries pins and rows along when panes change places', () => {
    const swapped = rearrange(
      draft,
      [panes[1], panes[0], panes[2]].flatMap((pane) => pane ?? []),
      [1, 0, 2],
    )
    expect(swapped.pins[0]?.cells).toEqual([[2, 3], [0, 1], null])
    expect(swapped.rows[0]?.cells).toEqual([[2, 3], null, null])
  })

  it('drops what a removed pane leaves without meaning', () => {
    const without = rearrange(
      draft,
      [panes[0], panes[2]].flatMap((pane) => pane ?? []),
      [0, 2],
    )
    expect(without.pins.map(({ id }) => id)).toEqual(['q'])
    expect(without.rows).toEqual([])
  })
})

describe('a draft', () => {
  it('is saved once it has a name or a row', () => {
    const draft = newDraft(panes, 'versions')
    expect(isWorthSaving(draft)).toBe(false)
    expect(isWorthSaving({ ...draft, title: 'Three pacts' })).toBe(true)
    expect(isWorthSaving({ ...draft, rows: [{ cells: [null, [0, 1], null] }] })).toBe(true)
    expect(recordOf(draft)).not.toHaveProperty('id')
    expect(recordOf({ ...draft, id: 'x' })).toMatchObject({ id: 'x', kind: 'versions' })
  })
})

describe('sigla', () => {
  it('are languages, else initials, else letters of the titles', () => {
    expect(sigla([entry('Sarunas', 'lv'), entry('Talks', 'en')])).toEqual(['lv', 'en'])
    expect(sigla([entry('Igaunijas pakts', 'lv'), entry('Latvijas pakts', 'lv')])).toEqual(['I', 'L'])
    expect(sigla([entry('Latvijas pakts', 'lv'), entry('Lietuvas līgums', 'lv')])).toEqual(['L', 'I'])
  })
})

describe('suggestedTitle', () => {
  it('is never longer than 80 characters', () => {
    expect(suggestedTitle(['A', 'B'])).toBe('A · B')
    expect(suggestedTitle(['A'.repeat(100)])).toHaveLength(80)
  })
})
