/** What the notebook asks of a file system: a small port, so that tests can let it fail. */
import { constants } from 'node:fs'
import { link, mkdir, open, readdir, rename, stat, statfs, unlink, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'

/** An open file. Positions and lengths are in bytes. */
export interface NotebookFile {
  /** Writes some of the bytes at `position` and says how many: perhaps fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>
  /** Resolves when the bytes are on the disk, as far as the system can promise that. */
  datasync(): Promise<void>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

export interface NotebookFiles {
  /** Opens for writing and makes the file if there is none; `exclusive` fails with EEXIST if there is one. */
  open(path: string, exclusive?: boolean): Promise<NotebookFile>
  /** Bytes from `from` on, `most` at most. */
  read(path: string, from?: number, most?: number): Promise<Buffer>
  /** Size and time of the last change (ms), or null where there is no such file. */
  stat(path: string): Promise<{ size: number; changedAt: number } | null>
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<string[]>
  makeFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** A second name for the same file; fails with EEXIST where `to` is there. */
  link(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Sets the time of the last change to now. */
  touch(path: string): Promise<void>
  /** Makes new, renamed and removed names of the folder last. */
  syncFolder(folder: string): Promise<void>
  /** Bytes free for this user on the volume, or null where the system does not say. */
  freeBytes(folder: string): Promise<number | null>
}

/** True for an error of the file system with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

async function openFile(path: string, exclusive = false): Promise<NotebookFile> {
  const flags = constants.O_RDWR | constants.O_CREAT | (exclusive ? constants.O_EXCL : 0)
  const handle = await open(path, flags, 0o600)
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    datasync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  }
}

async function readFrom(path: string, from = 0, most = Infinity): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(most, Math.max(0, size - from)))
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return bytes.subarray(0, done)
  } finally {
    await handle.close()
  }
}

/** The real file system. */
export const nodeFiles: NotebookFiles = {
  open: openFile,
  read: readFrom,
  async stat(path) {
    try {
      const found = await stat(path)
      return { size: found.size, changedAt: found.mtimeMs }
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
      throw error
    }
  },
  async list(folder) {
    try {
      return await readdir(folder)
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
      throw error
    }
  },
  makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
  rename: (from, to) => rename(from, to),
  link: (from, to) => link(from, to),
  async remove(path) {
    await unlink(path).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error
    })
  },
  async touch(path) {
    const now = new Date()
    await utimes(path, now, now)
  },
  async syncFolder(folder) {
    try {
      const handle = await open(folder, 'r')
      await handle.sync().finally(() => handle.close())
    } catch (error) {
      // Windows cannot sync a folder, and says so in one of these ways.
      if (!hasCode(error, 'EPERM', 'EISDIR', 'EACCES', 'EINVAL', 'EBADF')) throw error
    }
  },
  async freeBytes(folder) {
    try {
      const found = await statfs(folder)
      return found.bavail * found.bsize
    } catch {
      return null
    }
  },
}

/** Writes all bytes at `position`, however many the system takes at once. */
export async function writeAll(file: NotebookFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const written = await file.write(bytes.subarray(done), position + done)
    if (written <= 0) throw new Error('the system wrote nothing')
    done += written
  }
}

/**
 * Writes a whole file so that at any moment either the old or the new one is there: temporary file, sync, read back,
 * rename, sync of the folder. Throws when what was read back differs.
 */
export async function replaceFile(files: NotebookFiles, path: string, content: string): Promise<void> {
  const bytes = Buffer.from(content, 'utf8')
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await files.remove(temporary)
    const file = await files.open(temporary, true)
    try {
      await writeAll(file, bytes, 0)
      await file.datasync()
    } finally {
      await file.close()
    }
    if (!(await files.read(temporary)).equals(bytes)) throw new Error('what was written reads back differently')
    await files.rename(temporary, path)
  } catch (error) {
    await files.remove(temporary).catch(() => undefined)
    throw error
  }
  await files.syncFolder(dirname(path))
}
