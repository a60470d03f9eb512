/** The rows of a report: those that the reader kept, or all that were aligned, in sections. */
import type { Alignment, Cell, ComparisonInput, Difference, Tag } from '#shared/contract'
import { paragraphNumbers } from '#shared/domain/citation'
import type { PlacedAnnotation } from './annotations'
import { buildCell, type PaneLayers } from './cells'
import type { Source } from './check'
import { markdownParagraphs } from './markdown'
import { plansOf } from './plans'
import { labelsOf } from '../labels'
import type { Choices, Paragraph, ReportCell, ReportNote, ReportRow, Section } from './types'

/** Rows that one table holds: longer ones make the compiler slow. */
const MOST_ROWS = 400

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

/** Numbers notes in the order in which they are printed; each is listed once. */
function createNumbering(choices: Choices, sources: readonly Source[]) {
  const labels = labelsOf(choices.language)
  /** A question or a correction says so before its words. */
  const kindOf = ({ kind, answered, correction }: PlacedAnnotation): Paragraph[] => {
    if (kind !== 'question' && kind !== 'correction') return []
    const word = answered && kind === 'question' ? labels.noteKinds.answered : labels.noteKinds[kind]
    const words = correction === '' ? [] : [{ text: `: ${correction}` }]
    return [{ kind: 'text', runs: [{ text: word, italic: true }, ...words] }]
  }
  const numbers = new Map<string, number>()
  let fresh: ReportNote[] = []
  return {
    numberOf(annotation: PlacedAnnotation): number | null {
      const kind = kindOf(annotation)
      if (!choices.notes || (annotation.note.trim() === '' && kind.length === 0)) return null
      const key = `${annotation.pane}/${annotation.id}`
      const known = numbers.get(key)
      if (known !== undefined) return known
      const number = numbers.size + 1
      numbers.set(key, number)
      fresh.push({
        number,
        siglum: sources[annotation.pane]?.siglum ?? '',
        colour: choices.highlights ? annotation.colour : null,
        text: [...kind, ...markdownParagraphs(annotation.note)],
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

/** Side by side with its counterpart a passage stands nowhere else: what differs within it is told, not the move. */
function besideItsOther({ kind, other }: Difference, cells: readonly Cell[]): boolean {
  const cell = other ? cells[other.pane] : null
  return kind === 'moved' && Boolean(cell && other && other.start < cell[1] && other.end > cell[0])
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
      const differences = layer.differences.filter((difference) => !besideItsOther(difference, plan.cells))
      return buildCell(cell, { ...layer, differences }, cellOptions)
    })
    const notes = numbering.takeFresh()
    if (cells.every(({ paragraphs }) => paragraphs === null) && !plan.remark && !plan.title) return []
    if (plan.heading && notes.length === 0 && cells.every((cell, pane) => isTitle(cell, sources[pane]))) return []
    const annotated = layers.flatMap(({ annotations }, pane) => {
      const cell = plan.cells[pane]
      return cell ? annotations.filter(({ start, end }) => start < cell[1] && end > cell[0]) : []
    })
    if (choices.scope === 'all')
      cells.forEach((cell, pane) => {
        if (!plan.apart.includes(pane)) cell.place = null
      })
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
