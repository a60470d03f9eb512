/**
 * Bytes to text (formats.md section 3): what somebody has chosen, byte-order mark, strict UTF-8, what the file declares,
 * and at last a guess.
 */
import { AppError, type DocumentModel } from '#shared/contract'
import { loadCodecs, loadGuess } from './encodings/codecs'
import { detectEncoding } from './encodings/detect'
import { decodeUnicode } from './encodings/unicode'

export { decodeUnicode, startOfText } from './encodings/unicode'

export interface Decoded {
  /** Without byte-order mark. */
  text: string
  /** Lower-case label, e.g. `windows-1257`. */
  encoding: string
  how: 'chosen' | 'byte-order mark' | 'utf-8' | 'declared' | 'detected'
  /** Says how many bytes had no meaning, where there were any; belongs into the warnings of the model. */
  warnings: DocumentModel['warnings']
}

/** The part of the hints that decoding needs. */
export interface DecodeHints {
  encoding?: string
  lang?: string
  fileName?: string
}

const lost = (text: string) => text.match(/\ufffd/g)?.length ?? 0

function warningsOf(text: string, encoding: string): DocumentModel['warnings'] {
  const count = lost(text)
  if (count === 0) return []
  const message = `${count} places have no meaning in the encoding ${encoding} and are shown as "\ufffd".`
  return [{ code: 'undecodable', message }]
}

/** UTF-8 with a few broken places: many more characters of several bytes that hold than that do not. */
function damagedUtf8(bytes: Uint8Array): string | null {
  const text = new TextDecoder('utf-8').decode(bytes)
  const broken = lost(text)
  let sound = 0
  for (const [run] of text.matchAll(/[^\0-\x7f\ufffd]+/g)) sound += run.length
  return sound >= broken * 10 ? text : null
}

/** True where a text has so much that nobody can read that it is none. */
function isGarbage(text: string): boolean {
  const unreadable = text.match(/[\0-\x08\x0e-\x19\x1c-\x1f\x7f-\x9f\ufffd]/g)?.length ?? 0
  return unreadable > Math.max(1, text.length * 0.01)
}

/**
 * Decodes by the first of: `hints.encoding`, mark, strict UTF-8 (and UTF-16 without mark), `declared` (the label that
 * the file gives itself), detection. Throws AppError `unsupported-format` when nothing makes a text of the bytes, or the
 * chosen encoding is unknown.
 */
export async function decodeText(bytes: Uint8Array, hints: DecodeHints = {}, declared?: string): Promise<Decoded> {
  const name = hints.fileName ?? 'The text'
  if (hints.encoding !== undefined) {
    const codecs = await loadCodecs()
    const encoding = hints.encoding.trim().toLowerCase()
    if (!codecs.exists(encoding)) {
      const sentence = `"${name}" cannot be read as "${hints.encoding}": no such encoding is known.`
      throw new AppError('unsupported-format', sentence, { name, encoding: hints.encoding })
    }
    const text = codecs.decode(bytes, encoding).replace(/^\ufeff/, '')
    return { text, encoding, how: 'chosen', warnings: warningsOf(text, encoding) }
  }
  const unicode = decodeUnicode(bytes)
  if (unicode) return { ...unicode, warnings: [] }

  const damaged = damagedUtf8(bytes)
  if (damaged !== null) {
    return { text: damaged, encoding: 'utf-8', how: 'detected', warnings: warningsOf(damaged, 'utf-8') }
  }
  const codecs = await loadCodecs()
  // A label of two or four bytes a letter is a lie where the bytes do not have that shape.
  if (declared !== undefined && !/^(?:utf|ucs|iso-10646|unicode)/i.test(declared) && codecs.exists(declared)) {
    const encoding = declared.trim().toLowerCase()
    const text = codecs.decode(bytes, encoding)
    if (lost(text) === 0) return { text, encoding, how: 'declared', warnings: [] }
  }
  const encoding = detectEncoding(bytes, codecs, await loadGuess(), hints.lang)
  const text = encoding === null ? null : codecs.decode(bytes, encoding)
  if (encoding === null || text === null || isGarbage(text)) {
    throw new AppError(
      'unsupported-format',
      `"${name}" is not a text in any encoding that is known. Choose its encoding, or save it as UTF-8 and add it again.`,
      declared === undefined ? { name } : { name, declared },
    )
  }
  return { text, encoding, how: 'detected', warnings: warningsOf(text, encoding) }
}
