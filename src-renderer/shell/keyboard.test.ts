import { describe, expect, it } from 'vitest'
import { belongsToField, isGlobal, isTyping, matches } from './keyboard'

const press = (key: string, init: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...init })

describe('matches', () => {
  it('wants exactly the modifiers that are written', () => {
    expect(matches(press('k', { ctrlKey: true }), 'Ctrl+K')).toBe(true)
    expect(matches(press('K', { ctrlKey: true, shiftKey: true }), 'Ctrl+K')).toBe(false)
    expect(matches(press('k'), 'Ctrl+K')).toBe(false)
    expect(matches(press('л', { ctrlKey: true, code: 'KeyK' }), 'Ctrl+K')).toBe(true)
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z')).toBe(true)
    expect(matches(press('ArrowLeft', { altKey: true }), 'Alt+←')).toBe(true)
    expect(matches(press('F6', { shiftKey: true }), 'Shift+F6')).toBe(true)
  })

  it('takes digits by their place and signs with or without Shift', () => {
    expect(matches(press('!', { altKey: true, shiftKey: true, code: 'Digit1' }), 'Alt+Shift+1')).toBe(true)
    expect(matches(press('?', { shiftKey: true }), '?')).toBe(true)
    expect(matches(press('?'), '?')).toBe(true)
  })
})

describe('global keys', () => {
  it('leave single letters to the text', () => {
    expect(['Ctrl+K', 'Alt+←', 'F6', 'Shift+F8', '?'].map(isGlobal)).toEqual([true, true, true, true, true])
    expect(['A', 'Shift+S', 'Space'].map(isGlobal)).toEqual([false, false, false])
  })

  it('leave undo to a field that is typed in', () => {
    const input = document.createElement('input')
    expect(isTyping(input)).toBe(true)
    input.type = 'checkbox'
    expect(isTyping(input)).toBe(false)
    expect(isTyping(document.createElement('button'))).toBe(false)
    expect(belongsToField('Ctrl+Z')).toBe(true)
    expect(belongsToField('Ctrl+K')).toBe(false)
  })
})
