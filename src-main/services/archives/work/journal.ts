/** Reading and appending the journal of an archive in work. */
import { type FileHandle, open, readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { AppError } from '#shared/contract'
import { hasErrorCode } from '../../files'
import { type Line, lineSchema, WORK_VERSION } from './lines'

const lineEnd = 0x0a

export interface JournalContent {
  lines: Line[]
  /** Bytes up to the end of what counts: what follows was torn. */
  length: number
}

/**
 * All whole lines; a torn last one is left out, and a merge, or its undo, of which not all is there. Throws AppError `not-found` where there is no journal, `version-newer`
 * for a newer shape, `journal-damaged` for a line in the middle that cannot be understood.
 */
export async function readJournal(path: string, name: string): Promise<JournalContent> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    const missing = hasErrorCode(cause, 'ENOENT', 'ENOTDIR')
    const message = missing
      ? `"${name}" is no archive in work: it has no journal.`
      : `The journal of "${name}" cannot be read. Look at its access rights.`
    throw new AppError(missing ? 'not-found' : 'not-readable', message, { name, path }, { cause })
  }
  const length = bytes.lastIndexOf(lineEnd) + 1
  const lines: Line[] = []
  let number = 0
  /** The latest lines that count together or not at all. */
  let group = { at: 0, start: 0, end: 0 }
  for (let start = 0; start < length;) {
    const end = bytes.indexOf(lineEnd, start)
    number += 1
    const line = parseLine(bytes.toString('utf8', start, end))
    if (typeof line === 'number') {
      throw new AppError(
        'version-newer',
        `"${name}" was written by a newer Avots (journal version ${line}; this one reads up to ${WORK_VERSION}). Update Avots to open it.`,
        { name, version: line, known: WORK_VERSION },
      )
    }
    if (line === null || (number === 1) !== (line.t === 'archive')) {
      throw new AppError(
        'journal-damaged',
        `The journal of "${name}" is damaged: line ${number} cannot be understood. Nothing was changed; its originals lie in the folder data/originals.`,
        { name, path, line: number },
      )
    }
    if ((line.t === 'merged' || line.t === 'unmerged') && line.lines !== undefined)
      group = { at: lines.length, start, end: lines.length + 1 + line.lines }
    lines.push(line)
    start = end + 1
    // Journals of large archives are long: others get their turn.
    if (number % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return group.end > lines.length ? { lines: lines.slice(0, group.at), length: group.start } : { lines, length }
}

/** A line, the number of a newer version, or null. */
function parseLine(text: string): Line | number | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined
  if (typeof version === 'number' && version > WORK_VERSION) return version
  const parsed = v.safeParse(lineSchema, value)
  return parsed.success ? parsed.output : null
}

export interface JournalWriter {
  /** Resolves when the lines are on the disk. */
  append(lines: readonly Line[]): Promise<void>
  close(): Promise<void>
}

/** Opens for appending and cuts off what was torn. */
export async function openJournal(path: string, length: number): Promise<JournalWriter> {
  const file: FileHandle = await open(path, 'r+')
  if ((await file.stat()).size > length) await file.truncate(length)
  let at = length
  return {
    async append(lines) {
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      for (let done = 0; done < bytes.length;)
        done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
      at += bytes.length
      await file.datasync()
    },
    close: () => file.close(),
  }
}
