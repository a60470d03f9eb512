import { describe, expect, it } from 'vitest'
import type { Alignment, Annotation, CallContext, ComparisonInput, Difference, Tag } from '#shared/contract'
import { createReader, makeDocument, noFinding, rangeOf } from '../../../../tests/support/report-sources'
import { threePacts } from '../../../../tests/support/three-pacts'
import { buildContent, type ContentDependencies, type ReportCell, type ReportContent } from './index'

const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const one = makeDocument({ id: 'one', title: 'Pirmais', lang: 'lv', date: '1939-09-28', sources: ['s', 'gone'] }, [
  { kind: 'heading', text: 'Pirmais', level: 1 },
  { kind: 'heading', text: 'I pants', level: 2, attrs: { article: '1' } },
  { kind: 'para', text: 'Puses palīdz viena otrai ar visiem līdzekļiem.' },
  { kind: 'para', text: 'Otrā rindkopa.' },
])
const two = makeDocument({ id: 'two', title: 'Otrais', lang: 'lv' }, [
  { kind: 'heading', text: 'Otrais', level: 1 },
  { kind: 'heading', text: 'II pants', level: 2, attrs: { article: '2' } },
  { kind: 'para', text: 'Puses palīdz otrai pusei.' },
])
const [, firstHeading, firstPara, secondPara] = one.model.blocks
const [, otherHeading, otherPara] = two.model.blocks

const cell = (block: { start: number; end: number } | undefined): [number, number] => [
  block?.start ?? 0,
  block?.end ?? 0,
]
const difference = (kind: Difference['kind'], pane: number, [start, end]: [number, number]): Difference => ({
  kind,
  pane,
  start,
  end,
  group: 0,
  row: 0,
  others: [],
})

const alignment: Alignment = {
  engine: 'test',
  rows: [
    {
      cells: [
        [0, 7],
        [0, 6],
      ],
      blocks: [[], []],
      kind: 'heading',
      score: 1,
      pinned: false,
    },
    { cells: [cell(firstHeading), cell(otherHeading)], blocks: [[], []], kind: 'heading', score: 1, pinned: false },
    { cells: [cell(firstPara), cell(otherPara)], blocks: [[], []], kind: 'passage', score: 1, pinned: false },
    { cells: [cell(secondPara), null], blocks: [[], []], kind: 'passage', score: 1, pinned: false },
  ],
  differences: [
    difference('omitted', 0, rangeOf(one, 'viena')),
    difference('changed', 0, rangeOf(one, 'ar visiem līdzekļiem')),
    difference('changed', 1, rangeOf(two, 'pusei')),
  ],
  groups: 2,
  notCompared: [],
}

const lifetime = { created: '2026-11-23T00:00:00.000Z', updated: '2026-11-23T00:00:00.000Z', rev: 1, deletedAt: null }
const tag: Tag = { id: 't1', parentId: '', name: 'Bāzes', nameKey: 'bāzes', colour: 'A', note: '', ...lifetime }

const comparison: ComparisonInput = {
  title: 'Divi',
  kind: 'versions',
  panes: [
    { documentId: 'one', siglum: 'E' },
    { documentId: 'two', siglum: 'L' },
  ],
  rows: [
    { cells: [cell(firstPara), cell(otherPara)], note: 'Rindas *piezīme*', tagIds: ['t1', 'unknown'] },
    { cells: [cell(secondPara), null] },
  ],
  annotations: [
    {
      documentId: 'one',
      start: rangeOf(one, 'palīdz')[0],
      end: rangeOf(one, 'palīdz viena otrai')[1],
      colour: 'A',
      note: 'Garā',
    },
    {
      documentId: 'one',
      start: rangeOf(one, 'viena')[0],
      end: rangeOf(one, 'viena')[1],
      colour: 'C',
      tags: ['skaitļi'],
    },
  ],
  options: { date: '2026-11-23', language: 'lv', tagIndex: true },
}

