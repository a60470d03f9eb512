import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentModel } from '#shared/contract'
import { createPageText } from './page-text'

type Box = DocumentModel['boxes'][number]

/** Pages of lines of words; each letter is 10 wide, each line 20 high and 30 below the one before. */
function modelOf(pages: readonly (readonly (readonly string[])[])[], level: 'word' | 'line' = 'word') {
  let text = ''
  const boxes: Box[] = []
  const list = pages.map((lines, index) => {
    const start = text.length
    lines.forEach((words, row) => {
      let x = 50
      const from = text.length
      words.forEach((word, at) => {
        if (at > 0) {
          text += ' '
          x += 10
        }
        const place = { page: index + 1, start: text.length, end: text.length + word.length, y: 50 + row * 30, h: 20 }
        if (level === 'word') boxes.push({ ...place, level: 'word', x, w: word.length * 10 })
        text += word
        x += word.length * 10
      })
      const line = { page: index + 1, start: from, end: text.length, x: 50, y: 50 + row * 30, w: x - 50, h: 20 }
      boxes.push({ ...line, level: 'line' })
      text += '\n'
    })
    return { n: index + 1, label: String(index + 1), start, end: text.length, width: 600, height: 800, unit: 'pt' }
  })
  return { text, boxes, pages: list }
}

const word = fc.stringMatching(/^[a-zā]{1,8}$/)
const pages = fc.array(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 4,
})

describe('where letters stand', () => {
  it('agrees both ways for every letter of every word', () => {
    fc.assert(
      fc.property(pages, fc.constantFrom('word' as const, 'line' as const), (content, level) => {
        const model = modelOf(content, level)
        const words = createPageText(model)
        for (let offset = 0; offset < model.text.length; offset += 1) {
          if (/\s/.test(model.text.charAt(offset))) continue
          const [rect] = words.rects({ start: offset, end: offset + 1 })
          expect(rect?.page).toBe(words.pageOf(offset))
          if (!rect) continue
          expect(words.at(rect.page, rect.x + rect.w / 2, rect.y + rect.h / 2)).toBe(offset)
          expect(words.near(rect.page, rect.x + 0.1, rect.y + 1)).toBe(offset)
          expect(words.caret(offset)).toMatchObject({ page: rect.page, y: rect.y, w: 0 })
          expect(words.caret(offset)?.x).toBeCloseTo(rect.x)
        }
      }),
    )
  })

  it('gives one box for each line of a passage, over pages too', () => {
    fc.assert(
      fc.property(pages, fc.nat(), fc.nat(), (content, a, b) => {
        const model = modelOf(content)
        const words = createPageText(model)
        const [start, end] = [a % model.text.length, b % model.text.length].sort((x, y) => x - y)
        const range = { start: start ?? 0, end: end ?? 0 }
        const rects = words.rects(range)
        const lines = model.boxes.filter(
          (box) =>
            box.level === 'line' &&
            /\S/.test(model.text.slice(Math.max(box.start, range.start), Math.min(box.end, range.end))),
        )
        expect(rects.map(({ page, y }) => `${page} ${y}`)).toEqual(lines.map(({ page, y }) => `${page} ${y}`))
      }),
    )
  })
})

it('goes from line to line at the same place, over the end of a page', () => {
  const words = createPageText(modelOf([[['abcdef'], ['ghijkl']], [['mnopqr']]]))
  expect(words.line(2, 1, 72)).toBe(9)
  expect(words.line(9, 1, 72)).toBe(16)
  expect(words.line(16, 1, 72)).toBe(21)
  expect(words.line(9, -1, 72)).toBe(2)
  expect(words.line(2, -1, 72)).toBe(0)
})

it('knows no letters where a page has none', () => {
  const model = { text: '', boxes: [], pages: modelOf([[['a']]]).pages.map((page) => ({ ...page, end: 0 })) }
  const words = createPageText(model)
  expect(words.at(1, 10, 10)).toBeNull()
  expect(words.near(1, 10, 10)).toBeNull()
  expect(words.caret(0)).toBeNull()
  expect(words.rects({ start: 0, end: 0 })).toEqual([])
  expect(words.pageOf(0)).toBe(1)
})

it('reads letters that stand below each other from above', () => {
  const box: Box = { page: 1, start: 0, end: 4, level: 'word', x: 100, y: 100, w: 20, h: 200 }
  const { pages: list } = modelOf([[['abcd']]])
  const words = createPageText({ text: 'abcd', boxes: [box], pages: list })
  expect(words.at(1, 110, 175)).toBe(1)
  expect(words.rects({ start: 1, end: 2 })).toEqual([{ page: 1, x: 100, y: 150, w: 20, h: 50 }])
})
