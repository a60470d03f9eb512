/** What can be told without guessing: marks, UTF-16 by its shape, strict UTF-8. Synchronous and cheap. */

export interface UnicodeText {
  text: string
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'
  how: 'byte-order mark' | 'utf-8' | 'detected'
}

type Utf16 = 'utf-16le' | 'utf-16be'

/** Bytes that are looked at for the shape of UTF-16. */
const sampleLength = 4096

/** Letters and punctuation of the scripts that this program expects, and white space. */
const usual = /[\t\n\f\r\x20-\x7e\xa0-\u024f\u0300-\u036f\u0370-\u052f\u1e00-\u1eff\u2010-\u2044\u20ac\u2116\ufeff]/g

/** UTF-32, which TextDecoder lacks; null where a unit is no code point. */
function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string | null {
  if (bytes.length % 4 !== 0) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
    pieces.push(String.fromCodePoint(code))
  }
  return pieces.join('')
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  if (encoding.startsWith('utf-32')) return decodeUtf32(bytes, encoding === 'utf-32le')
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function markOf(bytes: Uint8Array): { encoding: UnicodeText['encoding']; length: number } | null {
  const [a, b, c, d] = bytes
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', length: 4 }
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { encoding: 'utf-32le', length: 4 }
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', length: 2 }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', length: 2 }
  return null
}

/**
 * UTF-16 without a mark: read as such, nearly everything is a letter of a usual script, and some of it is ASCII (one
 * byte of two is 0). Eight-bit text read like this gives ideographs.
 */
export function shapeOfUtf16(bytes: Uint8Array): Utf16 | null {
  const sample = bytes.subarray(0, Math.min(bytes.length, sampleLength) & ~1)
  if (sample.length < 4 || !sample.includes(0)) return null
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(sample)
    const plain = text.match(/[\t\n\r\x20-\x7e]/g)?.length ?? 0
    const letters = text.match(usual)?.length ?? 0
    if (letters >= text.length * 0.97 && plain >= text.length * 0.03) return encoding
  }
  return null
}

/** The text where it is Unicode beyond doubt, without its mark; else null. */
export function decodeUnicode(bytes: Uint8Array): UnicodeText | null {
  const mark = markOf(bytes)
  if (mark) {
    const text = decode(bytes.subarray(mark.length), mark.encoding)
    if (text !== null) return { text, encoding: mark.encoding, how: 'byte-order mark' }
  }
  // Four bytes a letter: no other text has only code points in its units of four bytes.
  for (const encoding of ['utf-32le', 'utf-32be'] as const) {
    const start = bytes.subarray(0, 256)
    if (start.length < 8 || !start.includes(0) || decode(start.subarray(0, start.length & ~3), encoding) === null)
      continue
    const text = decode(bytes, encoding)
    if (text !== null && !/[\0-\x08]/.test(text)) return { text, encoding, how: 'detected' }
  }
  // In front of UTF-8: to it, UTF-16 of Latin and even of Cyrillic text is sound ASCII with zeros in it.
  const wide = shapeOfUtf16(bytes)
  if (wide) {
    const text = decode(bytes, wide)
    if (text !== null) return { text, encoding: wide, how: 'detected' }
  }
  const text = decode(bytes, 'utf-8')
  return text === null ? null : { text, encoding: 'utf-8', how: 'utf-8' }
}

/**
 * The beginning of a file as text for sniffers: UTF-16 decoded, marks left out, anything else one character a byte.
 */
export function startOfText(bytes: Uint8Array): string {
  const start = bytes.subarray(0, sampleLength)
  const mark = markOf(start)
  const encoding = mark?.encoding ?? shapeOfUtf16(start)
  if (encoding === 'utf-32le' || encoding === 'utf-32be') {
    return decode(start.subarray(4, start.length & ~3), encoding) ?? ''
  }
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    return new TextDecoder(encoding).decode(start.subarray(mark?.length ?? 0))
  }
  return Buffer.from(start.subarray(mark?.length ?? 0)).toString('latin1')
}
