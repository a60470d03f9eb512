/**
 * Writes a zip of stored entries (APPNOTE 6.3): constant times and modes, sizes and CRC in the local headers, zip64 only
 * where needed. The same entries give the same bytes on every machine (container.md section 3).
 */
import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { streamFile } from '../files'

/** Bytes of an entry: in memory, or a file whose size and CRC-32 were taken when it entered the store. */
export type EntrySource = Uint8Array | { path: string; size: number; crc32: number }

export interface NewEntry {
  /** Relative, with `/`. Letters beyond ASCII are marked as UTF-8. */
  path: string
  source: EntrySource
}

const max32 = 0xffffffff
/** 1980-01-01 00:00, the first that DOS knows. */
const dosDate = 0x21
/** Regular file, `rw-r--r--`, made on Unix. */
const attributes = (0o100644 << 16) >>> 0

const sizeOf = (source: EntrySource) => (source instanceof Uint8Array ? source.length : source.size)
const crcOf = (source: EntrySource) => (source instanceof Uint8Array ? crc32(source) : source.crc32)

function zip64Extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0)
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  values.forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index))
  return extra
}

/** General purpose bit 11: the name is UTF-8 (APPNOTE 4.4.4). */
const flagsOf = (name: Buffer) => (name.some((byte) => byte > 0x7f) ? 0x0800 : 0)

/** What stands in front of an entry's bytes. */
export function localHeader(name: Buffer, size: number, crc: number): Buffer {
  const large = size >= max32
  const extra = zip64Extra(large ? [size, size] : [])
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(large ? 45 : 10, 4)
  header.writeUInt16LE(flagsOf(name), 6)
  header.writeUInt16LE(dosDate, 12)
  header.writeUInt32LE(crc, 14)
  header.writeUInt32LE(large ? max32 : size, 18)
  header.writeUInt32LE(large ? max32 : size, 22)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, name, extra])
}

/** The entry in the directory; `offset` is where its local header begins. */
export function centralHeader(name: Buffer, size: number, crc: number, offset: number): Buffer {
  const values = [...(size >= max32 ? [size, size] : []), ...(offset >= max32 ? [offset] : [])]
  const extra = zip64Extra(values)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE((3 << 8) | (values.length > 0 ? 45 : 10), 4)
  header.writeUInt16LE(values.length > 0 ? 45 : 10, 6)
  header.writeUInt16LE(flagsOf(name), 8)
  header.writeUInt16LE(dosDate, 14)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(Math.min(size, max32), 20)
  header.writeUInt32LE(Math.min(size, max32), 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(attributes, 38)
  header.writeUInt32LE(Math.min(offset, max32), 42)
  return Buffer.concat([header, name, extra])
}

/** What stands behind a directory of `count` entries, with `size` bytes from `offset` on. */
export function endRecords(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(count, 0xffff), 8)
  end.writeUInt16LE(Math.min(count, 0xffff), 10)
  end.writeUInt32LE(Math.min(size, max32), 12)
  end.writeUInt32LE(Math.min(offset, max32), 16)
  if (count < 0xffff && size < max32 && offset < max32) return end

  const end64 = Buffer.alloc(56 + 20)
  end64.writeUInt32LE(0x06064b50, 0)
  end64.writeBigUInt64LE(44n, 4)
  end64.writeUInt16LE((3 << 8) | 45, 12)
  end64.writeUInt16LE(45, 14)
  end64.writeBigUInt64LE(BigInt(count), 24)
  end64.writeBigUInt64LE(BigInt(count), 32)
  end64.writeBigUInt64LE(BigInt(size), 40)
  end64.writeBigUInt64LE(BigInt(offset), 48)
  end64.writeUInt32LE(0x07064b50, 56)
  end64.writeBigUInt64LE(BigInt(offset + size), 64)
  end64.writeUInt32LE(1, 72)
  return Buffer.concat([end64, end])
}

/** Small pieces are put together before they are written: an archive may hold hundreds of thousands. */
class Sink {
  length = 0
  private waiting: Uint8Array[] = []
  private size = 0

  constructor(
    private readonly file: FileHandle,
    private readonly onBytes: (done: number) => void,
  ) {}

  async add(bytes: Uint8Array): Promise<void> {
    this.length += bytes.length
    this.waiting.push(bytes)
    this.size += bytes.length
    if (this.size >= 1 << 20) await this.flush()
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.waiting)
    this.waiting = []
    this.size = 0
    for (let done = 0; done < bytes.length;) done += (await this.file.write(bytes, done)).bytesWritten
    this.onBytes(this.length)
  }
}

/**
 * Writes `entries` in the order given to a new file at `path` and syncs it. Throws the system's errors, and an Error
 * when a source file has not the size that it was said to have. `onBytes` hears of every megabyte or so; what it throws
 * ends the writing.
 */
export async function writeZip(
  path: string,
  entries: Iterable<NewEntry>,
  onBytes: (done: number) => void = () => undefined,
): Promise<{ bytes: number; entries: number }> {
  const file = await open(path, 'wx')
  try {
    const central: Buffer[] = []
    const sink = new Sink(file, onBytes)
    for (const entry of entries) {
      const name = Buffer.from(entry.path, 'utf8')
      const size = sizeOf(entry.source)
      const crc = crcOf(entry.source)
      central.push(centralHeader(name, size, crc, sink.length))
      await sink.add(localHeader(name, size, crc))
      const start = sink.length
      if (entry.source instanceof Uint8Array) await sink.add(entry.source)
      else {
        const pieces: AsyncIterable<Buffer> = streamFile(entry.source.path, size)
        for await (const piece of pieces) await sink.add(piece)
      }
      const written = sink.length - start
      if (written !== size) throw new Error(`${entry.path} has ${written} bytes, not ${size}`)
    }
    const start = sink.length
    for (const header of central) await sink.add(header)
    await sink.add(endRecords(central.length, sink.length - start, start))
    await sink.flush()
    await file.sync()
    return { bytes: sink.length, entries: central.length }
  } finally {
    await file.close()
  }
}
