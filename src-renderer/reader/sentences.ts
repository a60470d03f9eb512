/**
 * Sentences of one block of text, by the sentence borders of Unicode (UAX 29) that the browser knows. Of a very long
 * block, such as a text without paragraphs, only the part around an offset is cut.
 */
import type { Range } from '#shared/contract'

/** Sentences are without the white space after them; they may leave gaps. Null where none fits. */
export interface Cutter {
  /** The first that fits, from the part at an offset on. */
  first(offset: number, fits: (sentence: Range) => boolean): Range | null
  /** The last that fits, from the part at an offset back. */
  last(offset: number, fits: (sentence: Range) => boolean): Range | null
}

/** Code units between the places where parts of a block are looked for. */
const PART = 8_000

const segmenters = new Map<string, Intl.Segmenter>()

function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language)
  if (known) return known
  let made: Intl.Segmenter
  try {
    made = new Intl.Segmenter(language, { granularity: 'sentence' })
  } catch {
    // A file may call its language what no standard knows.
    made = new Intl.Segmenter('und', { granularity: 'sentence' })
  }
  segmenters.set(language, made)
  return made
}

/** The sentences of `text` in `block`: the same ones whatever the part that is asked for. */
export function createCutter(text: string, block: Range, language = 'und'): Cutter {
  const segmenter = segmenterOf(language)
  const lines = Math.max(1, Math.ceil((block.end - block.start) / PART))
  const borders = new Map<number, number | null>([[0, block.start]])
  const cut = new Map<number, readonly Range[]>()

  /**
   * Where the part of a line begins; null where no sentence begins surely before the next line, so that the part before
   * goes on. Whether a sentence begins hangs on letters before, as far as the sentence before that, and on letters after
   * it, as far as the end of the sentence: the first border in a window may be a wrong one, and the last.
   */
  function borderAt(line: number): number | null {
    const known = borders.get(line)
    if (known !== undefined) return known
    const from = block.start + line * PART
    const starts: number[] = []
    for (const { index } of segmenter.segment(text.slice(from, Math.min(block.end, from + PART)))) {
      starts.push(index)
      if (starts.length === 4) break
    }
    const sure = starts.length === 4 ? starts[2] : undefined
    const border = sure === undefined ? null : from + sure
    borders.set(line, border)
    return border
  }

  /** The part that holds an offset of the block. */
  function partAt(offset: number): Range {
    let line = Math.min(lines - 1, Math.max(0, Math.floor((offset - block.start) / PART)))
    let start = borderAt(line)
    while (start === null || (start > offset && line > 0)) start = borderAt(--line)
    for (let next = line + 1; next < lines; next += 1) {
      const end = borderAt(next)
      if (end !== null) return { start, end }
    }
    return { start, end: block.end }
  }

  function sentencesOf({ start, end }: Range): readonly Range[] {
    const known = cut.get(start)
    if (known) return known
    const found = [...segmenter.segment(text.slice(start, end))].flatMap(({ segment, index }) => {
      const from = start + index + (segment.length - segment.trimStart().length)
      const to = start + index + segment.trimEnd().length
      return to > from ? [{ start: from, end: to }] : []
    })
    cut.set(start, found)
    return found
  }

  return {
    first(offset, fits) {
      for (let part = partAt(offset); ; part = partAt(part.end)) {
        const found = sentencesOf(part).find(fits)
        if (found || part.end >= block.end) return found ?? null
      }
    },
    last(offset, fits) {
      for (let part = partAt(offset); ; part = partAt(part.start - 1)) {
        const found = sentencesOf(part).findLast(fits)
        if (found || part.start <= block.start) return found ?? null
      }
    },
  }
}
