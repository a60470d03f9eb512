/** Words divided at the ends of lines: what is joined, what keeps its hyphen. */
const hyphen = /[-\u2010\u00ad]$/
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:[-\u2010]\p{L}[\p{L}\p{M}]*)*/gu
/** Words kept, so that a very long document stays in memory. */
const mostWords = 300_000

/** With a space between them, without the hyphen, or as they are. */
export type Joint = 'space' | 'drop-hyphen' | 'join'

export interface Lexicon {
  /** How the end of a line and the beginning of the next are put together. */
  join(before: string, after: string): Joint
}

/** True where an address of the web is divided behind one of its signs. */
function isAddress(before: string, after: string): boolean {
  if (/https?:$/.test(before)) return after.startsWith('//')
  return /(?:https?:\/\/|www\.)\S*[/_=&?-]$/.test(before) && /^[\w%~]/.test(after)
}

/**
 * `lines`: all of the document. Its own words decide: a hyphen goes where the joined word is found elsewhere, stays where the
 * hyphenated one is, or both halves are words of their own. A soft hyphen always goes; in front of a capital or a
 * figure a hyphen stays.
 */
export function lexiconOf(lines: Iterable<string>): Lexicon {
  const words = new Set<string>()
  for (const line of lines) {
    if (words.size > mostWords) break
    // What the ends of the line cut is no whole word.
    const whole = line.replace(/\S*[-\u2010\u00ad]$/, '')
    for (const [word] of whole.matchAll(wordPattern)) words.add(word.toLowerCase())
  }
  return {
    join(before, after) {
      if (isAddress(before, after)) return 'join'
      if (!hyphen.test(before)) return 'space'
      if (before.endsWith('\u00ad')) return 'drop-hyphen'
      const first = /(\p{L}[\p{L}\p{M}]*)[-\u2010]$/u.exec(before)?.[1]
      const second = /^\p{Ll}[\p{L}\p{M}]*/u.exec(after)?.[0]
      // Between two numbers it is a dash, which stands for "to".
      if (first === undefined) return /\p{Nd}[-\u2010]$/u.test(before) && /^\p{Nd}/u.test(after) ? 'join' : 'space'
      if (second === undefined) return /^[\p{L}\p{N}]/u.test(after) ? 'join' : 'space'
      const [a, b] = [first.toLowerCase(), second.toLowerCase()]
      if (words.has(a + b)) return 'drop-hyphen'
      if (words.has(`${a}-${b}`)) return 'join'
      return words.has(a) && words.has(b) && a.length > 2 && b.length > 2 ? 'join' : 'drop-hyphen'
    },
  }
}
