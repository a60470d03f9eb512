/** Zips made byte by byte, so that tests can lie in every field. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface RawEntry {
  name: string | Buffer
  content?: string | Buffer
  method?: number
  flags?: number
  /** External attributes: Unix mode in the high half. */
  mode?: number
  extra?: Buffer
  /** What the local header says instead. */
  localName?: string
  crc?: number
  /** Size that is declared. */
  size?: number
  /** Offset of the local header as the directory gives it. */
  offset?: number
  /** Bytes as packed, in place of what the method gives. */
  packed?: Buffer
  /** Sizes and checksum behind the content. */
  descriptor?: boolean
}

export interface RawOptions {
  before?: Buffer
  /** Between the last entry and the directory. */
  between?: Buffer
  after?: Buffer
  comment?: string
  count?: number
}

export function rawZip(entries: readonly RawEntry[], options: RawOptions = {}): Buffer {
  const parts: Buffer[] = options.before ? [options.before] : []
  const central: Buffer[] = []
  let at = options.before?.length ?? 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const localName = entry.localName === undefined ? name : Buffer.from(entry.localName)
    const content = Buffer.from(entry.content ?? '')
    const method = entry.method ?? 0
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(content) : content)
    const crc = entry.crc ?? crc32(content)
    const size = entry.size ?? content.length
    const flags = (entry.flags ?? 0) | (entry.descriptor ? 8 : 0)
    const extra = entry.extra ?? Buffer.alloc(0)

    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(flags, 6)
    local.writeUInt16LE(method, 8)
    if (!entry.descriptor) {
      local.writeUInt32LE(crc, 14)
      local.writeUInt32LE(packed.length, 18)
      local.writeUInt32LE(size, 22)
    }
    local.writeUInt16LE(localName.length, 26)
    local.writeUInt16LE(extra.length, 28)

    const header = Buffer.alloc(46)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt16LE((3 << 8) | 20, 4)
    header.writeUInt16LE(20, 6)
    header.writeUInt16LE(flags, 8)
    header.writeUInt16LE(method, 10)
    header.writeUInt32LE(crc, 16)
    header.writeUInt32LE(packed.length, 20)
    header.writeUInt32LE(size, 24)
    header.writeUInt16LE(name.length, 28)
    header.writeUInt16LE(extra.length, 30)
    header.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38)
    header.writeUInt32LE(entry.offset ?? at, 42)
    central.push(header, name, extra)

    const pieces = [local, localName, extra, packed]
    if (entry.descriptor) {
      const descriptor = Buffer.alloc(16)
      descriptor.writeUInt32LE(0x08074b50, 0)
      descriptor.writeUInt32LE(crc, 4)
      descriptor.writeUInt32LE(packed.length, 8)
      descriptor.writeUInt32LE(size, 12)
      pieces.push(descriptor)
    }
    for (const piece of pieces) {
      parts.push(piece)
      at += piece.length
    }
  }
  if (options.between) {
    parts.push(options.between)
    at += options.between.length
  }
  const directory = Buffer.concat(central)
  const comment = Buffer.from(options.comment ?? '')
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(options.count ?? entries.length, 8)
  end.writeUInt16LE(options.count ?? entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, directory, end, comment, ...(options.after ? [options.after] : [])])
}
