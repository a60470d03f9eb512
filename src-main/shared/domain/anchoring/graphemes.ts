/** Ends of ranges on borders of grapheme clusters (UAX 29), so that no mark ever cuts a letter from its accent. */

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Clusters longer than this are cut by the window; none occur in text that people read. */
const WINDOW = 256

const isLowSurrogate = (code: number) => code >= 0xdc00 && code <= 0xdfff

/** The cluster that holds the code unit at `offset`: a window is enough, for a line feed always ends a cluster. */
function clusterAt(text: string, offset: number): { start: number; end: number } {
  const line = text.lastIndexOf('\n', offset - 1) + 1
  let from = Math.max(line, offset - WINDOW)
  if (from > 0 && isLowSurrogate(text.charCodeAt(from))) from -= 1
  const cluster = segmenter.segment(text.slice(from, offset + WINDOW)).containing(offset - from)
  if (!cluster) return { start: offset, end: offset }
  const start = from + cluster.index
  return { start, end: start + cluster.segment.length }
}

/** True where a range may begin or end. */
export function isGraphemeBoundary(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return true
  return clusterAt(text, offset).start === offset
}

/** The last grapheme boundary at or before `offset`. */
export function graphemeBefore(text: string, offset: number): number {
  if (offset <= 0) return 0
  if (offset >= text.length) return text.length
  return clusterAt(text, offset).start
}

/** The first grapheme boundary at or after `offset`. */
export function graphemeAfter(text: string, offset: number): number {
  if (offset <= 0) return 0
  if (offset >= text.length) return text.length
  const cluster = clusterAt(text, offset)
  return cluster.start === offset ? offset : cluster.end
}
