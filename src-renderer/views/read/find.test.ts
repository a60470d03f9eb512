import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFinder } from './find'

const words = (text: string, query: string, exact = false) =>
  createFinder(text)
    .find(query, exact)
    .map(({ start, end }) => text.slice(start, end))

describe('find in document', () => {
  it('ignores case and marks, unless asked for the exact letters', () => {
    const text = 'Pērnava, PERNAVA un pernavā'
    expect(words(text, 'pērnava')).toEqual(['Pērnava', 'PERNAVA', 'pernavā'])
    expect(words(text, 'Pērnava', true)).toEqual(['Pērnava'])
    expect(words('Молотов и Йо́сиф', 'иосиф')).toEqual(['Йо́сиф'])
  })

  it('finds over line ends and soft hyphens', () => {
    expect(words('divas \n reizes div\u00adas reizes', 'divas reizes')).toEqual([
      'divas \n reizes',
      'div\u00adas reizes',
    ])
  })

  it('finds letters that fold to two', () => {
    expect(words('Die Straße, die STRASSE', 'strasse')).toEqual(['Straße', 'STRASSE'])
  })

  it('finds nothing for nothing', () => {
    expect(words('abc', '  ')).toEqual([])
  })

  it('finds every exact occurrence, in order, without overlaps', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 4 }),
        fc.array(fc.constantFrom('a', 'b', 'ā', ' ', 'x'), { maxLength: 60 }),
        (q, parts) => {
          const text = parts.join('')
          const ranges = createFinder(text).find(q, true)
          let end = 0
          for (const range of ranges) {
            expect(range.start).toBeGreaterThanOrEqual(end)
            expect(range.end).toBeGreaterThan(range.start)
            end = range.end
          }
          const query = q.trim()
          if (query !== '' && !/\s/.test(query)) expect(ranges.length).toBe(text.split(query).length - 1)
        },
      ),
    )
  })
})
