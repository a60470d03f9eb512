/** The engines on the texts that the program ships: alignment by content and by number, differences, kinds. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AlignedRow, DocumentModel } from '#shared/contract'
import { compareEditions, suggestKind } from '#shared/domain/alignment'
import { extractDocument } from '#main/services/documents'

const folder = fileURLToPath(new URL('../../resources/starter/documents/', import.meta.url))

interface Source {
  model: DocumentModel
  lang: string
}

async function read(name: string): Promise<Source> {
  const { model } = await extractDocument(readFileSync(`${folder}${name}`), { fileName: name })
  return { model, lang: model.lang ?? name.split('.')[1] ?? '' }
}

const readAll = (names: readonly string[]) => Promise.all(names.map(read))

/** Article in which a block stands, by pane and row: `2`, or `-` outside of articles and where the pane is silent. */
function articles(rows: readonly AlignedRow[], panes: readonly Source[]): string[] {
  return rows.map((row) =>
    panes
      .map(({ model }, pane) => {
        const cell = row.cells[pane]
        if (!cell) return '-'
        const heading = model.blocks.findLast((block) => block.kind === 'heading' && block.start <= cell[0])
        return heading?.attrs?.['article'] ?? '0'
      })
      .join(' '),
  )
}

const wordsOf = ({ model }: Source, cell: readonly [number, number] | null | undefined) =>
  cell ? model.text.slice(cell[0], cell[1]) : ''

describe.each(['lv', 'en'])('the three pacts in %s', (language) => {
  let panes: Source[]
  let alignment: ReturnType<typeof compareEditions>
  beforeAll(async () => {
    panes = await readAll(['estonia', 'latvia', 'lithuania'].map((name) => `${name}-pact.${language}.xml`))
    alignment = compareEditions({ panes, kind: 'versions' })
  })

  it('are suggested to be versions', () => {
    expect(suggestKind(panes)).toBe('versions')
  })

  it('correspond by content: Vilnius stands alone, and the articles after it go on with the others', () => {
    const rows = articles(alignment.rows, panes)
    for (const row of ['1 1 2', '2 2 3', '3 3 4', '4 4 6', '5 5 7']) expect(rows).toContain(row)
    expect(rows.filter((row) => row.endsWith(' 1'))).toEqual(['- - 1', '- - 1'])
    expect(rows.filter((row) => row.endsWith(' 5')).every((row) => row === '- - 5')).toBe(true)
    // The coast artillery, which only Latvia has.
    expect(rows).toContain('- 3 -')
  })

  it('has every block with text in exactly one row, in order', () => {
    panes.forEach(({ model }, pane) => {
      const ids = alignment.rows.flatMap((row) => row.blocks[pane] ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      const withText = model.blocks.filter((block) => /\S/.test(model.text.slice(block.start, block.end)))
      expect(ids.length).toBe(withText.length)
      const starts = alignment.rows.flatMap((row) => row.cells[pane]?.[0] ?? [])
      expect(starts).toEqual([...starts].sort((a, b) => a - b))
    })
  })

  it('differ in the names and numbers that the treaties differ in', () => {
    const changed = (pane: number) =>
      alignment.differences
        .filter((difference) => difference.pane === pane && difference.kind === 'changed')
        .map(({ start, end }) => panes[pane]?.model.text.slice(start, end) ?? '')
        .join(' | ')
    expect(changed(0)).toMatch(/25 000|25,000/)
    expect(changed(2)).toMatch(/20 000|20,000/)
    expect(changed(0)).toMatch(language === 'lv' ? /desmit/ : /ten/)
    expect(changed(2)).toMatch(language === 'lv' ? /piecpadsmit/ : /fifteen/)
    // What all three say in the same words carries no sign.
    const row = alignment.rows.findIndex((_, index) => articles(alignment.rows, panes)[index] === '4 4 6')
    expect(alignment.differences.filter((difference) => difference.row === row)).toEqual([])
  })

  it('is the same again, and fast enough to be opened at once', () => {
    const started = performance.now()
    expect(compareEditions({ panes, kind: 'versions' })).toEqual(alignment)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('translations', () => {
  it('of the Estonian pact go by article in four languages and two scripts', async () => {
    const panes = await readAll(['lv', 'et', 'ru', 'en'].map((language) => `estonia-pact.${language}.xml`))
    const { rows, differences } = compareEditions({ panes, kind: 'translation' })
    expect(suggestKind(panes)).toBe('translation')
    expect(differences).toEqual([])
    for (const row of articles(rows, panes)) {
      const numbers = row.split(' ')
      expect(new Set(numbers).size).toBe(1)
    }
    expect(rows.every((row) => row.cells.every((cell) => cell !== null))).toBe(true)
    expect(Math.min(...rows.map(({ score }) => score))).toBeGreaterThan(0.3)
  })

  it.each(['talks-moscow', 'military-pressure', 'government-session', 'road-to-moscow', 'ratification'])(
    'of %s pair headings with headings and paragraphs with their translations',
    async (name) => {
      const panes = await readAll([`${name}.lv.md`, `${name}.en.md`])
      const { rows } = compareEditions({ panes, kind: 'translation' })
      expect(rows.every((row) => row.cells.every((cell) => cell !== null))).toBe(true)
      for (const row of rows) {
        const [left, right] = panes.map((pane, index) => wordsOf(pane, row.cells[index]))
        const numbers = (text: string | undefined) =>
          [...(text ?? '').matchAll(/\b1[0-9]{3}\b|\b\d{2}\.00\b/g)].map(([match]) => match).sort()
        expect(numbers(left)).toEqual(numbers(right))
      }
    },
  )

  it('leave a paragraph alone that the other text does not have', async () => {
    const latvian = await read('talks-moscow.lv.md')
    const english = await read('talks-moscow.en.md')
    const gone = english.model.blocks.filter(({ kind }) => kind === 'para')[6]
    const shorter = { ...english.model, blocks: english.model.blocks.filter((block) => block !== gone) }
    const { rows } = compareEditions({
      panes: [latvian, { model: shorter, lang: 'en' }],
      kind: 'translation',
    })
    const alone = rows.filter((row) => row.cells[1] === null)
    expect(alone).toHaveLength(1)
    const full = compareEditions({ panes: [latvian, english], kind: 'translation' })
    const wanted = full.rows.find((row) => gone && row.blocks[1]?.includes(gone.id))
    expect(alone[0]?.blocks[0]).toEqual(wanted?.blocks[0])
  })
})

describe('accounts', () => {
  it('are what texts in one language with little wording in common are suggested to be', async () => {
    expect(suggestKind(await readAll(['road-to-moscow.lv.md', 'government-session.lv.md']))).toBe('accounts')
  })

  it('of the same talks share rows where they tell the same', async () => {
    const panes = await readAll(['account-estonian.en.md', 'account-soviet.en.md'])
    const { rows, differences } = compareEditions({ panes, kind: 'accounts' })
    expect(differences).toEqual([])
    expect(rows.filter((row) => row.cells.every((cell) => cell !== null)).length).toBeGreaterThan(2)
  })
})
