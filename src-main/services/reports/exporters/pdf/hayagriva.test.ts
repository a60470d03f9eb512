import { describe, expect, it } from 'vitest'
import { escapeHayagriva, toHayagriva } from './hayagriva'

describe('escapeHayagriva', () => {
  it('puts a backslash before what would be read as mathematics', () => {
    expect(escapeHayagriva('$x^2$ \\ {a} # @ * _')).toBe('\\$x^2\\$ \\\\ \\{a\\} # @ * _')
  })
})

describe('toHayagriva', () => {
  it('keeps people, dates, the work around, and numbers them in order', () => {
    expect(
      toHayagriva(
        [
          {
            id: 'any key: 1',
            type: 'article-journal',
            title: 'Title $',
            author: [{ family: 'Bērziņš', given: 'Jānis' }, { literal: 'Latvijas Universitāte' }],
            'container-title': 'Vēsture',
            volume: 3,
            issue: '2',
            page: '12-15',
            issued: { 'date-parts': [[1992, 3, 4]] },
            DOI: '10.1/x',
          },
        ],
        'en',
      ),
    ).toEqual({
      r1: {
        type: 'article',
        title: 'Title \\$',
        author: [{ name: 'Bērziņš', 'given-name': 'Jānis' }, { name: 'Latvijas Universitāte' }],
        parent: { type: 'periodical', title: 'Vēsture', volume: '3', issue: '2' },
        date: '1992-03-04',
        'page-range': '12-15',
        'serial-number': { doi: '10.1/x' },
      },
    })
  })

  it('takes an entry of an encyclopaedia as a part of a collection, which every style prints', () => {
    const entry = { id: 'e', type: 'entry-encyclopedia', title: 'T' }
    expect(toHayagriva([entry], 'en')['r1']).toMatchObject({ type: 'misc' })
    expect(toHayagriva([{ ...entry, 'container-title': 'E' }], 'en')['r1']).toMatchObject({
      type: 'chapter',
      parent: { type: 'anthology', title: 'E' },
    })
  })

  it('gives an address with the day of access, the day of archiving as a note, and drops what is no address', () => {
    const web = {
      id: 'w',
      type: 'webpage',
      title: 'T',
      accessed: { 'date-parts': [[2014, 1, 27]] },
      custom: { archived: '2016-08-16' },
    }
    expect(toHayagriva([{ ...web, URL: 'https://example.org/a' }], 'en')['r1']).toMatchObject({
      type: 'web',
      url: { value: 'https://example.org/a', date: '2014-01-27' },
      note: 'arch. 2016-08-16',
    })
    expect(toHayagriva([{ ...web, URL: 'no address' }], 'en')['r1']).not.toHaveProperty('url')
  })

  it('prints a remark in the language of the report where the record has it', () => {
    const noted = { id: 'n', type: 'webpage', title: 'T', note: 'Saistīts.', custom: { notes: { en: 'Related.' } } }
    expect(toHayagriva([noted], 'en')['r1']).toMatchObject({ note: 'Related.' })
    expect(toHayagriva([noted], 'lv')['r1']).toMatchObject({ note: 'Saistīts.' })
  })

  it('takes records of any other form without failing', () => {
    const odd = { id: 'o', type: 'unheard-of', author: 'a string', issued: 7, custom: [], title: '' }
    expect(toHayagriva([odd], 'en')).toEqual({ r1: { type: 'misc', title: '–' } })
  })
})
