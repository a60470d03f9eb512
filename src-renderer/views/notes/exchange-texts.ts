/** What became of notes on their way in or out, in the language of the interface. */
import type { NoteLoss, NoteOutcome } from '#shared/contract'
import { useI18n } from '@/locales'

type Details = NoteLoss['details']

const paramsOf = (details: Details | undefined) =>
  Object.fromEntries(
    Object.entries(details ?? {}).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  )

/** The sentence of a code, or the service's own where the interface has none. */
function say(key: string, message: string, details: Details | undefined): string {
  const { t } = useI18n()
  const text = t(key, paramsOf(details))
  return text === key || /\{\w+\}/.test(text) ? message : text
}

export const outcomeText = ({ code = '', message = '', details }: NoteOutcome): string =>
  say(`exchange.outcomes.${code}`, message, details)

export const lossText = ({ code, message, details }: NoteLoss): string =>
  say(`exchange.losses.${code}`, message, details)

/** How many notes have each status, in the order in which people want to know. */
export function statusCounts(outcomes: readonly NoteOutcome[]): { status: NoteOutcome['status']; count: number }[] {
  const order = ['ok', 'partial', 'review', 'orphan', 'refused', 'duplicate'] as const
  return order
    .map((status) => ({ status, count: outcomes.filter((one) => one.status === status).length }))
    .filter(({ count }) => count > 0)
}
