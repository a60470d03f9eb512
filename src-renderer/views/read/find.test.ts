import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFinder } from './find'

const words = async (text: string, query: string, exact = false) =>
  (await createFinder(text).find(query, exact)).map(({ start, end }) => text.slice(start, end))

describe('find in document', () => {
  it('ignores case and marks, unless asked for the exact letters', async () => {
    const text = 'Pērnava, PERNAVA un pernavā'
    expect(await words(text, 'pērnava')).toEqual(['Pērnava', 'PERNAVA', 'pernavā'])
    expect(await words(text, 'Pērnava', true)).toEqual(['Pērnava'])
    expect(await words('Молотов и Йо́сиф', 'иосиф')).toEqual(['Йо́сиф'])
  })

  it('finds over line ends and soft hyphens', async () => {
    expect(await words('divas \n reizes div\u00adas reizes', 'divas reizes')).toEqual([
      'divas \n reizes',
      'div\u00adas reizes',
    ])
  })

  it('finds letters that fold to two', async () => {
    expect(await words('Die Straße, die STRASSE', 'strasse')).toEqual(['Straße', 'STRASSE'])
  })

  it('finds over the borders of the slices that a long text is folded in', async () => {
    const text = `${'x'.repeat(399_998)}ab${' '.repeat(3)}cd𝔄e${'y'.repeat(500_000)} āē`
    expect(await words(text, 'ab cd𝔄e')).toEqual(['ab   cd𝔄e'])
    expect(await words(text, 'AE')).toEqual(['āē'])
    const straddling = `${'x'.repeat(399_999)}𝔄b${'y'.repeat(10)}`
    expect(await words(straddling, '𝔄b')).toEqual(['𝔄b'])
  })

  it('finds nothing for nothing', async () => {
    expect(await words('abc', '  ')).toEqual([])
  })

  it('finds every exact occurrence, in order, without overlaps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 4 }),
        fc.array(fc.constantFrom('a', 'b', 'ā', ' ', 'x'), { maxLength: 60 }),
        async (q, parts) => {
          const text = parts.join('')
          const ranges = await createFinder(text).find(q, true)
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
