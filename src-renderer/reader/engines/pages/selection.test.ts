import { beforeEach, describe, expect, it } from 'vitest'
import type { ReaderSelection } from '../../types'
import { createPageText } from './page-text'
import { createPageSelection, type PageSelection } from './selection'

const text = 'Pulksten deviņos vakarā\nSelters un Rejs'
const lines = text.split('\n')
const boxes = lines.flatMap((line, row) =>
  [...line.matchAll(/\S+/g)].map((word) => ({
    ...{ page: 1, level: 'word' as const, y: row * 30, h: 20, x: word.index * 10, w: word[0].length * 10 },
    start: text.indexOf(line) + word.index,
    end: text.indexOf(line) + word.index + word[0].length,
  })),
)
const pages = [{ n: 1, label: '1', start: 0, end: text.length, width: 400, height: 100, unit: 'px' }]
let selection: PageSelection
let told: (ReaderSelection | null)[]
const words = () => {
  const range = selection.range()
  return range && text.slice(range.start, range.end)
}

beforeEach(() => {
  told = []
  const port = { text, lang: 'lv', words: createPageText({ text, boxes, pages }) }
  selection = createPageSelection({ ...port, changed: (now) => told.push(now) })
})

describe('by pointer', () => {
  it('goes by letters, settled when the pointer is up', () => {
    selection.press(9, 1, false)
    selection.drag(16)
    expect(told.at(-1)).toMatchObject({ settled: false, by: 'pointer' })
    selection.release()
    expect(told.at(-1)).toMatchObject({ settled: true, range: { start: 9, end: 16 } })
    selection.drag(0)
    expect(words()).toBe('deviņos')
  })

  it('takes words, then lines, and drags by them both ways', () => {
    selection.press(11, 2, false)
    expect(words()).toBe('deviņos')
    selection.drag(19)
    expect(words()).toBe('deviņos vakarā')
    selection.drag(3)
    expect(words()).toBe('Pulksten deviņos')
    selection.release()
    selection.press(30, 3, false)
    expect(words()).toBe('Selters un Rejs')
  })

  it('goes on from where it began with Shift', () => {
    selection.press(9, 1, false)
    selection.release()
    selection.press(23, 1, true)
    selection.release()
    expect(words()).toBe('deviņos vakarā')
  })
})

describe('by keys', () => {
  it('moves and extends by letters, words and lines', () => {
    selection.placeCaret(9)
    selection.move('extend', 'forward', 'word')
    expect(words()).toBe('deviņos')
    selection.move('extend', 'backward', 'character')
    expect(words()).toBe('deviņo')
    selection.move('move', 'forward', 'character')
    expect(selection.focus()).toBe(15)
    selection.placeCaret(3)
    selection.move('move', 'forward', 'line')
    expect(selection.focus()).toBe(27)
    selection.move('extend', 'forward', 'lineboundary')
    expect(words()).toBe('ters un Rejs')
    selection.move('move', 'backward', 'word')
    expect(selection.focus()).toBe(text.indexOf('Rejs'))
    selection.moveTo('extend', 0)
    expect(words()).toBe(text.slice(0, text.indexOf('Rejs')))
  })
})
