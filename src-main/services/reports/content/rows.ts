/** The rows of a report: those that the reader kept, or all that were aligned, in sections. */
import type { Alignment, Cell, ComparisonInput, Tag } from '#shared/contract'
import { paragraphNumbers } from '#shared/domain/citation'
import { blockAt } from '#shared/domain/model'
import { type PlacedAnnotation, tagNames } from './annotations'
import { buildCell, type PaneLayers } from './cells'
import type { Source } from './check'
import { markdownParagraphs } from './markdown'
import type { Choices, ReportCell, ReportNote, ReportRow, Section } from './types'

/** Rows that one table holds: longer ones make the compiler slow. */
const MOST_ROWS = 400

/** A row before its words are cut out. */
interface Plan {
  cells: readonly Cell[]
  heading: boolean
  title: string | null
  remark: string
  tags: string[]
}

interface RowsInput {
  comparison: ComparisonInput
  sources: readonly Source[]
  alignment: Alignment
  annotations: readonly PlacedAnnotation[]
  tags: ReadonlyMap<string, Tag>
  choices: Choices
  /** Title of a section that has none of its own. */
  sectionTitle: string
}

const byStart = (a: { start: number }, b: { start: number }) => a.start - b.start

function layersOf({ sources, alignment, annotations, choices }: RowsInput): PaneLayers[] {
  return sources.map((source, pane) => ({
    source,
    differences: choices.differences
      ? alignment.differences.filter((difference) => difference.pane === pane).toSorted(byStart)
      : [],
    annotations: annotations.filter((annotation) => annotation.pane === pane),
    marks: source.model.marks.filter(({ kind }) => kind === 'bold' || kind === 'italic').toSorted(byStart),
    numbers: paragraphNumbers(source.model),
  }))
}

function plansOf({ comparison, alignment, tags, choices, sources }: RowsInput): Plan[] {
  if (choices.scope === 'rows') {
    return (comparison.rows ?? []).map((row) => ({
      cells: row.cells,
      heading: false,
      title: row.title?.trim() || null,
      remark: row.note ?? '',
      tags: [
        ...new Set([
          ...(row.tags ?? []).map((name) => tags.get(name)?.name ?? name),
          ...tagNames(row.tagIds ?? [], tags),
        ]),
      ],
    }))
  }
  // What the reader said of a kept row stands beside the aligned row where the kept one begins.
  const kept = comparison.rows ?? []
  const taken = new Set<number>()
  return alignment.rows.map((row) => {
    const mine = kept.filter((one, n) => {
      const here = !taken.has(n) && one.cells.some((cell, pane) => cell && within(cell, row.cells[pane] ?? null))
      if (here && row.kind === 'passage') taken.add(n)
      return here && row.kind === 'passage'
    })
    const heading = row.kind === 'heading' && row.cells.every((cell, pane) => !cell || isHeading(cell, sources[pane]))
    return {
      cells: row.cells,
      heading,
      title: null,
      remark: mine.flatMap(({ note }) => note ?? []).join('\n\n'),
      tags: [
        ...new Set(
          mine.flatMap((one) => [
            ...(one.tags ?? []).map((name) => tags.get(name)?.name ?? name),
            ...tagNames(one.tagIds ?? [], tags),
          ]),
        ),
      ],
    }
  })
}

const wordsOf = ({ paragraphs }: ReportCell) =>
  (paragraphs ?? []).map(({ runs }) => runs.map(({ text }) => text).join('')).join(' ')

/** The heads of the columns say the titles of the sources already. */
const isTitle = (cell: ReportCell, source: Source | undefined) =>
  cell.paragraphs !== null && wordsOf(cell) === source?.summary.metadata.title.text

