/**
 * Another notebook, from files that nobody vouches for: a folder, the parts of a journal, or a snapshot. Unlike the
 * reader's own notebook, of which whatever is sound is read, a damaged one is refused as a whole.
 */
import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { AppError, type CallContext, type Op } from '#shared/contract'
import { allRecords, applyOp, createTables, type Tables, verbOf } from '#shared/domain/records'
import { hasCode, nodeFiles } from '../files'
import { pathsOf } from '../folder'
import { genesisHash, type OpLine, type SegmentHeader } from '../journal-lines'
import { readSoundLines } from '../journal-slices'
import { createRest, type Rest } from '../rests'
import { readSnapshot } from '../snapshots'
import { wholeCommits } from '../state'

const MOST_FILES = 4096
const MOST_BYTES = 256 * 1024 * 1024
const MOST_BYTES_TOGETHER = 512 * 1024 * 1024
/** Bytes of one operation. */
const LONGEST_LINE = 16 * 1024 * 1024
/**
 * How far the clock of the other notebook may be ahead of the reader's own: more operations than anybody makes in a life.
 * Taken in, it would be the reader's own; the numbers must not run out however often somebody tries.
 */
const CLOCK_AHEAD = 2 ** 30
const LONGEST_ID = 400
/** Levels of tags: nobody's tree is deeper, and what walks it must come to an end. */
const DEEPEST = 200

export interface OtherNotebook {
  kind: 'journal' | 'snapshot'
  notebookId: string
  tables: Tables
  /** In the order of the journal; of a snapshot none. */
  ops: Op[]
  /** Newest operations that a snapshot names, with their places. */
  known: ReadonlyMap<string, number>
  lastSeq: number
  clock: number
  /** The last line of its journal is not whole. */
  isCut: boolean
}

const damaged = (name: string, why: string) =>
  new AppError(
    'journal-damaged',
    `"${name}" could not be taken in: ${why}. Nothing was changed. Try a snapshot of that notebook (in its folder ` +
      '"snapshots"), or another copy of it.',
    { path: name },
  )

const notOne = (name: string) =>
  new AppError(
    'unsupported-format',
    `"${name}" is no notebook of Avots. Choose the folder of a notebook, its journal (all files "journal-…ndjson"), or ` +
      'one of its snapshots.',
    { path: name },
  )

async function statOf(path: string) {
  try {
    return await lstat(path)
  } catch (cause) {
    const isMissing = hasCode(cause, 'ENOENT', 'ENOTDIR')
    const why = isMissing ? 'There is nothing of this name any more. Choose it again.' : 'Check that you may read it.'
    const message = `"${basename(path)}" could not be read. ${why}`
    throw new AppError(isMissing ? 'not-found' : 'not-readable', message, { path: basename(path) }, { cause })
  }
}

const isJournal = (name: string) => /^journal-[1-9]\d{0,8}\.ndjson$/.test(name)

/** The journal's files in a folder, or in the folder `notebook` of a data folder. Snapshots are not needed beside them. */
async function filesIn(folder: string, depth = 0): Promise<string[]> {
  const names = await readdir(folder)
  const found = names.filter(isJournal)
  if (found.length > 0) return found.map((name) => join(folder, name))
  if (depth === 0 && names.includes('notebook')) {
    const inner = join(folder, 'notebook')
    if ((await lstat(inner)).isDirectory()) return filesIn(inner, 1)
  }
  throw notOne(basename(folder))
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    if (!isAbsolute(path)) throw new AppError('bad-request', `"${path}" is not a whole path.`, { path })
    const found = await statOf(path)
    for (const file of found.isDirectory() ? await filesIn(path) : [path]) files.push(file)
  }
  if (files.length > MOST_FILES) {
    const message = `${files.length} files are more than a notebook has. Choose its folder.`
    throw new AppError('too-many-entries', message, { found: files.length, limit: MOST_FILES })
  }
  let together = 0
  for (const path of files) {
    const found = await statOf(path)
    // A link or a device would be read for ever, or lead to what was not chosen.
    if (!found.isFile()) throw notOne(basename(path))
    together += found.size
    if (found.size > MOST_BYTES || together > MOST_BYTES_TOGETHER) {
      const message = `"${basename(path)}" is larger than a notebook of Avots is. Nothing was changed.`
      throw new AppError('file-too-large', message, { path: basename(path), found: found.size, limit: MOST_BYTES })
    }
  }
  return files
}

function checkClock(clock: number, latest: number, name: string): void {
  if (Number.isInteger(clock) && clock <= latest) return
  const message = `"${name}" could not be taken in: it counts ${clock} changes, which is impossible. Nothing was changed.`
  throw new AppError('journal-damaged', message, { path: name, found: clock, limit: latest })
}

/** Members that every record and operation must have right besides their shape. */
function checkOp(op: Op, latestClock: number, name: string): void {
  const { before, after, targetId, clock } = op
  const isOne =
    (before !== null || after !== null) && [before, after].every((one) => one === null || one.id === targetId)
  if (!isOne) throw damaged(name, `operation ${op.seq} names another record than it holds`)
  if (verbOf(op) !== op.verb) throw damaged(name, `operation ${op.seq} does not do what it says`)
  checkClock(clock, latestClock, name)
  if (targetId.length > LONGEST_ID) throw damaged(name, `operation ${op.seq} has an impossible name`)
}