const dependencies: ContentDependencies = {
  readEdition: createReader([one, two]),
  align: () => Promise.resolve(alignment),
  registersOf: () => ({ persons: [], places: [], citations: [{ id: 's', type: 'book', title: 'Grāmata' }] }),
  anchoring: noFinding,
  notebook: () => ({ annotations: new Map(), anchors: new Map(), tags: new Map([['t1', tag]]) }),
  program: '0.1.0',
  today: () => '2026-11-23',
}

const build = (input: unknown = comparison, given: Partial<ContentDependencies> = {}) =>
  buildContent(input, { ...dependencies, ...given }, context)
const rowsOf = ({ sections }: ReportContent) => sections.flatMap(({ rows }) => rows)

describe('buildContent', () => {
  it('cuts runs at differences, highlights and notes; the shorter highlight keeps its wash', async () => {
    const { content } = await build()
    const [row, second] = rowsOf(content)
    expect(row?.cells[0]).toEqual({
      lang: 'lv',
      direction: 'ltr',
      place: 'I pants',
      paragraphs: [
        {
          kind: 'text',
          runs: [
            { text: 'Puses ' },
            { text: 'palīdz ', wash: 'A' },
            { text: 'viena', sign: 'omitted', wash: 'C', letters: ['C'] },
            { text: ' otrai', wash: 'A', letters: ['A'], notes: [1] },
            { text: ' ' },
            { text: 'ar visiem līdzekļiem', sign: 'changed' },
            { text: '.' },
          ],
        },
      ],
    })
    expect(row?.notes).toEqual([
      { number: 1, siglum: 'E', colour: 'A', text: [{ kind: 'text', runs: [{ text: 'Garā' }] }] },
    ])
    expect(row?.remark).toEqual([{ kind: 'text', runs: [{ text: 'Rindas ' }, { text: 'piezīme', italic: true }] }])
    expect(row?.tags).toEqual(['Bāzes', 'skaitļi'])
    expect(second?.number).toBe(2)
    expect(second?.cells[1]?.paragraphs).toBeNull()
    expect(content.tags).toEqual([
      { name: 'Bāzes', rows: [1] },
      { name: 'skaitļi', rows: [1] },
    ])
    expect(content.colours).toEqual([
      { letter: 'A', name: '' },
      { letter: 'C', name: '' },
    ])
    expect(content.signs).toEqual(['added', 'omitted', 'changed', 'moved'])
    expect(content.method).toContain('attiecībā pret avotu E')
  })

  it('says which records of the bibliography are missing', async () => {
    const { content, warnings } = await build()
    expect(content.references.map(({ title }) => title)).toEqual(['Pirmais', 'Otrais', 'Grāmata'])
    expect(warnings).toEqual([
      {
        code: 'references-missing',
        message: 'The archive has no citation record for: gone.',
        details: { names: 'gone' },
      },
    ])
  })

  it('prints the whole: titles once, headings in the outline, the words of kept rows beside their passage', async () => {
    const { content } = await build({ ...comparison, options: { ...comparison.options, scope: 'all' } })
    const rows = rowsOf(content)
    expect(rows.map(({ number, outline }) => [number, outline])).toEqual([
      [null, 'I pants / II pants'],
      [1, ''],
      [2, ''],
    ])
    expect(rows[1]?.tags).toEqual(['Bāzes', 'skaitļi'])
    expect(rows[1]?.remark).toHaveLength(1)
  })

  describe('the whole of the three pacts', () => {
    const pacts = threePacts({ scope: 'all' })
    const wordsIn = ({ paragraphs }: ReportCell) =>
      (paragraphs ?? []).map(({ runs }) => runs.map(({ text }) => text).join('')).join('\n')
    const whole = async () => {
      const { content } = await build(pacts.comparison, { readEdition: pacts.readEdition, align: pacts.align })
      return { content, rows: rowsOf(content) }
    }

    it('keeps together what the reader has put side by side, with the note there, and what differs signed', async () => {
      const { rows } = await whole()
      const term = rows.filter(({ cells }) => cells.some((one) => wordsIn(one).includes('spēkā piecpadsmit gadus')))
      expect(term).toHaveLength(1)
      expect(term[0]?.cells.map((one) => /spēkā (desmit|piecpadsmit) gadus/.exec(wordsIn(one))?.[1])).toEqual([
        'desmit',
        'desmit',
        'piecpadsmit',
      ])
      expect(term[0]?.remark).toEqual([{ kind: 'text', runs: [{ text: 'Termiņš no līguma uz līgumu aug.' }] }])
      const runs = term[0]?.cells.flatMap(({ paragraphs }) => paragraphs?.flatMap((one) => one.runs) ?? []) ?? []
      expect(runs.map(({ sign }) => sign)).not.toContain('moved')
      expect(runs.find(({ text }) => text.includes('piecpadsmit'))?.sign).toBe('changed')
      // It stands among articles of another number, so it says its own; no heading is left without words.
      expect(term[0]?.cells.map(({ place }) => place)).toEqual([null, null, 'VIII pants'])
      expect(rows.filter(({ outline }) => outline.includes('VIII'))).toEqual([])
    })

    it('prints every passage once', async () => {
      const { rows } = await whole()
      pacts.documents.forEach(({ model }, pane) => {
        const printed = rows.map(({ cells }) => (cells[pane] ? wordsIn(cells[pane]) : '')).join('\n')
        for (const { kind, start, end } of model.blocks) {
          if (kind !== 'para') continue
          expect(printed.split(model.text.slice(start, end))).toHaveLength(2)
        }
      })
    })
  })

  it('divides a row where the reader has put another passage beside, and loses none', async () => {
    const { content } = await build({
      ...comparison,
      rows: [{ cells: [cell(secondPara), cell(otherPara)], note: 'Šīs' }],
      options: { ...comparison.options, scope: 'all', differences: false },
    })
    const rows = rowsOf(content).filter(({ number }) => number !== null)
    const words = rows.map(({ cells }) => cells.map(({ paragraphs }) => paragraphs?.[0]?.runs[0]?.text.slice(0, 6)))
    expect(words).toEqual([
      ['Puses ', undefined],
      ['Otrā r', 'Puses '],
    ])
    expect(rows.map(({ remark }) => remark.length)).toEqual([0, 1])
  })

  it('leaves out what is switched off', async () => {
    const off = { notes: false, highlights: false, differences: false, tagIndex: false, bibliography: false }
    const { content } = await build({ ...comparison, options: { ...comparison.options, ...off } })
    expect(rowsOf(content)[0]?.cells[0]?.paragraphs).toEqual([
      {
        kind: 'text',
        runs: [{ text: 'Puses palīdz viena otrai ar visiem līdzekļiem.' }],
      },
    ])
    expect(rowsOf(content)[0]).toMatchObject({ notes: [], remark: [] })
    expect(content).toMatchObject({ signs: [], tags: [], references: [], colours: [] })
  })

  it('takes the notes of the notebook where none are given, and counts those without a certain place', async () => {
    const [start, end] = rangeOf(one, 'visiem')
    const target = {
      kind: 'text',
      docId: 'one',
      editionId: one.edition.id,
      start,
      end,
      exact: 'visiem',
      prefix: '',
      suffix: '',
    } as const
    const note = (id: string, changes: Partial<Annotation>): [string, Annotation] => [
      id,
      { id, targets: [target], kind: 'note', colour: 'B', tagIds: ['t1'], note: id, ...lifetime, ...changes },
    ]
    const annotations = new Map([
      note('here', {}),
      note('deleted', { deletedAt: lifetime.created }),
      note('lost', { targets: [{ ...target, editionId: 'one.9', exact: 'nekur nav tādu vārdu' }] }),
    ])
    const { annotations: _, ...bare } = comparison
    const notebook = { annotations, anchors: new Map(), tags: new Map([['t1', tag]]) }
    const { content, warnings } = await build(bare, { notebook: () => notebook })
    expect(rowsOf(content).flatMap(({ notes }) => notes.map(({ number, colour }) => [number, colour]))).toEqual([
      [1, 'B'],
    ])
    expect(warnings.map(({ code }) => code)).toContain('notes-unplaced')
  })

  it('prints of a question and a correction what they are, words or not', async () => {
    const [start, end] = rangeOf(one, 'visiem')
    const target = { kind: 'text', docId: 'one', editionId: one.edition.id, start, end, exact: 'visiem' } as const
    const note = (id: string, changes: Partial<Annotation>): [string, Annotation] => [
      id,
      {
        id,
        targets: [{ ...target, prefix: '', suffix: '' }],
        kind: 'note',
        colour: null,
        tagIds: [],
        note: '',
        ...lifetime,
        ...changes,
      },
    ]
    const annotations = new Map([
      note('1', { kind: 'question', note: 'Kas?', answered: true }),
      note('2', { kind: 'correction', correction: 'citādi' }),
      note('3', { kind: 'highlight' }),
    ])
    const { annotations: _, ...bare } = comparison
    const notebook = { annotations, anchors: new Map(), tags: new Map() }
    const { content } = await build(bare, { notebook: () => notebook })
    const printed = rowsOf(content).flatMap(({ notes }) =>
      notes.map(({ text }) => text.map(({ runs }) => runs.map((run) => run.text).join(''))),
    )
    expect(printed).toEqual([['Jautājums (atbildēts)', 'Kas?'], ['Labojums: citādi']])
  })

  it('numbers a note once where two rows share its passage', async () => {
    const cells = [cell(firstPara), cell(otherPara)]
    const { content } = await build({ ...comparison, rows: [{ cells }, { cells }] })
    const numbers = rowsOf(content).map(({ cells: [first] }) =>
      first?.paragraphs?.flatMap(({ runs }) => runs.flatMap(({ notes = [] }) => notes)),
    )
    expect(numbers).toEqual([[1], [1]])
    expect(rowsOf(content).map(({ notes }) => notes.length)).toEqual([1, 0])
  })
})

