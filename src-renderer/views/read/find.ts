/** Find in document: folded letters by choice, offsets into the canonical text. Of the page it takes a few ms at a time. */
import type { Range } from '#shared/contract'
import { withoutDiacritics } from '#shared/domain/language'
import { type Breather, makeBreather } from '@/slices'

/** Code units that are folded, and hits that are taken, between two looks at the clock. */
const SLICE = 20_000
const HITS = 500

const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/

/** What a letter is folded to: a space for any white space, nothing for what is not seen. */
function foldLetter(letter: string, exact: boolean): string {
  if (/\s/.test(letter)) return ' '
  if (INVISIBLE.test(letter)) return ''
  return exact ? letter : withoutDiacritics(letter.toLowerCase())
}

/** By code point; texts have few different letters. */
const tables = { exact: new Map<number, string>(), folded: new Map<number, string>() }

interface Folded {
  readonly text: string
  /** Offset in the source of each code unit of `text`, and of its end. */
  readonly from: Int32Array
}

/** Folds a text piece by piece. White space runs become one space, also over the border of two pieces. */
function createFolding(length: number, exact: boolean) {
  const table = exact ? tables.exact : tables.folded
  let units = new Uint16Array(length + 16)
  let from = new Int32Array(length + 17)
  let size = 0
  let space = false

  function grow(): void {
    const wider = new Uint16Array(units.length * 2)
    wider.set(units)
    units = wider
    const longer = new Int32Array(units.length + 1)
    longer.set(from)
    from = longer
  }

  return {
    /** Folds at least `[start, end)`, whole letters; answers where it ended. */
    add(source: string, start: number, end: number): number {
      let at = start
      while (at < end) {
        const code = source.codePointAt(at) ?? 0
        let folded = table.get(code)
        if (folded === undefined) {
          folded = foldLetter(String.fromCodePoint(code), exact)
          table.set(code, folded)
        }
        if (folded !== ' ' || !space) {
          if (size + folded.length > units.length) grow()
          for (let unit = 0; unit < folded.length; unit += 1) {
            units[size] = folded.charCodeAt(unit)
            from[size] = at
            size += 1
          }
          if (folded !== '') space = folded === ' '
        }
        at += code > 0xffff ? 2 : 1
      }
      return at
    },
    end(sourceLength: number): Folded {
      from[size] = sourceLength
      return { text: new TextDecoder('utf-16le').decode(units.subarray(0, size)), from: from.subarray(0, size + 1) }
    },
  }
}

function fold(source: string, exact: boolean): Folded {
  const folding = createFolding(source.length, exact)
  folding.add(source, 0, source.length)
  return folding.end(source.length)
}

async function foldInSlices(source: string, exact: boolean): Promise<Folded> {
  // Whoever asks next waits for the same: it goes on also where nobody waits for the one who began it.
  const breathe = makeBreather()
  const folding = createFolding(source.length, exact)
  for (let at = 0; at < source.length;) {
    at = folding.add(source, at, Math.min(source.length, at + SLICE))
    const pause = breathe()
    if (pause) await pause
  }
  if (source.length > SLICE) await breathe(true)
  return folding.end(source.length)
}

/** Folds a text once and finds in it many times. */
export interface Finder {
  /**
   * Ranges of all occurrences in order, not overlapping; at most `limit`. Nothing for an empty query. Throws what
   * `breathe` throws.
   */
  find(query: string, exact: boolean, breathe?: Breather): Promise<Range[]>
}

export function createFinder(source: string, limit = 100_000): Finder {
  const folded = new Map<boolean, Promise<Folded>>()
  const foldedText = (exact: boolean) => {
    const known = folded.get(exact) ?? foldInSlices(source, exact)
    folded.set(exact, known)
    return known
  }
  return {
    async find(query, exact, breathe = makeBreather()) {
      const wanted = fold(query.trim().normalize('NFC'), exact).text
      if (wanted === '') return []
      const { text, from } = await foldedText(exact)
      await breathe()
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
        const pause = ranges.length % HITS === 0 ? breathe() : undefined
        if (pause) await pause
      }
      return ranges
    },
  }
}