function checkDepth({ tags }: Tables, name: string): void {
  const depths = new Map<string, number>()
  for (const { id } of tags.values()) {
    const path: string[] = []
    const seen = new Set<string>()
    for (let at = id; tags.has(at) && !depths.has(at) && !seen.has(at); at = tags.get(at)?.parentId ?? '') {
      seen.add(at)
      path.push(at)
    }
    const last = tags.get(path.at(-1) ?? id)?.parentId ?? ''
    let depth = depths.get(last) ?? 0
    for (const at of path.reverse()) depths.set(at, (depth += 1))
    if (depth > DEEPEST) {
      const message = `The tags in "${name}" lie in more than ${DEEPEST} levels. Nothing was changed.`
      throw new AppError('too-deep', message, { path: name, limit: DEEPEST })
    }
  }
}

interface Segment {
  name: string
  header: SegmentHeader
  lines: OpLine[]
  lastHash: string
  isTorn: boolean
}

/** A line is read in one go, and everything else waits meanwhile. */
function checkLines(bytes: Buffer, name: string): void {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start)
    const length = (newline < 0 ? bytes.length : newline) - start
    if (length > LONGEST_LINE) {
      const message = `"${name}" holds a line of ${length} bytes, which no notebook of Avots has. Nothing was changed.`
      throw new AppError('file-too-large', message, { path: name, found: length, limit: LONGEST_LINE })
    }
    start += length + 1
  }
}

async function readSegment(path: string, rest: Rest): Promise<Segment> {
  const name = basename(path)
  const bytes = await nodeFiles.read(path)
  checkLines(bytes, name)
  const content = await readSoundLines(bytes, name, rest)
  const { header, headerHash, lines, lastHash } = content
  if (!header || headerHash === null || lastHash === null) throw notOne(name)
  const [bad] = content.damaged
  if (bad) throw damaged(name, `line ${bad.line} does not have the checksum that it should have`)
  const { whole, rest: cut } = wholeCommits(lines)
  const isTorn = cut.length > 0 || content.complete < content.length
  return { name, header, lines: whole, lastHash, isTorn }
}

async function readJournal(
  paths: readonly string[],
  latestClock: number,
  context: CallContext,
): Promise<OtherNotebook> {
  const rest = createRest()
  const segments: Segment[] = []
  for (const [index, path] of paths.entries()) {
    if (context.signal.aborted) throw new AppError('cancelled', 'Taking in the other notebook was cancelled.')
    context.progress({ stage: 'read', done: index, total: paths.length })
    segments.push(await readSegment(path, rest))
  }
  segments.sort((a, b) => a.header.segment - b.header.segment)
  const notebookId = segments[0]?.header.notebookId ?? ''
  const tables = createTables()
  const ops: Op[] = []
  let [hash, clock] = [genesisHash(notebookId), 0]
  for (const [index, { name, header, lines, lastHash, isTorn }] of segments.entries()) {
    if (header.notebookId !== notebookId) throw damaged(name, 'its parts are of different notebooks')
    if (header.segment !== index + 1) throw damaged(name, `part ${index + 1} of the journal is missing`)
    if (header.prev !== hash) throw damaged(name, 'it does not follow on the part before it')
    // Only the last one may end in the middle of a write.
    if (isTorn && index < segments.length - 1) throw damaged(name, 'its end is missing')
    for (const { op } of lines) {
      if (op.seq !== (ops.at(-1)?.seq ?? 0) + 1)
        throw damaged(name, `operation ${op.seq} does not follow on the one before it`)
      checkOp(op, latestClock, name)
      applyOp(tables, op)
      ops.push(op)
      clock = Math.max(clock, op.clock)
      await rest()
    }
    hash = lastHash
  }
  checkDepth(tables, segments[0]?.name ?? '')
  return {
    kind: 'journal',
    notebookId,
    tables,
    ops,
    known: new Map(),
    lastSeq: ops.length,
    clock,
    isCut: segments.at(-1)?.isTorn ?? false,
  }
}

async function readOneSnapshot(path: string, latestClock: number): Promise<OtherNotebook> {
  const name = basename(path)
  const paths = { ...pathsOf(dirname(path)), snapshots: dirname(path) }
  const loaded = await readSnapshot(nodeFiles, paths, name).catch((error: unknown) => {
    if (error instanceof AppError) throw error
    return null
  })
  if (!loaded) throw damaged(name, 'its checksum is wrong')
  const { notebookId, tables, known, lastSeq, clock } = loaded.state
  checkClock(clock, latestClock, name)
  for (const { record } of allRecords(tables)) {
    if (record.id.length > LONGEST_ID) throw damaged(name, 'a record has an impossible name')
  }
  checkDepth(tables, name)
  return { kind: 'snapshot', notebookId, tables, ops: [], known, lastSeq, clock, isCut: false }
}

/**
 * `clock` is that of the reader's own notebook. Throws AppError `bad-request`, `not-found`, `not-readable`,
 * `unsupported-format`, `journal-damaged`, `file-too-large`, `too-many-entries`, `too-deep`, `version-newer`, `cancelled`.
 */
export async function readOtherNotebook(
  paths: readonly string[],
  clock: number,
  context: CallContext,
): Promise<OtherNotebook> {
  const files = await filesOf(paths)
  const [first] = files
  if (first === undefined) throw notOne(basename(paths[0] ?? ''))
  const start = (await nodeFiles.read(first, 0, 200)).toString('utf8')
  if (!start.startsWith('{"schema":"avots-notebook-snapshot"')) return readJournal(files, clock + CLOCK_AHEAD, context)
  if (files.length > 1) throw new AppError('bad-request', 'Choose one snapshot at a time.', { found: files.length })
  return readOneSnapshot(first, clock + CLOCK_AHEAD)
}
