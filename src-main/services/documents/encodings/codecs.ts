/** The two libraries behind encodings: loaded at the first text that needs them. */

export interface Codecs {
  /** Bytes without a meaning become U+FFFD. A byte-order mark stays. */
  decode(bytes: Uint8Array, encoding: string): string
  exists(encoding: string): boolean
}

/** jschardet's label and language (ISO 639-1) for bytes. */
export type Guess = (bytes: Uint8Array) => { encoding: string | null; language: string | null }

/** Labels that the web platform reads as a superset, because that is what files with them are in. */
const supersets: Readonly<Record<string, string>> = {
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  l1: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  'tis-620': 'windows-874',
  gb2312: 'gb18030',
  gbk: 'gb18030',
}

let loaded: Promise<Codecs> | null = null

/**
 * Codecs over iconv-lite, which has the same tables on every host and knows the encodings of DOS; what it lacks is left
 * to TextDecoder.
 */
export function loadCodecs(): Promise<Codecs> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Codecs> {
  const { default: iconv } = await import('iconv-lite')
  const known = (label: string) => {
    const lower = label.trim().toLowerCase()
    return supersets[lower] ?? lower
  }
  const ofPlatform = (label: string) => {
    try {
      return new TextDecoder(label, { ignoreBOM: true })
    } catch {
      return null
    }
  }
  return {
    exists(encoding) {
      const label = known(encoding)
      return iconv.encodingExists(label) || ofPlatform(label) !== null
    },
    decode(bytes, encoding) {
      const label = known(encoding)
      if (iconv.encodingExists(label))
        return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), label, { stripBOM: false })
      return ofPlatform(label)?.decode(bytes) ?? ''
    },
  }
}

export async function loadGuess(): Promise<Guess> {
  const { detect } = await import('jschardet')
  return (bytes) => detect(bytes)
}
