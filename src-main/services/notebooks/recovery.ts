/** From the folder to the state: newest good snapshot, then the journal behind it. Damage costs what it hit, no more. */
import { basename, join } from 'node:path'
import type { Notice } from '#shared/contract'
import { type NotebookFiles, writeAll } from './files'
import { damagedPath, listSegments, type Paths } from './folder'
import { type DamagedLine, type OpLine, readLines, type SegmentContent } from './journal-lines'
import { type LoadedSnapshot, readSnapshot, snapshotNames } from './snapshots'
import { applyPlaced, createState, type NotebookState, noteOp } from './state'

/** Where the journal ends on the disk. */
export interface JournalEnd {
  /** 0 where there is no segment yet. */
  segment: number
  /** Bytes of the last segment that count. */
  length: number
  /** The last segment holds damage: the next line begins a new one. */
  sealed: boolean
  /** Operations at the end of the file whose commit is not complete; a reader waits for the rest. */
  waiting: OpLine[]
}

export interface LoadedNotebook {
  state: NotebookState
  end: JournalEnd
  notices: Notice[]
  /** Something was damaged: take a snapshot soon, so that the next start need not look at it again. */
  isDamaged: boolean
  /** Operations that no snapshot holds. */
  unsnapshotted: number
  /** Bytes of the newest good snapshot. */
  snapshotBytes: number
}

export interface LoadOptions {
  files: NotebookFiles
  paths: Paths
  /** From `notebook.json`; null where that is missing. */
  notebookId: string | null
  /** Used where nothing in the folder says whose notebook it is. */
  freshId: string
  lost: number[]
  /** May cut, copy and rename: only the one writer. */
  repair: boolean
  now: Date
}

function missing(from: number, to: number): string {
  return from === to ? `operation ${from}` : `operations ${from} to ${to}`
}

/** Newest snapshot that verifies. Damaged ones are renamed, never removed. */
async function newestSnapshot(options: LoadOptions, notices: Notice[]): Promise<LoadedSnapshot | null> {
  const { files, paths, repair, now } = options
  for (const name of await snapshotNames(files, paths)) {
    const loaded = await readSnapshot(files, paths, name)
    if (loaded && (loaded.state.notebookId === options.notebookId || options.notebookId === null)) return loaded
    notices.push({
      code: 'snapshot-damaged',
      message:
        `The backup ${name} of the notebook is damaged and was not used; an older one and the journal were read ` +
        'instead. Nothing is missing because of it.',
      details: { file: name },
    })
    if (repair) await files.rename(join(paths.snapshots, name), await damagedPath(files, paths, name, now))
  }
  return null
}

/** Applies the lines of one segment that are newer than the state, and names what is missing between them. */
function replayLines(state: NotebookState, lines: OpLine[]): number[] {
  const lost: number[] = []
  for (const { op, hash } of lines) {
    if (op.seq > state.lastSeq) {
      for (let seq = state.lastSeq + 1; seq < op.seq; seq += 1) lost.push(seq)
      applyPlaced(state, { op, hash })
      continue
    }
    noteOp(state, op)
    if (op.seq > (state.recent.at(-1)?.op.seq ?? 0)) state.recent.push({ op, hash })
  }
  return lost
}

/** Lines of the last segment that count: a commit that was being written when the power went counts not at all. */
function cutTornCommit(content: SegmentContent): { lines: OpLine[]; end: number; waiting: OpLine[] } {
  const last = content.lines.at(-1)
  const tornAt = { lines: content.lines, end: content.complete, waiting: [] }
  if (!last || last.more === 0) return tornAt
  // Lines of the commit that are there but damaged were written: then it is damage, not a torn commit.
  const writtenAfter = content.damaged.filter((item) => item.start >= last.end).length
  if (writtenAfter >= last.more) return tornAt
  let first = content.lines.length - 1
  for (; first > 0; first -= 1) {
    const before = content.lines[first - 1]
    if (!before || before.more === 0) break
  }
  const start = content.lines[first]?.start ?? content.complete
  return { lines: content.lines.slice(0, first), end: start, waiting: content.lines.slice(first) }
}

