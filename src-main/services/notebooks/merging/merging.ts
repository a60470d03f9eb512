/** Taking another notebook in: what that would do, and doing it as one act. */
import { createHash } from 'node:crypto'
import {
  type Annotation,
  AppError,
  type CallContext,
  type NotebookMerge,
  type Op,
  type OpDraft,
} from '#shared/contract'
import { createSideReader, differing, type Merged, type MergeSide, mergeNotebooks } from '#shared/domain/merging'
import { type Change, changedKey, makeOp, MERGE_LABEL, recordKey } from '#shared/domain/records'
import type { JournalReader } from '../journal-reader'
import { parseDrafts } from '../pending'
import { createRest } from '../rests'
import type { NotebookState } from '../state'
import { type OtherNotebook, readOtherNotebook } from './source'

/** Notes and conflicts that a preview lists. */
const LISTED = 300
/** How often it is worked out anew when the notebook changed meanwhile. */
const ATTEMPTS = 4

export interface MergingOptions {
  journal: JournalReader
  state(): NotebookState
  now(): Date
  newId(): string
  who: { actor: string; device(): string }
  /** Commits sound operations where nothing came after the operation `lastSeq`; false otherwise. */
  commit(drafts: OpDraft[], lastSeq: number): Promise<boolean>
  ensureWriter(): Promise<void>
  takeSnapshot(): Promise<unknown>
}

