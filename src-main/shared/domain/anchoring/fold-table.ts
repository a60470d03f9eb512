/**
 * What one character counts as when two editions are compared: case, quotation marks, dashes, long s, ligatures,
 * diacritics and historical letters away, for every script of the Basic Multilingual Plane. One look-up a character.
 */

/** Left out: soft hyphens, zero-width characters, combining marks. */
export const DROP = 0
/** White space of any kind; runs of it become one. */
export const SPACE = 32
/** Becomes several characters: see `expansionOf`. */
export const EXPAND = 1
/** Half of a pair: the whole code point is looked up by `foldPair`. */
export const PAIR = 2
/** The Cyrillic hard sign, which old spelling wrote at the end of words: counts inside a word only. */
export const HARD_SIGN = 0x44a

export const LETTER = 1
export const UPPER = 2
/** A sign that divides a word at the end of a line. */
export const DIVIDER = 4
const DIGIT = 8
/** What words are made of. */
export const WORD = LETTER | DIGIT

/** Marks that are accents and not letters of their own, as they are in Indic scripts. */
const ACCENTS =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]/g

const INVISIBLE = /^[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]$/

/** Letters that decomposition leaves whole, or that an older spelling wrote for another one. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ð: 'd',
  ł: 'l',
  đ: 'd',
  ø: 'o',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  // Latvian before 1921 and its Gothic print: strokes through letters, w for v (as in Lithuanian and Estonian).
  ꞡ: 'g',
  ꞣ: 'k',
  ꞥ: 'n',
  ꞧ: 'r',
  ꞩ: 's',
  ẜ: 's',
  ẝ: 's',
  w: 'v',
  // Russian before 1918.
  ѣ: 'е',
  і: 'и',
  ѳ: 'ф',
  ѵ: 'и',
  ѡ: 'о',
  ѕ: 'з',
  ς: 'σ',
}

const MARKS: Readonly<Record<string, string>> = {
  '…': '...',
  '´': "'",
  '`': "'",
  '¨': '"',
}

function foldCharacter(character: string): string {
  if (INVISIBLE.test(character)) return ''
  if (/[\s\p{Z}\p{Cc}]/u.test(character)) return ' '
  const mark = MARKS[character]
  if (mark !== undefined) return mark
  if (/['‘’‚‛ʹʻʼʽˈ′‵＇]/u.test(character)) return "'"
  if (/["“”„‟«»‹›″‶〝〞〟＂]/u.test(character)) return '"'
  if (/[\p{Pd}−⁃¬⸗]/u.test(character)) return '-'
  let folded = ''
  for (const letter of character.normalize('NFKD').replace(ACCENTS, '').toLowerCase().replace(ACCENTS, '')) {
    folded += LETTERS[letter] ?? letter
  }
  return folded === ' ' || folded === '' ? folded : folded.trim()
}

/** Scripts without case, accents and compatibility forms, told by their range: Han, Hangul, Yi, private use. */
const isPlain = (code: number) => (code >= 0x3100 && code < 0xa640) || (code >= 0xac00 && code < 0xf900)

/** The tables, 65,536 entries each: what a code unit counts as, and its class. */
export interface FoldTable {
  readonly fold: Uint16Array
  readonly classes: Uint8Array
  /** Code units that an `EXPAND` entry becomes. */
  expansionOf(code: number): readonly number[]
}

let built: FoldTable | null = null

/** Made at the first use, in some ten milliseconds. */
export function foldTable(): FoldTable {
  built ??= build()
  return built
}

function build(): FoldTable {
  const fold = new Uint16Array(65536)
  const classes = new Uint8Array(65536)
  const expansions = new Map<number, number[]>()
  for (let code = 0; code < 65536; code += 1) {
    if (code >= 0xd800 && code < 0xe000) {
      fold[code] = PAIR
      classes[code] = LETTER
      continue
    }
    if (isPlain(code)) {
      fold[code] = code
      classes[code] = LETTER
      continue
    }
    const character = String.fromCharCode(code)
    const folded = foldCharacter(character)
    if (folded.length > 1) {
      fold[code] = EXPAND
      expansions.set(
        code,
        Array.from(folded, (one) => one.charCodeAt(0)),
      )
    } else fold[code] = folded === '' ? DROP : folded.charCodeAt(0)
    if (/\p{L}/u.test(character)) classes[code] = /[\p{Lu}\p{Lt}]/u.test(character) ? LETTER | UPPER : LETTER
    else if (/\p{N}/u.test(character)) classes[code] = DIGIT
    else if (character === '\u00ad' || folded === '-') classes[code] = DIVIDER
  }
  const none: readonly number[] = []
  return { fold, classes, expansionOf: (code) => expansions.get(code) ?? none }
}

const pairs = new Map<number, readonly number[]>()

/** Code units that a code point beyond the BMP counts as: 𝔄 as a, 𐐀 as 𐐨, an emoji as itself. */
export function foldPair(codePoint: number): readonly number[] {
  let known = pairs.get(codePoint)
  if (!known) {
    const folded = foldCharacter(String.fromCodePoint(codePoint))
    known = Array.from({ length: folded.length }, (_, i) => folded.charCodeAt(i))
    if (pairs.size > 10_000) pairs.clear()
    pairs.set(codePoint, known)
  }
  return known
}
