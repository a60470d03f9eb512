/** Reading a zip that anybody may have made. Nothing is ever written to a path taken from an entry. */
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { AppError, isAppError } from '#shared/contract'
import {
  archiveLimits,
  type ByteSource,
  type DirectoryEntry,
  documentLimits,
  type Gate,
  gateFor,
  readDirectory,
  readExactly,
  readExtras,
  type ZipLimits,
} from './directory'
import { compareWithOwn, type Deviations } from './written'

export interface ZipEntry {
  path: string
  folder: boolean
  /** Bytes unpacked. */
  size: number
  packed: number
  stored: boolean
  crc32: number
  /** Where the entry's bytes begin in the file. */
  offset: number
}

export interface ZipFile {
  /** Of the zip itself; its name where it is in memory. */
  readonly path: string
  readonly bytes: number
  readonly entries: readonly ZipEntry[]
  /** Content in pieces; size and CRC-32 are checked at the end. Fails with AppError `zip-corrupt` or `zip-bomb`. */
  stream(entry: ZipEntry): AsyncIterable<Buffer>
  /** Whole content; AppError `file-too-large` beyond `limit` bytes. */
  read(entry: ZipEntry, limit: number): Promise<Buffer>
  /** Where the bytes around the content are others than our own writer's; names at most `most` entries. */
  deviations(most: number): Promise<Deviations>
  close(): Promise<void>
}

const piece = 1 << 20

/** Local headers are read in windows, for they stand close together in archives of small files. */
function windowed(source: ByteSource, gate: Gate) {
  let start = 0
  let buffer: Buffer = Buffer.alloc(0)
  return async (offset: number, count: number): Promise<Buffer> => {
    if (offset < start || offset + count > start + buffer.length) {
      start = offset
      const most = Math.min(Math.max(count, 64 * 1024), Math.max(0, source.length - offset))
      buffer = await readExactly(source, gate, offset, most)
      if (buffer.length < count)
        throw gate.fail('zip-structure', 'it is cut off: its directory names bytes that are not there')
    }
    return buffer.subarray(offset - start, offset - start + count)
  }
}

type ReadAt = ReturnType<typeof windowed>

/**
 * Compares the local header with the directory; returns where the content begins and where the entry ends. Whether a name
 * is marked as UTF-8 matters only where it is not ASCII: some writers mark it in one of the two places.
 */
async function checkLocal(
  entry: DirectoryEntry,
  read: ReadAt,
  limit: number,
  gate: Gate,
): Promise<{ offset: number; end: number }> {
  const shown = JSON.stringify(entry.path)
  const header = Buffer.from(await read(entry.header, 30))
  if (header.readUInt32LE(0) !== 0x04034b50) {
    throw gate.fail('zip-structure', `${shown} in it does not begin where the directory says`, { path: entry.path })
  }
  const nameLength = header.readUInt16LE(26)
  const extraLength = header.readUInt16LE(28)
  const offset = entry.header + 30 + nameLength + extraLength
  const variable = await read(entry.header + 30, nameLength + extraLength)
  const mismatch = (what: string) =>
    gate.fail('zip-mismatch', `${shown} in it has another ${what} in its own header than in the directory`, {
      path: entry.path,
    })
  if (!variable.subarray(0, nameLength).equals(entry.rawName)) throw mismatch('name')
  if (header.readUInt16LE(8) !== entry.method) throw mismatch('method')
  if ((header.readUInt16LE(6) ^ entry.flags) & (entry.rawName.some((byte) => byte > 0x7f) ? 0x2849 : 0x2049))
    throw mismatch('set of flags')
  const extras = readExtras(variable.subarray(nameLength), gate)
  const described = (entry.flags & 8) !== 0
  const wide = (at: number, index: number) => {
    const narrow = header.readUInt32LE(at)
    if (narrow !== 0xffffffff || !extras.zip64 || extras.zip64.length < 8 * (index + 1)) return narrow
    return Number(extras.zip64.readBigUInt64LE(8 * index))
  }
  const size = wide(22, 0)
  const packed = wide(18, 1)
  const agrees = (local: number, central: number) => local === central || (described && local === 0)
  if (!agrees(size, entry.size) || !agrees(packed, entry.packed)) throw mismatch('size')
  if (!agrees(header.readUInt32LE(14), entry.crc32)) throw mismatch('checksum')

  let end = offset + entry.packed
  if (end > limit) throw gate.fail('zip-overlap', `${shown} in it reaches into the directory`, { path: entry.path })
  end += await descriptorLength(entry, end, limit, described, read)
  return { offset, end }
}

