/** Positions in Unicode code points, as W3C annotations, REFI-QDA and TEI count them, and in UTF-16 units, as we do. */

export interface CodePoints {
  /** Code points in front of a UTF-16 offset. An offset inside a pair of surrogates counts as in front of it. */
  fromUtf16(offset: number): number
  /** UTF-16 offset in front of which there are so many code points; the end of the text where there are fewer. */
  toUtf16(position: number): number
}

/** Both directions for one text, in logarithmic time. A surrogate without its other half is a code point of its own. */
export function codePointsOf(text: string): CodePoints {
  /** UTF-16 offsets of the second halves of pairs, ascending. */
  const seconds: number[] = []
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0xdc00 || code > 0xdfff) continue
    const before = text.charCodeAt(at - 1)
    if (before >= 0xd800 && before <= 0xdbff) seconds.push(at)
  }
  /** How many of `seconds` come before the first for which `isPast` holds. */
  const count = (isPast: (second: number, index: number) => boolean): number => {
    let low = 0
    let high = seconds.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (isPast(seconds[middle] ?? 0, middle)) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    fromUtf16(offset) {
      const within = Math.max(0, Math.min(offset, text.length))
      return within - count((second) => second > within)
    },
    toUtf16(position) {
      const wanted = Math.max(0, position)
      return Math.min(text.length, wanted + count((second, index) => second - index > wanted))
    },
  }
}
