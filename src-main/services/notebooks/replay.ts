/** Operations for windows that are behind: from memory, or from the journal where they are older. */
import type { Output } from '#shared/contract'
import type { NotebookFiles } from './files'
import { listSegments, type Paths } from './folder'
import { genesisHash, readLines } from './journal-lines'
import { headOf, type NotebookState, type PlacedOp, publicHash } from './state'

/** Operations from the segment on in which `afterSeq` lies, up to the end of the journal as `state` has it. */
async function fromDisk(
  files: NotebookFiles,
  paths: Paths,
  state: NotebookState,
  afterSeq: number,
  limit: number,
): Promise<PlacedOp[]> {
  let found: PlacedOp[] = []
  for (const segment of (await listSegments(files, paths)).reverse()) {
    const path = paths.segment(segment)
    const { lines, header } = readLines(await files.read(path), path, null)
    const usable = lines.filter(({ op }) => op.seq <= state.lastSeq)
    // Of a long journal only the beginning of what was asked for is kept.
    found = [...usable, ...found].filter(({ op }) => op.seq >= afterSeq).slice(0, limit + 1)
    const firstSeq = header?.firstSeq ?? lines[0]?.op.seq
    if (firstSeq !== undefined && firstSeq <= afterSeq) break
  }
  return found
}

/** See `notebooks.replay`. `hashAt` is empty where that operation is not known (any more): then chains differ. */
export async function replayOps(
  files: NotebookFiles,
  paths: Paths,
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
  const placed = isInMemory ? state.recent : await fromDisk(files, paths, state, afterSeq, limit)
  const at = placed.find(({ op }) => op.seq === afterSeq)
  const hash = afterSeq === 0 ? genesisHash(state.notebookId) : at?.hash
  const ops = placed.filter(({ op }) => op.seq > afterSeq && op.seq <= head.lastSeq).slice(0, limit)
  return { ops: ops.map(({ op }) => op), hashAt: hash === undefined ? '' : publicHash(state, hash), head }
}
