/** Rich Text Format, read by our own reader after the specification of version 1.9.1. */
import { AppError } from '#shared/contract'
import { loadCodecs } from '../../encodings/codecs'
import type { Format } from '../../format'
import { RtfReader } from './reader'
import { rtfTokens } from './tokens'

export const format = {
  id: 'rtf',
  version: 1,
  label: 'Rich Text (RTF)',
  extensions: ['rtf'],
  mediaType: 'application/rtf',
  storedExtension: 'rtf',
  maxBytes: 200 * 1024 * 1024,
  sniff: ({ start }) => (/^\s{0,16}\{\\rtf/.test(start) ? 1 : 0),
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The document'
    if (
      !/^\s*\{\\rtf/.test(
        Buffer.from(bytes.subarray(0, 64))
          .toString('latin1')
          .replace(/^\xef\xbb\xbf/, ''),
      )
    ) {
      throw new AppError('damaged', `"${name}" does not begin as Rich Text does ({\\rtf).`, { name })
    }
    const codecs = await loadCodecs()
    const chosen = hints.encoding ?? null
    if (chosen !== null && !codecs.exists(chosen)) {
      throw new AppError('unsupported-format', `"${name}" cannot be read as "${chosen}": no such encoding is known.`, {
        name,
        encoding: chosen,
      })
    }
    const decode = (part: Uint8Array, encoding: string) =>
      codecs.decode(part, codecs.exists(encoding) ? encoding : 'windows-1252')
    const reader = new RtfReader(decode, name, chosen)
    for (const token of rtfTokens(bytes)) reader.take(token)
    const { encoding, ...parts } = reader.finish()
    if (parts.text === '') throw new AppError('empty', `"${name}" has no text in it.`, { name })
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: chosen === null ? 'declared' : 'chosen' },
    }
  },
} satisfies Format