/**
 * A data descriptor has 12 or 20 bytes, and a signature or not; what stands there decides. Signed documents of
 * OpenOffice.org have one, with its signature, behind entries that do not announce it.
 */
async function descriptorLength(
  entry: DirectoryEntry,
  at: number,
  limit: number,
  announced: boolean,
  read: ReadAt,
): Promise<number> {
  const most = Math.min(24, limit - at)
  const bytes = Buffer.from(await read(at, most))
  for (const signature of announced ? [4, 0] : [4]) {
    if (signature && (most < 4 || bytes.readUInt32LE(0) !== 0x08074b50)) continue
    if (most >= signature + 12 && bytes.readUInt32LE(signature) === entry.crc32) {
      if (bytes.readUInt32LE(signature + 4) === entry.packed && bytes.readUInt32LE(signature + 8) === entry.size) {
        return signature + 12
      }
      if (most >= signature + 20 && bytes.readBigUInt64LE(signature + 4) === BigInt(entry.packed)) return signature + 20
    }
  }
  return 0
}

/** Every entry in its place: no byte in front of, between, or shared by entries. */
async function locate(
  entries: readonly DirectoryEntry[],
  start: number,
  read: ReadAt,
  gate: Gate,
): Promise<Map<DirectoryEntry, number>> {
  const offsets = new Map<DirectoryEntry, number>()
  let expected = 0
  for (const entry of [...entries].sort((a, b) => a.header - b.header)) {
    if (entry.header < expected) {
      throw gate.fail('zip-overlap', `${JSON.stringify(entry.path)} in it shares bytes with another file`, {
        path: entry.path,
      })
    }
    if (entry.header > expected) {
      const where =
        expected === 0
          ? 'something stands in front of the zip in it'
          : `there are bytes in it in front of ${JSON.stringify(entry.path)} that belong to no file`
      throw gate.fail('zip-structure', where)
    }
    const { offset, end } = await checkLocal(entry, read, start, gate)
    offsets.set(entry, offset)
    expected = end
  }
  if (expected !== start) throw gate.fail('zip-structure', 'there are bytes in it that belong to no file')
  return offsets
}

/**
 * Opens a zip and checks all of its structure; content is read later. Throws AppError: `not-found`, `not-readable`, or
 * a code of formats.md section 6. `name` stands in sentences.
 */
export async function openZip(path: string, name: string, limits: ZipLimits = archiveLimits): Promise<ZipFile> {
  const gate = gateFor(name)
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    if (reason === 'ENOENT' || reason === 'ENOTDIR') {
      throw new AppError(
        'not-found',
        `"${name}" was not opened: there is no such file any more.`,
        { name, path },
        { cause },
      )
    }
    throw new AppError(
      'not-readable',
      `"${name}" was not opened: it cannot be read (${reason}).`,
      { name, path, reason },
      { cause },
    )
  }
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw gate.fail('not-an-archive', 'it is not a file')
    return await openSource(sourceOf(file, stat.size), path, limits, gate, () => file.close())
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The same for a zip in memory that is one document (`documentLimits`). */
export function openZipBytes(bytes: Uint8Array, name: string): Promise<ZipFile> {
  const memory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const source: ByteSource = {
    length: memory.length,
    read: (offset, count) => Promise.resolve(memory.subarray(offset, offset + count)),
  }
  return openSource(source, name, documentLimits, gateFor(name), () => Promise.resolve())
}

