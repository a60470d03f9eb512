/**
 * How much a decoded text looks like writing, by what stands beyond ASCII in it: letters of a language with neighbours
 * that they have in it, punctuation in its places. The measure is a log-likelihood in bits, so that two decodings of the
 * same single-byte text can be compared; the idea is that of n-gram text categorisation (Cavnar and Trenkle 1994).
 */
import { type LetterPairs, letterPairs } from './letter-pairs'

interface Neighbours {
  before: ReadonlyMap<string, number>
  after: ReadonlyMap<string, number>
}

interface Language {
  lang: string
  letters: ReadonlyMap<string, Neighbours>
}

/** Bits of a pair by its frequency class. */
const bitsOf = (digit: number) => (digit === 0 ? -24 : digit * 1.25 - 20)
const unseenPair = bitsOf(0)

/** Costs in bits of what no language has a table for. */
const cost = {
  foreignLetter: 30,
  /** A word in another language than the rest. */
  foreignWord: 8,
  undecodable: 60,
  symbol: 26,
  punctuation: 9,
  misplaced: 8,
  caseInside: 10,
  mixedScripts: 12,
  loneCyrillic: 10,
}

const languages: readonly Language[] = letterPairs.map(languageOf)

/** ISO 639-1 codes of the languages whose letters are counted. */
export const knownLanguages: ReadonlySet<string> = new Set(letterPairs.map(({ lang }) => lang))

function languageOf({ lang, letters, rows }: LetterPairs): Language {
  const neighbours = [...` ${/[а-я]/.test(letters) ? '' : 'abcdefghijklmnopqrstuvwxyz'}${letters}`]
  const table = (digits: string) =>
    new Map(neighbours.map((letter, index) => [letter, bitsOf(Number.parseInt(digits.charAt(index), 16))]))
  return {
    lang,
    letters: new Map(
      [...letters].map((letter, index) => {
        const row = rows[index] ?? ''
        return [letter, { before: table(row), after: table(row.slice(neighbours.length)) }]
      }),
    ),
  }
}

const beyondAscii = /[^\0-\x7f]/
const word = /\p{L}+/gu
const otherThanLetters = /[^\0-\x7f\p{L}]/gu
const letter = /\p{L}/u
const expected = new Set('„“”‚‘’«»–—…§№°€£©®™\u00a0\u00ad•½×·')

function wordBits(lower: string, language: Language): number {
  let sum = 0
  for (let index = 0; index < lower.length; index += 1) {
    const character = lower.charAt(index)
    if (character < '\x80') continue
    const known = language.letters.get(character)
    if (!known) sum -= cost.foreignLetter
    else {
      const before = known.before.get(lower.charAt(index - 1) || ' ') ?? unseenPair
      const after = known.after.get(lower.charAt(index + 1) || ' ') ?? unseenPair
      sum += (before + after) / 2
    }
  }
  return sum
}

const isUpper = (character: string) => character !== character.toLowerCase()
const isLower = (character: string) => character !== character.toUpperCase() && !isUpper(character)

/** What the shape of a word costs, whatever its language: capitals inside it, two scripts, a Cyrillic letter alone. */
function shapeCost(text: string, latin: boolean): number {
  let sum = 0
  for (let index = 1; index < text.length; index += 1) {
    const [left, right] = [text.charAt(index - 1), text.charAt(index)]
    if ((left > '\x7f' || right > '\x7f') && isLower(left) && isUpper(right)) sum += cost.caseInside
  }
  if (/[\u0400-\u04ff]/.test(text)) {
    if (/[a-z]/i.test(text)) sum += cost.mixedScripts
    else if (text.length === 1 && latin) sum += cost.loneCyrillic
  }
  return sum
}

function punctuationCost(character: string, left: string, right: string): number {
  if (character === '\ufffd' || (character >= '\x80' && character <= '\x9f')) return cost.undecodable
  if (!expected.has(character)) return cost.symbol
  const inside = letter.test(left) && letter.test(right)
  if (character === '\u00ad') return inside ? cost.punctuation + 6 : cost.symbol
  if (inside) {
    if (character === '\u2019') return cost.punctuation + 2
    if (character === '\u00a0') return cost.punctuation + 6
    return character === '–' ? cost.punctuation + 4 : cost.symbol
  }
  let sum = cost.punctuation
  if ('„‚«'.includes(character) && (/\s/.test(right) || letter.test(left))) sum += cost.misplaced
  if ('”’»'.includes(character) && /\s/.test(left)) sum += cost.misplaced
  if ('–—'.includes(character) && !/[\s\d]/.test(left)) sum += cost.misplaced / 2
  return sum
}

/**
 * Bits of plausibility; never above 0, higher is likelier, 0 for pure ASCII. `lang` (BCP 47) is the language that the
 * text is said to be in.
 */
export function plausibility(text: string, lang = ''): number {
  const latin = (text.match(/[a-z]+/gi)?.length ?? 0) > (text.match(/[\u0400-\u04ff]{2,}/g)?.length ?? 0)
  const totals = languages.map((language) => (lang.split('-')[0] === language.lang ? cost.foreignWord / 2 : 0))
  let rest = 0
  for (const [found] of text.matchAll(word)) {
    if (!beyondAscii.test(found)) continue
    rest -= shapeCost(found, latin)
    const lower = found.toLowerCase()
    const bits = languages.map((language) => wordBits(lower, language))
    const best = Math.max(...bits)
    bits.forEach((value, index) => {
      totals[index] = (totals[index] ?? 0) + Math.max(value, best - cost.foreignWord)
    })
  }
  for (const { 0: character, index } of text.matchAll(otherThanLetters)) {
    rest -= punctuationCost(character, text.charAt(index - 1) || ' ', text.charAt(index + 1) || ' ')
  }
  return Math.max(...totals) + rest
}
