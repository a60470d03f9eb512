/** BibTeX and BibLaTeX: every entry a readable reference. LaTeX accents become letters. */
import { AppError } from '#shared/contract'
import { readRecords } from '../../citations/citation-js'
import { citationList } from '../../citations/list'
import { decodeText } from '../../decode'
import type { Format } from '../../format'

/** An entry at the start of a line. */
const entry = /^[ \t]*@[a-z]+[ \t]*[{(]/im

/** Entries as they stand between `@` signs at the starts of lines; definitions of strings go in front of each. */
function entriesOf(text: string): [string, ...string[]][] {
  const pieces = text.split(/^(?=[ \t]*@[a-z]+[ \t]*[{(])/im).filter((piece) => entry.test(piece))
  const isString = (piece: string) => /^[ \t]*@string\b/i.test(piece)
  const definitions = pieces.filter(isString).join('\n')
  return pieces
    .filter((piece) => !isString(piece) && !/^[ \t]*@(?:comment|preamble)\b/i.test(piece))
    .map((piece) => {
      // Starred commands and broken lines first, then any command that the library does not know.
      const simpler = piece.replace(/\\([a-z]+)\*/gi, '\\$1').replace(/(?<!\\)%[ \t]*\n\s*/g, '')
      const bare = simpler.replace(/\\[a-z]{2,}(?=\s*\{)/gi, '')
      return [`${definitions}\n${piece}`, `${definitions}\n${simpler}`, `${definitions}\n${bare}`]
    })
}

export const format = {
  id: 'bibtex',
  version: 2,
  label: 'Citations (BibTeX)',
  extensions: ['bib', 'bibtex'],
  mediaType: 'application/x-bibtex',
  storedExtension: 'bib',
  maxBytes: 50 * 1024 * 1024,
  sniff({ bytes, start, extension }) {
    if (/^[\s]*[<{[]/.test(start)) return 0
    // A text in Markdown may show an entry; a list of entries begins with one, or with comments.
    if (/^(?:md|markdown)$/.test(extension) && !/^\s*[%@]/.test(start)) return 0
    // Old lists begin with pages of comments.
    const commented = extension === 'bib' || /^\s*[%@]/.test(start)
    const text = commented ? Buffer.from(bytes.subarray(0, 256 * 1024)).toString('latin1') : start
    const sure = /^[ \t]*@(?:[a-z]+[ \t]*[{(]\s*[^\s,{}()"=]+\s*,\s*[\w:+-]+\s*=|string[ \t]*[{(]\s*\w+\s*=)/im
    return sure.test(text) || sure.test(start) ? 0.9 : 0
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The list of citations'
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    if (!entry.test(text)) {
      throw new AppError('damaged', `"${name}" holds no entry of BibTeX (@book{…}).`, { name })
    }
    const read = await readRecords('bibtex', text, () => entriesOf(text))
    const parts = citationList(read.citations, hints)
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...read.warnings],
    }
  },
} satisfies Format
