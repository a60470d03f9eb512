const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’\u2011-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu

/** Words as a reader would count them: letters and digits, joined by inner hyphens and apostrophes. */
export function countWords(text: string): number {
  let count = 0
  for (const match of text.matchAll(word)) count += match.length
  return count
}
