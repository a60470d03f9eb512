/**
 * Other people's bags and RO-Crates, folders or zips, and plain zips as files to import: the payload with what is said of
 * each file, compared with the manifests. An archive of ours is told apart: its documents come with their editions.
 */
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError, type CancelSignal, isAppError, type Metadata } from '#shared/contract'
import { type BagStructure, type BagTree, checkHashes, Findings, openTree, readStructure } from '../bag'
import { maxJson } from '../models'
import { asDiskError } from '../work/committer'
import { isWork } from '../work/work'
import { type ForeignRecord, recordsOf } from './records'

export interface PackageFile {
  /** Below the payload: `data/` of a bag, the folder of a crate. */
  inside: string
  /** Where its bytes lie now. */
  path: string
  size: number
  /** Why it is not imported, in a sentence. */
  fault?: { code: 'damaged' | 'not-found'; message: string }
  metadata?: Metadata
  /** The record as it came. */
  record?: string
}

/** `own`: an archive of this program. Otherwise the files, and what is wrong with the package as a whole. */
export type Package =
  | { kind: 'own' }
  | { kind: 'files'; files: PackageFile[]; fault: { code: 'bag-invalid' | 'damaged'; message: string } | null }

const crateNames = ['ro-crate-metadata.json', 'ro-crate-metadata.jsonld']

/** True where a folder, by the names in it, is a bag, a crate or an archive. */
export const looksLikePackage = (folder: string) =>
  isWork(folder) || ['bagit.txt', ...crateNames].some((name) => existsSync(join(folder, name)))

/** An office file or an e-book under the name of a zip, or nothing at all. */
const isOneDocument = ({ files }: BagTree) =>
  files.size === 0 || ['mimetype', '[Content_Types].xml', 'META-INF/container.xml'].some((name) => files.has(name))

/** Parts of a crate that describe it. */
const isDescription = (inside: string) =>
  crateNames.includes(inside) || /^ro-crate-preview(?:\.html$|_files\/)/.test(inside)

/**
 * Reads the package at `path`; a zip without a description is one, too. Null where it is a single document. Files of a zip are unpacked below `unpackTo`. Throws AppError
 * `cancelled`, `disk-full`, and for zips the codes of the gate.
 */
export async function readPackage(path: string, unpackTo: string, signal: CancelSignal): Promise<Package | null> {
  if (isWork(path)) return { kind: 'own' }
  const tree = await openTree(path, basename(path))
  try {
    if (tree.files.has('bagit.txt')) return await readBag(tree, unpackTo, signal)
    const crate = crateNames.find((name) => tree.files.has(name))
    if (crate === undefined) {
      if (isOneDocument(tree)) return null
      // Nothing is said of its files, but they lie together as in a folder.
      return { kind: 'files', files: await filesOf(tree, '', unpackTo, signal, () => null, new Map()), fault: null }
    }
    const record = recordsOf((await tree.read(crate, maxJson)).toString('utf8'), null)
    const files = await filesOf(tree, '', unpackTo, signal, record, new Map())
    return { kind: 'files', files, fault: null }
  } finally {
    await tree.close()
  }
}

async function readBag(tree: BagTree, unpackTo: string, signal: CancelSignal): Promise<Package> {
  const found = new Findings()
  const structure = await readStructure(tree, found)
  if (structure && structure.profile !== null) return { kind: 'own' }
  if (structure) {
    await checkHashes(tree, structure.tags, found, { signal })
    await checkHashes(tree, structure.payload, found, { signal })
  }
  const faults = new Map<string, NonNullable<PackageFile['fault']>>()
  for (const { code, path } of found.errors) {
    const name = path === undefined ? '' : (path.split('/').at(-1) ?? '')
    if (path?.startsWith('data/')) faults.set(path, faultOf(code, name, tree.name))
  }
  const crate = crateNames.map((name) => `data/${name}`).find((name) => tree.files.has(name))
  const json = crate === undefined || faults.has(crate) ? null : (await tree.read(crate, maxJson)).toString('utf8')
  const record = recordsOf(json, structure?.info ?? null)
  const files = await filesOf(tree, 'data/', unpackTo, signal, record, faults)
  return { kind: 'files', files, fault: bagFault(tree, structure, found) }
}

function faultOf(code: string, name: string, bag: string): NonNullable<PackageFile['fault']> {
  if (code === 'file-missing')
    return {
      code: 'not-found',
      message: `"${name}" is in the list of the bag "${bag}", but not in the bag. Ask for it.`,
    }
  const why =
    code === 'hash-mismatch'
      ? 'its checksum is another than the bag says'
      : code === 'file-unlisted'
        ? 'the bag does not list it, so nobody knows whether it belongs there'
        : 'it cannot be read whole'
  return { code: 'damaged', message: `"${name}" of the bag "${bag}" was not imported: ${why}. Ask for a new copy.` }
}

/** The first fault that concerns no single file of the payload. */
function bagFault(tree: BagTree, structure: BagStructure | null, found: Findings) {
  const fault = found.errors.find(({ path }) => path === undefined || !path.startsWith('data/'))
  if (!fault) return null
  const rest = structure ? ' Its files were imported all the same.' : ' Ask for a new copy of it.'
  const where = fault.path === undefined ? '' : ` (${fault.path})`
  return {
    code: 'bag-invalid' as const,
    message: `The bag "${tree.name}" is not sound: ${fault.message}${where}${rest}`,
  }
}

async function filesOf(
  tree: BagTree,
  below: string,
  unpackTo: string,
  signal: CancelSignal,
  recordOf: (inside: string) => ForeignRecord | null,
  faults: ReadonlyMap<string, NonNullable<PackageFile['fault']>>,
): Promise<PackageFile[]> {
  const files: PackageFile[] = []
  const paths = new Set([...tree.files.keys(), ...faults.keys()].filter((path) => path.startsWith(below)))
  for (const path of paths) {
    if (signal.aborted) throw new AppError('cancelled', 'The import was stopped before it began.')
    const inside = path.slice(below.length)
    if (isDescription(inside)) continue
    const fault = faults.get(path)
    const size = tree.files.get(path)?.size ?? 0
    const place = tree.base === null ? join(tree.path, path) : join(unpackTo, ...inside.split('/'))
    if (fault) {
      files.push({ inside, path: place, size, fault })
      continue
    }
    const problem = tree.base === null ? null : await unpack(tree, path, place)
    const record = recordOf(inside)
    files.push({
      inside,
      path: place,
      size,
      ...(problem ? { fault: problem } : {}),
      ...(record ? { metadata: record.metadata, record: record.raw } : {}),
    })
  }
  return files
}

async function unpack(tree: BagTree, path: string, target: string): Promise<PackageFile['fault'] | null> {
  try {
    await mkdir(dirname(target), { recursive: true })
    await pipeline(Readable.from(tree.stream(path)), createWriteStream(target))
    return null
  } catch (error) {
    if (isAppError(error)) return { code: 'damaged', message: error.message }
    throw asDiskError(error)
  }
}
