/** Copies of files, with the sums that are taken on the way. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { AppError, type CancelSignal } from '#shared/contract'
import { streamFile } from '../../files'
import { sha256Of } from '../crate'
import { asDiskError } from './committer'
import type { Sums } from './lines'
import type { ImportItem } from './state'

/** Sums of bytes in memory. */
export const sumsOf = (bytes: Uint8Array): Sums => ({
  size: bytes.length,
  sha256: sha256Of(bytes),
  crc32: crc32(bytes),
})

/** Copies a file, hashing it on the way. Throws AppError `not-readable`, `cancelled`, `disk-full`. */
export async function copyHashing(
  path: string,
  target: string,
  { name, size: expected }: ImportItem,
  signal: CancelSignal,
): Promise<Sums> {
  const hash = createHash('sha256')
  let crc = 0
  let size = 0
  const file = await open(target, 'w').catch((error: unknown) => {
    throw asDiskError(error)
  })
  const pieces = streamFile(path, expected)
  try {
    const source: AsyncIterator<Buffer> = pieces[Symbol.asyncIterator]()
    for (;;) {
      const next = await source.next().catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
        const message = `"${name}" could not be read (${code}). Look whether it is still there and may be read.`
        throw new AppError('not-readable', message, { name, path, code }, { cause })
      })
      if (next.done) break
      const piece = next.value
      if (signal.aborted)
        throw new AppError('cancelled', `"${name}" was not imported: the import was stopped.`, { name })
      hash.update(piece)
      crc = crc32(piece, crc)
      size += piece.length
      for (let done = 0; done < piece.length;) done += (await file.write(piece, done)).bytesWritten
    }
  } catch (error) {
    throw asDiskError(error)
  } finally {
    pieces.destroy()
    await file.close()
  }
  return { size, sha256: hash.digest('hex'), crc32: crc }
}
