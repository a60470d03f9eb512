/** The tree of parts of a mail (RFC 2045, 2046) over its bytes; nothing is decoded or copied before it is asked for. */
import { AppError } from '#shared/contract'
import { type HeaderFields, readFields, readStructured, type StructuredField } from './headers'

export const mailLimits = {
  /** Parts of one mail. */
  parts: 10_000,
  /** Multiparts in one another. */
  depth: 64,
  /** Bytes of all headers of one mail. */
  headers: 2 * 1024 * 1024,
} as const

export interface MimePart {
  fields: HeaderFields
  /** Lower case; `text/plain` where the part says nothing. */
  type: string
  contentType: StructuredField
  disposition: StructuredField
  /** As it stands in the mail, still in its transfer encoding. */
  body: Uint8Array
  children: readonly MimePart[]
}

export interface MimeTree {
  root: MimePart
  /** True where a multipart did not end as it said: the rest of the mail is missing. */
  truncated: boolean
}

const lineFeed = 10

/** Where the header ends, and the body begins. */
function headerEnd(bytes: Buffer): { header: number; body: number } {
  let at = 0
  for (;;) {
    if (bytes[at] === lineFeed) return { header: at, body: at + 1 }
    if (bytes[at] === 13 && bytes[at + 1] === lineFeed) return { header: at, body: at + 2 }
    const next = bytes.indexOf(lineFeed, at)
    if (next < 0) return { header: bytes.length, body: bytes.length }
    at = next + 1
  }
}

/** The header block of a mail. */
export function headerOf(mail: Uint8Array): Uint8Array {
  const buffer = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength)
  const start = envelopeLength(buffer)
  return buffer.subarray(start, start + headerEnd(buffer.subarray(start)).header)
}

interface Delimiter {
  /** Of the line end before it, which belongs to it. */
  start: number
  /** Behind its own line end. */
  end: number
  last: boolean
}

function* delimiters(body: Buffer, boundary: string): Generator<Delimiter> {
  const mark = Buffer.from(`--${boundary}`, 'latin1')
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== lineFeed) continue
    let end = at + mark.length
    const last = body[end] === 45 && body[end + 1] === 45
    if (last) end += 2
    while (body[end] === 32 || body[end] === 9) end += 1
    if (body[end] === 13) end += 1
    if (end < body.length && body[end] !== lineFeed) continue
    const start = at > 1 && body[at - 2] === 13 ? at - 2 : Math.max(0, at - 1)
    yield { start, end: Math.min(end + 1, body.length), last }
    if (last) return
  }
}

/** Throws AppError `too-many-nodes`, `too-deep`, `parse-too-large`; nothing else is wrong with a mail as such. */
export function readMime(bytes: Uint8Array, name: string): MimeTree {
  let parts = 0
  let headers = 0
  let truncated = false

  function refuse(code: 'too-many-nodes' | 'too-deep' | 'parse-too-large', limit: number, found: number, what: string) {
    return new AppError(code, `"${name}" has ${what}: it is no mail, or one made to do harm.`, { name, limit, found })
  }

  function read(source: Buffer, depth: number, usual: string): MimePart {
    parts += 1
    if (parts > mailLimits.parts)
      throw refuse('too-many-nodes', mailLimits.parts, parts, `more than ${mailLimits.parts} parts`)
    if (depth > mailLimits.depth)
      throw refuse('too-deep', mailLimits.depth, depth, `parts more than ${mailLimits.depth} deep`)
    const { header, body: start } = headerEnd(source)
    headers += header
    if (headers > mailLimits.headers)
      throw refuse('parse-too-large', mailLimits.headers, headers, `headers of more than ${mailLimits.headers} bytes`)
    const fields = readFields(source.subarray(0, header), name)
    const contentType = readStructured(fields.first('content-type'))
    const disposition = readStructured(fields.first('content-disposition'))
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(contentType.value) ? contentType.value : usual
    const body = source.subarray(start)
    const boundary = contentType.parameters.get('boundary')?.value ?? ''
    const children: MimePart[] = []
    if (type.startsWith('multipart/') && boundary !== '') {
      const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
      let from = -1
      for (const { start: end, end: next, last } of delimiters(body, boundary)) {
        if (from >= 0) children.push(read(body.subarray(from, Math.max(from, end)), depth + 1, inner))
        from = last ? -1 : next
      }
      if (from >= 0) {
        truncated = true
        if (from < body.length) children.push(read(body.subarray(from), depth + 1, inner))
      }
    }
    return { fields, type, contentType, disposition, body, children }
  }

  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { root: read(buffer.subarray(envelopeLength(buffer)), 0, 'text/plain'), truncated }
}

/** Length of what programs write before the first field: a mark, empty lines, the `From ` line of a mailbox. */
function envelopeLength(buffer: Buffer): number {
  const head = buffer.subarray(0, 2048).toString('latin1')
  return /^(?:\xef\xbb\xbf)?[\r\n]*(?:>?From [^\n]*\n)?/.exec(head)?.[0].length ?? 0
}

function quotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length)
  let length = 0
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0
    if (byte !== 61) {
      out[length++] = byte
      continue
    }
    let next = at + 1
    while (body[next] === 32 || body[next] === 9) next += 1
    if (next >= body.length) break
    if (body[next] === 13 && body[next + 1] === lineFeed) at = next + 1
    else if (body[next] === lineFeed) at = next
    else {
      const hex = body.subarray(at + 1, at + 3).toString('latin1')
      if (/^[\da-f]{2}$/i.test(hex)) {
        out[length++] = Number.parseInt(hex, 16)
        at += 2
      } else out[length++] = byte
    }
  }
  return out.subarray(0, length)
}

/** The content of a part without its transfer encoding. */
export function contentOf({ fields, body }: MimePart): Uint8Array {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const encoding = /[\w-]+/.exec(fields.first('content-transfer-encoding').toLowerCase())?.[0]
  if (encoding === 'base64') return Buffer.from(buffer.toString('latin1'), 'base64')
  if (encoding === 'quoted-printable') return quotedPrintable(buffer)
  return buffer
}

/** The id of a part without its angle brackets, as `cid:` addresses name it; '' where it has none. */
export const contentIdOf = ({ fields }: MimePart) => fields.first('content-id').replace(/^\s*<|>\s*$/g, '')
