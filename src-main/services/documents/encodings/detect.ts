/**
 * Guessing the encoding of a text that is not Unicode and does not say what it is. jschardet proposes; the decodings
 * that occur in our archives are compared with its proposal by how plausible they read (see plausibility.ts).
 */
import type { Codecs, Guess } from './codecs'
import { knownLanguages, plausibility } from './plausibility'

/** Single-byte encodings that are compared, and what an unusual one has to be better by, in bits. */
const family: Readonly<Record<string, number>> = {
  'windows-1257': 0,
  'iso-8859-13': 0,
  'windows-1252': 0,
  'windows-1251': 0,
  'koi8-r': 0,
  'koi8-u': 0,
  'windows-1250': 0,
  'iso-8859-15': 0,
  'iso-8859-2': 0,
  'iso-8859-4': 2,
  cp775: 2,
  cp866: 2,
  cp850: 1,
  cp852: 2,
  cp437: 4,
  'iso-8859-5': 4,
  'iso-8859-10': 6,
  macintosh: 6,
  'x-mac-cyrillic': 6,
}

/** What a proposal of jschardet is worth, in bits. */
const proposalBonus = 6

/**
 * Average bits of a character beyond ASCII below which a compared decoding is not believed: against a proposal in
 * another script, against one in a Latin encoding or language whose letters are not counted, and at all.
 */
const againstScript = -8
const againstLatin = -12
const least = -24

const headLength = 64 * 1024
const tailLength = 16 * 1024
/** Bytes of the stretches that are compared, and of one stretch. */
const comparedLength = 12 * 1024
const stretch = 512

/** Languages without letters of their own beyond ASCII, or none told, decide nothing. */
const isComparable = (language: string | null) =>
  language === null || ['en', 'no', 'nl', 'und'].includes(language) || knownLanguages.has(language)

/** True where most of the letters beyond ASCII are Latin ones. */
function isLatin(text: string): boolean {
  const letters = text.match(/(?![\0-\x7f])\p{L}/gu) ?? []
  return letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length * 2 >= letters.length
}

/** jschardet's labels in our spelling: `ISO8859-4`, `IBM866`, `MacRoman`. */
export function labelOf(name: string): string {
  const lower = name.toLowerCase()
  const renamed: Record<string, string> = {
    macroman: 'macintosh',
    maccyrillic: 'x-mac-cyrillic',
    ascii: 'utf-8',
    'iso-8859-1': 'windows-1252',
  }
  return renamed[lower] ?? lower.replace(/^iso8859-?/, 'iso-8859-').replace(/^(?:ibm|cp-?)(?=\d)/, 'cp')
}

/** Head and tail of a long text: an encoding shows in both, and in front there may be only English. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= headLength + tailLength) return bytes
  return Buffer.concat([bytes.subarray(0, headLength), bytes.subarray(bytes.length - tailLength)])
}

/** The stretches of the sample that have anything beyond ASCII in them. */
function tellingPart(sample: Uint8Array): Uint8Array {
  if (sample.length <= comparedLength) return sample
  const found: Uint8Array[] = []
  for (let at = 0; at < sample.length && found.length * stretch < comparedLength; at += stretch) {
    const piece = sample.subarray(at, at + stretch)
    if (piece.some((byte) => byte > 0x7f)) found.push(piece)
  }
  return Buffer.concat(found)
}

/**
 * The label of the encoding that makes the best reading of `bytes`, or null when nothing does. `lang` (BCP 47) is the
 * language the text is said to be in.
 */
export function detectEncoding(bytes: Uint8Array, codecs: Codecs, ask: Guess, lang?: string): string | null {
  const sample = sampleOf(bytes)
  const { encoding, language } = ask(sample)
  const proposal = encoding === null ? null : labelOf(encoding)
  const part = tellingPart(sample)
  let beyond = 0
  for (const byte of part) if (byte > 0x7f) beyond += 1

  // Where a usual encoding reads the same as the proposed one, it gets the same credit, and its name is given.
  const proposed = proposal !== null && codecs.exists(proposal) ? codecs.decode(part, proposal) : null
  let best: string | null = null
  let bits = -Infinity
  for (const [label, handicap] of Object.entries(family)) {
    const text = codecs.decode(part, label)
    const own = plausibility(text, lang) - handicap + (text === proposed ? proposalBonus : 0)
    if (own > bits) {
      best = label
      bits = own
    }
  }
  const isOurs = proposed === null || (proposal !== null && proposal in family && isComparable(language))
  const bar = isOurs ? least : isLatin(proposed) ? againstLatin : againstScript
  if (bits >= bar * Math.max(1, beyond)) return best
  return proposed === null ? null : proposal
}
