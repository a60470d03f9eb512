/** What the journal amounts to: the records and where the chain ends. Holds only what is on the disk. */
import { createHash } from 'node:crypto'
import type { JournalHead, Op } from '#shared/contract'
import { applyOp, archiveOfActor, countsOf, createTables, type Tables } from '#shared/domain/records'
import { genesisHash, type OpLine } from './journal-lines'

/** Operations kept in memory for windows that are a little behind. */
const RECENT = 2000

export interface PlacedOp {
  op: Op
  hash: string
}

export interface NotebookState {
  notebookId: string
  tables: Tables
  lastSeq: number
  /** Hash of the line of the last operation. */
  lastHash: string
  /** Hash of the last line, be it an operation or a header: the next line rests on it. */
  chainHash: string
  /** Highest Lamport clock seen. */
  clock: number
  /** Place of every operation read or written since the start, and of the newest ones before. */
  known: Map<string, number>
  recent: PlacedOp[]
  /** Archives whose notes were copied. */
  imported: Set<string>
  /** Places of operations that damage took. Replicas that still hold them are on another chain. */
  lost: number[]
}

export function createState(notebookId: string): NotebookState {
  const genesis = genesisHash(notebookId)
  return {
    notebookId,
    tables: createTables(),
    lastSeq: 0,
    lastHash: genesis,
    chainHash: genesis,
    clock: 0,
    known: new Map(),
    recent: [],
    imported: new Set(),
    lost: [],
  }
}

/** Applies one operation that is on the disk. */
export function applyPlaced(state: NotebookState, { op, hash }: PlacedOp): void {
  applyOp(state.tables, op)
  state.lastSeq = op.seq
  state.lastHash = hash
  state.chainHash = hash
  noteOp(state, op)
  state.recent.push({ op, hash })
  if (state.recent.length > RECENT * 2) state.recent = state.recent.slice(-RECENT)
}

/** What outlives an operation even when a snapshot already holds its record. */
export function noteOp(state: NotebookState, op: Op): void {
  state.clock = Math.max(state.clock, op.clock)
  state.known.set(op.opId, op.seq)
  const archive = archiveOfActor(op.actor)
  if (archive !== null) state.imported.add(archive)
}

/** A line's hash as replicas see it: once operations were lost, no replica that holds them may pass for equal. */
export function publicHash(state: NotebookState, hash: string): string {
  if (state.lost.length === 0) return hash
  return createHash('sha256')
    .update(`${hash} without ${state.lost.join(' ')}`)
    .digest('hex')
}

export function headOf(state: NotebookState): JournalHead {
  return {
    notebookId: state.notebookId,
    lastSeq: state.lastSeq,
    lastHash: publicHash(state, state.lastHash),
    counts: countsOf(state.tables),
  }
}

/** Lines as whole commits; `rest` are those of a commit whose end has not been read. */
export function wholeCommits(lines: OpLine[]): { whole: OpLine[]; rest: OpLine[] } {
  const last = lines.findLastIndex((line) => line.more === 0)
  return { whole: lines.slice(0, last + 1), rest: lines.slice(last + 1) }
}
