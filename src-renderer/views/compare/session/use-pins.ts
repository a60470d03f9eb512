/** Declaring that places correspond, or that they do not: by pointing at one after the other, or with two keys. */
import type { Cell, ComparisonRow } from '#shared/contract'
import { useI18n } from '@/locales'
import { announce } from '@/shell'
import { useToastStore } from '@/stores'
import { computed, type ComputedRef, type Ref, type ShallowRef, shallowRef } from 'vue'
import type { Session } from './use-session'

export interface Pins {
  /** The place that waits for its partner; null while nothing is being pinned. */
  readonly first: ShallowRef<{ pane: number; cell: Cell; rows: readonly number[] } | null>
  /** The current pair has been declared not to match. */
  readonly apartHere: ComputedRef<boolean>
  /** First place, or second: of the current passage in the active pane. In the same place again: the pair as it is. */
  press(): void
  /** The reader pointed at the current passage in a pane: the second place, if the first stands in another pane. */
  pointed(pane: number): void
  stop(): void
  pinCurrent(): void
  setApart(): void
  removeCurrent(): void
  goTo(id: string, show: (row: ComparisonRow) => void): void
}

export function usePins(session: Session, active: Ref<number>): Pins {
  const { t } = useI18n()
  const toasts = useToastStore()
  const { draft, current, units } = session
  const first: Pins['first'] = shallowRef(null)
  const siglum = (pane: number) => draft.value.panes[pane]?.siglum ?? ''

  const here = (): Cell[] | null => (current.value === null ? null : session.cellsOf(current.value))
  const meets = (a: Cell, b: Cell | undefined) => (a && b ? a[0] < b[1] && b[0] < a[1] : false)

  /** Pins that touch the current passage in any pane. */
  const touching = computed(() => {
    const cells = here()
    return cells ? draft.value.pins.filter((pin) => pin.cells.some((cell, pane) => meets(cell, cells[pane]))) : []
  })

  function add(cells: Cell[], apart: boolean): void {
    first.value = null
    const { id } = session.addPin(cells, apart)
    const message = t(apart ? 'compare.pin.apartDone' : 'compare.pin.done')
    toasts.show({ message, undo: () => session.removePins([id]) })
    announce(message)
  }

  function pinCurrent(): void {
    const cells = here()
    if (!cells || cells.filter((cell) => cell !== null).length < 2) return announce(t('compare.choosePassage'))
    add(cells, false)
  }

  function press(): void {
    const pane = active.value
    const cell = here()?.[pane]
    if (!cell || current.value === null) return announce(t('compare.pin.choose', { siglum: siglum(pane) }))
    const waiting = first.value
    if (waiting === null) {
      first.value = { pane, cell, rows: units.value[current.value]?.rows ?? [] }
      announce(t('compare.pin.first', { siglum: siglum(pane) }))
    } else if (waiting.pane === pane) pinCurrent()
    else finish(pane, cell)
  }

  function finish(pane: number, cell: Cell): void {
    const waiting = first.value
    if (!waiting) return
    add(
      draft.value.panes.map((_, index) => (index === waiting.pane ? waiting.cell : index === pane ? cell : null)),
      false,
    )
  }

  return {
    first,
    apartHere: computed(() => touching.value.some((pin) => pin.apart === true)),
    press,
    pointed(pane) {
      const cell = here()?.[pane]
      if (first.value && first.value.pane !== pane && cell) finish(pane, cell)
    },
    stop: () => (first.value = null),
    pinCurrent,
    setApart() {
      const cells = here()
      if (cells && cells.filter((cell) => cell !== null).length > 1) add(cells, true)
    },
    removeCurrent() {
      const ids = touching.value.map(({ id }) => id)
      if (ids.length === 0) return announce(t('compare.pin.none'))
      const before = draft.value.pins
      session.removePins(ids)
      toasts.show({
        message: t('compare.pin.removed', { count: ids.length }),
        // Those that were made or removed since stay so.
        undo() {
          const now = draft.value.pins
          const known = new Set(before.map(({ id }) => id))
          const stays = new Set([...now.map(({ id }) => id), ...ids])
          session.change({
            pins: [...now.filter(({ id }) => !known.has(id)), ...before.filter(({ id }) => stays.has(id))],
          })
        },
      })
    },
    goTo(id, show) {
      const pin = draft.value.pins.find((one) => one.id === id)
      if (pin) show({ cells: pin.cells })
    },
  }
}
