/** Formats that are zips, told apart by what their directory names. */
import { entryNames } from '../zip'

const isZip = (head: string) => head.startsWith('PK\x03\x04')

/** 0.95 where `matches` knows the names in a zip; for a zip whose directory is lost, 0.6 where the extension is one of these. */
export function zipHolds(
  bytes: Uint8Array,
  head: string,
  extension: string,
  extensions: readonly string[],
  matches: (names: ReadonlySet<string>) => boolean,
): number {
  if (!isZip(head)) return 0
  const names = entryNames(bytes)
  if (names.length === 0) return extensions.includes(extension) ? 0.6 : 0
  return matches(new Set(names)) ? 0.95 : 0
}

/** An Office document behind a password: not a zip, but an OLE file with the zip in it, enciphered (MS-OFFCRYPTO). */
export function isEncryptedOffice(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < 512 || buffer.readUInt32BE(0) !== 0xd0cf11e0) return false
  return buffer.includes(Buffer.from('EncryptedPackage', 'utf16le'))
}
