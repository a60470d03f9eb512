/** Which files an import takes: folders walked, sorted by bytes, links never followed (formats.md section 1, step scan). */
import { lstat, readdir } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import type { CancelSignal } from '#shared/contract'
import { AppError, isAppError } from '#shared/contract'
import { looksLikePackage, type QueuedFile, readPackage } from '../archives'
import { byUtf8 } from '../byte-order'

/** Largest original that is kept (formats.md section 5). */
const maxOriginal = 2 * 1024 * 1024 * 1024

export interface ScanOptions {
  /** Absolute paths that are passed over: the archive itself. */
  except: readonly string[]
  signal: CancelSignal
  onFound?: (files: number) => void
  /** Largest file in bytes. */
  limit?: number
  /** Folder that zipped packages are unpacked into; without it they are files like others. */
  unpackTo?: string
}

const byBytes = (a: QueuedFile, b: QueuedFile) => byUtf8(a.path, b.path)

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
    } else if (await isPackage(path, stat.isDirectory(), into)) {
      // Its files are in the list by now.
    } else if (stat.isDirectory()) {
      const names = await readdir(path).catch((error: unknown) => codeOf(error))
      if (typeof names === 'string') into.push(unreadable(path, `the folder cannot be read (${names})`))
      else for (const name of names) await visit(join(path, name), into)
    } else if (stat.isSymbolicLink()) into.push(unreadable(path, 'it is a symbolic link, and links are not followed'))
    else if (!stat.isFile()) into.push(unreadable(path, 'it is no ordinary file'))
    else into.push(fileOf(path, stat.size, stat.mtime, limit))
    options.onFound?.(found.length + into.length)
  }

  /** Bags, crates and archives of this program: their files, or the archive itself, with what is said of them. */
  async function isPackage(path: string, isFolder: boolean, into: QueuedFile[]): Promise<boolean> {
    const { unpackTo, signal } = options
    if (unpackTo === undefined || !(isFolder ? looksLikePackage(path) : /\.zip$/i.test(path))) return false
    const place = join(unpackTo, String((packages += 1)))
    const found = await packagedFiles(path, place, signal, limit)
    if (!found) return false
    into.push(...found)
    return true
  }
  let packages = 0

  for (const input of inputs) {
    const below: QueuedFile[] = []
    await visit(input, below)
    for (const file of below.sort(byBytes)) found.push(file)
  }
  return found
}

/** What a package holds, or null where a zip is none. */
async function packagedFiles(
  path: string,
  unpackTo: string,
  signal: CancelSignal,
  limit: number,
): Promise<QueuedFile[] | null> {
  const name = basename(path)
  let found: Awaited<ReturnType<typeof readPackage>>
  try {
    found = await readPackage(path, unpackTo, signal)
  } catch (error) {
    if (!isAppError(error) || error.code === 'cancelled' || error.code === 'disk-full') throw error
    // Zips that the gate refuses are told as such; anything else is a file like others.
    return error.code.startsWith('zip-')
      ? [{ path, name, size: 0, refusal: { code: error.code, message: error.message } }]
      : null
  }
  if (!found) return null
  if (found.kind === 'own') {
    const { size, mtime } = await lstat(path)
    return [{ path, name, size, mtime: mtime.toISOString(), archive: true }]
  }
  const files = found.files.map((file): QueuedFile => {
    const { inside, size, fault, metadata, record } = file
    const shown = file.path.startsWith(path + sep) ? file.path : join(path, ...inside.split('/'))
    const queued =
      size === 0 || size > limit ? fileOf(shown, size, null, limit) : { path: shown, name: basename(shown), size }
    return {
      ...queued,
      ...(file.path === shown ? {} : { from: file.path }),
      ...(fault ? { refusal: fault } : {}),
      ...(metadata ? { metadata } : {}),
      ...(record === undefined ? {} : { record }),
    }
  })
  return found.fault ? [{ path, name, size: 0, refusal: found.fault }, ...files] : files
}

function fileOf(path: string, size: number, mtime: Date | null, limit: number): QueuedFile {
  const name = basename(path)
  const file = { path, name, size, ...(mtime ? { mtime: mtime.toISOString() } : {}) }
  if (size > limit) {
    const message = `"${name}" has ${size} bytes; files up to ${limit} bytes are taken. Divide it and import the parts.`
    return { ...file, refusal: { code: 'file-too-large', message } }
  }
  if (size === 0) {
    return { ...file, refusal: { code: 'empty', message: `"${name}" is empty: there is nothing to read in it.` } }
  }
  return file
}
