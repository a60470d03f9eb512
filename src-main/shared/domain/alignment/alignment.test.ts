import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlignedRow, Block } from '#shared/contract'
import { exactFolding } from '../language'
import { type AlignPane, alignPassages, compareEditions, passagesOf, suggestKind } from './index'

/** A document from lines: `# I pants` is a heading of an article, `## Title` another heading, others paragraphs. */
function pane(lang: string, ...lines: string[]): AlignPane {
  let text = ''
  const blocks: Block[] = []
  for (const line of lines) {
    if (text !== '') text += '\n'
    const match = /^(#+) (?:\[(\d+)\] )?(.*)$/.exec(line)
    const start = text.length
    text += match ? (match[3] ?? '') : line
    blocks.push({
      id: `b${blocks.length + 1}`,
      kind: match ? 'heading' : 'para',
      start,
      end: text.length,
      ...(match ? { level: (match[1] ?? '').length } : {}),
      ...(match?.[2] === undefined ? {} : { attrs: { article: match[2] } }),
    })
  }
  return { model: { text, blocks }, lang }
}

const estonia = pane(
  'lv',
  '# [1] I pants',
  'Puses palīdz viena otrai ar visiem līdzekļiem, arī militāriem, ja kāda Eiropas lielvalsts tām uzbrūk.',
  '# [2] II pants',
  'Padomju Savienība piegādā Igaunijas armijai ieročus un citus kara materiālus ar atvieglotiem noteikumiem.',
  '# [3] III pants',
  'Pakts stājas spēkā, kad puses apmainās ar ratifikācijas rakstiem.',
)
const lithuania = pane(
  'lv',
  '# [1] I pants',
  'Padomju Savienība nodod Lietuvai Viļņas pilsētu un Viļņas apgabalu; robežu nosaka atsevišķs protokols.',
  '# [2] II pants',
  'Puses palīdz viena otrai ar visiem līdzekļiem, arī militāriem, ja kāda Eiropas valsts tām uzbrūk.',
  '# [3] III pants',
  'Padomju Savienība piegādā Lietuvas armijai ieročus un citus kara materiālus ar atvieglotiem noteikumiem.',
  '# [4] IV pants',
  'Līgums stājas spēkā, kad puses apmainās ar ratifikācijas rakstiem.',
)

/** `b1+b2 | - | b3` for each row. */
function shape(rows: readonly AlignedRow[]): string[] {
  return rows.map((row) => row.blocks.map((ids) => (ids.length > 0 ? ids.join('+') : '-')).join(' | '))
}

function checkRows(rows: readonly AlignedRow[], panes: readonly AlignPane[]): void {
  panes.forEach((one, index) => {
    const ids = rows.flatMap((row) => row.blocks[index] ?? [])
    expect(ids).toEqual(passagesOf(one.model).flatMap(({ blocks }) => blocks))
    let last = -1
    for (const row of rows) {
      const cell = row.cells[index]
      expect(row.cells).toHaveLength(panes.length)
      if (!cell) continue
      expect(cell[0]).toBeGreaterThan(last)
      last = cell[1] - 1
    }
  })
  for (const row of rows) {
    expect(row.cells.some((cell) => cell !== null)).toBe(true)
    expect(row.score).toBeGreaterThanOrEqual(0)
    expect(row.score).toBeLessThanOrEqual(1)
  }
}

const sentence = fc
  .array(fc.constantFrom('puses', 'palīdz', 'armijai', 'zemi', 'līgums', 'Molotovs', '1939', 'spēkā', 'bāzes'), {
    minLength: 1,
    maxLength: 9,
  })
  .map((words) => words.join(' '))
const line = fc.oneof(
  { weight: 4, arbitrary: sentence },
  { weight: 1, arbitrary: sentence.map((words) => `# ${words}`) },
)
const anyPane = fc
  .tuple(fc.constantFrom('lv', 'en', 'ru'), fc.array(line, { maxLength: 12 }))
  .map(([lang, lines]) => pane(lang, ...lines))

describe('alignPassages', () => {
  it('puts every passage into exactly one row, in order, whatever the texts and the kind', () => {
    fc.assert(
      fc.property(
        fc.array(anyPane, { minLength: 2, maxLength: 4 }),
        fc.constantFrom('versions' as const, 'translation' as const, 'accounts' as const),
        (panes, kind) => checkRows(alignPassages(panes, kind), panes),
      ),
      { numRuns: 200 },
    )
  })

  it('leaves an article without partner alone and goes on by content, not by number', () => {
    expect(shape(alignPassages([estonia, lithuania], 'versions'))).toEqual([
      '- | b1',
      '- | b2',
      'b1 | b3',
      'b2 | b4',
      'b3 | b5',
      'b4 | b6',
      'b5 | b7',
      'b6 | b8',
    ])
  })

  it('gives the same rows whichever pane stands first', () => {
    const turned = alignPassages([lithuania, estonia], 'versions')
    expect(shape(turned.map((row) => ({ ...row, blocks: [...row.blocks].reverse() })))).toEqual(
      shape(alignPassages([estonia, lithuania], 'versions')),
    )
  })

  it('aligns a translation by numbers, names in another script and lengths', () => {
    const latvian = pane(
      'lv',
      'Vakarā deviņos delegācija atkal bija Kremlī.',
      'Molotovs pieprasīja 35 000 karavīru.',
      'Selters to noraidīja: tā būtu okupācija.',
      'Svešs karaspēks var apsargāt tikai savas bāzes, viņš sacīja, kārtību valstī tas neuztur.',
      'Beigās Staļins piekāpās līdz 25 000.',
    )
    const russian = pane(
      'ru',
      'В девять вечера делегация снова была в Кремле.',
      'Молотов потребовал 35 000 солдат.',
      'Сельтер отказался: это была бы оккупация. Чужие войска могут охранять только свои базы, порядок в стране не их дело.',
      'В конце концов Сталин уступил до 25 000.',
    )
    expect(shape(alignPassages([latvian, russian], 'translation'))).toEqual([
      'b1 | b1',
      'b2 | b2',
      'b3+b4 | b3',
      'b5 | b4',
    ])
  })

  it('holds what the reader has pinned, and keeps apart what does not match', () => {
    const cell = (one: AlignPane, id: string): [number, number] => {
      const block = one.model.blocks.find((candidate) => candidate.id === id)
      return [block?.start ?? 0, block?.end ?? 0]
    }
    const pinned = alignPassages([estonia, lithuania], 'versions', [
      { id: 'p', cells: [cell(estonia, 'b2'), cell(lithuania, 'b2')] },
    ])
    const row = pinned.find(({ blocks }) => blocks[0]?.includes('b2'))
    expect(row?.blocks[1]).toContain('b2')
    expect(row?.pinned).toBe(true)
    checkRows(pinned, [estonia, lithuania])

    const apart = alignPassages([estonia, lithuania], 'versions', [
      { id: 'p', cells: [cell(estonia, 'b4'), cell(lithuania, 'b6')], apart: true },
    ])
    expect(apart.find(({ blocks }) => blocks[0]?.includes('b4'))?.blocks[1]).toEqual([])
    checkRows(apart, [estonia, lithuania])
  })

  it('drops a pin that contradicts an earlier one', () => {
    const whole = (one: AlignPane, id: string) => one.model.blocks.find((block) => block.id === id)
    const cells = (left: string, right: string): [number, number][] =>
      [whole(estonia, left), whole(lithuania, right)].map((block) => [block?.start ?? 0, block?.end ?? 0])
    const rows = alignPassages([estonia, lithuania], 'versions', [
      { id: 'p', cells: cells('b2', 'b6') },
      { id: 'q', cells: cells('b6', 'b2') },
    ])
    checkRows(rows, [estonia, lithuania])
    expect(rows.filter(({ pinned }) => pinned)).toHaveLength(1)
  })
})

describe('compareEditions', () => {
  const kinds = (panes: AlignPane[]) =>
    compareEditions({ panes, kind: 'versions' }).differences.map(
      ({ pane: index, kind, start, end }) => `${index} ${kind} ${panes[index]?.model.text.slice(start, end) ?? ''}`,
    )

  it('marks two versions relative to the first', () => {
    const left = pane('lv', 'Pakts ir spēkā desmit gadus no šīs dienas.')
    const right = pane('lv', 'Pakts ir spēkā piecus gadus no šīs pašas dienas.')
    expect(kinds([left, right])).toEqual(['0 changed desmit', '1 changed piecus', '1 added pašas'])
    expect(kinds([right, left])).toEqual(['0 changed piecus', '1 changed desmit', '0 omitted pašas'])
  })

  it('marks three versions alike, and tells what the others have', () => {
    const panes = [
      pane('lv', 'Pakts ir spēkā desmit gadus pēc parakstīšanas.'),
      pane('lv', 'Pakts ir spēkā piecus gadus pēc parakstīšanas.'),
      pane('lv', 'Pakts ir spēkā desmit gadus pēc parakstīšanas un vēl piecus.'),
    ]
    const { differences, groups } = compareEditions({ panes, kind: 'versions' })
    expect(groups).toBe(2)
    expect(kinds(panes)).toEqual([
      '0 changed desmit',
      '1 changed piecus',
      '2 changed desmit',
      '0 missing ',
      '1 missing ',
      '2 added un vēl piecus',
    ])
    expect(differences[0]?.others).toEqual([null, 'piecus', 'desmit'])
    expect(differences[3]?.others).toEqual([null, '', 'un vēl piecus'])
  })

  it('does not count the number of an article as wording', () => {
    expect(kinds([estonia, lithuania]).filter((sign) => sign.includes('pants'))).toEqual([])
  })

  it('finds a passage that has moved, and what changed in it', () => {
    const first = 'Pakts stājas spēkā, kad puses Tallinā apmainās ar ratifikācijas rakstiem sešu dienu laikā.'
    const second = 'Puses apņemas neslēgt savienības un nepiedalīties koalīcijās, kas vērstas pret otru pusi vispār.'
    const third = 'Zeme zem bāzēm un lidlaukiem visos apstākļos paliek tās pašas valsts teritorijas daļa.'
    const panes = [pane('lv', first, second, third), pane('lv', second, third, first.replace('Tallinā', 'Rīgā'))]
    expect(kinds(panes)).toEqual([
      `0 moved ${first}`,
      `1 moved ${first.replace('Tallinā', 'Rīgā')}`,
      '0 changed Tallinā',
      '1 changed Rīgā',
    ])
  })

  it('ignores what the reader ignores, and says what it compared with nothing', () => {
    const panes = [pane('lv', 'Līgums, pakts.'), pane('lv', 'ligums pakts'), pane('en', 'A treaty.')]
    const folding = { case: true, diacritics: true, punctuation: true }
    expect(compareEditions({ panes, kind: 'versions', folding }).groups).toBe(0)
    const strict = compareEditions({ panes, kind: 'versions', folding: exactFolding })
    expect(strict.groups).toBeGreaterThan(0)
    expect(strict.notCompared).toEqual([{ pane: 2, start: 0, end: 9, reason: 'language' }])
  })

  it('numbers groups from 0 without holes and keeps signs inside their cells', () => {
    fc.assert(
      fc.property(fc.array(anyPane, { minLength: 2, maxLength: 4 }), (panes) => {
        const { differences, rows, groups } = compareEditions({ panes, kind: 'versions' })
        expect(new Set(differences.map(({ group }) => group)).size).toBe(groups)
        for (const { pane: index, row, start, end } of differences) {
          const cell = rows[row]?.cells[index]
          expect(cell).toBeTruthy()
          if (!cell) continue
          expect(start).toBeGreaterThanOrEqual(cell[0])
          expect(end).toBeLessThanOrEqual(cell[1])
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('suggestKind', () => {
  it('tells versions, translation and accounts apart', () => {
    expect(suggestKind([estonia, lithuania])).toBe('versions')
    expect(suggestKind([estonia, pane('en', 'The parties assist each other.')])).toBe('translation')
    expect(suggestKind([estonia, pane('lv', 'Selters izbrauca uz Maskavu naktī ar vilcienu un atgriezās.')])).toBe(
      'accounts',
    )
  })
})