function sourceOf(file: FileHandle, length: number): ByteSource {
  return {
    length,
    async read(offset, count) {
      const buffer = Buffer.allocUnsafeSlow(count)
      let done = 0
      while (done < count) {
        const { bytesRead } = await file.read(buffer, done, count - done, offset + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return buffer.subarray(0, done)
    },
  }
}

async function openSource(
  source: ByteSource,
  path: string,
  limits: ZipLimits,
  gate: Gate,
  close: () => Promise<void>,
): Promise<ZipFile> {
  if (source.length === 0) throw gate.fail('not-an-archive', 'it is empty')
  const { entries: listed, start } = await readDirectory(source, limits, gate)
  const offsets = await locate(listed, start, windowed(source, gate), gate)
  const entries = listed.map((entry): ZipEntry => ({
    path: entry.path,
    folder: entry.folder,
    size: entry.size,
    packed: entry.packed,
    stored: entry.method === 0,
    crc32: entry.crc32,
    offset: offsets.get(entry) ?? 0,
  }))
  return zipFile(path, entries, source, start, gate, close)
}

function zipFile(
  path: string,
  entries: readonly ZipEntry[],
  source: ByteSource,
  directory: number,
  gate: Gate,
  close: () => Promise<void>,
): ZipFile {
  /** The next piece is read from the disk while whoever reads works on this one. */
  async function* packedBytes(entry: ZipEntry): AsyncGenerator<Buffer> {
    const from = (done: number) =>
      done < entry.packed ? readExactly(source, gate, entry.offset + done, Math.min(piece, entry.packed - done)) : null
    let next = from(0)
    for (let done = 0; next;) {
      const bytes = await next
      done += bytes.length
      next = from(done)
      // Whoever stops reading in the middle never asks for it.
      next?.catch(() => undefined)
      yield bytes
    }
  }

  async function* stream(entry: ZipEntry): AsyncGenerator<Buffer> {
    const corrupt = (reason: string) =>
      gate.fail('zip-corrupt', `${JSON.stringify(entry.path)} in it is damaged (${reason})`, { path: entry.path })
    let size = 0
    let crc = 0
    const content = entry.stored ? packedBytes(entry) : inflate(packedBytes(entry))
    try {
      for await (const chunk of content) {
        size += chunk.length
        if (size > entry.size) throw corrupt('it is longer than it says')
        crc = crc32(chunk, crc)
        yield chunk
      }
    } catch (error) {
      throw isAppError(error) ? error : corrupt('it cannot be unpacked')
    }
    if (size !== entry.size) throw corrupt('it is shorter than it says')
    if (crc !== entry.crc32) throw corrupt('its checksum is wrong')
  }

  return {
    path,
    bytes: source.length,
    entries,
    stream,
    async read(entry, limit) {
      if (entry.size > limit) {
        throw gate.fail(
          'file-too-large',
          `${JSON.stringify(entry.path)} in it has ${entry.size} bytes; the limit is ${limit}`,
          {
            path: entry.path,
            limit,
            found: entry.size,
          },
        )
      }
      const pieces: Buffer[] = []
      for await (const chunk of stream(entry)) pieces.push(chunk)
      return Buffer.concat(pieces)
    },
    deviations: (most) => compareWithOwn(source, entries, directory, most, gate),
    close,
  }
}

/** Unpacks; whoever reads stops at the size that the entry declares, so a bomb never gets further than that. */
async function* inflate(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024 })
  // An error of either stream ends the loop of whoever reads; the callback has nothing left to do.
  yield* pipeline(Readable.from(packed), inflater, () => undefined) as AsyncIterable<Buffer>
}
