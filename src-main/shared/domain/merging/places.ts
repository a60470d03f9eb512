/** Where notes stand in later editions, on two sides: rows name a target by its number among those that the note ends with. */
import type { Anchor, Annotation, Op } from '../../contract'
import { rowsWith, sameJson } from '../records'
import { mergeAnchor, placeOf } from './records'
import type { MergeSide } from './sides'

interface Row {
  record: Anchor | null
  history: readonly Op[]
  /** It stood under another number: nothing is known of it but what it says. */
  isMoved: boolean
}

/** The rows of a side, with those of notes that have got the targets of the other side gone after their targets. */
function rowsOf(
  { tables, history }: MergeSide,
  notes: ReadonlyMap<string, Annotation>,
): { ids: Iterable<string>; row(id: string): Row } {
  const rows = rowsWith(tables, notes)
  /** Whether another target had this number. */
  function hasMoved(id: string): boolean {
    const [annId = '', number = ''] = id.split('/')
    const [was, is] = [tables.annotations.get(annId), notes.get(annId)]
    return was !== undefined && is !== undefined && !sameJson(was.targets[Number(number)], is.targets[Number(number)])
  }
  return {
    ids: rows.keys(),
    row(id) {
      const isMoved = hasMoved(id)
      return { record: rows.get(id) ?? null, history: isMoved ? [] : history('anchors', id), isMoved }
    },
  }
}

/** Of two rows of which one has moved: what a reader chose goes before what he did not, then what stood here before. */
function settle(still: Anchor, moved: Anchor): { anchor: Anchor; isConflict: boolean } {
  const isChosen = (row: Anchor) => row.confirmedBy !== undefined
  if (isChosen(still) !== isChosen(moved)) return { anchor: isChosen(still) ? still : moved, isConflict: false }
  return isChosen(still) ? placeOf(still, moved) : { anchor: still, isConflict: false }
}

function mergeRow(ours: Row, theirs: Row) {
  if (!ours.record || !theirs.record || ours.isMoved === theirs.isMoved) return mergeAnchor(ours, theirs)
  return ours.isMoved ? settle(theirs.record, ours.record) : settle(ours.record, theirs.record)
}

/** The rows of both for `notes`, the merged ones, and the ids of those of which each side has chosen another place. */
export function* mergePlaces(
  ours: MergeSide,
  theirs: MergeSide,
  notes: ReadonlyMap<string, Annotation>,
): Generator<void, { anchors: Map<string, Anchor>; conflicts: string[] }> {
  const [a, b] = [rowsOf(ours, notes), rowsOf(theirs, notes)]
  const anchors = new Map<string, Anchor>()
  const conflicts: string[] = []
  for (const id of new Set([...a.ids, ...b.ids])) {
    yield
    const [our, their] = [a.row(id), b.row(id)]
    const { anchor, isConflict } = mergeRow(our, their)
    if (anchor) anchors.set(id, anchor)
    if (isConflict) conflicts.push(id)
  }
  return { anchors, conflicts }
}
