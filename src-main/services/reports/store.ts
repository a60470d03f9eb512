/** Made reports on disk, under the hash of their bytes, and saving them where the reader says. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/contract'
import { type FileLocation, writeFileAtomic } from '../files'
import { createMadeFiles } from '../made-files'

interface Kept {
  path: string
  bytes: number
  mediaType: string
  name: string
}

export interface ReportStore {
  /** Resolves with the SHA-256 of the bytes. Throws AppError `disk-full` or `not-writable`. */
  keep(bytes: Uint8Array, file: { extension: string; mediaType: string; name: string }): Promise<string>
  locate(sha256: string): FileLocation | null
  /** Copies a kept report to `path`. Throws AppError that names the path and what to do. */
  saveTo(sha256: string, path: string): Promise<void>
}

export function createReportStore(folder: string): ReportStore {
  const kept = new Map<string, Kept>()
  const madeFiles = createMadeFiles(folder)

  return {
    async keep(bytes, { extension, mediaType, name }) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const path = join(folder, `${sha256}.${extension}`)
      try {
        await mkdir(folder, { recursive: true })
        const now = new Date()
        if (existsSync(path)) await utimes(path, now, now)
        else await writeFileAtomic(path, bytes)
      } catch (cause) {
        throw explain(cause, path)
      }
      madeFiles.added()
      kept.set(sha256, { path, bytes: bytes.byteLength, mediaType, name })
      return sha256
    },
    locate(sha256) {
      const file = kept.get(sha256)
      return file && existsSync(file.path) ? { ...file, offset: 0, length: file.bytes } : null
    },
    async saveTo(sha256, path) {
      const file = kept.get(sha256)
      if (!file || !existsSync(file.path))
        throw new AppError('not-found', 'This export is no longer there. Make it again, then save it.', { path })
      const info = await stat(path).catch(() => null)
      if (info?.isDirectory()) {
        throw new AppError('not-writable', `"${path}" is a folder. Choose a name for the file inside it.`, { path })
      }
      // Whole or not at all: what stood there before stays until all bytes are written.
      const temporary = `${path}.${process.pid}.part`
      try {
        await copyFile(file.path, temporary)
        await rename(temporary, path)
      } catch (cause) {
        await rm(temporary, { force: true }).catch(() => undefined)
        throw explain(cause, path)
      }
    },
  }
}

function explain(cause: unknown, path: string): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const say = (name: 'disk-full' | 'not-writable' | 'not-found', message: string) =>
    new AppError(name, message, { path, system: code }, { cause })
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return say('disk-full', `"${path}" could not be written: the disk is full. Free some space, then save again.`)
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return say('not-found', `"${path}" could not be written: its folder does not exist. Choose another place.`)
  }
  if (code === 'EISDIR') return say('not-writable', `"${path}" is a folder. Choose a name for the file inside it.`)
  const why = code === 'EROFS' ? 'the disk is read-only' : 'you may not write there, or another program has it open'
  return say('not-writable', `"${path}" could not be written: ${why}. Choose another place or name.`)
}
