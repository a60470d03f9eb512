/** What counts as the same word, and rough spellings that let words of two languages meet. */
import type { Folding } from '#shared/contract'
import type { TokenKind } from './tokens'

/** Nothing is ignored but what cannot be seen: soft hyphens and zero-width characters. */
export const exactFolding: Folding = { case: false, diacritics: false, punctuation: false }

const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g
const MARKS = /\p{M}+/gu
const GROUP_SEPARATOR = /[ \u00A0\u202F.,'’]/g
const GROUPED = /^\p{Nd}{1,3}(?:[ \u00A0\u202F.,'’]\p{Nd}{3})+$/u

/** Letters that canonical decomposition leaves whole. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ø: 'o',
  Ø: 'O',
  ı: 'i',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ß: 'ss',
}

/** Quotation marks and dashes of all kinds to one of each, so that two typesetters of one text agree. */
function foldMark(mark: string): string {
  if (/^[\p{Pi}\p{Pf}"„‚'‹›«»]/u.test(mark)) return '"'
  if (/^[\p{Pd}\u2212]/u.test(mark)) return '-'
  if (mark === '...') return '…'
  return mark
}

/** Accents and other marks away, in Latin, Cyrillic (ё to е, й to и) and Greek; ligatures and letters with a stroke apart. */
export function withoutDiacritics(text: string): string {
  const bare = text.normalize('NFD').replace(MARKS, '').normalize('NFC')
  return bare.replace(/[łŁđĐøØıæÆœŒß]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
}

/**
 * The key by which a token is compared; equal keys count as the same word. Invisible characters never count, and a
 * number is its digits whatever groups them. `case` also folds the long s, `diacritics` also ligatures. Null: the token
 * is left out of the comparison (punctuation that the reader ignores).
 */
export function foldToken(raw: string, kind: TokenKind, folding: Folding): string | null {
  if (kind === 'punctuation') return folding.punctuation ? null : folding.diacritics ? foldMark(raw) : raw
  if (kind === 'number') return GROUPED.test(raw) ? raw.replace(GROUP_SEPARATOR, '') : raw.replace(/:/g, '.')
  let key = raw.replace(INVISIBLE, '').replace(/[’ʼ]/g, "'")
  if (folding.case) key = key.replace(/ſ/g, 's').toLowerCase()
  if (folding.diacritics) key = withoutDiacritics(key.normalize('NFKC'))
  if (folding.punctuation) key = key.replace(/'/g, '')
  return key
}

const CYRILLIC: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ґ: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  є: 'e',
  ж: 'z',
  з: 'z',
  и: 'i',
  і: 'i',
  ї: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ў: 'u',
  ф: 'f',
  х: 'h',
  ц: 'c',
  ч: 'c',
  ш: 's',
  щ: 's',
  ъ: '',
  ы: 'i',
  ь: '',
  э: 'e',
  ѣ: 'e',
  ю: 'u',
  я: 'a',
}

/**
 * One rough Latin spelling for a word of either script, so that a name meets itself in another language: `Молотов`,
 * `Molotovs` and `Molotov` all begin with `molotov`, `Šulenburgs` and `Schulenburg` with `sulenb`.
 */
export function roughSpelling(word: string): string {
  const latin = withoutDiacritics(word.replace(INVISIBLE, '').toLowerCase()).replace(
    /\p{Script=Cyrillic}/gu,
    (letter) => CYRILLIC[letter] ?? '',
  )
  return latin
    .replace(/tsch/g, 'c')
    .replace(/sch|sh|sz/g, 's')
    .replace(/c(?=[aou])/g, 'k')
    .replace(/ch|cz/g, 'c')
    .replace(/ph/g, 'f')
    .replace(/th/g, 't')
    .replace(/ck|q/g, 'k')
    .replace(/w/g, 'v')
    .replace(/[yj]/g, 'i')
    .replace(/x/g, 'ks')
    .replace(/(\p{L})\1+/gu, '$1')
}

/**
 * Start of a word without case and marks: 4 letters of words up to 6, 5 of longer ones. Crude, but it lets the forms of
 * inflected words meet in every language of the app without a dictionary.
 */
export function stem(word: string): string {
  const folded = withoutDiacritics(word.replace(INVISIBLE, '').toLowerCase())
  return folded.slice(0, folded.length > 6 ? 5 : 4)
}

/** First part of a BCP 47 tag in lower case; the empty string where there is none. */
export function primaryLanguage(tag: string | undefined): string {
  return (tag ?? '').split(/[-_]/)[0]?.toLowerCase() ?? ''
}

const ROMAN: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 }

/** Value of a roman numeral in capitals, or null. Only spellings in use: `IV`, not `IIII`. */
export function romanValue(numeral: string): number | null {
  if (!/^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/.test(numeral) || numeral === '') return null
  let value = 0
  for (let i = 0; i < numeral.length; i += 1) {
    const digit = ROMAN[numeral.charAt(i)] ?? 0
    const next = ROMAN[numeral.charAt(i + 1)] ?? 0
    value += digit < next ? -digit : digit
  }
  return value
}