/** A UUID (version 8) of the first 128 bits of a SHA-256. */
function idFrom(seed: string): string {
  const hex = createHash('sha256').update(`avots-merge\0${seed}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const cancelled = () => new AppError('cancelled', 'Taking in the other notebook was cancelled.')

/** All steps, with rests. Throws AppError `cancelled`. */
async function through<T>(steps: Generator<void, T>, { signal }: CallContext): Promise<T> {
  const rest = createRest()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await rest()
    if (signal.aborted) throw cancelled()
  }
}

const living = (record: Change['after']) =>
  record !== null && !('deletedAt' in record && record.deletedAt !== null) ? record : null

/** First and last of the changes of each record: what happens in between is nobody's business. */
function netChanges(changes: readonly Change[]): Change[] {
  const net = new Map<string, Change>()
  for (const change of changes) {
    const key = changedKey(change)
    const known = net.get(key)
    net.set(key, known ? ({ ...change, before: known.before } as Change) : change)
  }
  return [...net.values()]
}

function whatOf({ before, after }: Change): 'added' | 'changed' | 'away' | null {
  const [was, is] = [living(before), living(after)]
  if (was && is) return 'changed'
  return is ? 'added' : was ? 'away' : null
}

function quoteOf(note: Annotation | undefined): { docId: string; quote: string } {
  const [target] = note?.targets ?? []
  return { docId: target?.docId ?? '', quote: target?.kind === 'text' ? target.exact : '' }
}

function previewOf(other: OtherNotebook, merged: Merged, state: NotebookState): NotebookMerge {
  const none = () => ({ added: 0, changed: 0, away: 0 })
  const counts = { notes: none(), replies: none(), tags: none(), links: none(), comparisons: none() }
  const listed: NotebookMerge['listed'] = []
  const documents = new Set<string>()
  let versions = 0
  for (const change of netChanges(merged.changes)) {
    const what = whatOf(change)
    if (what === null || change.table === 'anchors') continue
    if (change.table !== 'annotations') {
      counts[change.table][what] += 1
      continue
    }
    const shown = change.after ?? change.before
    if (!shown) continue
    counts[shown.replyTo === undefined ? 'notes' : 'replies'][what] += 1
    if (what === 'added') for (const { docId } of shown.targets) documents.add(docId)
    if (what === 'added' && shown.version !== undefined && !other.tables.annotations.has(shown.id)) versions += 1
    const [now, then] = [change.before?.note ?? '', change.after?.note ?? '']
    if (listed.length < LISTED) listed.push({ id: shown.id, what, ...quoteOf(shown), now, then })
  }
  const wordsOf = (tables: OtherNotebook['tables'], table: string, id: string) => {
    if (table === 'annotations') return tables.annotations.get(id)?.note ?? ''
    if (table === 'tags') return tables.tags.get(id)?.name ?? ''
    return table === 'comparisons' ? (tables.comparisons.get(id)?.title ?? '') : ''
  }
  const conflicts = merged.conflicts.slice(0, LISTED).map(({ table, id, what, fields, winner }) => ({
    table,
    id,
    what,
    fields,
    winner,
    ...quoteOf(merged.tables.annotations.get(table === 'anchors' ? (id.split('/')[0] ?? '') : id)),
    ours: wordsOf(state.tables, table, id),
    theirs: wordsOf(other.tables, table, id),
  }))
  return {
    kind: other.kind,
    isSame: other.notebookId === state.notebookId,
    isCut: other.isCut,
    operations: other.lastSeq,
    changes: merged.changes.length,
    ...counts,
    versions,
    documents: [...documents],
    conflictCount: merged.conflicts.length,
    conflicts,
    listed,
  }
}

export function createMerging(options: MergingOptions) {
  const { journal, state, now, newId, who } = options

  /** What both have in common of their history is known of a snapshot, too, where it is one of this notebook. */
  async function sidesOf(other: OtherNotebook, context: CallContext): Promise<[MergeSide, MergeSide]> {
    const current = state()
    const rest = createRest()
    const wanted = await through(differing(current.tables, other.tables), context)
    const ours = createSideReader(current.tables, wanted)
    const theirs = createSideReader(other.tables, wanted)
    const shared: Op[] = []
    let forkedAt = 0
    for await (const ops of journal.all(current)) {
      if (context.signal.aborted) throw cancelled()
      for (const op of ops) {
        await rest()
        ours.add(op)
        if (other.kind !== 'snapshot' || other.notebookId !== current.notebookId) continue
        if (other.known.get(op.opId) === op.seq) forkedAt = op.seq
        if (op.seq <= other.lastSeq && wanted.has(recordKey(op.table, op.targetId))) shared.push(op)
      }
    }
    for (const op of other.kind === 'snapshot' ? shared.filter(({ seq }) => seq <= forkedAt) : other.ops) {
      await rest()
      theirs.add(op)
    }
    return [ours.side(), theirs.side()]
  }

  async function workOut(other: OtherNotebook, time: string, context: CallContext): Promise<Merged> {
    const [ours, theirs] = await sidesOf(other, context)
    return through(mergeNotebooks(ours, theirs, { time, idFrom }), context)
  }

  return {
    async previewMerge({ paths }: { paths: string[] }, context: CallContext): Promise<NotebookMerge> {
      const other = await readOtherNotebook(paths, state().clock, context)
      for (let count = 1; ; count += 1) {
        const { lastSeq } = state()
        const merged = await workOut(other, now().toISOString(), context)
        // What changed in between may be counted half; who changes it all the time sees about what would come.
        if (state().lastSeq === lastSeq || count === ATTEMPTS) return previewOf(other, merged, state())
      }
    },
    async merge({ paths }: { paths: string[] }, context: CallContext): Promise<{ changes: number }> {
      await options.ensureWriter()
      const other = await readOtherNotebook(paths, state().clock, context)
      const rest = createRest()
      let hasSnapshot = false
      for (let count = 1; ; count += 1) {
        const { lastSeq } = state()
        const time = now().toISOString()
        const { changes } = await workOut(other, time, context)
        if (changes.length === 0) return { changes: 0 }
        // Whoever changes his mind after years has more than undo.
        if (!hasSnapshot) await options.takeSnapshot()
        hasSnapshot = true
        const group = newId()
        // Behind both: what a merge decided is newer than what it decided on.
        let clock = Math.max(state().clock, other.clock)
        const drafts: OpDraft[] = []
        for (const change of changes) {
          const stamp = { opId: newId(), time, actor: who.actor, device: who.device(), group, label: MERGE_LABEL }
          for (const draft of parseDrafts([makeOp(change, { ...stamp, clock: (clock += 1) })])) drafts.push(draft)
          await rest()
        }
        if (await options.commit(drafts, lastSeq)) return { changes: drafts.length }
        if (count === ATTEMPTS) {
          throw new AppError(
            'conflict',
            'The other notebook was not taken in, because this one is being changed all the time, perhaps in another ' +
              'window. Try again.',
          )
        }
      }
    },
  }
}
