/** The central directory of a zip: found, parsed and checked before a byte of content is read (APPNOTE 6.3). */
import { AppError, type ErrorCode } from '#shared/contract'
import { decodeCp437 } from './cp437'
import { clashKey, nameFault } from './names'

/** Where the bytes of a zip are: an open file, or memory. */
export interface ByteSource {
  readonly length: number
  /** At most `count` bytes from `offset` on; fewer only at the end. */
  read(offset: number, count: number): Promise<Buffer>
}

export interface ZipLimits {
  entries: number
  /** Bytes of one entry unpacked. */
  entry: number
  /** Bytes of all entries unpacked. */
  total: number
  /** Unpacked to packed, beyond 10 MB. */
  ratio: number
}

/** For a zip that is an archive (formats.md section 5). */
export const archiveLimits: ZipLimits = {
  entries: 500_000,
  entry: 200 * 1024 ** 3,
  total: 200 * 1024 ** 3,
  ratio: 200,
}

/** For a zip that is one document (word processors, e-books; formats.md section 5). */
export const documentLimits: ZipLimits = { entries: 20_000, entry: 2 * 1024 ** 3, total: 4 * 1024 ** 3, ratio: 200 }

/** An entry as the central directory describes it. */
export interface DirectoryEntry {
  path: string
  /** Name bytes, to compare with the local header. */
  rawName: Buffer
  folder: boolean
  flags: number
  method: 0 | 8
  crc32: number
  packed: number
  size: number
  /** Where the local header begins. */
  header: number
}

export interface Directory {
  entries: DirectoryEntry[]
  /** Where the directory begins: the end of what entries may take. */
  start: number
}

export interface Gate {
  /** Name of the file, for sentences. */
  name: string
  fail(code: ErrorCode, reason: string, details?: Record<string, string | number>): AppError
}

/** Refusals that all begin and end the same way. */
export function gateFor(name: string): Gate {
  return {
    name,
    fail: (code, reason, details = {}) =>
      new AppError(code, `"${name}" was not opened: ${reason}. Ask for a new copy of it.`, {
        name,
        reason,
        ...details,
      }),
  }
}

const max16 = 0xffff
const max32 = 0xffffffff

/** Reads exactly `length` bytes or says that the file is cut off. */
export async function readExactly(source: ByteSource, gate: Gate, offset: number, length: number): Promise<Buffer> {
  if (offset < 0 || length < 0 || offset + length > source.length) {
    throw gate.fail('zip-structure', 'it is cut off: its directory names bytes that are not there')
  }
  const bytes = await source.read(offset, length)
  if (bytes.length < length) throw gate.fail('zip-structure', 'it is cut off while it is read')
  return bytes
}

function safe(value: bigint, gate: Gate): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw gate.fail('zip-structure', 'its directory holds an impossible size')
  return Number(value)
}

interface End {
  count: number
  size: number
  start: number
  /** Where the first of the end records begins: the directory must end there. */
  records: number
}

