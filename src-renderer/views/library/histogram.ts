/** Documents over time, in bins of a length that suits the whole span. Pure. */
import type { DocumentSummary } from '#shared/contract'
import { type DayRange, daysOf, type LibraryFilters, passes } from './filters'

type BinUnit = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'decade' | 'century'

interface Bin extends DayRange {
  /** Documents whose date may lie in the bin and that pass all other filters. */
  readonly count: number
}

export interface Histogram {
  readonly unit: BinUnit
  readonly bins: readonly Bin[]
  /** Height of the highest bin; at least 1. */
  readonly highest: number
}

const maxBins = 20
const dayLength = 86_400_000
const toTime = (day: string) => Date.parse(`${day}T00:00:00Z`)
const toDay = (time: number) => new Date(time).toISOString().slice(0, 10)
const monthDay = (year: number, month: number) => {
  const date = new Date(Date.UTC(2000, month, 1))
  date.setUTCFullYear(year + Math.floor(month / 12))
  return toDay(date.getTime())
}

const months: Partial<Record<BinUnit, number>> = { month: 1, quarter: 3, year: 12, decade: 120, century: 1200 }
const units: readonly BinUnit[] = ['day', 'week', 'month', 'quarter', 'year', 'decade', 'century']

/** First days of the bins from the one that holds `from`, and the first day after the last. */
function edges(unit: BinUnit, { from, to }: DayRange): string[] | null {
  const starts: string[] = []
  const step = months[unit]
  if (step === undefined) {
    const length = (unit === 'day' ? 1 : 7) * dayLength
    // Weeks begin on Monday: 1970-01-05 was one.
    const first =
      unit === 'day' ? toTime(from) : toTime(from) - ((((toTime(from) / dayLength - 4) % 7) + 7) % 7) * dayLength
    for (let time = first; ; time += length) {
      starts.push(toDay(time))
      if (time > toTime(to)) return starts
      if (starts.length > maxBins + 1) return null
    }
  }
  const [year = 0, month = 1] = from.split('-').map(Number)
  const first = Math.floor((year * 12 + month - 1) / step) * step
  for (let n = first; ; n += step) {
    const day = monthDay(0, n)
    starts.push(day)
    if (day > to) return starts
    if (unit !== 'century' && starts.length > maxBins + 1) return null
  }
}

/**
 * The span is that of the dates known to the month at least: a document dated by year only does not stretch it. Null
 * where fewer than two documents have different dates.
 */
export function makeHistogram(documents: readonly DocumentSummary[], filters: LibraryFilters): Histogram | null {
  const dated = documents.flatMap((document) => {
    const days = daysOf(document)
    return days ? [{ document, days }] : []
  })
  const isPrecise = ({ document }: (typeof dated)[number]) => (document.metadata.date?.edtf.length ?? 0) > 6
  const precise = dated.filter(isPrecise)
  const spanning = precise.length > 1 ? precise : dated
  const from = spanning.reduce((least, { days }) => (days.from < least ? days.from : least), '9999-12-31')
  const to = spanning.reduce((most, { days }) => (days.to > most ? days.to : most), '0000-01-01')
  if (spanning.length < 2 || from >= to) return null
  for (const unit of units) {
    const starts = edges(unit, { from, to })
    if (!starts) continue
    const passed = dated.filter(({ document }) => passes(document, filters, 'dates'))
    const bins = starts.slice(0, -1).map((start, n): Bin => {
      const end = toDay(toTime(starts[n + 1] ?? start) - dayLength)
      const count = passed.filter(({ days }) => days.from <= end && start <= days.to).length
      return { from: start, to: end, count }
    })
    return { unit, bins, highest: Math.max(1, ...bins.map(({ count }) => count)) }
  }
  return null
}

/** The bins that a range of days covers, as first and last index; all of them where there is no range. */
export function coveredBins({ bins }: Histogram, range: DayRange | null): readonly [number, number] {
  if (!range) return [0, bins.length - 1]
  const first = bins.findIndex(({ to }) => to >= range.from)
  const last = bins.findLastIndex(({ from }) => from <= range.to)
  return [Math.max(0, first), Math.max(0, last)]
}
