import type { Anchor, Annotation } from '../../contract'
import { sameJson } from './equal'
import type { Change } from './ops'

/** Id of the row that says where target number `target` of an annotation stands in an edition. */
export const anchorIdOf = (annId: string, target: number, editionId: string): string =>
  `${annId}/${target}/${editionId}`

type Targets = Annotation['targets']

/**
 * Changes of the rows of an annotation whose targets change, for rows name a target by its place among them: those of a
 * target that is there still go with it, those of one that is gone go away. `rows`: all that the annotation has.
 */
export function rowsFollowing(before: Targets, after: Targets, rows: Iterable<Anchor>): Change[] {
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
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id): Change[] => {
    const change = { before: was.get(id) ?? null, after: is.get(id) ?? null }
    return sameJson(change.before, change.after) ? [] : [{ table: 'anchors', ...change }]
  })
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
