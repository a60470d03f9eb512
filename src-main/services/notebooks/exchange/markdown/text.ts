/** Words in Markdown: escaped so that they read as they are, and taken back to the letter. */

/** Anything that CommonMark or the dialects of note programs would take for more than a letter. */
export function escapeLine(line: string): string {
  return line
    .replace(/[\\`*_[\]<>&$~|^=]/g, '\\$&')
    .replace(/^(\s*)([#+-])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/#(?=\S)/g, (hash, at: number, whole: string) => (whole.charAt(at - 1) === '\\' ? hash : `\\${hash}`))
}

/** CommonMark section 2.4: a backslash before punctuation of ASCII stands for the punctuation. */
export const unescapeLine = (line: string): string => line.replace(/\\([!-/:-@[-`{-~])/g, '$1')

export const quoteLines = (text: string): string[] =>
  text.split('\n').map((line) => (line === '' ? '>' : `> ${escapeLine(line)}`))

/** A string as YAML and JSON both have it. */
export const yamlText = (text: string): string => JSON.stringify(text.normalize('NFC'))

/** JSON that stands in a comment of HTML without ending it. */
export const commentJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('--', '\\u002d\\u002d').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')

/** A name as note programs take it for a tag: letters, digits, `_` and `-`, with `/` between levels. */
export function tagWord(path: string): string {
  const word = path
    .replace(/\\(.)/g, '$1')
    .replace(/[^\p{L}\p{N}\p{M}_/-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  // A number alone is no tag there.
  return `#${/^[\d/]*$/.test(word) ? `_${word}` : word}`
}

export const isTagLine = (line: string): boolean =>
  /^#[\p{L}\p{N}\p{M}_/-]+(?:\s+#[\p{L}\p{N}\p{M}_/-]+)*\s*$/u.test(line)

/** A line that would be taken for one of our marks gets a backslash. */
export const guardLine = (line: string): string => line.replace(/^(\s*<!--\s*\\*)(?=\/?avots\b)/, '$1\\')
export const unguardLine = (line: string): string => line.replace(/^(\s*<!--\s*)\\(?=\\*\/?avots\b)/, '$1')

/** The members of a front matter that are one line each: `key: value`; strings in quotation marks, or as they are. */
export function readFrontMatter(text: string): { members: Map<string, string>; body: string } {
  const match = /^\u{feff}?---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/u.exec(text)
  const members = new Map<string, string>()
  if (!match) return { members, body: text.replace(/^\u{feff}/u, '') }
  for (const line of (match[1] ?? '').split(/\r?\n/)) {
    const member = /^([\w-]+):\s*(.*)$/.exec(line)
    if (member?.[1] === undefined) continue
    members.set(member[1], scalar(member[2] ?? ''))
  }
  return { members, body: text.slice(match[0].length) }
}

function scalar(value: string): string {
  const text = value.trim()
  if (text.startsWith('"')) {
    try {
      return String(JSON.parse(text))
    } catch {
      return text.replace(/^"|"$/g, '')
    }
  }
  return text.startsWith("'") ? text.slice(1, text.endsWith("'") ? -1 : undefined).replaceAll("''", "'") : text
}
