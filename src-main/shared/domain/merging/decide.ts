/** One field on two sides: who is behind the other, and who wins where neither is. */
import type { Op } from '../../contract'
import { canonicalJson, sameJson } from '../records'

/** When a value was set: by Lamport clock, then device, then operation. */
export interface Stamp {
  clock: number
  device: string
  opId: string
}

export interface Known {
  value: unknown
  /** All values that were seen on this side, the present one included. */
  seen: readonly unknown[]
  /** Null where the history is not known. */
  stamp: Stamp | null
  /** ISO instant: decides where stamps do not. */
  updated: string
  actor: string
}

export interface Decision {
  value: unknown
  winner: 'ours' | 'theirs'
  /** Neither side has ever seen what the other says. */
  isConflict: boolean
}

type Value = (record: Op['after']) => unknown

/** What one side knows of a value that `read` takes from a record. */
export function knownOf(record: Op['after'], history: readonly Op[], read: Value): Known {
  const value = read(record)
  const seen = [value, ...history.flatMap(({ before, after }) => [read(before), read(after)])]
  const last = history.findLast(({ before, after }) => !sameJson(read(before), read(after))) ?? history[0]
  // Of a snapshot only the beginning of the history may be known: the value that it has was set later.
  const set = last && sameJson(read(last.after), value) ? last : null
  const stamp = set && { clock: set.clock, device: set.device, opId: set.opId }
  const updated = record && 'updated' in record ? record.updated : ''
  return { value, seen, stamp, updated, actor: set?.actor ?? '' }
}

export const knows = (side: Known, value: unknown) => side.seen.some((one) => sameJson(one, value))

const order = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

/** Above 0 where `a` was set later than `b`. The same whoever asks. */
function later(a: Known, b: Known): number {
  const byStamp =
    a.stamp && b.stamp
      ? order(a.stamp.clock, b.stamp.clock) ||
        order(a.stamp.device, b.stamp.device) ||
        order(a.stamp.opId, b.stamp.opId)
      : 0
  return byStamp || order(a.updated, b.updated) || order(canonicalJson(a.value), canonicalJson(b.value))
}

export function decide(ours: Known, theirs: Known): Decision {
  const winner = later(ours, theirs) >= 0 ? 'ours' : 'theirs'
  const of = (side: 'ours' | 'theirs', isConflict = false): Decision => {
    return { value: (side === 'ours' ? ours : theirs).value, winner: side, isConflict }
  }
  if (sameJson(ours.value, theirs.value)) return of('ours')
  const oursIsAhead = knows(ours, theirs.value)
  const theirsIsAhead = knows(theirs, ours.value)
  if (oursIsAhead === theirsIsAhead) return of(winner, !oursIsAhead)
  return of(oursIsAhead ? 'ours' : 'theirs')
}