async function cutTail(options: LoadOptions, segment: number, bytes: Buffer, end: number): Promise<Notice> {
  const { files, paths } = options
  const path = paths.segment(segment)
  const tail = bytes.subarray(end)
  const copyPath = await damagedPath(files, paths, `${basename(path)}.tail`, options.now)
  const copy = await files.open(copyPath, true)
  try {
    await writeAll(copy, tail, 0)
    await copy.datasync()
  } finally {
    await copy.close()
  }
  const file = await files.open(path)
  try {
    await file.truncate(end)
    await file.datasync()
  } finally {
    await file.close()
  }
  return {
    code: 'tail-cut',
    message:
      `The end of the notebook's journal was torn, as after a power failure: ${tail.length} bytes that had never been ` +
      `confirmed as saved were cut off. They are kept in ${copyPath}.`,
    details: { file: basename(path), bytes: tail.length, copy: copyPath },
  }
}

function damageNotice(file: string, damaged: DamagedLine[], lost: number[]): Notice {
  const lines = damaged.map((item) => item.line)
  const first = lost[0]
  const last = lost.at(-1)
  const cost =
    first === undefined || last === undefined
      ? 'No known change is missing because of it.'
      : `It took ${missing(first, last)} of the notebook; everything before and after is there.`
  return {
    code: 'line-damaged',
    message: `The journal ${file} is damaged in line ${lines.join(', ') || '?'}. ${cost} The file is left as it is.`,
    details: { file, lines: lines.join(' '), lost: lost.join(' ') },
  }
}

/** Reads the notebook. Throws AppError `version-newer`, and what the file system throws. */
export async function loadNotebook(options: LoadOptions): Promise<LoadedNotebook> {
  const { files, paths, repair } = options
  const notices: Notice[] = []
  const snapshot = await newestSnapshot(options, notices)
  const segments = await listSegments(files, paths)
  const snapshotSeq = snapshot?.state.lastSeq ?? 0
  const lost: number[] = []
  const end: JournalEnd = { segment: segments.at(-1) ?? 0, length: 0, sealed: false, waiting: [] }
  let isDamaged = notices.length > 0
  let state = snapshot?.state ?? null
  let chain: string | null = null
  let journalSeq = 0

  for (const segment of segments.filter((number) => number >= (snapshot?.segment ?? 0))) {
    const path = paths.segment(segment)
    const bytes = await files.read(path)
    const content = readLines(bytes, path, null)
    const isLast = segment === end.segment
    const counted = isLast ? cutTornCommit(content) : { lines: content.lines, end: content.complete, waiting: [] }
    state ??= createState(options.notebookId ?? content.header?.notebookId ?? options.freshId)
    const lostHere = replayLines(state, counted.lines)
    lost.push(...lostHere)
    journalSeq = Math.max(journalSeq, counted.lines.at(-1)?.op.seq ?? 0)
    chain = counted.lines.at(-1)?.hash ?? content.headerHash ?? chain
    const torn = bytes.length - counted.end
    const damaged = content.damaged.filter((item) => item.start < counted.end)
    if (damaged.length > 0 || lostHere.length > 0 || (!isLast && torn > 0)) {
      isDamaged = true
      notices.push(damageNotice(basename(path), damaged, lostHere))
    }
    if (!isLast) continue
    Object.assign(end, { length: counted.end, sealed: damaged.length > 0, waiting: counted.waiting })
    if (torn > 0 && repair) {
      notices.push(await cutTail(options, segment, bytes, counted.end))
      end.waiting = []
    }
  }

  state ??= createState(options.notebookId ?? options.freshId)
  if (journalSeq < snapshotSeq) {
    // The journal ends before the snapshot does. The records are there, the operations are not: go on behind the
    // snapshot in a segment of its own, and let no replica believe that it can catch up by operations.
    end.sealed = true
    state.recent = []
    if (!options.lost.includes(snapshotSeq)) lost.push(snapshotSeq)
  } else if (chain !== null) {
    state.chainHash = chain
  }
  state.lost = [...new Set([...options.lost, ...lost])].sort((a, b) => a - b)
  const unsnapshotted = state.lastSeq - snapshotSeq
  return { state, end, notices, isDamaged, unsnapshotted, snapshotBytes: snapshot?.info.bytes ?? 0 }
}
