/** Which ranges stand side by side in a report: the rows that the reader kept, or the whole of the sources. */
import type { Alignment, Cell, ComparisonInput, ComparisonRow, Tag } from '#shared/contract'
import { wholeRows } from '#shared/domain/alignment'
import { blockAt } from '#shared/domain/model'
import { tagNames } from './annotations'
import type { Source } from './check'
import type { Choices } from './types'

/** A row before its words are cut out. */
export interface Plan {
  cells: readonly Cell[]
  heading: boolean
  title: string | null
  remark: string
  tags: string[]
  /** Panes whose passage the reader has put here, away from its place in the order of its text. */
  apart: readonly number[]
}

interface PlansInput {
  comparison: ComparisonInput
  sources: readonly Source[]
  alignment: Alignment
  tags: ReadonlyMap<string, Tag>
  choices: Choices
}

type Range = NonNullable<Cell>

export function plansOf(input: PlansInput): Plan[] {
  const { comparison, choices, tags } = input
  const kept = comparison.rows ?? []
  if (choices.scope === 'rows') {
    return kept.map((row) => ({
      cells: row.cells,
      heading: false,
      title: row.title?.trim() || null,
      remark: row.note ?? '',
      tags: tagsOf([row], tags),
      apart: [],
    }))
  }
  return wholeRows(input.alignment.rows, kept).map((row) => ({
    cells: row.cells,
    heading: row.kind === 'heading' && row.cells.every((cell, pane) => !cell || isHeading(cell, input.sources[pane])),
    title: null,
    remark: row.kept.flatMap(({ note }) => note ?? []).join('\n\n'),
    tags: tagsOf(row.kept, tags),
    apart: row.apart,
  }))
}

function tagsOf(rows: readonly ComparisonRow[], tags: ReadonlyMap<string, Tag>): string[] {
  const names = rows.flatMap((row) => [
    ...(row.tags ?? []).map((name) => tags.get(name)?.name ?? name),
    ...tagNames(row.tagIds ?? [], tags),
  ])
  return [...new Set(names)]
}

const isHeading = (cell: Range, source: Source | undefined) =>
  source !== undefined && blockAt(source.model.blocks, cell[0])?.kind === 'heading'
