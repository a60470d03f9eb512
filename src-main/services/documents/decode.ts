/** Bytes to text: byte-order mark, strict UTF-8, then what the file declares (formats.md section 3). */
import { AppError } from '#shared/contract'

export interface Decoded {
  text: string
  encoding: string
  how: 'byte-order mark' | 'utf-8' | 'declared'
}

function markOf(bytes: Uint8Array): { encoding: string; length: number } | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', length: 2 }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', length: 2 }
  return null
}

function tryDecode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/**
 * Decodes strictly; never guesses. `declared` is the label that the file gives itself. Throws AppError
 * `unsupported-format` when neither holds.
 */
export function decodeText(bytes: Uint8Array, declared?: string): Decoded {
  const mark = markOf(bytes)
  if (mark) {
    const text = tryDecode(bytes.subarray(mark.length), mark.encoding)
    if (text !== null) return { text, encoding: mark.encoding, how: 'byte-order mark' }
  }
  const utf8 = tryDecode(bytes, 'utf-8')
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8', how: 'utf-8' }
  const text = declared === undefined ? null : tryDecode(bytes, declared)
  if (text !== null && declared !== undefined) return { text, encoding: declared.toLowerCase(), how: 'declared' }
  throw new AppError(
    'unsupported-format',
    'The text is not in UTF-8 and does not say its encoding. Save it as UTF-8 and add it again.',
    declared === undefined ? {} : { declared },
  )
}
