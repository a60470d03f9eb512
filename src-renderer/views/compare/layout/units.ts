/** What the screen joins with ribbons and calls a pair: rows, with the heading of an article joined to what it opens. */
import type { AlignedRow, DocumentModel } from '#shared/contract'

/** Rows that are drawn and stepped through as one, in order. */
export interface Unit {
  readonly rows: readonly number[]
  /** A heading that is no article's: aligned, but without a ribbon of its own. */
  readonly isHeading: boolean
  readonly score: number
  readonly pinned: boolean
  /** Panes that have words here. */
  readonly panes: readonly boolean[]
}

/** Ids of the headings that open an article, by pane. */
export function articleHeadings(models: readonly Pick<DocumentModel, 'blocks'>[]): ReadonlySet<string>[] {
  return models.map(
    ({ blocks }) =>
      new Set(
        blocks.flatMap((block) =>
          block.attrs?.['article'] !== undefined && block.kind === 'heading' ? [block.id] : [],
        ),
      ),
  )
}

/** Units in order; every row is in exactly one. */
export function unitsOf(rows: readonly AlignedRow[], articles: readonly ReadonlySet<string>[]): Unit[] {
  const units: Unit[] = []
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index]
    if (!row) continue
    const panes = row.cells.map((cell) => cell !== null)
    const isArticle =
      row.kind === 'heading' && row.blocks.some((ids, pane) => ids.some((id) => articles[pane]?.has(id)))
    const next = rows[index + 1]
    const joins =
      isArticle &&
      next?.kind === 'passage' &&
      next.cells.every((cell, pane) => (cell !== null) === (panes[pane] ?? false))
    if (joins && next) {
      units.push({
        rows: [index, index + 1],
        isHeading: false,
        // The passage is what is compared; its heading is only a number.
        score: next.score,
        pinned: row.pinned || next.pinned,
        panes,
      })
      index += 1
    } else {
      units.push({
        rows: [index],
        isHeading: row.kind === 'heading' && !isArticle,
        score: row.score,
        pinned: row.pinned,
        panes,
      })
    }
  }
  return units
}

/** Below this a pair is drawn as uncertain (contract: `AlignedRow.score`). */
export const UNCERTAIN = 0.3

export function isUncertain(unit: Unit): boolean {
  return !unit.isHeading && !unit.pinned && unit.score < UNCERTAIN && unit.panes.filter(Boolean).length > 1
}

/** Whether a unit joins words of two panes or more. */
export function isPair(unit: Unit): boolean {
  return !unit.isHeading && unit.panes.filter(Boolean).length > 1
}
