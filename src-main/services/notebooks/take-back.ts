/** Undo of what windows do not hold any more: which acts there are, and the changes that take one back. */
import { AppError, type Input, type Op, type OpDraft, type Output } from '#shared/contract'
import { actKeyOf, archiveOfActor, type Change, createHindsight, invertAll } from '#shared/domain/records'
import type { JournalReader } from './journal-reader'
import type { NotebookState } from './state'

/** See `notebooks.history`. Reads the journal from its end, as far as it takes. */
export async function historyOf(
  journal: JournalReader,
  state: NotebookState,
  { limit, before }: Input<'notebooks.history'>,
): Promise<Output<'notebooks.history'>> {
  const { lastSeq } = state
  const hindsight = createHindsight(limit, before)
  for await (const ops of journal.backwards(state)) {
    for (const op of ops) {
      if (hindsight.isEnough()) return { ...hindsight.finish(false), lastSeq }
      hindsight.add(op)
    }
  }
  return { ...hindsight.finish(true), lastSeq }
}

export interface Inverse {
  label: string
  steps: { change: Change; undoOf: string }[]
}

/** What takes one act back, given the records as they are. Throws AppError `not-found` where there is no such act. */
export async function inverseOf(
  journal: JournalReader,
  state: NotebookState,
  act: Pick<Input<'notebooks.takeBack'>, 'key' | 'first' | 'last'>,
  time: string,
): Promise<Inverse> {
  const lines = await journal.forwards(state, act.first, act.last - act.first + 1)
  const ops = lines.flatMap(({ op }): Op[] => {
    const isPart = op.seq <= act.last && actKeyOf(op) === act.key && archiveOfActor(op.actor) === null
    return isPart ? [op] : []
  })
  const [first] = ops
  if (!first) {
    throw new AppError('not-found', 'There is nothing of this name in the notebook that could be taken back.', {
      key: act.key,
    })
  }
  const records = {
    current: (op: OpDraft) => Promise.resolve(state.tables[op.table].get(op.targetId) ?? null),
    rowsOf: (id: string) => Promise.resolve([...state.tables.anchors.values()].filter(({ annId }) => annId === id)),
  }
  return { label: first.label ?? '', steps: await invertAll(ops, records, time) }
}
