/**
 * Files and the journal lines that speak of them, made durable together: fsync of the files, rename to their names,
 * fsync of the folders, then the lines (container.md section 8). A line on the disk is true of the disk.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#shared/contract'
import { hasErrorCode, syncFolder } from '../../files'
import type { JournalWriter } from './journal'
import type { Line } from './lines'

/** A file that waits for its name. */
export interface Staged {
  temporary: string
  target: string
  /** Read again under its name and compared. */
  verify?: string
}

export interface Change {
  files: readonly Staged[]
  lines: readonly Line[]
  /** Files that are of no use once the lines are on the disk. */
  discard?: readonly string[]
}

export interface Committer {
  /** Puts a change in line; the promise resolves when it is on the disk. Changes keep their order. */
  add(change: Change): Promise<void>
  /** Commits all that waits, at once. */
  flush(): Promise<void>
}

const batchSize = 100
const batchTime = 2000
const lanes = 8

/** `onCommitted` gets the lines that have reached the disk. */
export function createCommitter(journal: JournalWriter, onCommitted: (lines: readonly Line[]) => void): Committer {
  let waiting: { change: Change; done: () => void; failed: (error: unknown) => void }[] = []
  let timer: NodeJS.Timeout | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let broken: Error | null = null

  async function commit(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    try {
      // After a failure nothing later may reach the journal: it would speak of what is not there.
      if (broken !== null) throw broken
      const files = batch.flatMap(({ change }) => change.files)
      await inLanes(files, ({ temporary }) => syncFile(temporary))
      for (const folder of new Set(files.map(({ target }) => dirname(target)))) await mkdir(folder, { recursive: true })
      for (const { temporary, target } of files) await rename(temporary, target)
      await inLanes([...foldersOf(files)], syncFolder)
      await inLanes(files, verifyFile)
      const lines = batch.flatMap(({ change }) => change.lines)
      await journal.append(lines)
      onCommitted(lines)
      for (const path of batch.flatMap(({ change }) => change.discard ?? [])) await rm(path, { force: true })
    } catch (error) {
      const known = asDiskError(error)
      broken = known instanceof Error ? known : new Error(String(known))
      for (const { failed } of batch) failed(broken)
      return
    }
    for (const { done } of batch) done()
  }

  const flush = () => {
    const result = queue.then(commit)
    queue = result
    return result
  }

  return {
    add(change) {
      const result = new Promise<void>((done, failed) => waiting.push({ change, done, failed }))
      // Whoever awaits it hears of a failure; nobody has to.
      result.catch(() => undefined)
      if (waiting.length >= batchSize) void flush()
      else timer ??= setTimeout(() => void flush(), batchTime)
      return result
    },
    flush,
  }
}

/** The folders of the files, and those above them that may be new. */
function foldersOf(files: readonly Staged[]): Set<string> {
  const folders = new Set<string>()
  for (const { target } of files) {
    folders.add(dirname(target))
    folders.add(dirname(dirname(target)))
  }
  return folders
}

async function inLanes<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await act(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}

async function verifyFile({ target, verify }: Staged): Promise<void> {
  if (verify === undefined) return
  if ((await hashOf(target)) === verify) return
  const message = `What was written to "${target}" is not what is read from there. The disk is not to be trusted; check it.`
  throw new AppError('not-writable', message, { path: target })
}

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1 << 20 })
  for await (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

/** A full or locked disk in words; anything else as it is. */
export function asDiskError(error: unknown): unknown {
  if (hasErrorCode(error, 'ENOSPC', 'EDQUOT')) {
    const message = 'The disk is full. Nothing is half written; free some space and go on with the import.'
    return new AppError('disk-full', message, {}, { cause: error })
  }
  if (hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    const message = 'The folder of the archive cannot be written. Look at its access rights.'
    return new AppError('not-writable', message, {}, { cause: error })
  }
  return error
}
