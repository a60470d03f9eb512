import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactFolding,
  foldToken,
  romanValue,
  roughSpelling,
  stem,
  tokenize,
  withoutDiacritics,
  withoutDirections,
} from './index'

const cut = (text: string) => tokenize(text).map(({ start, end }) => text.slice(start, end))

it('a name keeps every letter and mark of its own, and turns nothing round after it', () => {
  expect(withoutDirections('a\u202Ab\u202Bc\u202Cd\u202De\u202Ef\u2066g\u2067h\u2068i\u2069j')).toBe('abcdefghij')
  const own = 'שלום\u200F (1939), \u200Eнӣ, ā'
  expect(withoutDirections(own)).toBe(own)
})

describe('tokenize', () => {
  it('cuts words, numbers and marks as documented', () => {
    expect(cut('Viņš teica: „Ne 25 000, bet 35,000!”')).toEqual([
      'Viņš',
      'teica',
      ':',
      '„',
      'Ne',
      '25 000',
      ',',
      'bet',
      '35,000',
      '!',
      '”',
    ])
    expect(cut('no 21.00 līdz 3.5, 24.–28. septembris...')).toEqual([
      'no',
      '21.00',
      'līdz',
      '3.5',
      ',',
      '24',
      '.',
      '–',
      '28',
      '.',
      'septembris',
      '...',
    ])
    expect(cut('Molotov’s pre\u00ADfix, self-rule')).toEqual(['Molotov’s', 'pre\u00ADfix', ',', 'self', '-', 'rule'])
    expect(cut('год 1939 года')).toEqual(['год', '1939', 'года'])
  })

  it('gives ranges in order that hold everything but white space and what cannot be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        let last = 0
        let rest = ''
        for (const { start, end } of tokenize(text)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          rest += text.slice(last, start)
          last = end
        }
        expect((rest + text.slice(last)).replace(/[\s\p{C}\p{Z}]/gu, '')).toBe('')
      }),
    )
  })

  it('cuts a part with offsets into the whole', () => {
    expect(tokenize('viens divi trīs', 6, 10)).toEqual([{ start: 6, end: 10, kind: 'word' }])
  })
})

describe('foldToken', () => {
  const all = { case: true, diacritics: true, punctuation: true }

  it('keeps everything but invisible characters when nothing is folded', () => {
    expect(foldToken('Pre\u00ADfix', 'word', exactFolding)).toBe('Prefix')
    expect(foldToken('„', 'punctuation', exactFolding)).toBe('„')
    expect(foldToken('25 000', 'number', exactFolding)).toBe('25000')
    expect(foldToken('21:00', 'number', exactFolding)).toBe('21.00')
  })

  it('folds case, marks of both scripts, ligatures and the long s', () => {
    expect(foldToken('ŽĒLASTĪBA', 'word', all)).toBe('zelastiba')
    expect(foldToken('Ёжик', 'word', all)).toBe('ежик')
    expect(foldToken('ﬁnal', 'word', all)).toBe('final')
    expect(foldToken('Congreſs', 'word', all)).toBe('congress')
    expect(foldToken('Orzeł', 'word', all)).toBe('orzel')
    expect(foldToken('–', 'punctuation', all)).toBeNull()
    expect(foldToken('„', 'punctuation', { ...exactFolding, diacritics: true })).toBe(
      foldToken('«', 'punctuation', { ...exactFolding, diacritics: true }),
    )
  })
})

describe('rough spellings', () => {
  it('let names of two scripts and languages meet', () => {
    for (const names of [
      ['Молотов', 'Molotovs', 'Molotov'],
      ['Šulenburgs', 'Schulenburg', 'Шуленбург'],
      ['Ribentrops', 'Ribbentrop', 'Риббентроп'],
      ['Tallina', 'Tallinn', 'Таллин'],
    ]) {
      expect(new Set(names.map((name) => roughSpelling(name).slice(0, 5))).size).toBe(1)
    }
    expect(stem('Igaunijas')).toBe(stem('Igaunijai'))
    expect(withoutDiacritics('Hījumā')).toBe('Hijuma')
  })
})

describe('romanValue', () => {
  it('reads numerals in use and nothing else', () => {
    expect(['I', 'IV', 'IX', 'XIV', 'MCMXXXIX'].map(romanValue)).toEqual([1, 4, 9, 14, 1939])
    expect(['', 'IIII', 'VX', 'pants', 'iv'].map(romanValue)).toEqual([null, null, null, null, null])
  })
})
