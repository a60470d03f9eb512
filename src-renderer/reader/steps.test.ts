import type { Block } from '#shared/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSteps } from './steps'

/** Paragraphs with an empty line between them, as canonical text has them. */
function modelOf(paragraphs: readonly string[]) {
  const blocks: Block[] = []
  let text = ''
  for (const words of paragraphs) {
    if (text !== '') text += '\n\n'
    blocks.push({ id: `b${blocks.length}`, kind: 'para', start: text.length, end: text.length + words.length })
    text += words
  }
  return { blocks, text, lang: 'lv' }
}

describe('steps', () => {
  const model = modelOf(['Viens teikums. Otrs teikums!', '', 'Trešais?', 'Ceturtais. Piektais.'])
  const steps = createSteps(model)
  const at = (words: string) => model.text.indexOf(words)

  it('go to the beginnings of sentences, over the borders of paragraphs', () => {
    const seen: number[] = [0]
    for (let n = 0; n < 6; n += 1) seen.push(steps.from(seen.at(-1) ?? 0, 'sentence', 'forward'))
    expect(seen).toEqual([
      0,
      ...['Otrs', 'Trešais', 'Ceturtais', 'Piektais'].map(at),
      model.text.length,
      model.text.length,
    ])
    expect(steps.from(at('Otrs') + 3, 'sentence', 'backward')).toBe(at('Otrs'))
    expect(steps.from(at('Trešais'), 'sentence', 'backward')).toBe(at('Otrs'))
    expect(steps.from(0, 'sentence', 'backward')).toBe(0)
  })

  it('go to the beginnings of paragraphs with words', () => {
    expect(steps.from(3, 'paragraph', 'forward')).toBe(at('Trešais'))
    expect(steps.from(at('Piektais'), 'paragraph', 'backward')).toBe(at('Ceturtais'))
    expect(steps.from(at('Ceturtais'), 'paragraph', 'backward')).toBe(at('Trešais'))
    expect(steps.from(at('Piektais'), 'paragraph', 'forward')).toBe(model.text.length)
  })

  it('leave out blocks that only hold others, and take a language that no standard knows', () => {
    const table: Block = { id: 't', kind: 'table', start: 0, end: model.text.length }
    const blocks = [table, ...model.blocks.map((block) => ({ ...block, parent: 't', lang: 'nav-valoda-vispār!' }))]
    expect(createSteps({ ...model, blocks }).from(0, 'sentence', 'forward')).toBe(at('Otrs'))
    expect(createSteps({ blocks: [], text: '', lang: 'lv' }).from(0, 'paragraph', 'forward')).toBe(0)
  })

  it('stand in the own words of a list item with a list in it', () => {
    const text = 'Pirmais. Vēl:\n\niekšējais\n\nOtrais'
    const item = (id: string, words: string, parent?: string): Block => {
      const start = text.indexOf(words)
      return { id, kind: 'listItem', start, end: start + words.length, ...(parent ? { parent } : {}) }
    }
    const blocks = [item('b1', 'Pirmais. Vēl:\n\niekšējais'), item('b2', 'iekšējais', 'b1'), item('b3', 'Otrais')]
    const { from, blockAt, sentenceAt } = createSteps({ text, blocks, lang: 'lv' })
    expect(blockAt(3)).toMatchObject({ start: 0, end: 'Pirmais. Vēl:'.length })
    expect(sentenceAt(10)).toEqual({ start: 9, end: 13 })
    expect(from(text.indexOf('iekšējais'), 'paragraph', 'backward')).toBe(0)
    expect(from(0, 'sentence', 'forward')).toBe(9)
    expect(from(9, 'sentence', 'forward')).toBe(text.indexOf('iekšējais'))
  })

  it('end, forward and backward, in any text', () => {
    const words = fc
      .array(fc.constantFrom('a', ' ', '. ', '? ', 'Ā', '\n', '…'), { maxLength: 12 })
      .map((p) => p.join(''))
    const texts = fc.array(words, { maxLength: 6 }).map(modelOf)
    fc.assert(
      fc.property(texts, fc.constantFrom('sentence' as const, 'paragraph' as const), (text, by) => {
        const { from } = createSteps(text)
        let place = 0
        for (let n = 0; n < 100; n += 1) {
          const next = from(place, by, 'forward')
          expect(next).toBeGreaterThanOrEqual(place)
          if (next === place) break
          // The way back leads to where it began, or to a beginning in between.
          const back = from(next, by, 'backward')
          expect(back).toBeLessThanOrEqual(next)
          place = next
        }
        for (let n = 0; n < 100 && from(place, by, 'backward') < place; n += 1) place = from(place, by, 'backward')
        expect(from(place, by, 'backward')).toBeGreaterThanOrEqual(place)
      }),
    )
  })
})
