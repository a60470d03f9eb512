import { expect, it } from 'vitest'
import { textModel } from '../../../../tests/support/text-model'
import { planSections } from './sections'

const piecesOf = (text: string) => {
  const units = planSections(textModel([['code', text]])).flatMap((section) => section.units)
  return units.map(({ piece }) => text.slice(...(piece ?? [0, text.length])))
}

it('cuts a long text with lines at the ends of lines: a piece begins a new line on the screen', () => {
  const text = Array.from({ length: 2_000 }, (_, n) => `${n}. rinda ar vārdiem`).join('\n')
  const pieces = piecesOf(text)
  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.join('')).toBe(text)
  for (const piece of pieces.slice(0, -1)) expect(piece.endsWith('\n')).toBe(true)
})

it('cuts one without lines after a word, and one without words anywhere but in a letter', () => {
  const words = 'vārds '.repeat(6_000)
  expect(piecesOf(words).join('')).toBe(words)
  for (const piece of piecesOf(words)) expect(piece.endsWith(' ')).toBe(true)
  const letters = '𝔄'.repeat(10_000)
  for (const piece of piecesOf(letters)) expect(piece.isWellFormed()).toBe(true)
})
