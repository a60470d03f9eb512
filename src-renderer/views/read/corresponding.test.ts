import { describe, expect, it } from 'vitest'
import type { DocumentModel } from '#shared/contract'
import { correspondingOffset } from './corresponding'

function model(parts: readonly [string, string, string?][]): DocumentModel {
  let text = ''
  const blocks: DocumentModel['blocks'] = parts.map(([kind, words, article], index) => {
    if (text) text += '\n'
    const start = text.length
    text += words
    return {
      id: `b${index + 1}`,
      kind: kind === 'h' ? 'heading' : 'para',
      start,
      end: text.length,
      ...(article === undefined ? {} : { attrs: { article } }),
    }
  })
  return {
    schema: 'avots-document',
    model: 1,
    id: 'd',
    originalSha256: '0'.repeat(64),
    mediaType: 'text/plain',
    extractor: 'test@1',
    meta: {},
    warnings: [],
    text,
    textSha256: '0'.repeat(64),
    blocks,
    marks: [],
    pages: [],
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
  }
}

const lv = model([
  ['h', 'Pakts'],
  ['p', 'Ievads.'],
  ['h', 'I pants', '1'],
  ['p', 'Puses.'],
  ['h', 'III pants', '3'],
  ['p', 'Igaunija.'],
  ['p', 'Lai apsargātu.'],
])

describe('correspondingOffset', () => {
  const words = (to: DocumentModel, offset: number) => to.text.slice(offset).split('\n')[0]

  it('goes block by block where the structure is the same', () => {
    const en = model([
      ['h', 'Pact'],
      ['p', 'Preamble.'],
      ['h', 'Article I', '1'],
      ['p', 'The parties.'],
      ['h', 'Article III', '3'],
      ['p', 'Estonia.'],
      ['p', 'To guard.'],
    ])
    expect(words(en, correspondingOffset(lv, lv.text.indexOf('apsargātu'), en))).toBe('To guard.')
  })

  it('goes by article where it differs', () => {
    const en = model([
      ['h', 'Pact'],
      ['p', 'Preamble.'],
      ['p', 'More.'],
      ['h', 'Article I', '1'],
      ['p', 'The parties.'],
      ['h', 'Article III', '3'],
      ['p', 'Estonia.'],
    ])
    expect(words(en, correspondingOffset(lv, lv.text.indexOf('apsargātu'), en))).toBe('Estonia.')
    expect(words(en, correspondingOffset(lv, lv.text.indexOf('III'), en))).toBe('Article III')
    expect(correspondingOffset(lv, 0, model([]))).toBe(0)
  })
})