async function findEnd(source: ByteSource, gate: Gate): Promise<End> {
  const { length } = source
  const head = await readExactly(source, gate, 0, Math.min(4, length))
  const signature = head.length === 4 ? head.readUInt32LE(0) : 0
  if (length < 22 || (signature !== 0x04034b50 && signature !== 0x06054b50)) {
    const tail = await readExactly(source, gate, Math.max(0, length - 22 - max16), Math.min(length, 22 + max16))
    if (tail.includes(Buffer.from([0x50, 0x4b, 0x05, 0x06])))
      throw gate.fail('zip-structure', 'something stands in front of the zip in it')
    throw gate.fail('not-an-archive', 'it is not a zip file')
  }
  const from = Math.max(0, length - 22 - max16)
  const tail = await readExactly(source, gate, from, length - from)
  // The record whose comment ends with the file; a comment that holds another record is no reason to look further in.
  let at = tail.length - 22
  while (at >= 0 && !(tail.readUInt32LE(at) === 0x06054b50 && at + 22 + tail.readUInt16LE(at + 20) === tail.length))
    at -= 1
  if (at < 0) throw gate.fail('zip-structure', 'it is cut off, or something was added after its end')
  const end: End = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
    records: from + at,
  }
  if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 6) !== 0) {
    throw gate.fail('zip-structure', 'it is one part of a divided zip')
  }
  const locatorAt = end.records - 20
  const locator = locatorAt >= 0 ? await readExactly(source, gate, locatorAt, 20) : null
  if (locator?.readUInt32LE(0) === 0x07064b50) {
    const at64 = safe(locator.readBigUInt64LE(8), gate)
    const end64 = await readExactly(source, gate, at64, 56)
    if (end64.readUInt32LE(0) !== 0x06064b50)
      throw gate.fail('zip-structure', 'its zip64 end record is not where it should be')
    const own = safe(end64.readBigUInt64LE(4), gate)
    if (at64 + 12 + own !== locatorAt) throw gate.fail('zip-structure', 'its zip64 end record has a wrong size')
    const wide = {
      count: safe(end64.readBigUInt64LE(32), gate),
      size: safe(end64.readBigUInt64LE(40), gate),
      start: safe(end64.readBigUInt64LE(48), gate),
    }
    const agrees = (narrow: number, full: number, max: number) => narrow === max || narrow === full
    if (
      !agrees(end.count, wide.count, max16) ||
      !agrees(end.size, wide.size, max32) ||
      !agrees(end.start, wide.start, max32)
    ) {
      throw gate.fail('zip-mismatch', 'its two end records contradict each other')
    }
    return { ...wide, records: at64 }
  }
  return end
}

interface Extras {
  zip64: Buffer | null
  unicodePath: Buffer | null
}

/** Reads the extra field; one that is longer than its record is refused. */
export function readExtras(extra: Buffer, gate: Gate): Extras {
  const found: Extras = { zip64: null, unicodePath: null }
  let at = 0
  while (at < extra.length) {
    if (at + 4 > extra.length) throw gate.fail('zip-structure', 'an extra field in it is longer than its record')
    const id = extra.readUInt16LE(at)
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) throw gate.fail('zip-structure', 'an extra field in it is longer than its record')
    if (id === 1) found.zip64 = extra.subarray(at + 4, end)
    else if (id === 0x7075) found.unicodePath = extra.subarray(at + 4, end)
    else if (id === 0x9901) throw gate.fail('password', 'it is encrypted. Save it without a password')
    at = end
  }
  return found
}

function decodeName(raw: Buffer, flags: number, gate: Gate): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    if (flags & 0x800) throw gate.fail('zip-name', 'it holds a file name that is no text')
    return decodeCp437(raw)
  }
}

/** Unix file type bits that are a file, a folder, or nothing said. */
const plainTypes = new Set([0, 0o040000, 0o100000])

