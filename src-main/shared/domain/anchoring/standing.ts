import { type Anchor, type Annotation, editionIdOf, editionParts, type Range, type TextTarget } from '#shared/contract'
import { anchorIdOf } from '../records'
import type { Placement } from './placement'

/** Where a target stands in an edition. `waiting`: it was not looked for there yet. */
interface Standing {
  readonly state: Anchor['state'] | 'waiting'
  /** Null unless `anchored` or `moved`. */
  readonly range: Range | null
}

/**
 * Where a target stands in an edition, by its row there, or by the target itself in the edition that it was made on.
 * Nothing is looked for: what has neither waits. `text` of the edition, where it is at hand, is compared: offsets with
 * other words, or outside of the text, are not believed.
 */
export function standingOf(target: TextTarget, editionId: string, anchor: Anchor | undefined, text?: string): Standing {
  if (anchor) {
    const { state, start, end } = anchor
    if (state !== 'anchored' && state !== 'moved') return { state, range: null }
    const isInside = start !== null && end !== null && start < end && (text === undefined || end <= text.length)
    return isInside ? { state, range: { start, end } } : { state: 'review', range: null }
  }
  if (target.editionId === '' || target.editionId !== editionId) return { state: 'waiting', range: null }
  const { start, end, exact } = target
  const isThere = text === undefined || (exact !== '' && exact.length === end - start && text.startsWith(exact, start))
  return isThere ? { state: 'anchored', range: { start, end } } : { state: 'review', range: null }
}

/** A text target for which a row is needed, and where it stood last for certain. */
export interface Sought {
  readonly annotation: Annotation
  readonly index: number
  readonly target: TextTarget
  /** Edition in which it is to be found. */
  readonly editionId: string
  /** Where it stands for certain: an edition and offsets in it. Its id is empty where no edition of ours has it. */
  readonly from: { readonly editionId: string; readonly start: number; readonly end: number }
  /** A person chose that place: the words are those of that edition, not those that the note was made on. */
  readonly isConfirmed: boolean
  /** The row that is there and that nobody confirmed; only where everything is placed again. */
  readonly before: Anchor | null
}

/** Editions in which places are wanted, by document. */
export type Editions = ReadonlyMap<string, readonly string[]>

/** The current edition of each document that has a text; of a document that is in two archives, as the first has it. */
export function currentEditions(documents: Iterable<{ readonly id: string; readonly current: number }>): Editions {
  const current = new Map<string, number>()
  for (const document of documents) if (!current.has(document.id)) current.set(document.id, document.current)
  return new Map([...current].flatMap(([id, number]) => (number > 0 ? [[id, [editionIdOf(id, number)]]] : [])))
}

/**
 * Text targets of living notes that have no row in a wanted edition, in the order of the notes. `again` adds those whose
 * row nobody confirmed. What was made on the edition itself needs no row.
 */
export function soughtTargets(
  annotations: Iterable<Annotation>,
  anchors: { get(id: string): Anchor | undefined },
  editions: Editions,
  again = false,
): Sought[] {
  const sought: Sought[] = []
  for (const annotation of annotations) {
    if (annotation.deletedAt !== null) continue
    annotation.targets.forEach((target, index) => {
      if (target.kind !== 'text') return
      for (const editionId of editions.get(target.docId) ?? []) {
        if (target.editionId === editionId) continue
        const row = anchors.get(anchorIdOf(annotation.id, index, editionId))
        if (row && (!again || row.confirmedBy !== undefined)) continue
        sought.push({
          annotation,
          index,
          target,
          editionId,
          before: row ?? null,
          ...lastCertain(annotation, index, target, editionId, anchors),
        })
      }
    })
  }
  return sought
}

/** The newest place that a person chose in an earlier edition, else where the note was made. */
function lastCertain(
  { id }: Annotation,
  index: number,
  target: TextTarget,
  editionId: string,
  anchors: { get(id: string): Anchor | undefined },
): Pick<Sought, 'from' | 'isConfirmed'> {
  for (let number = editionParts(editionId).edition - 1; number > 0; number -= 1) {
    const row = anchors.get(anchorIdOf(id, index, editionIdOf(target.docId, number)))
    if (row?.confirmedBy === undefined || row.start === null || row.end === null) continue
    return { from: { editionId: row.editionId, start: row.start, end: row.end }, isConfirmed: true }
  }
  return { from: { editionId: target.editionId, start: target.start, end: target.end }, isConfirmed: false }
}

/** The row for a place that was found. */
export function anchorOf({ annotation, index, editionId }: Sought, placement: Placement): Anchor {
  const round = (score: number) => Math.round(Math.min(1, Math.max(0, score)) * 1000) / 1000
  return {
    id: anchorIdOf(annotation.id, index, editionId),
    annId: annotation.id,
    target: index,
    editionId,
    start: placement.start,
    end: placement.end,
    state: placement.state,
    score: round(placement.score),
    method: placement.method,
    candidates: placement.candidates.map(({ start, end, score }) => ({ start, end, score: round(score) })),
  }
}
