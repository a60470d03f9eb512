/** What a report says, whatever file it becomes. Offsets are gone: only words, signs and numbers are left. */
import type { Citation, Colour, ComparisonKind, Difference, ExportOptions } from '#shared/contract'

export type Sign = Difference['kind']
export type ReportLanguage = NonNullable<ExportOptions['language']>

/** Every option with its value. */
export type Choices = { [Option in keyof ExportOptions]-?: NonNullable<ExportOptions[Option]> }

/** Words of one look. A run carries its own white space; two runs may meet inside a word. */
export interface Run {
  /** Empty for `missing`: only the sign stands there. */
  text: string
  sign?: Sign
  /** Letter of the wash behind the words. */
  wash?: Colour
  /** Letters of the highlights that end with this run. */
  letters?: Colour[]
  /** Numbers of the notes whose passage ends with this run. */
  notes?: number[]
  bold?: boolean
  italic?: boolean
}

export interface Paragraph {
  kind: 'heading' | 'text' | 'list' | 'quote' | 'code'
  runs: Run[]
}

export interface ReportCell {
  lang: string
  direction: 'ltr' | 'rtl'
  /** Heading above the passage in its source; null where the passage begins with its own. */
  place: string | null
  /** Null where that text is silent. */
  paragraphs: Paragraph[] | null
}

export interface ReportNote {
  number: number
  siglum: string
  colour: Colour | null
  text: Paragraph[]
}

export interface ReportRow {
  /** Counts from 1 through the report; null for a row of headings. */
  number: number | null
  /** Title that the reader gave. */
  title: string | null
  cells: ReportCell[]
  /** For a row of headings: what the outline of the file calls it. */
  outline: string
  /** Notes whose number appears first in this row. */
  notes: ReportNote[]
  /** The reader's note on the row itself. */
  remark: Paragraph[]
  tags: string[]
}

export interface Section {
  id: string
  title: string
  rows: ReportRow[]
}

export interface Witness {
  siglum: string
  title: string
  lang: string
  /** EDTF, or null. */
  date: string | null
  creators: string[]
  /** What kind of text it is, in the archive's words; may be empty. */
  genre: string
  /** Where the authentic text is kept, in the archive's words. */
  about: string[]
  languages: string[]
  edition: number
  /** SHA-256 of the canonical text. */
  sha256: string
}

export interface ReportContent {
  title: string
  author: string
  description: string
  kind: ComparisonKind
  choices: Choices
  witnesses: Witness[]
  sections: Section[]
  /** Letters in use, with what they stand for; empty name where the reader gave none. */
  colours: { letter: Colour; name: string }[]
  /** Signs that may occur in a report of this kind; empty when differences are not shown. */
  signs: Sign[]
  /** In the order of the alphabet. */
  tags: { name: string; rows: number[] }[]
  /** Pairs of passages that the reader pinned, as rows of short quotes. */
  pins: { quotes: (string | null)[]; apart: boolean }[]
  /** CSL-JSON. */
  references: Citation[]
  method: string
  program: string
}

export interface Warning {
  code: string
  message: string
  details?: Record<string, string | number | boolean>
}