describe('refusals name what they refuse', () => {
  const refusal = async (input: unknown) => {
    const error: unknown = await build(input).catch((cause: unknown) => cause)
    return error instanceof Error && 'code' in error ? { code: error.code, message: error.message } : error
  }

  it.each([
    ['an option', { ...comparison, options: { colour: true } }, 'unknown-option', '"colour"'],
    ['a value', { ...comparison, options: { paper: 'a3' } }, 'unknown-option', '"a3"'],
    [
      'a document',
      { ...comparison, panes: [{ documentId: 'x9', siglum: 'X' }, comparison.panes[1]] },
      'unknown-document',
      '"x9"',
    ],
    [
      'an edition',
      { ...comparison, panes: [{ documentId: 'one', edition: 7, siglum: 'X' }, comparison.panes[1]] },
      'unknown-document',
      'edition 7',
    ],
    ['a count of cells', { ...comparison, rows: [{ cells: [null] }] }, 'range-invalid', 'Row 1 of "Divi" has 1 cells'],
    ['a range', { ...comparison, rows: [{ cells: [null, [0, 9999]] }] }, 'range-invalid', '0 to 9999 in "Otrais" (L)'],
    ['a pin', { ...comparison, pins: [{ id: 'p', cells: [[0, 9999], null] }] }, 'range-invalid', 'Pin 1'],
    [
      'a note elsewhere',
      { ...comparison, annotations: [{ documentId: 'zzz', start: 0, end: 1, colour: null }] },
      'unknown-document',
      '"zzz"',
    ],
    ['nothing kept', { ...comparison, rows: [], options: { scope: 'rows' } }, 'empty', '"Divi"'],
    ['another shape', { title: 'x' }, 'bad-request', '"'],
  ])('%s', async (_, input, code, words) => {
    const found = await refusal(input)
    expect(found).toMatchObject({ code })
    expect(found).toHaveProperty('message', expect.stringContaining(words))
  })
})
