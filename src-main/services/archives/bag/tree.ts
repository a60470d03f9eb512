/** A bag's files, whether they lie in a zip or in a folder. Links are never followed. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/contract'
import { hasErrorCode, streamFile } from '../../files'
import { type Deviations, openZip, type ZipEntry, type ZipLimits } from '../../zip'

interface BagFile {
  /** Below the bag's base, with `/`. */
  path: string
  size: number
}

/** Bytes of a file that can be read without unpacking: a part of a file on disk. */
interface Span {
  path: string
  offset: number
  length: number
}

export interface BagTree {
  /** Absolute path of the zip or folder. */
  readonly path: string
  /** For sentences. */
  readonly name: string
  /** Bytes on disk. */
  readonly bytes: number
  /** Name of the folder around the bag inside a zip; '' when it lies at the root; null for a folder. */
  readonly base: string | null
  readonly files: ReadonlyMap<string, BagFile>
  /** Links and devices that were found and are left alone. */
  readonly links: readonly string[]
  /** What stands beside the base folder in the zip: more than one top-level folder. */
  readonly strays: readonly string[]
  stream(path: string): AsyncIterable<Buffer>
  /** AppError `file-too-large` beyond `limit`, `not-found` when there is no such file. */
  read(path: string, limit: number): Promise<Buffer>
  /** Null for packed entries. */
  span(path: string): Span | null
  /** Where the zip around the files is another than our writer would make; null for a folder. */
  deviations(most: number): Promise<Deviations | null>
  close(): Promise<void>
}

const missing = (name: string, path: string) =>
  new AppError('not-found', `"${name}" holds no file "${path}".`, { name, path })

/** Opens the zip or folder at `path`. Throws AppError: `not-found`, `not-readable`, or a code of the zip gate. */
export async function openTree(path: string, name: string, limits?: ZipLimits): Promise<BagTree> {
  const stat = await lstat(path).catch((cause: unknown) => {
    throw new AppError(
      'not-found',
      `"${name}" was not opened: there is no such file or folder any more.`,
      { name, path },
      { cause },
    )
  })
  return stat.isDirectory() ? folderTree(path, name) : zipTree(path, name, limits)
}

async function zipTree(path: string, name: string, limits?: ZipLimits): Promise<BagTree> {
  const zip = await openZip(path, name, limits)
  const declared = zip.entries
    .filter((entry) => /^(?:[^/]+\/)?bagit\.txt$/.test(entry.path))
    .map((entry) => entry.path.slice(0, -'bagit.txt'.length))
  const tops = [...new Set(zip.entries.map((entry) => entry.path.split('/')[0] ?? ''))]
  // One file at the top is no folder.
  const isFolder = zip.entries.some(({ path }) => path.startsWith(`${tops[0]}/`))
  const only = tops.length === 1 && isFolder ? `${tops[0]}/` : ''
  const base = declared.includes('') ? '' : (declared[0] ?? only)
  const files = new Map<string, BagFile>()
  const entries = new Map<string, ZipEntry>()
  const strays = new Set<string>()
  for (const entry of zip.entries) {
    if (!entry.path.startsWith(base)) strays.add(entry.path.split('/')[0] ?? entry.path)
    else if (!entry.folder) {
      const inside = entry.path.slice(base.length)
      files.set(inside, { path: inside, size: entry.size })
      entries.set(inside, entry)
    }
  }
  const find = (inside: string) => {
    const entry = entries.get(inside)
    if (!entry) throw missing(name, inside)
    return entry
  }
  return {
    path,
    name,
    bytes: zip.bytes,
    base: base.replace(/\/$/, ''),
    files,
    links: [],
    strays: [...strays],
    stream: (inside) => zip.stream(find(inside)),
    read: async (inside, limit) => zip.read(find(inside), limit),
    span(inside) {
      const entry = entries.get(inside)
      return entry?.stored ? { path, offset: entry.offset, length: entry.size } : null
    },
    deviations: (most) => zip.deviations(most),
    close: () => zip.close(),
  }
}

async function folderTree(path: string, name: string): Promise<BagTree> {
  const files = new Map<string, BagFile>()
  const links: string[] = []
  let bytes = 0
  const walk = async (inside: string) => {
    for (const entry of await readdir(join(path, inside), { withFileTypes: true })) {
      const below = inside === '' ? entry.name : `${inside}/${entry.name}`
      // The journal and locks of an archive in work are no part of the bag.
      if (below === '.avots') continue
      if (entry.isDirectory()) await walk(below)
      else if (entry.isFile()) {
        const { size } = await lstat(join(path, below))
        bytes += size
        files.set(below, { path: below, size })
      } else links.push(below)
    }
  }
  await walk('').catch((cause: unknown) => {
    if (!hasErrorCode(cause, 'EACCES', 'EPERM')) throw cause
    const message = `"${name}" was not opened: you may not read all that is in it. Look at its access rights.`
    throw new AppError('not-readable', message, { name, path }, { cause })
  })
  const find = (inside: string) => {
    const file = files.get(inside)
    if (!file) throw missing(name, inside)
    return file
  }
  return {
    path,
    name,
    bytes,
    base: null,
    files,
    links,
    strays: [],
    stream(inside) {
      const file = find(inside)
      return streamFile(join(path, file.path), file.size)
    },
    async read(inside, limit) {
      const { size } = find(inside)
      if (size > limit) {
        throw new AppError('file-too-large', `"${inside}" in "${name}" has ${size} bytes; the limit is ${limit}.`, {
          path: inside,
          limit,
          found: size,
        })
      }
      return readFile(join(path, inside))
    },
    span(inside) {
      const file = files.get(inside)
      return file ? { path: join(path, inside), offset: 0, length: file.size } : null
    },
    deviations: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  }
}
