import { expect, it } from 'vitest'
import { fileNameOf } from './file-names'

it('takes the title, without what a file system refuses', () => {
  expect(fileNameOf('Pakts: "5. oktobris" 1939/II?', 'x')).toBe('Pakts 5. oktobris 1939 II')
  expect(fileNameOf('a\u0000b\nc', 'x')).toBe('a b c')
  expect(fileNameOf('Līgums #1 [kopija]', 'x', { without: '#[]' })).toBe('Līgums 1 kopija')
})

it('is short, ends in a letter, and is never nothing', () => {
  expect(fileNameOf(`${'ā'.repeat(99)}. b`, 'x')).toBe('ā'.repeat(99))
  expect(fileNameOf('👩'.repeat(90), 'x', { most: 40 })).toBe('👩'.repeat(40))
  expect(fileNameOf('Beigas...', 'x')).toBe('Beigas')
  expect(fileNameOf('???', 'metadata')).toBe('metadata')
})

it('has no more bytes than file systems take, and no half letters', () => {
  expect(fileNameOf('あ'.repeat(99), 'x')).toBe('あ'.repeat(66))
  const family = '👩‍👩‍👧'
  expect(fileNameOf(family.repeat(20), 'x')).toBe(family.repeat(11))
})

it('is no device of Windows', () => {
  expect(fileNameOf('NUL', 'x')).toBe('NUL_')
  expect(fileNameOf('con.tar', 'x')).toBe('con_.tar')
  expect(fileNameOf('Aux . vēstules', 'x')).toBe('Aux_ . vēstules')
  expect(fileNameOf('Nullpunkt', 'x')).toBe('Nullpunkt')
  expect(fileNameOf('Vēstule. Con', 'x')).toBe('Vēstule. Con')
})
