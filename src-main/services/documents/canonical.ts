/**
 * The canonical form of a text: NFC, LF line ends, U+FFFD for NUL and unpaired surrogates (formats.md section 9), with
 * every offset moved along.
 */
import type { ModelParts } from './format'

/** NUL, and what remains of a surrogate pair. */
const unwanted = /[\0\p{Surrogate}]/gu

/** A character with everything that may compose with it: marks, and the vowels and finals of Hangul. */
const cluster = /\r\n?|[^][\p{M}\u1160-\u11ff]*/gu

function clean(piece: string): string {
  if (piece.startsWith('\r')) return '\n'
  return piece.replace(unwanted, '\ufffd').normalize('NFC')
}

/** The text in canonical form; the same string when it was in it already. */
export function canonicalText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unwanted, '\ufffd').normalize('NFC')
}

/**
 * Brings text and offsets into canonical form. An offset inside a cluster that shrinks goes to its start when it
 * begins a range and to its end when it ends one, so that ranges never lose a letter.
 */
export function canonicalise(parts: ModelParts): ModelParts {
  const text = canonicalText(parts.text)
  if (text === parts.text) return parts

  const { length } = parts.text
  const starts = new Uint32Array(length + 1)
  const ends = new Uint32Array(length + 1)
  let at = 0
  let out = 0
  const pieces: string[] = []
  for (const [piece] of parts.text.matchAll(cluster)) {
    const cleaned = clean(piece)
    starts[at] = out
    for (let inside = 1; inside < piece.length; inside += 1) {
      const unchanged = cleaned === piece
      starts[at + inside] = unchanged ? out + inside : out
      ends[at + inside] = unchanged ? out + inside : out + cleaned.length
    }
    at += piece.length
    out += cleaned.length
    ends[at] = out
    pieces.push(cleaned)
  }
  starts[length] = out
  const start = (offset: number) => starts[offset] ?? out
  const end = (offset: number) => ends[offset] ?? out
  const move = <T extends { start: number; end: number }>(range: T): T => {
    const from = start(range.start)
    return { ...range, start: from, end: range.end === range.start ? from : end(range.end) }
  }
  return {
    ...parts,
    text: pieces.join(''),
    blocks: parts.blocks.map(move),
    marks: parts.marks.map(move),
    anchors: parts.anchors.map((anchor) => ({ ...anchor, start: start(anchor.start) })),
    ...(parts.pages ? { pages: parts.pages.map(move) } : {}),
    ...(parts.boxes ? { boxes: parts.boxes.map(move) } : {}),
  }
}
