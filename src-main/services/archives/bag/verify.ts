/** Verification of anybody's bag, in a zip or a folder (container.md section 6). */
import { basename } from 'node:path'
import { type CancelSignal, isAppError, type Progress, type VerifyReport } from '#shared/contract'
import { Findings } from './findings'
import { checkHashes } from './hashing'
import { checkProfile } from './profile'
import { type BagStructure, profileVersion, readStructure } from './structure'
import { type BagTree, openTree } from './tree'

export interface VerifyOptions {
  signal?: CancelSignal
  progress?: (progress: Progress) => void
  /** Parse and check the models of archives of our own, too; default true. */
  models?: boolean
}

/** Codes that mean "this is no file that can be looked at", not "this bag has a fault". */
const notAFinding = new Set(['not-found', 'not-readable', 'cancelled'])

/**
 * Checks the zip gate, the bag's structure, its tag files, then its payload, and for archives of our own profile the
 * layout, the crate and the models. Every fault is reported. Throws AppError `not-found`, `not-readable`, `cancelled`.
 */
export async function verifyBag(path: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const found = new Findings()
  let structure: BagStructure | null = null
  let hashed = { files: 0, bytes: 0 }
  let tree: BagTree | null = null
  try {
    tree = await openTree(path, basename(path))
    structure = await readStructure(tree, found)
    if (structure) {
      await checkHashes(tree, structure.tags, found, { signal: options.signal })
      hashed = await checkHashes(tree, structure.payload, found, { signal: options.signal, progress: options.progress })
      if (structure.profile !== null && structure.profile <= profileVersion) {
        await checkProfile(tree, structure, found, options.models ?? true)
      }
    }
  } catch (error) {
    if (!isAppError(error) || notAFinding.has(error.code)) throw error
    // The gate refuses the container as a whole.
    found.error(error.code === 'not-an-archive' ? 'zip-structure' : error.code, error.message)
  } finally {
    await tree?.close()
  }
  return {
    valid: found.errors.length === 0,
    version: structure?.version ?? null,
    errors: found.errors,
    warnings: found.warnings,
    ...hashed,
  }
}
