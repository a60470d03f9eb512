/** Taking whole acts back. */
import type { Anchor, Annotation, OpDraft } from '../../contract'
import { anchorIdOf, applyRows, rowChanges, rowsFollowing } from './anchor-rows'
import { sameJson } from './equal'
import { type AnyRecord, type Change, invert, recordKey } from './ops'

/** The records as they are now. */
export interface RecordsNow {
  current(op: OpDraft): Promise<AnyRecord | null>
  /** All rows of an annotation. */
  rowsOf(annId: string): Promise<readonly Anchor[]>
}

/** A change that takes an operation back, or, where several make one place, belongs to it. */
export interface InverseStep {
  readonly change: Change
  readonly undoOf: string
}

/**
 * The changes that take operations back, given in the order of the journal, one resting on the other; what cannot be
 * taken back is left out. Rows of a note whose targets changed with them follow its targets back, and stay where these
 * do not come back. `time` as of `invert`.
 */
export async function invertAll(ops: readonly OpDraft[], records: RecordsNow, time: string): Promise<InverseStep[]> {
  const now = new Map<string, AnyRecord | null>()
  const steps: InverseStep[] = []
  const moved = new Map<string, Moved>()
  for (const op of ops) {
    const targets = targetsOf(op)
    if (targets && !moved.has(op.targetId)) moved.set(op.targetId, createMoved(op, await records.rowsOf(op.targetId)))
  }
  for (const op of ops) if (op.table === 'anchors') moved.get(annotationOf(op))?.add(op)
  for (const op of [...ops].reverse()) {
    if (op.table === 'anchors' && moved.has(annotationOf(op))) continue
    const key = recordKey(op.table, op.targetId)
    const known = now.get(key)
    const change = invert(op, known === undefined ? await records.current(op) : known, time)
    if (!change) continue
    now.set(key, change.after)
    steps.push({ change, undoOf: op.opId })
    if (change.table === 'annotations' && change.before && change.after && targetsOf(op)) {
      moved.get(op.targetId)?.back(op, change.before.targets, change.after.targets)
    }
  }
  return [...steps, ...[...moved.values()].flatMap((one) => one.steps())]
}

type Targets = Annotation['targets']

/** The targets before and after, where an operation gave a note others. */
function targetsOf(op: OpDraft): { before: Targets; after: Targets } | null {
  if (op.table !== 'annotations' || !op.before || !op.after) return null
  const [before, after] = [op.before.targets, op.after.targets]
  return sameJson(before, after) ? null : { before, after }
}

const annotationOf = (op: OpDraft): string => (op.table === 'anchors' ? ((op.before ?? op.after)?.annId ?? '') : '')

/** The rows of one note, on their way back. */
interface Moved {
  /** A row that the act changed. */
  add(op: OpDraft): void
  /** The note has the targets `back` again, after `now`; `op` had given it others. */
  back(op: OpDraft, now: Targets, back: Targets): void
  steps(): InverseStep[]
}

function createMoved({ targetId, opId }: OpDraft, rows: readonly Anchor[]): Moved {
  const before = new Map(rows.map((row) => [row.id, row]))
  const after = new Map(before)
  /** By the id of the row: its first operation says what was, its last one what it became. */
  const touched = new Map<string, { was: Anchor | null; became: Anchor | null; opId: string }>()

  return {
    add(op) {
      if (op.table !== 'anchors') return
      const { was } = touched.get(op.targetId) ?? { was: op.before }
      touched.set(op.targetId, { was, became: op.after, opId: op.opId })
    },
    back(op, now, back) {
      const given = targetsOf(op)
      // Somebody has given it others since: they stay, and so do their rows.
      if (!given || sameJson(now, back)) return
      applyRows(after, rowsFollowing(now, back, after.values()))
      for (const { was } of touched.values()) {
        const target = was && given.before[was.target]
        const place = target ? back.findIndex((one) => sameJson(one, target)) : -1
        if (!was || place === -1) continue
        const then = given.after.findIndex((one) => sameJson(one, target))
        const became = touched.get(anchorIdOf(targetId, then, was.editionId))?.became ?? null
        const row = { ...was, id: anchorIdOf(targetId, place, was.editionId), target: place }
        const present = after.get(row.id)
        // What was decided since stays.
        if (!present || (became && sameJson(present, { ...became, id: row.id, target: place }))) after.set(row.id, row)
      }
    },
    steps() {
      return rowChanges(before, after).map((change) => {
        const id = (change.after ?? change.before)?.id ?? ''
        return { change, undoOf: touched.get(id)?.opId ?? opId }
      })
    },
  }
}
