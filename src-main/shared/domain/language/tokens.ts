/** Cutting text into words, numbers and punctuation marks, with UTF-16 offsets. */

export type TokenKind = 'word' | 'number' | 'punctuation'

/** A piece of text as a half-open range of UTF-16 offsets into the text it was cut from. */
export interface Token {
  start: number
  end: number
  kind: TokenKind
}

/*
 * The rules, by Unicode general category; what no rule takes (white space, control and format characters that stand
 * alone) separates tokens and is in none:
 * 1. A number with grouped digits: one to three digits, then groups of exactly three after a space (ordinary, no-break
 *    or narrow), a comma, a full stop or an apostrophe: `25 000`, `1,250,000`.
 * 2. Any other number: digits, joined by a single full stop, comma or colon between digits: `21.00`, `28.09.1939`.
 * 3. A word: a letter, then letters, combining marks, digits, soft hyphens and zero-width joiners; an apostrophe
 *    between letters belongs to the word. A hyphen does not: both halves of a compound can be compared.
 * 4. A punctuation mark or symbol: one character, or a run of the same one (`...`).
 */
const GROUPED = String.raw`\p{Nd}{1,3}(?:[ \u00A0\u202F.,'’]\p{Nd}{3})+(?!\p{Nd})`
const NUMBER = String.raw`\p{N}+(?:[.,:]\p{N}+)*`
const WORD = String.raw`[\p{L}\p{M}][\p{L}\p{M}\p{N}\u00AD\u200C\u200D]*(?:['’ʼ][\p{L}\p{M}][\p{L}\p{M}\p{N}\u00AD]*)*`
const MARK = String.raw`([^\s\p{L}\p{M}\p{N}\p{C}\p{Z}])\4*`
const PATTERN = new RegExp(`(${GROUPED})|(${NUMBER})|(${WORD})|${MARK}`, 'gu')

/** Tokens of `text` between two offsets, in order, not overlapping. Offsets are into the whole `text`. */
export function tokenize(text: string, from = 0, to = text.length): Token[] {
  const tokens: Token[] = []
  // A slice, not lastIndex alone: a word that crosses the border is cut there, as the caller asked.
  const piece = from === 0 && to === text.length ? text : text.slice(from, to)
  for (const match of piece.matchAll(PATTERN)) {
    const start = from + match.index
    const kind: TokenKind =
      match[1] !== undefined || match[2] !== undefined ? 'number' : match[3] !== undefined ? 'word' : 'punctuation'
    tokens.push({ start, end: start + match[0].length, kind })
  }
  return tokens
}
