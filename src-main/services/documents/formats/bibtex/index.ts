/** BibTeX and BibLaTeX: every entry a readable reference. LaTeX accents become letters. */
import { AppError } from '#shared/contract'
import { readRecords } from '../../citations/citation-js'
import { citationList } from '../../citations/list'
import { decodeText } from '../../decode'
import type { Format } from '../../format'

/** An entry at the start of a line. */
const entry = /^[ \t]*@[a-z]+[ \t]*[{(]/im

/** Entries as they stand between `@` signs at the starts of lines; definitions of strings go in front of each. */
function entriesOf(text: string): string[] {
  const pieces = text.split(/^(?=[ \t]*@[a-z]+[ \t]*[{(])/im).filter((piece) => entry.test(piece))
  const isString = (piece: string) => /^[ \t]*@string\b/i.test(piece)
  const definitions = pieces.filter(isString).join('\n')
  return pieces
    .filter((piece) => !isString(piece) && !/^[ \t]*@(?:comment|preamble)\b/i.test(piece))
    .map((piece) => `${definitions}\n${piece}`)
}

export const format = {
  id: 'bibtex',
  version: 1,
  label: 'Citations (BibTeX)',
  extensions: ['bib', 'bibtex'],
  mediaType: 'application/x-bibtex',
  storedExtension: 'bib',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start }) {
    if (/^[\s]*[<{[]/.test(start)) return 0
    const sure = /^[ \t]*@(?:[a-z]+[ \t]*[{(]\s*[^\s,{}()"=]+\s*,\s*[\w:+-]+\s*=|string[ \t]*[{(]\s*\w+\s*=)/im
    return sure.test(start) ? 0.9 : 0
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
