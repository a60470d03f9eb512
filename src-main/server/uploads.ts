/** Files that a page hands over: written to the data folder's `archives`, from where the library opens them. */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, statfs, unlink } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '#shared/contract'

/** Bytes that stay free on the disk for notes. */
const reserve = 64 * 1024 * 1024

export interface Uploads {
  /** Throws AppError `disk-full`, `not-writable` or `cancelled`; nothing is left behind then. */
  receive(request: IncomingMessage, name: string): Promise<{ path: string }>
  /** Deletes an uploaded file that turned out to be of no use. Other paths are left alone. */
  discard(path: string): Promise<void>
}

export function createUploads(dataFolder: string): Uploads {
  const folder = join(dataFolder, 'archives')
  const mine = new Set<string>()

  async function receive(request: IncomingMessage, name: string): Promise<{ path: string }> {
    const declared = Number(request.headers['content-length'] ?? 0)
    const stem = name
      .replace(/\.zip$/i, '')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .slice(0, 60)
    const path = join(folder, `${stem || 'archive'}-${randomBytes(4).toString('hex')}.zip`)
    try {
      await mkdir(folder, { recursive: true })
      const { bavail, bsize } = await statfs(folder)
      if (bavail * bsize - declared < reserve) {
        throw new AppError(
          'disk-full',
          `There is no room on the disk for "${name}". Free some space and open it again.`,
          {
            name,
            bytes: declared,
            free: bavail * bsize,
          },
        )
      }
      await pipeline(request, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
    } catch (cause) {
      await unlink(path).catch(() => undefined)
      if (cause instanceof AppError) throw cause
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (code === 'ENOSPC') {
        throw new AppError(
          'disk-full',
          `The disk became full while "${name}" was copied. Free some space.`,
          { name },
          { cause },
        )
      }
      throw new AppError(
        'not-writable',
        `"${name}" could not be copied into the data folder (${code}).`,
        { name, code },
        { cause },
      )
    }
    mine.add(path)
    return { path }
  }

  return {
    receive,
    async discard(path) {
      if (mine.delete(path)) await unlink(path).catch(() => undefined)
    },
  }
}
