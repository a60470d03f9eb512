/** One record on two sides. */
import type { Anchor, NotebookRecords, NotebookTable, Op } from '../../contract'
import { decide, type Decision, type Known, knownOf, knows } from './decide'

export type Living = Exclude<NotebookTable, 'anchors'>

export interface MergedRecord<R> {
  record: R
  /** Fields that both have changed, each on its own. */
  conflicts: string[]
  /** Whose value of the last of those fields is in `record`; `ours` where there are none. */
  winner: 'ours' | 'theirs'
  /** Deleted on one side, at this instant, and changed on the other: it stays. */
  keptFrom: string | null
  /** What the loser said, by field. */
  lost: ReadonlyMap<string, Known>
}

const bookkeeping = new Set(['id', 'v', 'created', 'updated', 'rev', 'deletedAt', 'nameKey'])

const fieldOf =
  (name: string) =>
  (record: Op['after']): unknown =>
    record === null ? undefined : Reflect.get(record, name)

/** A comparison is one thing: half of one and half of another would compare what nobody has compared. */
function wholeContent(record: Op['after']): unknown {
  if (record === null) return undefined
  return Object.fromEntries(Object.entries(record).filter(([name]) => !bookkeeping.has(name)))
}

/** Tags that both changed: what either side added stays, what either took off goes. */
function mergeSets(ours: Known, theirs: Known): string[] {
  const listOf = (value: unknown) => (Array.isArray(value) ? (value as string[]) : [])
  const [a, b] = [listOf(ours.value), listOf(theirs.value)]
  const had = (side: Known, id: string) => side.seen.some((value) => listOf(value).includes(id))
  const all = [...new Set([...a, ...b])].sort()
  return all.filter((id) => (a.includes(id) || !had(ours, id)) && (b.includes(id) || !had(theirs, id)))
}

/** Deleted on one side only: stays where the other has done something that the deleter did not know. */
function mergeDeletion(ours: Known, theirs: Known, isNews: { ours: boolean; theirs: boolean }) {
  const [gone, live, news] =
    ours.value !== null ? ([ours, theirs, isNews.theirs] as const) : ([theirs, ours, isNews.ours] as const)
  const [isKnown, instant] = [knows(live, gone.value), gone.value as string]
  if (news) return { deletedAt: null, keptFrom: isKnown ? null : instant }
  return { deletedAt: isKnown ? null : instant, keptFrom: null }
}

export function mergeLiving<T extends Living>(
  table: T,
  ours: { record: NotebookRecords[T]; history: readonly Op[] },
  theirs: { record: NotebookRecords[T]; history: readonly Op[] },
): MergedRecord<NotebookRecords[T]> {
  const record = { ...ours.record }
  const conflicts: string[] = []
  const lost = new Map<string, Known>()
  const isNews = { ours: false, theirs: false }
  let winner: Decision['winner'] = 'ours'

  function settle(name: string, read: (record: Op['after']) => unknown): unknown {
    const [a, b] = [knownOf(ours.record, ours.history, read), knownOf(theirs.record, theirs.history, read)]
    const decision = decide(a, b)
    isNews.ours ||= !knows(b, a.value)
    isNews.theirs ||= !knows(a, b.value)
    if (decision.isConflict && name === 'tagIds') return mergeSets(a, b)
    if (decision.isConflict) {
      conflicts.push(name)
      winner = decision.winner
      lost.set(name, decision.winner === 'ours' ? b : a)
    }
    return decision.value
  }

  const whole = table === 'comparisons' ? (Object(settle('content', wholeContent)) as object) : null
  for (const name of new Set([...Object.keys(ours.record), ...Object.keys(theirs.record)])) {
    if (bookkeeping.has(name)) continue
    const value: unknown = whole ? Reflect.get(whole, name) : settle(name, fieldOf(name))
    if (value === undefined) Reflect.deleteProperty(record, name)
    else Reflect.set(record, name, value)
  }
  const deleted = fieldOf('deletedAt')
  const [a, b] = [knownOf(ours.record, ours.history, deleted), knownOf(theirs.record, theirs.history, deleted)]
  const isOneGone = (a.value === null) !== (b.value === null)
  const deletion = isOneGone
    ? mergeDeletion(a, b, isNews)
    : { deletedAt: decide(a, b).value as string | null, keptFrom: null }
  const { created, updated } = theirs.record
  if (created < record.created) record.created = created
  if (updated > record.updated) record.updated = updated
  record.deletedAt = deletion.deletedAt
  return { record, conflicts, winner, keptFrom: deletion.keptFrom, lost }
}

/** The place of a note in one edition: decided as a whole; null where there is none. */
export function mergeAnchor(
  ours: { record: Anchor | null; history: readonly Op[] },
  theirs: { record: Anchor | null; history: readonly Op[] },
): { anchor: Anchor | null; isConflict: boolean } {
  const know = ({ record, history }: typeof ours): Known => {
    const known = knownOf(record, history, (value) => value)
    return { ...known, seen: [...known.seen, null] }
  }
  const [a, b] = [know(ours), know(theirs)]
  const decision = decide(a, b)
  if (!ours.record || !theirs.record) {
    // Without their operations nobody can tell whether a row was taken away or was never there: it does no harm.
    const isTold = a.stamp !== null && b.stamp !== null
    const either = ours.record ?? theirs.record
    return { anchor: isTold || decision.value !== null ? (decision.value as Anchor | null) : either, isConflict: false }
  }
  if (!decision.isConflict) return { anchor: decision.value as Anchor, isConflict: false }
  const [isOurs, isTheirs] = [ours.record.confirmedBy !== undefined, theirs.record.confirmedBy !== undefined]
  if (isOurs !== isTheirs) return { anchor: isOurs ? ours.record : theirs.record, isConflict: false }
  const isOurWin = decision.winner === 'ours'
  const [winner, loser] = isOurWin ? [ours.record, theirs.record] : [theirs.record, ours.record]
  return isOurs ? placeOf(winner, loser) : { anchor: winner, isConflict: false }
}

/** A reader chose each of two places: the other one stays in sight among the possible places. */
export function placeOf(winner: Anchor, { start, end, score }: Anchor): { anchor: Anchor; isConflict: boolean } {
  const isThere =
    (winner.start === start && winner.end === end) ||
    winner.candidates.some((one) => one.start === start && one.end === end)
  if (start === null || end === null || isThere) return { anchor: winner, isConflict: false }
  return { anchor: { ...winner, candidates: [...winner.candidates, { start, end, score }] }, isConflict: true }
}
