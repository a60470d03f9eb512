/** Header fields of a mail or of a part of one (RFC 5322, RFC 2045, RFC 2231): bytes to fields, fields to values. */
import { AppError } from '#shared/contract'
import { type DecodeHints, decodeText } from '../decode'
import { loadCodecs } from '../encodings/codecs'

/** Fields of one part; a real one has some dozen. */
const maxFields = 2000

export interface HeaderFields {
  /** The first field of this name (lower case) as Latin-1 of its bytes, unfolded; '' where there is none. */
  first(name: string): string
  /** All fields of this name, in their order. */
  all(name: string): readonly string[]
  readonly count: number
}

/** Fields from the bytes of a header block, without the empty line behind it. Throws AppError `too-many-nodes`. */
export function readFields(bytes: Uint8Array, name: string): HeaderFields {
  const fields = new Map<string, string[]>()
  let count = 0
  // A folded field is gathered in pieces and joined once: a header of nothing but folds is long.
  let pieces: string[] = []
  const close = () => {
    const line = pieces.join('')
    pieces = []
    const colon = line.indexOf(':')
    if (colon <= 0) return
    const key = line.slice(0, colon).trim().toLowerCase()
    count += 1
    if (count > maxFields) {
      const message = `"${name}" has a part with more than ${maxFields} header fields: it is no mail, or a broken one.`
      throw new AppError('too-many-nodes', message, { name, limit: maxFields, found: count })
    }
    const known = fields.get(key)
    const value = line.slice(colon + 1).trim()
    if (known) known.push(value)
    else fields.set(key, [value])
  }
  for (const line of Buffer.from(bytes)
    .toString('latin1')
    .split(/\r?\n|\r/)) {
    if (/^[ \t]/.test(line) && pieces.length > 0) pieces.push(line)
    else {
      close()
      pieces.push(line)
    }
  }
  close()
  return {
    first: (key) => fields.get(key)?.[0] ?? '',
    all: (key) => fields.get(key) ?? [],
    count,
  }
}

export interface StructuredField {
  /** Lower case, without parameters. */
  value: string
  /** By lower-case name; continued and percent-encoded ones (RFC 2231) put together, their encoding not yet applied. */
  parameters: ReadonlyMap<string, { value: string; charset?: string }>
}

/** Longest structured field that is read; what is behind it is left. */
const maxStructured = 20_000

