/** Keeping rows of the comparison, and finding them again in the panes. */
import type { Cell, ComparisonRow } from '#shared/contract'
import { useI18n } from '@/locales'
import { announce } from '@/shell'
import { type Ref, ref, type ShallowRef } from 'vue'
import type { PaneHandle } from '../layout/pane-handle'
import type { Navigation } from './use-navigation'
import type { Session } from './use-session'

export function useRows(
  session: Session,
  navigation: Navigation,
  handles: ShallowRef<readonly (PaneHandle | null)[]>,
  isOpen: Ref<boolean>,
) {
  const { t } = useI18n()
  const { draft, current, units } = session
  /** Id of the kept row that is chosen. */
  const chosen = ref<string | null>(null)

  /** The cells of the current passage; where words are selected, only those. */
  function cellsToKeep(): Cell[] | null {
    const selected = handles.value.map((handle) => handle?.reader.selection() ?? null)
    const base = current.value === null ? null : session.cellsOf(current.value)
    if (!base && selected.every((range) => range === null)) return null
    return draft.value.panes.map((_, pane) => {
      const range = selected[pane]
      return range ? [range.start, range.end] : (base?.[pane] ?? null)
    })
  }

  /** Keeps the row of the current passage; a row that is kept already is only shown. False without a passage. */
  function keep(): boolean {
    const cells = cellsToKeep()
    if (!cells) {
      announce(t('compare.choosePassage'))
      return false
    }
    const same = draft.value.rows.find((row) => JSON.stringify(row.cells) === JSON.stringify(cells))
    const row = same ?? session.keepRow(cells)
    chosen.value = row.id ?? null
    isOpen.value = true
    announce(t(same ? 'compare.rows.keptBefore' : 'compare.rows.kept', { count: draft.value.rows.length }))
    return true
  }

  /** Shows the first passage that a row is made of. */
  function goTo(row: ComparisonRow): void {
    const unit = units.value.findIndex((_, index) =>
      session.cellsOf(index).some((cell, pane) => {
        const wanted = row.cells[pane]
        return cell && wanted && cell[0] < wanted[1] && wanted[0] < cell[1]
      }),
    )
    if (unit >= 0) navigation.choose(unit, { show: true })
  }

  return { chosen, keep, goTo }
}
