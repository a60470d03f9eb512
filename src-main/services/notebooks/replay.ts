/** Operations for windows that are behind: from memory, or from the journal where they are older. */
import type { Output } from '#shared/contract'
import { genesisHash } from './journal-lines'
import type { JournalReader } from './journal-reader'
import { headOf, type NotebookState, publicHash } from './state'

/** See `notebooks.replay`. `hashAt` is empty where that operation is not known (any more): then chains differ. */
export async function replayOps(
  journal: JournalReader,
  state: NotebookState,
  afterSeq: number,
  limit: number,
): Promise<Output<'notebooks.replay'>> {
  const head = headOf(state)
  if (afterSeq >= state.lastSeq) {
    return { ops: [], hashAt: afterSeq === state.lastSeq ? head.lastHash : '', head }
  }
  const oldest = state.recent[0]?.op.seq ?? Infinity
  const isInMemory = oldest <= Math.max(afterSeq, 1)
  const placed = isInMemory ? state.recent : await journal.forwards(state, afterSeq, limit + 1)
  const at = placed.find(({ op }) => op.seq === afterSeq)
  const hash = afterSeq === 0 ? genesisHash(state.notebookId) : at?.hash
  const ops = placed.filter(({ op }) => op.seq > afterSeq && op.seq <= head.lastSeq).slice(0, limit)
  return { ops: ops.map(({ op }) => op), hashAt: hash === undefined ? '' : publicHash(state, hash), head }
}
