import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findWords } from './matching'

const bold = (text: string, query: string) =>
  findWords(text, query)
    ?.map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
    .join('') ?? null

describe('findWords', () => {
  it('finds words without case and marks, and says where', () => {
    expect(bold('Savstarpējās palīdzības pakts', 'palidz pakt')).toBe('Savstarpējās [palīdz]ības [pakt]s')
    expect(bold('Пакт о взаимопомощи', 'ПАКТ')).toBe('[Пакт] о взаимопомощи')
  })

  it('prefers the start of a word', () => {
    expect(bold('Kompakts pakts', 'pakt')).toBe('Kompakts [pakt]s')
    expect(bold('Kompakts', 'pakt')).toBe('Kom[pakt]s')
  })

  it('needs every word', () => {
    expect(bold('Sarunas Maskavā', 'sarunas tallina')).toBeNull()
    expect(bold('Sarunas Maskavā', '')).toBe('Sarunas Maskavā')
  })

  it('never loses a letter, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, query) => {
        const pieces = findWords(text, query)
        if (pieces) expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      }),
    )
  })
})
