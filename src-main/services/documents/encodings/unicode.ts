/** What can be told without guessing: marks, UTF-16 by its shape, strict UTF-8. Synchronous and cheap. */

export interface UnicodeText {
  text: string
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
  how: 'byte-order mark' | 'utf-8' | 'detected'
}

type Utf16 = 'utf-16le' | 'utf-16be'

/** Bytes that are looked at for the shape of UTF-16. */
const sampleLength = 4096

/** Letters and punctuation of the scripts that this program expects, and white space. */
const usual = /[\t\n\f\r\x20-\x7e\xa0-\u024f\u0300-\u036f\u0370-\u052f\u1e00-\u1eff\u2010-\u2044\u20ac\u2116\ufeff]/g

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function markOf(bytes: Uint8Array): { encoding: UnicodeText['encoding']; length: number } | null {
  const [a, b, c] = bytes
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
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    return new TextDecoder(encoding).decode(start.subarray(mark?.length ?? 0))
  }
  return Buffer.from(start.subarray(mark?.length ?? 0)).toString('latin1')
}
