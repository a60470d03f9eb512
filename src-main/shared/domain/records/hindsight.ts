/**
 * What can be undone and redone, read from the end of the journal backwards, only as far as it takes: nobody has to hold
 * the whole history to know its top. Says the same as `createHistory` does over all operations.
 */
import { type Act, actKeyOf, archiveOfActor, type HistoryOp, type HistoryPage } from './history'

/**
 * An act, what took it back, what took that back and so on. The newest of them counts: it is done where their number is
 * odd, undone where it is even, and which of both shows when the first of them is reached.
 */
interface Chain {
  newest: Act
  count: number
  /** `open` until the first act is reached; `none` when that is nobody's act. */
  state: 'open' | 'done' | 'undone' | 'none'
}

export interface Hindsight {
  /** Operations from the newest to the oldest. */
  add(op: HistoryOp): void
  /** The answer does not depend on older operations any more. */
  isEnough(): boolean
  /** `isAll`: the first operation of the journal was added. */
  finish(isAll: boolean): HistoryPage
}

/**
 * Acts of about `most` operations for each of undo and redo, one act at least; of those that may be undone or redone
 * only such that stand before the place `before`.
 */
export function createHindsight(most: number, before = Infinity): Hindsight {
  const chains: Chain[] = []
  const chainsOfTarget = new Map<string, Set<Chain>>()
  let run: { act: Act; undoOf: string | undefined } | null = null
  /** Place of the newest act that takes nothing back: what was undone before it cannot be redone. */
  let freshAt: number | null = null
  let settled = 0
  const page: HistoryPage = { undo: [], redo: [], undoIsWhole: false, redoIsWhole: false }
  const sizes = { undo: 0, redo: 0 }

  function closeRun(): void {
    if (!run) return
    const { act, undoOf } = run
    run = null
    const own = new Set(act.opIds.flatMap((opId) => [...(chainsOfTarget.get(opId) ?? [])]))
    for (const opId of act.opIds) chainsOfTarget.delete(opId)
    if (own.size === 0) {
      const chain: Chain = { newest: act, count: 0, state: 'open' }
      chains.push(chain)
      own.add(chain)
    }
    for (const chain of own) {
      chain.count += 1
      if (undoOf === undefined) chain.state = chain.count % 2 === 1 ? 'done' : 'undone'
      else chainsOfTarget.set(undoOf, (chainsOfTarget.get(undoOf) ?? new Set()).add(chain))
    }
    if (undoOf === undefined) freshAt ??= act.first
  }

  function take(chain: Chain): void {
    const { newest, count, state } = chain
    if (newest.first >= before) return
    if (state === 'done' && sizes.undo < most) {
      page.undo.push({ ...newest, kind: count === 1 ? 'act' : 'redo' })
      sizes.undo += newest.opIds.length
    }
    if (state === 'undone' && sizes.redo < most && (freshAt === null || newest.first > freshAt)) {
      page.redo.push({ ...newest, kind: 'undo' })
      sizes.redo += newest.opIds.length
    }
  }

  /** Takes what is certain, from the newest on. */
  function settle(): void {
    for (let chain = chains[settled]; chain && chain.state !== 'open'; chain = chains[settled]) {
      take(chain)
      settled += 1
    }
  }

  return {
    add(op) {
      if (archiveOfActor(op.actor) !== null) {
        // Nobody's act: what took it back, if anything did, is none either.
        for (const chain of chainsOfTarget.get(op.opId) ?? []) chain.state = 'none'
        return
      }
      const key = actKeyOf(op)
      if (run?.act.key !== key) {
        closeRun()
        settle()
        const act: Act = { key, kind: 'act', label: null, opIds: [], first: op.seq, last: op.seq }
        run = { act, undoOf: undefined }
      }
      run.act.opIds.unshift(op.opId)
      Object.assign(run.act, { first: op.seq, label: op.label ?? null })
      run.undoOf = op.undoOf
    },
    isEnough() {
      // Beyond the newest act that takes nothing back there is nothing to redo.
      const isRedoKnown = sizes.redo >= most || (freshAt !== null && (chains[settled]?.newest.first ?? 0) <= freshAt)
      return sizes.undo >= most && isRedoKnown
    },
    finish(isAll) {
      if (isAll) {
        closeRun()
        for (const chain of chains) if (chain.state === 'open') chain.state = 'none'
      }
      settle()
      const isRedoAll = isAll || (freshAt !== null && (chains[settled]?.newest.first ?? 0) <= freshAt)
      return { ...page, undoIsWhole: isAll && sizes.undo < most, redoIsWhole: isRedoAll && sizes.redo < most }
    },
  }
}
