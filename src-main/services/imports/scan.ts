/** Which files an import takes: folders walked, sorted by bytes, links never followed (formats.md section 1, step scan). */
import { lstat, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CancelSignal } from '#shared/contract'
import { AppError } from '#shared/contract'
import type { QueuedFile } from '../archives'

/** Largest original that is kept (formats.md section 5). */
const maxOriginal = 2 * 1024 * 1024 * 1024

export interface ScanOptions {
  /** Absolute paths that are passed over: the archive itself. */
  except: readonly string[]
  signal: CancelSignal
  onFound?: (files: number) => void
  /** Largest file in bytes. */
  limit?: number
}

const byBytes = (a: QueuedFile, b: QueuedFile) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')

const unreadable = (path: string, why: string): QueuedFile => ({
  path,
  name: basename(path),
  size: 0,
  refusal: { code: 'not-readable', message: `"${basename(path)}" was not imported: ${why}.` },
})

/**
 * The files behind `inputs` (absolute paths of files and folders), in the order of the inputs, within a folder by the
 * bytes of their paths; none twice. What cannot be taken comes with its refusal. Throws AppError `cancelled`.
 */
export async function scanInputs(inputs: readonly string[], options: ScanOptions): Promise<QueuedFile[]> {
  const limit = options.limit ?? maxOriginal
  const seen = new Set<string>()
  const found: QueuedFile[] = []

  async function visit(path: string, into: QueuedFile[]): Promise<void> {
    if (options.signal.aborted) throw new AppError('cancelled', 'The import was stopped before it began.')
    if (seen.has(path) || options.except.includes(path)) return
    seen.add(path)
    const stat = await lstat(path).catch((error: unknown) => codeOf(error))
    if (typeof stat === 'string') {
      const why = stat === 'ENOENT' ? 'there is no such file or folder' : `it cannot be read (${stat})`
      into.push(unreadable(path, why))
    } else if (stat.isDirectory()) {
      const names = await readdir(path).catch((error: unknown) => codeOf(error))
      if (typeof names === 'string') into.push(unreadable(path, `the folder cannot be read (${names})`))
      else for (const name of names) await visit(join(path, name), into)
    } else if (stat.isSymbolicLink()) into.push(unreadable(path, 'it is a symbolic link, and links are not followed'))
    else if (!stat.isFile()) into.push(unreadable(path, 'it is no ordinary file'))
    else into.push(fileOf(path, stat.size, stat.mtime, limit))
    options.onFound?.(found.length + into.length)
  }

  for (const input of inputs) {
    const below: QueuedFile[] = []
    await visit(input, below)
    for (const file of below.sort(byBytes)) found.push(file)
  }
  return found
}

function fileOf(path: string, size: number, mtime: Date, limit: number): QueuedFile {
  const name = basename(path)
  const file = { path, name, size, mtime: mtime.toISOString() }
  if (size > limit) {
    const message = `"${name}" has ${size} bytes; files up to ${limit} bytes are taken. Divide it and import the parts.`
    return { ...file, refusal: { code: 'file-too-large', message } }
  }
  if (size === 0) {
    return { ...file, refusal: { code: 'empty', message: `"${name}" is empty: there is nothing to read in it.` } }
  }
  return file
}
