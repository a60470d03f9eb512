/** Appends to the journal: one write and one sync for all commits that wait, and only then an answer. */
import { dirname } from 'node:path'
import type { Op } from '#shared/contract'
import { type NotebookFile, type NotebookFiles, writeAll } from './files'
import type { Paths } from './folder'
import { headerLine, opLine } from './journal-lines'
import type { JournalEnd } from './recovery'
import type { NotebookState, PlacedOp } from './state'

/** A segment that is longer is not continued. */
const SEGMENT_BYTES = 4 * 1024 * 1024

export interface JournalWriter {
  /** Segment in which the last line stands. */
  readonly segment: number
  /**
   * Writes whole commits, in order, and syncs. After an error nothing of them is in the file as far as the system still
   * obeys, and this writer must not be used again: what is on the disk has to be read anew.
   */
  append(commits: readonly (readonly Op[])[]): Promise<PlacedOp[]>
  close(): Promise<void>
}

export function createJournalWriter(
  files: NotebookFiles,
  paths: Paths,
  state: NotebookState,
  end: JournalEnd,
  now: () => Date,
  segmentBytes = SEGMENT_BYTES,
): JournalWriter {
  let segment = end.segment
  let length = end.length
  let chain = state.chainHash
  let file: NotebookFile | null = null
  let isFull = end.sealed || segment === 0

  async function fileForNext(): Promise<NotebookFile> {
    if (isFull || length > segmentBytes) {
      await file?.close()
      file = null
      segment += 1
      length = 0
      isFull = false
    }
    file ??= await files.open(paths.segment(segment))
    return file
  }

  async function append(commits: readonly (readonly Op[])[]): Promise<PlacedOp[]> {
    const target = await fileForNext()
    const isNew = length === 0
    const placed: PlacedOp[] = []
    const parts: string[] = []
    let hash = chain
    if (isNew) {
      const firstSeq = commits[0]?.[0]?.seq ?? state.lastSeq + 1
      const header = {
        schema: 'avots-journal' as const,
        v: 1 as const,
        notebookId: state.notebookId,
        segment,
        firstSeq,
        prev: chain,
        created: now().toISOString(),
      }
      const line = headerLine(chain, header)
      parts.push(line.text)
      hash = line.hash
    }
    for (const ops of commits) {
      for (const [index, op] of ops.entries()) {
        const line = opLine(hash, op, ops.length - 1 - index)
        parts.push(line.text)
        hash = line.hash
        placed.push({ op, hash })
      }
    }
    const bytes = Buffer.from(parts.join(''), 'utf8')
    try {
      await writeAll(target, bytes, length)
      await target.datasync()
      if (isNew) await files.syncFolder(dirname(paths.segment(segment)))
    } catch (error) {
      // Whether the cut and its sync succeed is not known for sure either: the caller reads the file again.
      await target
        .truncate(length)
        .then(() => target.datasync())
        .catch(() => undefined)
      await target.close().catch(() => undefined)
      file = null
      throw error
    }
    length += bytes.length
    chain = hash
    return placed
  }

  return {
    get segment() {
      return segment
    },
    append,
    async close() {
      await file?.close()
      file = null
    },
  }
}
