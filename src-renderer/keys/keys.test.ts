import { expect, it } from 'vitest'
import { digitOf, letterOf } from '.'

const press = (key: string, code: string, init: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key, code, ...init })

it('reads digits by their place, also where they need Shift or stand on the number pad', () => {
  expect(digitOf(press('3', 'Digit3'))).toBe(3)
  expect(digitOf(press('ě', 'Digit2'))).toBe(2)
  expect(digitOf(press('!', 'Digit1', { shiftKey: true }))).toBe(1)
  expect(digitOf(press('7', 'Numpad7'))).toBe(7)
  expect(digitOf(press('Home', 'Numpad7'))).toBeNull()
  expect(digitOf(press('3', 'Digit3', { ctrlKey: true }))).toBeNull()
  expect(digitOf(press('0', 'Digit0'))).toBeNull()
})

it('reads letters as they are written, and by their place on keyboards of other scripts', () => {
  expect(letterOf(press('H', 'KeyH', { shiftKey: true }))).toBe('h')
  // AZERTY: the key in the place of Q writes A.
  expect(letterOf(press('a', 'KeyQ'))).toBe('a')
  // Russian and Greek.
  expect(letterOf(press('р', 'KeyH'))).toBe('h')
  expect(letterOf(press('λ', 'KeyL', { ctrlKey: true }))).toBe('l')
  // A letter of the Latvian ergonomic keyboard stands where Latin has another one.
  expect(letterOf(press('ū', 'KeyQ'))).toBe('q')
  expect(letterOf(press(';', 'KeyQ'))).toBe('')
  expect(letterOf(press('Enter', 'Enter'))).toBe('')
})
