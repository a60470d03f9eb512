/** Operations and records for tests of the notebook. */
import { randomBytes } from 'node:crypto'
import type {
  Anchor,
  Annotation,
  NotebookRecords,
  NotebookTable,
  OpDraft,
  SealedNotebook,
  Tag,
  TextTarget,
} from '#shared/contract'
import { anchorIdOf, type Change, createIds, makeOp, nameKeyOf } from '#shared/domain/records'

export const newId = createIds({ now: () => Date.now(), random: (count) => randomBytes(count) })
const at = '2026-11-20T10:00:00.000Z'
let clock = 0

export function annotation(patch: Partial<Annotation> = {}): Annotation {
  return {
    id: newId(),
    targets: [
      {
        kind: 'text',
        docId: 'd1',
        editionId: 'd1.1',
        start: 10,
        end: 20,
        exact: 'savstarpēj',
        prefix: 'Līgums par ',
        suffix: 'ās palīdzības sniegšanu',
      },
    ],
    kind: 'highlight',
    colour: 'A',
    tagIds: [],
    note: '',
    created: at,
    updated: at,
    rev: 1,
    deletedAt: null,
    ...patch,
  }
}

export function tag(name: string, patch: Partial<Tag> = {}): Tag {
  const lifetime = { created: at, updated: at, rev: 1, deletedAt: null }
  return { id: newId(), parentId: '', name, nameKey: nameKeyOf(name), colour: null, note: '', ...lifetime, ...patch }
}

export function draft(change: Change, more: { group?: string; undoOf?: string; actor?: string } = {}): OpDraft {
  clock += 1
  return makeOp(change, { opId: newId(), time: at, actor: 'reader', device: 'test', clock, ...more })
}

/** Creates one annotation. */
export function create(patch: Partial<Annotation> = {}): OpDraft {
  return draft({ table: 'annotations', before: null, after: annotation(patch) })
}

/** Changes an annotation. */
export function change(before: Annotation, patch: Partial<Annotation>): OpDraft {
  return draft({ table: 'annotations', before, after: { ...before, ...patch, rev: before.rev + 1 } })
}

export function sealedNotebook(patch: Partial<SealedNotebook> = {}): SealedNotebook {
  const parent = tag('Pakti')
  const child = tag('Termini', { parentId: parent.id })
  return {
    schema: 'avots-notebook',
    v: 1,
    tags: [child, parent],
    annotations: [annotation({ note: 'Piezīme', tagIds: [child.id] })],
    links: [],
    comparisons: [],
    ...patch,
  }
}

/** A table as an object, for comparing. */
export function plain<T extends NotebookTable>(records: ReadonlyMap<string, NotebookRecords[T]>) {
  return Object.fromEntries([...records].sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function anchor(patch: Partial<Anchor> = {}): Anchor {
  const annId = newId()
  const place = { annId, target: 0, editionId: 'd1.2', start: 12, end: 22 }
  const sure = { state: 'anchored', score: 1, method: 'exact' } as const
  return { id: `${annId}/0/d1.2`, ...place, ...sure, candidates: [], ...patch }
}

/** A passage that is told by its number. */
export const numbered = (start: number): TextTarget => ({
  kind: 'text',
  docId: 'd1',
  editionId: 'd1.1',
  start,
  end: start + 1,
  exact: 'x',
  prefix: '',
  suffix: '',
})

/** Row of target `target` of the note n1: says by its offset for which numbered passage it was made. */
export const rowNumbered = (target: number, editionId: string, start: number): Anchor => ({
  id: anchorIdOf('n1', target, editionId),
  annId: 'n1',
  target,
  editionId,
  start,
  end: start + 1,
  state: 'moved',
  score: 1,
  method: 'exact',
  candidates: [],
})
