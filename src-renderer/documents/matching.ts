/** Finding words in titles, whatever the letters' case and marks; and where they stand, to show them bold. */

export interface Piece {
  readonly text: string
  readonly hit: boolean
}

const letters = new Map<string, string>()

function foldLetter(letter: string): string {
  let plain = letters.get(letter)
  if (plain === undefined) letters.set(letter, (plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()))
  return plain
}

/** A text without case and marks. */
export function foldText(text: string): string {
  let folded = ''
  for (const letter of text) folded += foldLetter(letter)
  return folded
}

/** The words that a query asks for, without case and marks. */
export const wordsOf = (query: string): string[] => query.split(/\s+/).map(foldText).filter(Boolean)

/** A text without case and marks, with the place of each of its letters in the original. */
function fold(text: string): { folded: string; places: number[] } {
  let folded = ''
  const places: number[] = []
  let at = 0
  for (const letter of text) {
    const plain = foldLetter(letter)
    for (let n = 0; n < plain.length; n += 1) places.push(at)
    folded += plain
    at += letter.length
  }
  places.push(at)
  return { folded, places }
}

/**
 * The text cut at the words of a query: every word must be found, each at the start of a word if it is somewhere so.
 * Null where one is missing; one piece without a hit for an empty query.
 */
export function findWords(text: string, query: string): Piece[] | null {
  const words = wordsOf(query)
  if (words.length === 0) return [{ text, hit: false }]
  const { folded, places } = fold(text)
  const marked = new Uint8Array(text.length)
  for (const word of words) {
    const start = new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u').exec(folded)
    const at = start?.index ?? folded.indexOf(word)
    if (at < 0) return null
    marked.fill(1, places[at], places[at + word.length])
  }
  const pieces: Piece[] = []
  let from = 0
  for (let n = 1; n <= text.length; n += 1) {
    if (n < text.length && marked[n] === marked[n - 1]) continue
    pieces.push({ text: text.slice(from, n), hit: marked[from] === 1 })
    from = n
  }
  return pieces
}
