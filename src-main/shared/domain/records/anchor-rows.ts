import type { Anchor, Annotation } from '../../contract'
import { sameJson } from './equal'
import type { Change } from './ops'
import type { Tables } from './tables'

/** Id of the row that says where target number `target` of an annotation stands in an edition. */
export const anchorIdOf = (annId: string, target: number, editionId: string): string =>
  `${annId}/${target}/${editionId}`

type Targets = Annotation['targets']
type Rows = ReadonlyMap<string, Anchor>
type RowChange = Extract<Change, { table: 'anchors' }>

/** What makes the rows `was` the rows `is`, both by their ids. */
export function rowChanges(was: Rows, is: Rows): RowChange[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id): RowChange[] => {
    const change = { before: was.get(id) ?? null, after: is.get(id) ?? null }
    return sameJson(change.before, change.after) ? [] : [{ table: 'anchors', ...change }]
  })
}

/** Makes `rows` what they are after `changes`. */
export function applyRows(rows: Map<string, Anchor>, changes: Iterable<RowChange>): void {
  for (const { before, after } of changes) {
    if (after) rows.set(after.id, after)
    else if (before) rows.delete(before.id)
  }
}

/**
 * Changes of the rows of an annotation whose targets change, for rows name a target by its place among them: those of a
 * target that is there still go with it, those of one that is gone go away. `rows`: all that the annotation has.
 */
export function rowsFollowing(before: Targets, after: Targets, rows: Iterable<Anchor>): RowChange[] {
  const places = placesOf(before, after)
  const was = new Map<string, Anchor>()
  const is = new Map<string, Anchor>()
  for (const row of rows) {
    was.set(row.id, row)
    const target = places[row.target]
    if (target === undefined) continue
    const id = anchorIdOf(row.annId, target, row.editionId)
    is.set(id, { ...row, id, target })
  }
  return rowChanges(was, is)
}

/** All rows as they are when annotations have the targets of `notes`: those of the others stay as they are. */
export function rowsWith(
  { annotations, anchors }: Pick<Tables, 'annotations' | 'anchors'>,
  notes: ReadonlyMap<string, Annotation>,
): Map<string, Anchor> {
  const rows = new Map(anchors)
  const changed = new Map<string, { before: Targets; after: Targets; rows: Anchor[] }>()
  for (const [id, { targets: before }] of annotations) {
    const after = notes.get(id)?.targets
    if (after && !sameJson(before, after)) changed.set(id, { before, after, rows: [] })
  }
  if (changed.size === 0) return rows
  for (const row of anchors.values()) changed.get(row.annId)?.rows.push(row)
  for (const { before, after, rows: own } of changed.values()) applyRows(rows, rowsFollowing(before, after, own))
  return rows
}

/** Where each of the old targets is among the new ones; undefined for one that is gone. */
function placesOf(before: Targets, after: Targets): (number | undefined)[] {
  const taken = new Set<number>()
  return before.map((target) => {
    const place = after.findIndex((other, index) => !taken.has(index) && sameJson(target, other))
    if (place === -1) return undefined
    taken.add(place)
    return place
  })
}
