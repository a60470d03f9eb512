/** Find in document: folded letters by choice, offsets into the canonical text. Pure. */
import type { Range } from '#shared/contract'
import { withoutDiacritics } from '#shared/domain/language'

const letters = new Map<string, string>()

function foldLetter(letter: string): string {
  const known = letters.get(letter)
  if (known !== undefined) return known
  const folded = withoutDiacritics(letter.toLowerCase())
  letters.set(letter, folded)
  return folded
}

interface Folded {
  readonly text: string
  /** Offset in the source of each code unit of `text`, and of its end. */
  readonly from: Int32Array
}

const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/

/** White space runs become one space; soft hyphens disappear; with `exact`, letters stay as they are. */
function fold(source: string, exact: boolean): Folded {
  const parts: string[] = []
  const from: number[] = []
  let space = false
  for (let at = 0; at < source.length;) {
    const code = source.codePointAt(at) ?? 0
    const letter = String.fromCodePoint(code)
    const next = at + letter.length
    if (/\s/.test(letter)) {
      if (!space) {
        parts.push(' ')
        from.push(at)
      }
      space = true
    } else if (!INVISIBLE.test(letter)) {
      const folded = exact ? letter : foldLetter(letter)
      for (let unit = 0; unit < folded.length; unit += 1) from.push(at)
      parts.push(folded)
      if (folded !== '') space = false
    }
    at = next
  }
  from.push(source.length)
  return { text: parts.join(''), from: Int32Array.from(from) }
}

/** Folds a text once and finds in it many times. */
export interface Finder {
  /** Ranges of all occurrences in order, not overlapping; at most `limit`. Nothing for an empty query. */
  find(query: string, exact: boolean): Range[]
}

export function createFinder(source: string, limit = 10_000): Finder {
  const folded = new Map<boolean, Folded>()
  const foldedText = (exact: boolean) => {
    const known = folded.get(exact)
    if (known) return known
    const made = fold(source, exact)
    folded.set(exact, made)
    return made
  }
  return {
    find(query, exact) {
      const wanted = fold(query.trim().normalize('NFC'), exact).text
      if (wanted === '') return []
      const { text, from } = foldedText(exact)
      const ranges: Range[] = []
      let at = text.indexOf(wanted)
      while (at >= 0 && ranges.length < limit) {
        const start = from[at] ?? 0
        let last = at + wanted.length
        // A letter with its marks is one: the range ends where the next letter begins.
        while (last < text.length && from[last] === from[last - 1]) last += 1
        const raw = source.slice(start, from[last] ?? source.length)
        ranges.push({ start, end: start + raw.trimEnd().length })
        at = text.indexOf(wanted, at + wanted.length)
      }
      return ranges
    },
  }
}
