/** Folders of things that can be made again: kept for a while, and not without end. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const hour = 60 * 60 * 1000
/** Another run of the program may be using a file still. */
const keptFor = 24 * hour
/** Above so many bytes the oldest go, but for those of the last hour. */
const mostBytes = 1024 * 1024 * 1024
/** A program that runs for weeks looks again. */
const lookedAtAfter = hour / 6

export interface MadeFiles {
  /** A file was put in: looks over the folder, unless it has been done a moment ago. */
  added(): void
}

/** Takes what earlier runs left out of the folder, now and later on. Never fails. `now` in ms, for tests. */
export function createMadeFiles(folder: string, { most = mostBytes, now = Date.now } = {}): MadeFiles {
  let looked = now()
  prune(folder, most, looked)
  return {
    added() {
      if (now() - looked < lookedAtAfter) return
      looked = now()
      prune(folder, most, looked)
    },
  }
}

function prune(folder: string, most: number, now: number): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  const files = names.flatMap((name) => {
    const path = join(folder, name)
    try {
      const { size, mtimeMs } = statSync(path)
      return [{ path, bytes: size, age: now - mtimeMs }]
    } catch {
      // Gone already: another run of the program cleans up, too.
      return []
    }
  })
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  for (const file of files.sort((a, b) => b.age - a.age)) {
    if (file.age <= hour || (file.age <= keptFor && bytes <= most)) break
    try {
      rmSync(file.path, { force: true })
      bytes -= file.bytes
    } catch {
      // Another program has it open: the next look takes it.
    }
  }
}
