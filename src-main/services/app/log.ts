/** The log: one JSON object a line in the data folder, no text of sources or notes. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LogEntry } from '../host'

/** A file is put aside (one old one is kept) when it passes this size, in bytes. */
const rotateAt = 2_000_000

/** Writes synchronously, for the last line before a crash is the one that is wanted. Never throws. */
export function createFileLog(dataFolder: string): (entry: LogEntry) => void {
  const folder = join(dataFolder, 'logs')
  const path = join(folder, 'avots.log')
  return ({ level, message, details, error }) => {
    try {
      mkdirSync(folder, { recursive: true })
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > rotateAt) renameSync(path, `${path}.old`)
      const stack = error instanceof Error ? error.stack : error === undefined ? undefined : JSON.stringify(error)
      appendFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), level, message, details, stack })}\n`)
    } catch {
      // A log that cannot be written must not stop the program.
    }
  }
}
