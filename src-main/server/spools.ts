/**
 * Files that a page hands over for an import, in folders of their own below the data folder's `spool`, with the paths
 * that they had. A folder is deleted when its import has ended, at the latest at the next start; one that was cut off
 * stays, so that it can be gone on with.
 */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { dirname, join, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '#shared/contract'

/** Bytes that stay free on the disk for notes. */
const reserve = 64 * 1024 * 1024
/** Largest file in bytes; an import takes none that is larger. */
const limit = 2 * 1024 * 1024 * 1024
const idPattern = /^[0-9a-f]{24}$/

/** True while an import of the archive is not at its end. */
export type IsUnfinished = (archiveId: string) => Promise<boolean>

export interface Spools {
  /** A new, empty folder. */
  open(): Promise<{ id: string; folder: string }>
  /**
   * Writes the body of a request to `path` (with slashes, relative) in the folder; resolves with where it lies. Throws
   * AppError `bad-request` (path, unknown folder), `file-too-large`, `disk-full`, `not-writable`; nothing is left then.
   */
  receive(request: IncomingMessage, id: string, path: string): Promise<{ path: string }>
  /** Notes which archive the folders behind these paths are for. They stay at least until the answer is called. */
  claim(paths: readonly string[], archiveId: string): Promise<() => void>
  /** Deletes a folder that is of no use any more. Without effect for ids that are none. */
  discard(id: string): Promise<void>
  /** Deletes folders whose import has ended; with `all`, those that no import was begun with, too. */
  settle(isUnfinished: IsUnfinished, all?: boolean): Promise<void>
}

const refuse = (path: string, why: string) => new AppError('bad-request', `"${path}" was not taken: ${why}.`, { path })

/** Segments of a relative path as the disk may have them. Throws AppError `bad-request`. */
function segmentsOf(path: string): string[] {
  const segments = path.split('/')
  if (segments.length > 64) throw refuse(path, 'it lies in more than 64 folders')
  return segments.map((segment) => {
    if (segment === '' || segment === '.' || segment === '..') throw refuse(path, 'its path leads elsewhere')
    if (Buffer.byteLength(segment) > 255) throw refuse(path, 'its name is longer than 255 bytes')
    // Letters that no name may have on some system; a browser on that system never sends them.
    return segment.replace(/[\\:*?"<>|\p{Cc}]/gu, '_')
  })
}

export function createSpools(dataFolder: string): Spools {
  const root = join(dataFolder, 'spool')
  const live = new Set<string>()
  const claims = new Set<{ ids: ReadonlySet<string> }>()
  const folderOf = (id: string) => join(root, id)
  const ownerFile = (id: string) => join(root, id, 'archive')

  const idOf = (path: string) => {
    if (!path.startsWith(root + sep)) return null
    const id = path.slice(root.length + 1).split(sep)[0] ?? ''
    return live.has(id) ? id : null
  }

  async function receive(request: IncomingMessage, id: string, path: string): Promise<{ path: string }> {
    if (!idPattern.test(id) || !live.has(id)) throw refuse(path, 'there is no folder for it')
    const target = join(folderOf(id), 'files', ...segmentsOf(path))
    const declared = Number(request.headers['content-length'] ?? 0)
    const tooLarge = (found: number) => {
      const message = `"${path}" has ${found} bytes; files up to ${limit} bytes are taken. Divide it and import the parts.`
      return new AppError('file-too-large', message, { path, limit, found })
    }
    if (declared > limit) throw tooLarge(declared)
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const { bavail, bsize } = await statfs(root)
      if (bavail * bsize - declared < reserve) {
        const message = `There is no room on the disk for "${path}". Free some space and import it again.`
        throw new AppError('disk-full', message, { name: path, bytes: declared, free: bavail * bsize })
      }
      let size = 0
      const gate = new Transform({
        transform(part: Buffer, _encoding, next) {
          size += part.byteLength
          if (size > limit) next(tooLarge(size))
          else next(null, part)
        },
      })
      await pipeline(request, gate, createWriteStream(target, { flags: 'wx', mode: 0o600 }))
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (code === 'EEXIST') throw refuse(path, 'there is another file of this name')
      await rm(target, { force: true }).catch(() => undefined)
      if (cause instanceof AppError) throw cause
      if (code === 'ENOSPC') {
        const message = `The disk became full while "${path}" was copied. Free some space.`
        throw new AppError('disk-full', message, { name: path }, { cause })
      }
      const message = `"${path}" could not be copied into the data folder (${code}).`
      throw new AppError('not-writable', message, { name: path, code }, { cause })
    }
    return { path: target }
  }

  async function discard(id: string): Promise<void> {
    if (!idPattern.test(id)) return
    live.delete(id)
    await rm(folderOf(id), { recursive: true, force: true })
  }

  return {
    async open() {
      const id = randomBytes(12).toString('hex')
      const folder = join(folderOf(id), 'files')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      live.add(id)
      return { id, folder }
    },
    receive,
    async claim(paths, archiveId) {
      const ids = new Set(paths.flatMap((path) => idOf(path) ?? []))
      for (const id of ids) await writeFile(ownerFile(id), archiveId)
      const claim = { ids }
      claims.add(claim)
      return () => void claims.delete(claim)
    },
    discard,
    async settle(isUnfinished, all = false) {
      const ids = await readdir(root).catch(() => [])
      for (const id of ids) {
        // Its import may not have begun: the archive's journal does not know of it yet.
        if ([...claims].some((claim) => claim.ids.has(id))) continue
        const owner = await readFile(ownerFile(id), 'utf8').catch(() => null)
        if (owner === null ? all : !(await isUnfinished(owner))) await discard(id)
      }
    },
  }
}