/** `text/plain; charset="utf-8"; name*0*=utf-8''…` taken apart. */
export function readStructured(field: string): StructuredField {
  const source = field.slice(0, maxStructured)
  const parameters = new Map<string, { value: string; charset?: string }>()
  const continued = new Map<string, { at: number; encoded: boolean; value: string }[]>()
  const value =
    /^[^;]*/
      .exec(source)?.[0]
      .replace(/\([^()]*\)/g, '')
      .trim()
      .toLowerCase() ?? ''
  const parameter = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\[^])*)"?|([^;]*))/g
  for (const [, key = '', quoted, plain = ''] of source.matchAll(parameter)) {
    const written = quoted === undefined ? withoutComment(plain.trim()) : unescape(quoted)
    const found = /^([^*]+)\*(?:(\d{1,4})(\*)?)?$/.exec(key.toLowerCase())
    if (!found) {
      if (!parameters.has(key.toLowerCase())) parameters.set(key.toLowerCase(), { value: written })
      continue
    }
    const [, base = '', at, starred] = found
    const pieces = continued.get(base) ?? []
    pieces.push({ at: Number(at ?? 0), encoded: at === undefined || starred !== undefined, value: written })
    continued.set(base, pieces)
  }
  for (const [base, pieces] of continued) {
    pieces.sort((a, b) => a.at - b.at)
    let charset: string | undefined
    const parts = pieces.map((piece, index) => {
      if (!piece.encoded) return piece.value
      const found = index === 0 ? /^([^']*)'[^']*'([^]*)$/.exec(piece.value) : null
      if (found) charset = found[1]
      const encoded = found?.[2] ?? piece.value
      return encoded.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    })
    parameters.set(base, { value: parts.join(''), ...(charset ? { charset } : {}) })
  }
  return { value, parameters }
}

/** No pattern: over many spaces one would try each of them. */
function withoutComment(value: string): string {
  const at = value.endsWith(')') ? value.lastIndexOf(' (') : -1
  return at < 0 ? value : value.slice(0, at).trimEnd()
}

/** A backslash before a quote or itself is one of the notation; before anything else it belongs to a Windows path. */
const unescape = (quoted: string) => quoted.replace(/\\(["\\])/g, '$1')

const encodedWord = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi

function bytesOfWord(encoding: string, body: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(body, 'base64')
  const plain = body.replace(/_/g, ' ').replace(/=([\da-f]{2})/gi, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16))
  })
  return Buffer.from(plain, 'latin1')
}

/** Reads values of fields: raw letters beyond ASCII, and encoded words (RFC 2047) in any encoding that is known. */
export interface WordReader {
  /** The words of an unstructured field. */
  text(field: string): string
  /** A structured field (addresses) with its encoded words in UTF-8, for the parser of its structure. */
  evened(field: string): string
  /** The value of a parameter. */
  parameter(found: { value: string; charset?: string } | undefined): string
}

/** Longest field that is read as text; what is behind it is left. */
const maxField = 100_000

/** `declared` is the encoding of the text of the mail, for raw letters in its header. */
export async function createWordReader(hints: DecodeHints, declared: string | undefined): Promise<WordReader> {
  const codecs = await loadCodecs()
  const { decodeWords } = await import('postal-mime')
  const rawText = new Map<string, string>()

  /** Letters that were written without any notation are UTF-8, or in the encoding of the mail. */
  function raw(field: string): string {
    if (!/[\x80-\xff]/.test(field)) return field
    const known = rawText.get(field)
    if (known !== undefined) return known
    const bytes = Buffer.from(field, 'latin1')
    const utf8 = bytes.toString('utf8')
    const label = hints.encoding ?? declared
    let text = utf8
    if (utf8.includes('\ufffd')) text = codecs.decode(bytes, label && codecs.exists(label) ? label : 'windows-1252')
    rawText.set(field, text)
    return text
  }

  /** Neighbours of one encoding are one run of bytes: letters of several bytes are cut anywhere. */
  function evened(field: string): string {
    const joined = raw(field.slice(0, maxField)).replace(/(\?=)[ \t]+(?==\?)/g, '$1')
    const runs: { charset: string; bytes: Buffer[]; start: number; end: number }[] = []
    for (const found of joined.matchAll(encodedWord)) {
      const [whole, charset = '', encoding = '', body = ''] = found
      const last = runs.at(-1)
      const bytes = bytesOfWord(encoding, body)
      if (last?.end === found.index && last.charset === charset.toLowerCase()) {
        last.bytes.push(bytes)
        last.end += whole.length
      } else
        runs.push({
          charset: charset.toLowerCase(),
          bytes: [bytes],
          start: found.index,
          end: found.index + whole.length,
        })
    }
    const pieces: string[] = []
    let at = 0
    for (const { charset, bytes, start, end } of runs) {
      const text = codecs.decode(Buffer.concat(bytes), codecs.exists(charset) ? charset : 'windows-1252')
      pieces.push(joined.slice(at, start), `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`)
      at = end
    }
    return [...pieces, joined.slice(at)].join('')
  }

  const text = (field: string) => decodeWords(evened(field)).replace(/\s+/g, ' ').trim()
  return {
    evened,
    text,
    parameter(found) {
      if (!found) return ''
      const { value, charset } = found
      if (charset === undefined) return text(value)
      return codecs.decode(Buffer.from(value, 'latin1'), codecs.exists(charset) ? charset : 'utf-8').trim()
    },
  }
}

/** Encodings of seven bits with switches: any such text is sound ASCII, so that the label has to be believed. */
const switching = /^(?:iso-2022-|utf-7|hz-gb|unicode-1-1-utf-7)/i

/** The text of a part in the encoding that it declares. */
export async function decodePart(bytes: Uint8Array, hints: DecodeHints, declared: string | undefined) {
  if (declared === undefined || hints.encoding !== undefined || !switching.test(declared))
    return decodeText(bytes, hints, declared)
  const codecs = await loadCodecs()
  if (!codecs.exists(declared)) return decodeText(bytes, hints)
  const decoded = await decodeText(bytes, { ...hints, encoding: declared })
  return { ...decoded, how: 'declared' as const }
}
