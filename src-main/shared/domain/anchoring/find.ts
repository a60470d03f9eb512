/** The one way in which imported notes find their place. What decides is the engine for anchoring, and nothing else. */
import { createPlacer } from './place'
import type { Placement } from './placement'

/** A quotation with the words around it, as far as a file has them, and where it stood there. */
export interface SoughtPassage {
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
  /** UTF-16 offsets; the words there are compared before they are believed. */
  readonly position?: { readonly start: number; readonly end: number } | undefined
}

/** Where a passage stands: one certain place (`anchored`), candidates (`review`) or none (`orphan`). */
export type Finder = (passage: SoughtPassage) => Placement

/** More places than this are a formula, and a list of them helps nobody. */
const MOST_CANDIDATES = 8

/** Finds the passages of one text, which is indexed once and only when a passage needs it. The index is large: keep no finder. */
export function createFinder(text: string): Finder {
  const placer = createPlacer(null, text)
  return ({ position, ...words }) => {
    const exact = words.exact.normalize('NFC')
    const prefix = words.prefix.normalize('NFC')
    const suffix = words.suffix.normalize('NFC')
    if (exact.trim() === '') return nowhere
    const anchored = (start: number): Placement => {
      return { ...nowhere, state: 'anchored', start, end: start + exact.length, score: 1, method: 'letters' }
    }
    if (position && standsAt({ exact, prefix, suffix }, position, text)) return anchored(position.start)
    // The engine does not believe short words that have nothing around them; where they stand once, nothing else is meant.
    const isBare = prefix === '' && suffix === ''
    const [only, ...others] = isBare ? occurrences(exact, text) : []
    if (only !== undefined && others.length === 0) return anchored(only)
    // The engine is given no old text, so it does not look at these offsets.
    const [found = nowhere] = placer.place([{ exact, prefix, suffix, start: 0, end: exact.length }])
    if (found.state !== 'orphan') return found
    // Nothing around the words speaks for any of their places: the reader may know.
    const candidates = occurrences(exact, text).map((start) => ({ start, end: start + exact.length, score: 0 }))
    return candidates.length > 0 ? { ...nowhere, state: 'review', method: 'letters', candidates } : nowhere
  }
}

const nowhere: Placement = { state: 'orphan', start: null, end: null, score: 0, method: 'none', candidates: [] }

/** The words stand there to the letter, and so do those around them. */
function standsAt(
  { exact, prefix, suffix }: SoughtPassage,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): boolean {
  if (text.slice(start, end) !== exact) return false
  return text.slice(Math.max(0, start - prefix.length), start) === prefix && text.startsWith(suffix, end)
}

/** Where the words stand to the letter, the first few. */
function occurrences(exact: string, text: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(exact); at >= 0 && found.length < MOST_CANDIDATES; at = text.indexOf(exact, at + 1)) {
    found.push(at)
  }
  return found
}
