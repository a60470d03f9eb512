/** Hashes of a bag's files against its manifests, in pieces, so that the event loop stays free. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError, type CancelSignal, isAppError, type Progress } from '#shared/contract'
import type { Findings } from './findings'
import type { Algorithm, Manifest } from './structure'
import type { BagTree } from './tree'

export interface HashOptions {
  signal?: CancelSignal | undefined
  progress?: ((progress: Progress) => void) | undefined
}

/**
 * Compares every listed file with its hashes, reading it once. Reports `hash-mismatch`, and the gate's own codes for
 * entries that cannot be unpacked. Throws AppError `cancelled`.
 */
export async function checkHashes(
  tree: BagTree,
  manifests: readonly Manifest[],
  found: Findings,
  options: HashOptions = {},
): Promise<{ files: number; bytes: number }> {
  const wanted = new Map<string, Map<Algorithm, string>>()
  for (const { algorithm, hashes } of manifests) {
    for (const [path, hash] of hashes) {
      const known = wanted.get(path) ?? new Map<Algorithm, string>()
      wanted.set(path, known.set(algorithm, hash))
    }
  }
  const total = [...wanted.keys()].reduce((sum, path) => sum + (tree.files.get(path)?.size ?? 0), 0)
  let bytes = 0
  for (const [path, expected] of wanted) {
    const hashes = [...expected.keys()].map((algorithm) => [algorithm, createHash(algorithm)] as const)
    try {
      for await (const piece of tree.stream(path)) {
        if (options.signal?.aborted) {
          throw new AppError('cancelled', `The check of "${tree.name}" was stopped.`, { name: tree.name })
        }
        for (const [, hash] of hashes) hash.update(piece)
        bytes += piece.length
        options.progress?.({ stage: 'payload', done: bytes, total })
        await nextTurn()
      }
    } catch (error) {
      if (!isAppError(error) || error.code === 'cancelled') throw error
      found.error(error.code, error.message, path)
      continue
    }
    for (const [algorithm, hash] of hashes) {
      if (hash.digest('hex') !== expected.get(algorithm)) {
        found.error('hash-mismatch', `The file is not the one that was packed: its ${algorithm} differs.`, path)
      }
    }
  }
  return { files: wanted.size, bytes }
}
