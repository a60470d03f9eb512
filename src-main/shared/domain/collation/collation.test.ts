import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Words, wordsOf } from '../diff'
import { exactFolding } from '../language'
import { collate, type Column, variantsOf } from './index'

const words = (text: string): Words => wordsOf(text, exactFolding)

/** `[E reading | L reading | …]` for each place of variation. */
function shown(...texts: string[]): string[] {
  const witnesses = texts.map(words)
  return variantsOf(collate(witnesses), witnesses).map(({ readings }) =>
    readings.map(([from, to], index) => witnesses[index]?.keys.slice(from, to).join(' ') ?? '').join(' | '),
  )
}

const witness = fc
  .array(fc.constantFrom('puses', 'palīdz', 'viena', 'otrai', 'un', ',', '.', 'armija', 'armijai'), { maxLength: 24 })
  .map((list) => words(list.join(' ')))

function checkTable(columns: readonly Column[], witnesses: readonly Words[]): void {
  witnesses.forEach((one, index) => {
    const placed = columns.map((column) => column[index] ?? -1).filter((token) => token !== -1)
    expect(placed).toEqual(one.keys.map((_, token) => token))
  })
  for (const column of columns) expect(column.some((token) => token !== -1)).toBe(true)
}

describe('collate', () => {
  it('places every token exactly once and in order, with no empty column', () => {
    fc.assert(
      fc.property(fc.array(witness, { minLength: 1, maxLength: 4 }), (witnesses) =>
        checkTable(collate(witnesses), witnesses),
      ),
      { numRuns: 300 },
    )
  })

  it('keeps that on long texts, where anchors divide the work', () => {
    const base = Array.from({ length: 900 }, (_, index) => `vārds${(index * 37) % 211}`)
    const witnesses = [0, 1, 2].map((seed) =>
      words(base.filter((_, index) => (index * 13 + seed * 7) % 31 !== 0).join(' ')),
    )
    const columns = collate(witnesses)
    checkTable(columns, witnesses)
    expect(columns.length).toBeLessThan(1000)
  })

  it('gives the same table in whatever order the witnesses come', () => {
    fc.assert(
      fc.property(witness, witness, witness, (a, b, c) => {
        const straight = collate([a, b, c])
        const turned = collate([c, a, b]).map(([x, y, z]) => [y, z, x])
        expect(turned).toEqual(straight)
      }),
      { numRuns: 200 },
    )
  })

  it('gives one witness back as it is, and equal ones without variation', () => {
    expect(collate([words('Puses palīdz viena otrai.')]).map(([token]) => token)).toEqual([0, 1, 2, 3, 4])
    expect(shown('Puses palīdz.', 'Puses palīdz.', 'Puses palīdz.')).toEqual([])
  })
})

describe('variantsOf', () => {
  it('shows what differs between the three pacts', () => {
    expect(
      shown(
        'palīdzēt Igaunijas armijai ar ieročiem.',
        'palīdzēt Latvijas armijai ar ieročiem.',
        'palīdzēt Lietuvas armijai ar ieročiem un kuģiem.',
      ),
    ).toEqual(['Igaunijas | Latvijas | Lietuvas', ' |  | un kuģiem'])
    expect(
      shown('ierīkot Sāremā un Hījumā salā un Paldisku pilsētā bāzes', 'ierīkot Liepājas un Ventspils pilsētā bāzes'),
    ).toEqual(['Sāremā un Hījumā salā un Paldisku | Liepājas un Ventspils'])
  })

  it('keeps an added sentence whole', () => {
    expect(shown('Pirmais. Trešais.', 'Pirmais. Otrais. Trešais.', 'Pirmais. Trešais.')).toEqual([' | Otrais . | '])
  })
})
