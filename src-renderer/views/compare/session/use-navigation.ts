/** Going from difference to difference, or from doubt to doubt, and saying where one is. */
import type { Difference } from '#shared/contract'
import { firstWords } from '@/annotations'
import { useI18n } from '@/locales'
import { announce } from '@/shell'
import { computed, type ComputedRef } from 'vue'
import { isPair, isUncertain } from '../layout/units'
import type { Session } from './use-session'

export interface Navigation {
  /** Differences are shown: the arrows go through them; else through uncertain pairs. */
  readonly byDifference: ComputedRef<boolean>
  /** "Difference 7 of 31", or "64 pairs · 2 pins". */
  readonly summary: ComputedRef<string>
  /** "3 uncertain", or the empty string. */
  readonly doubt: ComputedRef<string>
  readonly pairs: ComputedRef<number>
  /** Next or previous; wraps round at the ends and says so. */
  step(by: 1 | -1): void
  /** To the other end of the move that is current, and back. */
  otherEnd(): void
  /** Makes a unit the current one, and says its partners. */
  choose(unit: number, options?: { show?: boolean; say?: boolean; pane?: number }): void
  /** What the others have in place of a difference. */
  labelOf(difference: Difference): string
}

/** `show` brings a row into view in all linked panes, in pane `lead` whatever it does. */
export function useNavigation(
  session: Session,
  show: (row: number, lead: number | null) => void,
  isShowing: () => boolean,
): Navigation {
  const { t } = useI18n()
  const { alignment, units, current, currentGroup, draft } = session

  const differences = computed(() => alignment.value?.differences ?? [])
  const byDifference = computed(() => isShowing())
  const groups = computed(() => alignment.value?.groups ?? 0)
  const uncertain = computed(() => units.value.flatMap((unit, index) => (isUncertain(unit) ? [index] : [])))
  const pairs = computed(() => units.value.filter(isPair).length)

  const summary = computed(() => {
    if (!alignment.value) return ''
    if (byDifference.value) {
      return currentGroup.value === null
        ? t('compare.count.differences', { count: groups.value })
        : t('compare.count.difference', { number: currentGroup.value + 1, count: groups.value })
    }
    const pins = draft.value.pins.filter(({ apart }) => apart !== true).length
    const parts = [t('compare.count.pairs', { count: pairs.value })]
    if (pins > 0) parts.push(t('compare.count.pins', { count: pins }))
    return parts.join(' · ')
  })
  const doubt = computed(() =>
    byDifference.value || uncertain.value.length === 0
      ? ''
      : t('compare.count.uncertain', { count: uncertain.value.length }),
  )

  const siglum = (pane: number) => draft.value.panes[pane]?.siglum ?? ''
  const textOf = ({ pane, start, end }: Difference) =>
    firstWords(session.documents.value[pane]?.model.text.slice(start, end) ?? '', 80)

  function labelOf({ kind, others, pane }: Difference): string {
    const name = t(`compare.signs.${kind}`)
    const rest = others.flatMap((words, other) =>
      words === null || other === pane
        ? []
        : [`${siglum(other)}: ${words === '' ? t('compare.nothing') : firstWords(words, 160)}`],
    )
    return rest.length > 0 ? `${name} – ${rest.join(' · ')}` : name
  }

  function unitOfRow(row: number): number | null {
    const found = units.value.findIndex(({ rows }) => rows.includes(row))
    return found === -1 ? null : found
  }

  function goToGroup(group: number): void {
    const own = differences.value.filter((difference) => difference.group === group)
    const [first] = own
    if (!first) return
    currentGroup.value = group
    current.value = unitOfRow(first.row)
    show(first.row, first.pane)
    const said = own.map((difference) => {
      const words = difference.kind === 'missing' ? '' : ` ${textOf(difference)}`
      return `${siglum(difference.pane)}: ${t(`compare.signs.${difference.kind}`)}${words}`
    })
    announce(`${t('compare.count.difference', { number: group + 1, count: groups.value })}. ${said.join('. ')}`)
  }

  /** The group from which a step starts when none is current: the first at or after the current unit. */
  function startGroup(by: 1 | -1): number {
    const row = current.value === null ? 0 : (units.value[current.value]?.rows[0] ?? 0)
    const found = differences.value.find((difference) => difference.row >= row)?.group ?? 0
    return by === 1 ? found : found - 1
  }

  function step(by: 1 | -1): void {
    if (!byDifference.value) return stepDoubt(by)
    if (groups.value === 0) return announce(t('compare.count.differences', { count: 0 }))
    const next = currentGroup.value === null ? startGroup(by) : currentGroup.value + by
    goToGroup((next + groups.value) % groups.value)
  }

  function stepDoubt(by: 1 | -1): void {
    const list = uncertain.value
    const from = current.value ?? (by === 1 ? -1 : units.value.length)
    const next =
      by === 1 ? (list.find((unit) => unit > from) ?? list[0]) : (list.findLast((unit) => unit < from) ?? list.at(-1))
    if (next === undefined) stepPair(by, from)
    else choose(next, { show: true, say: true })
  }

  /** Nothing is doubtful: the arrows go from pair to pair, so that they always go somewhere. */
  function stepPair(by: 1 | -1, from: number): void {
    const list = units.value.flatMap((unit, index) => (isPair(unit) ? [index] : []))
    const next =
      by === 1 ? (list.find((unit) => unit > from) ?? list[0]) : (list.findLast((unit) => unit < from) ?? list.at(-1))
    if (next === undefined) announce(t('compare.count.noUncertain'))
    else choose(next, { show: true, say: true })
  }

  function otherEnd(): void {
    const place = currentGroup.value
    const moved = differences.value.find(
      (difference) =>
        difference.kind === 'moved' &&
        (place === null ? unitOfRow(difference.row) === current.value : difference.group === place) &&
        difference.row === currentRowOf(difference),
    )
    const other = moved?.other
    if (!moved || !other) return announce(t('compare.noOtherEnd'))
    const end = differences.value.find(
      (difference) =>
        difference.group === moved.group && difference.pane === other.pane && difference.start === other.start,
    )
    if (!end) return
    currentGroup.value = moved.group
    current.value = unitOfRow(end.row)
    show(end.row, end.pane)
    announce(`${siglum(end.pane)}: ${textOf(end)}`)
  }

  function currentRowOf(difference: Difference): number {
    return current.value !== null && units.value[current.value]?.rows.includes(difference.row) ? difference.row : -1
  }

  function choose(unit: number, options: { show?: boolean; say?: boolean; pane?: number } = {}): void {
    const chosen = units.value[unit]
    const row = chosen?.rows[0]
    if (!chosen || row === undefined) return
    current.value = unit
    if (currentGroup.value !== null) {
      const isHere = differences.value.some(
        ({ group, row: at }) => group === currentGroup.value && chosen.rows.includes(at),
      )
      if (!isHere) currentGroup.value = null
    }
    if (options.show) show(row, options.pane ?? null)
    if (!options.say) return
    const cells = session.cellsOf(unit)
    const said = cells.map((cell, pane) => {
      const words = cell
        ? firstWords(session.documents.value[pane]?.model.text.slice(...cell) ?? '', 60)
        : t('compare.nothing')
      return `${siglum(pane)}: ${words}`
    })
    announce(
      [...said, isUncertain(chosen) ? t('compare.uncertainPair') : ''].filter((words) => words !== '').join('. '),
    )
  }

  return { byDifference, summary, doubt, pairs, step, otherEnd, choose, labelOf }
}
