/** Tag files to text, strictly by the encoding that bagit.txt declares (container.md section 7). */

/** A true Latin-1: TextDecoder reads that label as windows-1252. */
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

const strict = (bytes: Uint8Array, label: string) =>
  new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes)

function utf16(bytes: Uint8Array, fallback: 'utf-16be' | 'utf-16le'): string {
  const mark = `${bytes[0]},${bytes[1]}`
  if (mark === '254,255') return strict(bytes.subarray(2), 'utf-16be')
  if (mark === '255,254') return strict(bytes.subarray(2), 'utf-16le')
  return strict(bytes, fallback)
}

function ascii(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7f)) throw new TypeError('not ASCII')
  return latin1(bytes)
}

/** A decoder for the label, or null when nobody knows it. The decoder throws where bytes are not valid. */
export function decoderFor(label: string): ((bytes: Uint8Array) => string) | null {
  const name = label.trim().toLowerCase()
  if (name === 'utf-8' || name === 'utf8') {
    return (bytes) =>
      strict(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes, 'utf-8')
  }
  if (name === 'utf-16' || name === 'utf-16be') return (bytes) => utf16(bytes, 'utf-16be')
  if (name === 'utf-16le') return (bytes) => utf16(bytes, 'utf-16le')
  if (name === 'iso-8859-1' || name === 'iso8859-1' || name === 'latin1') return latin1
  if (name === 'us-ascii' || name === 'ascii') return ascii
  try {
    new TextDecoder(name)
  } catch {
    return null
  }
  return (bytes) => strict(bytes, name)
}
