/** The data of the template `resources/typst/comparison.typ`: strings, numbers and flags, nothing that is run. */
import { formatEdtf } from '#shared/domain/dates'
import type { Paragraph, ReportCell, ReportContent, ReportRow, Run } from '../../content'
import { fill, labelsOf, languageName } from '../../labels'
import { toHayagriva } from './hayagriva'
import { isLong, type Sheet, sheetOf } from './layout'

/** Names of styles in Typst; null: our own, for Typst has no Latvian words for ISO 690. */
const styles = {
  'iso-690': null,
  // The style for notes alone leaves out most of a bibliography.
  'chicago-notes': 'chicago-shortened-notes',
  mla: 'modern-language-association',
} as const

/** Longest title in the head of a page. */
const HEAD_TITLE = 90

/** More headings than this would make the list of contents longer than a page. */
const MOST_HEADINGS = 24

const runData = ({ text, sign, wash, letters, notes, bold, italic }: Run) => ({
  t: text,
  ...(sign ? { s: sign } : {}),
  ...(wash ? { w: wash } : {}),
  ...(letters ? { l: letters } : {}),
  ...(notes ? { n: notes } : {}),
  ...(bold ? { b: true } : {}),
  ...(italic ? { i: true } : {}),
})

const paragraphData = ({ kind, runs }: Paragraph) => ({ kind, runs: runs.map(runData) })

/** Typst knows languages by two or three letters only. */
const typstLanguage = (tag: string, fallback: string) => {
  const base = tag.toLowerCase().split('-')[0] ?? ''
  return /^[a-z]{2,3}$/.test(base) && base !== 'und' && base !== 'mul' ? base : fallback
}

export function hasNotesColumn({ sections, choices }: ReportContent): boolean {
  const has = ({ notes, remark, tags }: ReportRow) => notes.length > 0 || remark.length > 0 || tags.length > 0
  return choices.notes && sections.some(({ rows }) => rows.some(has))
}

/** `standard` is what the compiler will enforce, for the colophon; `csl` our own style for ISO 690. */
export function templateData(content: ReportContent, standard: 'pdf' | 'pdf-ua-1' | 'pdf-a-2a', csl: string) {
  const { choices, witnesses, sections } = content
  const labels = labelsOf(choices.language)
  const notesColumn = hasNotesColumn(content)
  const sheet = sheetOf(content, notesColumn)
  const rows = sections.flatMap((section) => section.rows)
  const date = formatEdtf(choices.date, choices.language)
  const headings = rows.filter(({ number, title }) => number === null || title !== null).length
  return {
    lang: choices.language,
    title: content.title,
    headTitle: shortened(content.title, HEAD_TITLE),
    authors: content.author.trim() === '' ? [] : [content.author],
    description: content.description,
    keywords: [...new Set(rows.flatMap(({ tags }) => tags))],
    date: choices.date,
    byline: [content.author.trim(), date].filter((part) => part !== '').join(' · '),
    footer: `${content.author.trim() || 'Avots'} · ${formatEdtf(choices.date, choices.language, 'short')}`,
    paper: sheet.paper,
    flipped: sheet.flipped,
    size: sheet.size,
    hyphenate: choices.hyphenate,
    style: styles[choices.style],
    csl: styles[choices.style] === null ? csl : '',
    contentsDepth: headings > 0 && headings <= MOST_HEADINGS ? 2 : 1,
    contentsColumns: sheet.flipped && choices.legend && headings > 8 && headings <= MOST_HEADINGS ? 2 : 1,
    labels: {
      number: labels.number,
      row: labels.row,
      rows: labels.rows,
      continued: labels.continued,
      witnesses: labels.witnesses,
      legend: labels.legend,
      method: labels.method,
      contents: labels.contents,
      notes: labels.notes,
      absent: labels.absent,
      pins: labels.pins,
      tags: labels.tags,
      references: labels.references,
      colophon: labels.colophon,
      word: labels.word,
      noteSign: labels.noteSign,
      silent: labels.silent,
    },
    witnesses: witnesses.map((witness) => ({
      siglum: witness.siglum,
      title: witness.title,
      lang: typstLanguage(witness.lang, choices.language),
      date: witness.date === null ? '' : unbroken(formatEdtf(witness.date, choices.language, 'short')),
      lines: [
        [
          ...witness.creators,
          witness.date === null ? '' : formatEdtf(witness.date, choices.language),
          labels.genres[witness.genre] ?? witness.genre,
        ]
          .filter((part) => part !== '')
          .join(' · '),
        ...witness.about,
      ].filter((line) => line !== ''),
      languages: witness.languages.map((tag) => languageName(tag, choices.language)).join(', '),
      edition: fill(labels.edition, { edition: witness.edition }),
      sha256: witness.sha256,
    })),
    showLegend: choices.legend,
    signs: content.signs.map((sign) => ({ sign, meaning: signMeaning(content, sign) })),
    colours: content.colours.map(({ letter, name }) => ({
      letter,
      name: name || fill(labels.highlight, { letter: `${letter} (${labels.colours[letter]})` }),
    })),
    hasNotes: rows.some(({ notes }) => notes.length > 0),
    hasSilent: rows.some(({ cells }) => cells.some(({ paragraphs }) => paragraphs === null)),
    method: content.method,
    notesColumn,
    sections: sections.map(({ id, title, rows: own }) => ({
      id,
      title,
      rows: own.map((row) => rowData(row, sheet, choices.language)),
    })),
    tags: content.tags,
    pins: content.pins.map(({ quotes, apart }) => ({ quotes, remark: apart ? labels.apart : '' })),
    references: toHayagriva(
      content.references.map((record) => {
        const genre = record['genre']
        return typeof genre === 'string' ? { ...record, genre: labels.genres[genre] ?? genre } : record
      }),
      choices.language,
    ),
    colophon: [
      `${fill(labels.made, { version: content.program, date })} ${labels.typeset}`,
      `${labels.standards[standard]} ${labels.checksums}`,
    ],
  }
}

function signMeaning({ witnesses, choices }: ReportContent, sign: ReportContent['signs'][number]): string {
  const { signs } = labelsOf(choices.language)
  const [base, other] = witnesses.map(({ siglum }) => siglum)
  const values = { base: base ?? '', other: other ?? '' }
  return fill(sign === 'added' && witnesses.length === 2 ? signs.twoAdded : signs[sign], values)
}

const unbroken = (text: string) => text.replaceAll(' ', '\u00A0')

const shortened = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, text.lastIndexOf(' ', most - 1) || most)} …`

function cellData({ lang, direction, place, paragraphs }: ReportCell, language: string) {
  return {
    lang: typstLanguage(lang, language),
    rtl: direction === 'rtl',
    place,
    paragraphs: paragraphs?.map(paragraphData) ?? null,
  }
}

function rowData(row: ReportRow, sheet: Sheet, language: string) {
  return {
    n: row.number,
    title: row.title,
    outline: row.outline,
    long: row.number !== null && isLong(row, sheet),
    cells: row.cells.map((cell) => cellData(cell, language)),
    notes: row.notes.map(({ number, siglum, colour, text }) => ({
      n: number,
      letter: colour,
      siglum,
      text: text.map(paragraphData),
    })),
    remark: row.remark.map(paragraphData),
    tags: row.tags,
  }
}
