import { describe, expect, it } from 'vitest'
import { markdownParagraphs } from './markdown'

const words = (source: string) =>
  markdownParagraphs(source).map(({ kind, runs }) => [kind, runs.map((run) => run.text).join('')])

describe('markdownParagraphs', () => {
  it('keeps bold and italic as runs', () => {
    expect(markdownParagraphs('Tikai **25 000** un *ne* vairāk.')).toEqual([
      {
        kind: 'text',
        runs: [
          { text: 'Tikai ' },
          { text: '25 000', bold: true },
          { text: ' un ' },
          { text: 'ne', italic: true },
          { text: ' vairāk.' },
        ],
      },
    ])
  })

  it('keeps lists, quotes and code', () => {
    expect(words('- a\n- b\n\n3. c\n4. d\n\n> e\n\n```\nf *g*\n```')).toEqual([
      ['list', '– a'],
      ['list', '– b'],
      ['list', '3. c'],
      ['list', '4. d'],
      ['quote', 'e'],
      ['code', 'f *g*'],
    ])
  })

  it('takes a day at the start for what it is', () => {
    expect(words('24. septembrī Molotovs atteicās.')).toEqual([['text', '24. septembrī Molotovs atteicās.']])
  })

  it('shows HTML as text, and the address of a link', () => {
    expect(words('<b>x</b> [y](https://example.org)')).toEqual([['text', '<b>x</b> y (https://example.org)']])
  })

  it('is empty for nothing', () => {
    expect(markdownParagraphs(' \n\n')).toEqual([])
  })
})
