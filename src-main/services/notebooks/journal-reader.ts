/** Older operations, from the journal on the disk: only the segments that it takes are read. */
import type { Op } from '#shared/contract'
import type { NotebookFiles } from './files'
import { listSegments, type Paths } from './folder'
import { firstSeqOf, type OpLine, readLines } from './journal-lines'
import { readSoundLines } from './journal-slices'
import { createRest } from './rests'
import type { NotebookState } from './state'

/** More than the first line of a segment has. */
const HEADER_BYTES = 2048
/** Whoever takes back act after act asks for the same segment again and again. */
const FORGOTTEN_AFTER = 30_000

export interface JournalReader {
  /** Operations from the place `from` on in order, `most` at most, up to the end of the journal as `state` has it. */
  forwards(state: NotebookState, from: number, most: number): Promise<OpLine[]>
  /** All operations from the newest to the oldest, in pieces. */
  backwards(state: NotebookState): AsyncGenerator<readonly Op[]>
  /** All operations from the first to the newest, in pieces. */
  all(state: NotebookState): AsyncGenerator<readonly Op[]>
}

export function createJournalReader(files: NotebookFiles, paths: Paths): JournalReader {
  let cached: { segment: number; size: number; lines: OpLine[] } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function linesOf(segment: number): Promise<OpLine[]> {
    const path = paths.segment(segment)
    const size = (await files.stat(path))?.size ?? 0
    // Kept in hand: another call may put another segment there while this one waits.
    let found = cached
    if (found?.segment !== segment || found.size !== size) {
      const bytes = await files.read(path)
      const sound = await readSoundLines(bytes, path, createRest())
      const { lines } = sound.damaged.length > 0 ? readLines(bytes, path, null) : sound
      found = { segment, size: bytes.length, lines }
      cached = found
    }
    clearTimeout(timer)
    timer = setTimeout(() => (cached = null), FORGOTTEN_AFTER)
    timer.unref()
    return found.lines
  }

  /** Place of the first operation of a segment; null where it has none that could be read. */
  async function firstSeq(segment: number): Promise<number | null> {
    const said = firstSeqOf(await files.read(paths.segment(segment), 0, HEADER_BYTES))
    return said ?? (await linesOf(segment))[0]?.op.seq ?? null
  }

  return {
    async forwards(state, from, most) {
      const segments: number[] = []
      for (const segment of (await listSegments(files, paths)).reverse()) {
        segments.unshift(segment)
        const first = await firstSeq(segment)
        if (first !== null && first <= from) break
      }
      const found: OpLine[] = []
      for (const segment of segments) {
        if (found.length >= most) break
        for (const line of await linesOf(segment)) {
          if (line.op.seq >= from && line.op.seq <= state.lastSeq && found.length < most) found.push(line)
        }
      }
      return found
    },
    async *backwards(state) {
      const { lastSeq, recent } = state
      let below = recent[0]?.op.seq ?? lastSeq + 1
      yield recent.map(({ op }) => op).reverse()
      if (below <= 1) return
      for (const segment of (await listSegments(files, paths)).reverse()) {
        const first = await firstSeq(segment)
        if (first !== null && first >= below) continue
        const ops = (await linesOf(segment)).flatMap(({ op }) => (op.seq < below ? [op] : []))
        below = ops[0]?.seq ?? below
        yield ops.reverse()
      }
    },
    async *all({ lastSeq }) {
      for (const segment of await listSegments(files, paths)) {
        yield (await linesOf(segment)).flatMap(({ op }) => (op.seq <= lastSeq ? [op] : []))
      }
    },
  }
}