/** Headings that differ stand one after another; with the signs of their sources where some source has none. */
function outlineOf(cells: readonly ReportCell[], sources: readonly Source[]): string {
  const headings = cells.map(wordsOf)
  const different = [...new Set(headings.filter((words) => words !== ''))]
  const sigla = sources.flatMap(({ siglum }, pane) => (headings[pane] === '' ? [] : [siglum]))
  return different.join(' / ') + (sigla.length < sources.length ? ` (${sigla.join(', ')})` : '')
}

/** A kept cell may hold the heading above the passage, too: it belongs to the row that it shares text with. */
const within = (kept: NonNullable<Cell>, row: Cell) => row !== null && kept[0] < row[1] && kept[1] > row[0]

const isHeading = (cell: NonNullable<Cell>, source: Source | undefined) =>
  source !== undefined && blockAt(source.model.blocks, cell[0])?.kind === 'heading'

/** Numbers notes in the order in which they are printed; each is listed once. */
function createNumbering(choices: Choices, sources: readonly Source[]) {
  const numbers = new Map<string, number>()
  let fresh: ReportNote[] = []
  return {
    numberOf(annotation: PlacedAnnotation): number | null {
      if (!choices.notes || annotation.note.trim() === '') return null
      const key = `${annotation.pane}/${annotation.id}`
      const known = numbers.get(key)
      if (known !== undefined) return known
      const number = numbers.size + 1
      numbers.set(key, number)
      fresh.push({
        number,
        siglum: sources[annotation.pane]?.siglum ?? '',
        colour: choices.highlights ? annotation.colour : null,
        text: markdownParagraphs(annotation.note),
      })
      return number
    },
    takeFresh(): ReportNote[] {
      const notes = fresh
      fresh = []
      return notes
    },
  }
}

/** Builds every row and divides them into sections. */
export function buildSections(input: RowsInput): Section[] {
  const { choices, sources, sectionTitle } = input
  const layers = layersOf(input)
  const numbering = createNumbering(choices, sources)
  const cellOptions = { highlights: choices.highlights, numberOf: numbering.numberOf }
  let count = 0
  const rows = plansOf(input).flatMap((plan): ReportRow[] => {
    const cells = plan.cells.map((cell, pane) => {
      const layer = layers[pane]
      if (!layer) throw new Error('a row has more cells than there are panes')
      return buildCell(cell, layer, cellOptions)
    })
    const notes = numbering.takeFresh()
    if (cells.every(({ paragraphs }) => paragraphs === null) && !plan.remark && !plan.title) return []
    if (plan.heading && notes.length === 0 && cells.every((cell, pane) => isTitle(cell, sources[pane]))) return []
    const annotated = layers.flatMap(({ annotations }, pane) => {
      const cell = plan.cells[pane]
      return cell ? annotations.filter(({ start, end }) => start < cell[1] && end > cell[0]) : []
    })
    if (choices.scope === 'all') for (const cell of cells) cell.place = null
    return [
      {
        number: plan.heading ? null : (count += 1),
        title: plan.title,
        cells,
        outline: plan.heading ? outlineOf(cells, sources) : '',
        notes,
        remark: choices.notes ? markdownParagraphs(plan.remark) : [],
        tags: [...new Set([...plan.tags, ...annotated.flatMap(({ tags }) => tags)])],
      },
    ]
  })
  return divide(rows, sectionTitle)
}

/** One section, for its head is on every page anyway; very long ones are cut, for a table of thousands of rows is slow. */
function divide(rows: readonly ReportRow[], title: string): Section[] {
  const sections: Section[] = []
  for (let at = 0; at < rows.length; at += MOST_ROWS) {
    const part = rows.slice(at, at + MOST_ROWS)
    const from = part.find(({ number }) => number !== null)?.number
    const to = part.findLast(({ number }) => number !== null)?.number
    const range = rows.length > MOST_ROWS && from && to ? ` ${from}–${to}` : ''
    sections.push({ id: `s${sections.length + 1}`, title: `${title}${range}`, rows: part })
  }
  return sections
}
