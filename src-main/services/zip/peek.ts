/** What a zip holds, told from its directory without any check: for telling formats apart, never for reading. */
import { decodeCp437 } from './cp437'

const most = 20_000

/** Names of the entries, at most 20 000; empty for anything that is no whole zip. Never throws. */
export function entryNames(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < 22 || buffer.readUInt32LE(0) !== 0x04034b50) return []
  let end = buffer.length - 22
  const last = Math.max(0, end - 0xffff)
  while (end >= last && buffer.readUInt32LE(end) !== 0x06054b50) end -= 1
  if (end < last) return []
  const names: string[] = []
  let at = buffer.readUInt32LE(end + 16)
  while (names.length < most && at + 46 <= end && buffer.readUInt32LE(at) === 0x02014b50) {
    const nameEnd = at + 46 + buffer.readUInt16LE(at + 28)
    const raw = buffer.subarray(at + 46, nameEnd)
    names.push(buffer.readUInt16LE(at + 8) & 0x800 ? raw.toString('utf8') : decodeCp437(raw))
    at = nameEnd + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  }
  return names
}
