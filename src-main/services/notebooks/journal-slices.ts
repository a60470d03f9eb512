/** Reading a whole segment of the journal with rests in between. */
import { readLines, type SegmentContent } from './journal-lines'
import type { Rest } from './rests'

const NEWLINE = 0x0a
/** Bytes between two rests. */
const SLICE = 256 * 1024

/** The end of the last line that ends within the next slice; of the next line where that is longer. */
function sliceEnd(bytes: Buffer, start: number): number {
  const last = bytes.lastIndexOf(NEWLINE, Math.min(start + SLICE, bytes.length) - 1)
  if (last >= start) return last + 1
  const next = bytes.indexOf(NEWLINE, start)
  return next < 0 ? bytes.length : next + 1
}

/**
 * As `readLines` of a segment from its start, but no further than to the first slice with a damaged line: which of those
 * count can only be told from the whole.
 */
export async function readSoundLines(bytes: Buffer, path: string, rest: Rest): Promise<SegmentContent> {
  const content = readLines(bytes.subarray(0, 0), path, null)
  content.length = bytes.length
  for (let start = 0; start < bytes.length && content.damaged.length === 0;) {
    const end = sliceEnd(bytes, start)
    const part = readLines(bytes.subarray(start, end), path, content.lastHash, start === 0)
    content.header ??= part.header
    content.headerHash ??= part.headerHash
    content.lastHash = part.lastHash ?? content.lastHash
    content.complete = start + part.complete
    const above = start === 0 ? 0 : content.lines.length + 1
    for (const one of part.damaged)
      content.damaged.push({ line: above + one.line, start: start + one.start, end: start + one.end })
    for (const line of part.lines) content.lines.push({ ...line, start: start + line.start, end: start + line.end })
    start = end
    await rest()
  }
  return content
}