function parseEntry(buffer: Buffer, at: number, gate: Gate): { entry: DirectoryEntry; next: number } {
  if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== 0x02014b50) {
    throw gate.fail('zip-structure', 'its directory is damaged')
  }
  const flags = buffer.readUInt16LE(at + 8)
  const method = buffer.readUInt16LE(at + 10)
  const nameLength = buffer.readUInt16LE(at + 28)
  const extraLength = buffer.readUInt16LE(at + 30)
  const next = at + 46 + nameLength + extraLength + buffer.readUInt16LE(at + 32)
  if (next > buffer.length) throw gate.fail('zip-structure', 'its directory is damaged')
  const rawName = buffer.subarray(at + 46, at + 46 + nameLength)
  const path = decodeName(rawName, flags, gate)
  const shown = JSON.stringify(path)

  const fault = nameFault(path)
  if (fault) throw gate.fail(fault.code, `the file name ${shown} in it is not allowed: ${fault.reason}`, { path })
  if (flags & 0x2041 || method === 99)
    throw gate.fail('password', 'it is encrypted. Save it without a password', { path })
  const mode = buffer.readUInt32LE(at + 38) >>> 16
  if (!plainTypes.has(mode & 0o170000)) {
    throw gate.fail('zip-link', `${shown} in it is a link or a device, not a file`, { path })
  }
  if ((method !== 0 && method !== 8) || flags & 0x20) {
    throw gate.fail('zip-method', `${shown} in it is packed in a way that is not read here (method ${method})`, {
      path,
      method,
    })
  }
  const extras = readExtras(buffer.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), gate)
  if (extras.unicodePath && !extras.unicodePath.subarray(5).equals(rawName)) {
    throw gate.fail('zip-mismatch', `${shown} in it has a second, different name`, { path })
  }
  let zip64 = 0
  const wide = (narrow: number) => {
    if (narrow !== max32) return narrow
    if (!extras.zip64 || zip64 + 8 > extras.zip64.length) {
      throw gate.fail('zip-structure', `${shown} in it lacks its size`, { path })
    }
    zip64 += 8
    return safe(extras.zip64.readBigUInt64LE(zip64 - 8), gate)
  }
  const size = wide(buffer.readUInt32LE(at + 24))
  const packed = wide(buffer.readUInt32LE(at + 20))
  const header = wide(buffer.readUInt32LE(at + 42))
  const folder = path.endsWith('/')
  if ((folder && size > 0) || (method === 0 && size !== packed)) {
    throw gate.fail('zip-corrupt', `${shown} in it has sizes that contradict each other`, { path })
  }
  const entry = {
    path,
    rawName,
    folder,
    flags,
    method: method === 0 ? 0 : 8,
    crc32: buffer.readUInt32LE(at + 16),
    packed,
    size,
    header,
  } as const
  return { entry, next }
}

/**
 * The entries of a zip, in the order of the directory. Throws AppError with the codes of formats.md
 * section 6; the number of entries is looked at first.
 */
export async function readDirectory(source: ByteSource, limits: ZipLimits, gate: Gate): Promise<Directory> {
  const end = await findEnd(source, gate)
  if (end.count > limits.entries) {
    throw gate.fail('too-many-entries', `it holds ${end.count} files; the limit is ${limits.entries}`, {
      limit: limits.entries,
      found: end.count,
    })
  }
  if (end.start + end.size !== end.records) {
    const why =
      end.start + end.size < end.records ? 'something stands in front of the zip or inside it' : 'it is cut off'
    throw gate.fail('zip-structure', why)
  }
  const buffer = await readExactly(source, gate, end.start, end.size)
  const entries: DirectoryEntry[] = []
  const seen = new Map<string, string>()
  let total = 0
  for (let at = 0; at < buffer.length;) {
    const { entry, next } = parseEntry(buffer, at, gate)
    at = next
    const key = clashKey(entry.path)
    const other = seen.get(key)
    if (other !== undefined) {
      const which =
        other === entry.path
          ? `${JSON.stringify(other)} stands in it twice`
          : `${JSON.stringify(other)} and ${JSON.stringify(entry.path)} in it are one name on some systems`
      throw gate.fail('zip-duplicate', which, { path: entry.path })
    }
    seen.set(key, entry.path)
    total += entry.size
    if (entry.size > limits.entry) {
      throw gate.fail(
        'zip-bomb',
        `${JSON.stringify(entry.path)} in it unpacks to ${entry.size} bytes; the limit is ${limits.entry}`,
        {
          path: entry.path,
          limit: limits.entry,
          found: entry.size,
        },
      )
    }
    if (entry.size > 10 * 1024 ** 2 && entry.size > entry.packed * limits.ratio) {
      throw gate.fail(
        'zip-bomb',
        `${JSON.stringify(entry.path)} in it unpacks to ${entry.size} bytes from ${entry.packed}; the limit is ${limits.ratio} to 1`,
        {
          path: entry.path,
          limit: limits.ratio,
          found: Math.round(entry.size / Math.max(1, entry.packed)),
        },
      )
    }
    if (total > limits.total) {
      throw gate.fail('zip-bomb', `it unpacks to more than ${limits.total} bytes`, {
        limit: limits.total,
        found: total,
      })
    }
    entries.push(entry)
  }
  if (entries.length !== end.count) {
    throw gate.fail('zip-structure', `its directory lists ${entries.length} files and says ${end.count}`)
  }
  return { entries, start: end.start }
}
