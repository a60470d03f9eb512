/**
 * Compares what stands around the content of a zip with what `writeZip` writes for the same entries. Times, attributes
 * and versions mean nothing to a reader, so no gate refuses them; but in a zip of our own each of those bytes is known.
 */
import { type ByteSource, type Gate, readExactly } from './directory'
import type { ZipEntry } from './read'
import { centralHeader, endRecords, localHeader } from './write'

export interface Deviations {
  /** Headers that were compared: two for each entry and the end. */
  headers: number
  /** Headers with other bytes than ours would have. */
  differing: number
  /** Paths of the entries that they are of, each once and at most as many as were asked for; '' is the end of the zip. */
  paths: string[]
}

const window = 1 << 20

/** Small pieces in order, read a window at a time. */
function reader(source: ByteSource, gate: Gate) {
  let start = 0
  let buffer: Buffer = Buffer.alloc(0)
  return async (offset: number, count: number): Promise<Buffer> => {
    if (offset < start || offset + count > start + buffer.length) {
      const most = source.length - offset
      if (most <= 0) return Buffer.alloc(0)
      // Headers of large entries stand far apart: a window of a megabyte for each would read the whole zip.
      const far = offset > start + buffer.length + window
      buffer = await readExactly(source, gate, offset, Math.min(Math.max(count, far ? 4096 : window), most))
      start = offset
    }
    return buffer.subarray(offset - start, offset - start + count)
  }
}

/** `entries` in the order of the directory, which begins at `directory`. */
export async function compareWithOwn(
  source: ByteSource,
  entries: readonly ZipEntry[],
  directory: number,
  most: number,
  gate: Gate,
): Promise<Deviations> {
  let differing = 0
  const found = new Set<string>()
  const note = (path: string) => {
    differing += 1
    if (found.size < most) found.add(path)
  }
  const local = reader(source, gate)
  const central = reader(source, gate)
  let at = directory
  for (const { path, size, crc32, offset } of entries) {
    const name = Buffer.from(path, 'utf8')
    const expected = localHeader(name, size, crc32)
    const header = offset - expected.length
    if (header < 0 || !(await local(header, expected.length)).equals(expected)) note(path)
    const listed = centralHeader(name, size, crc32, Math.max(0, header))
    if (!(await central(at, listed.length)).equals(listed)) note(path)
    at += listed.length
  }
  const end = endRecords(entries.length, at - directory, directory)
  if (at + end.length !== source.length || !(await central(at, end.length)).equals(end)) note('')
  return { headers: 2 * entries.length + 1, differing, paths: [...found] }
}
