import { describe, expect, it } from 'vitest'
import type { DocumentModel } from '#shared/contract'
import { bylineOf, citePassage, paragraphNumbers, passagePlace, shortPlace } from '.'

function modelOf(
  parts: [DocumentModel['blocks'][number]['kind'], string, (Record<string, string> | undefined)?, number?][],
) {
  let text = ''
  const blocks: DocumentModel['blocks'] = []
  parts.forEach(([kind, words, attrs, level], index) => {
    if (text) text += '\n'
    const start = text.length
    text += words
    blocks.push({
      id: `b${index + 1}`,
      kind,
      start,
      end: text.length,
      ...(attrs ? { attrs } : {}),
      ...(kind === 'heading' ? { level: level ?? 2 } : {}),
    })
  })
  const model: DocumentModel = {
    schema: 'avots-document',
    model: 1,
    id: 'd1',
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
  return model
}

const pact = modelOf([
  ['heading', 'Pakts', undefined, 1],
  ['para', '1939. gads'],
  ['para', 'Puses vienojas.'],
  ['heading', 'III pants', { article: '3' }],
  ['para', 'Igaunija piešķir tiesības.'],
])
pact.marks = [{ start: 6, end: 16, kind: 'italic' }]

describe('paragraph numbers', () => {
  it('count paragraphs, not headings, nor the line under the title', () => {
    expect(bylineOf(pact)?.id).toBe('b2')
    expect([...paragraphNumbers(pact)]).toEqual([
      ['b3', 1],
      ['b5', 2],
    ])
  })

  it('give a list item one number whatever stands in it', () => {
    const list = modelOf([
      ['listItem', 'viens'],
      ['para', 'divi'],
    ])
    const [item, para] = list.blocks
    if (!item || !para) throw new Error('two blocks')
    item.end = para.end
    para.parent = 'b1'
    expect([...paragraphNumbers(list)]).toEqual([['b1', 1]])
    expect(passagePlace(list, para.start).paragraph).toBe(1)
  })
})

describe('place and citation', () => {
  const offset = pact.text.indexOf('tiesības')

  it('name the article by its own words', () => {
    const place = passagePlace(pact, offset)
    expect(place).toEqual({ heading: 'III pants', article: '3', paragraph: 2 })
    expect(shortPlace(place)).toBe('III pants')
    expect(shortPlace(passagePlace(pact, 18))).toBe('¶ 1')
    expect(shortPlace(passagePlace(pact, 0))).toBe('')
  })

  const passage = {
    quote: 'piešķir\n tiesības',
    title: 'Igaunijas un PSRS pakts',
    date: '1939-09-28',
    place: passagePlace(pact, offset),
    archive: 'Baltijas pakti 1939',
    edition: 1,
  }

  it('are written in Latvian', () => {
    expect(citePassage(passage, 'lv')).toBe(
      '„piešķir tiesības” Igaunijas un PSRS pakts, 1939. gada 28. septembris, III pants, 2. rindkopa. Arhīvs „Baltijas pakti 1939”, 1. izdevums.',
    )
  })

  it('are written in English, and leave out what is not known', () => {
    const { date: _, ...undated } = passage
    expect(
      citePassage(
        { ...undated, creators: ['A. Author'], place: { heading: null, article: null, paragraph: null } },
        'en',
      ),
    ).toBe('“piešķir tiesības” A. Author, Igaunijas un PSRS pakts. In the archive “Baltijas pakti 1939”, edition 1.')
  })
})
