/** Where the bytes behind `/files/<sha256>` lie, and the one way in which small files of the data folder are written. */
import { randomBytes } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Whole files, or stored entries inside a sealed archive. */
export interface FileLocation {
  /** Absolute path of the file that holds the bytes. */
  path: string
  /** First byte in that file. */
  offset: number
  /** Count of bytes. */
  length: number
  mediaType: string
  /** Name to suggest when it is saved. */
  name: string
}

/**
 * Replaces a file as a whole or not at all: temporary file, fsync, rename, fsync of the folder (Windows cannot, which is
 * tolerated). The temporary file lies beside it, or in `by`, a folder of the same volume: whoever is killed leaves it
 * there. Throws the system's error; the old file is then unchanged.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array, by = dirname(path)): Promise<void> {
  const temporary = join(by, `${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/**
 * The bytes of a file in pieces of up to a megabyte. `size`, as far as it is known, spares small files the memory of a
 * whole piece: archives hold many thousands of them.
 */
export function streamFile(path: string, size: number): ReadStream {
  return createReadStream(path, { highWaterMark: Math.min(1 << 20, Math.max(4096, size + 1)) })
}

/** True for an error of the system with one of these codes. */
export function hasErrorCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch {
    // Windows refuses to open folders; the rename itself is still atomic there.
  }
}
