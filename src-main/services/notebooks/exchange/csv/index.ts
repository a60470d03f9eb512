/** Notes as a table: one row for each place of each note. Read back, and from tables of other programs by their headings. */
import { type Annotation, annotationKinds, AppError, colours } from '#shared/contract'
import { correctionOf } from '#shared/domain/records'
import { decodeText } from '../../../documents'
import type {
  ExchangeFormat,
  ExportNote,
  ExportSet,
  ForeignNote,
  ForeignTag,
  ForeignTarget,
  InFile,
  RefusedNote,
} from '../format'
import { wordsOf } from '../format'
import { instantOf } from '../identity'
import type { Losses } from '../losses'
import { readRegion, regionText } from '../regions'
import { readTagPaths, tagPaths } from '../tag-paths'
import { readTable, writeTable } from './table'

const columns = [
  'id',
  'document_id',
  'document',
  'edition',
  'start',
  'end',
  'quote',
  'note',
  'tags',
  'colour',
  'kind',
  'answered',
  'correction',
  'reply_to',
  'state',
  'region',
  'prefix',
  'suffix',
  'created',
  'modified',
] as const
type Column = (typeof columns)[number]

/** Headings that other programs give to the same things; letters only. */
const aliases: Record<string, Column> = {
  ...Object.fromEntries(columns.map((column) => [column.replaceAll('_', ''), column])),
  uuid: 'id',
  text: 'quote',
  highlight: 'quote',
  exact: 'quote',
  annotatedtext: 'quote',
  selectedtext: 'quote',
  quotation: 'quote',
  citāts: 'quote',
  comment: 'note',
  comments: 'note',
  annotation: 'note',
  body: 'note',
  notes: 'note',
  piezīme: 'note',
  tag: 'tags',
  codes: 'tags',
  code: 'tags',
  keywords: 'tags',
  birkas: 'tags',
  color: 'colour',
  source: 'document',
  title: 'document',
  filename: 'document',
  file: 'document',
  booktitle: 'document',
  uri: 'document',
  url: 'document',
  dokuments: 'document',
  documentid: 'document_id',
  doc: 'document_id',
  replyto: 'reply_to',
  date: 'created',
  updated: 'modified',
}

function rowsOf({ annotation, targets, tags }: ExportNote, set: ExportSet): Record<Column, string>[] {
  const { id, note, colour, kind, replyTo = '', created, updated } = annotation
  return targets.map(({ target, source, range, state }, index) => {
    const isText = target.kind === 'text'
    const isFirst = index === 0
    return {
      id,
      document_id: target.docId,
      document: source?.summary.metadata.title.text ?? '',
      edition: range && source ? source.edition.id : target.editionId,
      start: range ? String(range.start) : '',
      end: range ? String(range.end) : '',
      quote: isText ? (range && source ? source.model.text.slice(range.start, range.end) : target.exact) : '',
      // Further places of one note: the first row speaks for all.
      note: isFirst ? note : '',
      tags: isFirst ? tagPaths(tags, set.tags) : '',
      colour: isFirst ? (colour ?? '') : '',
      kind: isFirst ? kind : '',
      answered: isFirst && kind === 'question' ? (annotation.answered ? 'yes' : 'no') : '',
      correction: isFirst ? (correctionOf(annotation) ?? '') : '',
      reply_to: isFirst ? replyTo : '',
      state,
      region: target.kind === 'region' ? regionText(target) : '',
      prefix: isText ? target.prefix : '',
      suffix: isText ? target.suffix : '',
      created,
      modified: updated,
    }
  })
}

function noteLosses(set: ExportSet, losses: Losses): void {
  for (const { annotation } of set.notes)
    if (annotation.foreign?.['w3c'] !== undefined) losses.add('foreign', annotation.id)
  for (const tag of set.tags) {
    if (tag.colour !== null) losses.add('tag-colour', null, { tag: tag.name })
    if (tag.note !== '') losses.add('tag-note', null, { tag: tag.name })
  }
  for (const { from } of set.links)
    losses.add('link', set.notes.some(({ annotation }) => annotation.id === from) ? from : null)
}

const isKind = (text: string): text is Annotation['kind'] => annotationKinds.some((kind) => kind === text)

type Row = Partial<Record<Column, string>>

function targetOf(row: Row): ForeignTarget | null {
  const names = [row.document_id, row.edition, row.document].flatMap((name) => (name?.trim() ? [name.trim()] : []))
  const region = readRegion(row.region ?? '')
  if (region) return { source: { names }, place: region }
  const quote = row.quote ?? ''
  const [start, end] = [row.start, row.end].map((cell) => (cell?.trim() ? Number(cell) : Number.NaN))
  const hasPosition =
    Number.isInteger(start) && Number.isInteger(end) && Number(start) >= 0 && Number(end) >= Number(start)
  if (quote === '' && !hasPosition)
    return names.length === 0 ? null : { source: { names }, place: { kind: 'document' } }
  return {
    source: { names },
    place: {
      kind: 'text',
      exact: quote === '' ? null : quote,
      prefix: row.prefix ?? '',
      suffix: row.suffix ?? '',
      ...(hasPosition ? { position: { start: Number(start), end: Number(end), unit: 'utf-16' } } : {}),
    },
  }
}

function noteOf(rows: readonly Row[], tags: Map<string, ForeignTag>, line: number): ForeignNote | RefusedNote {
  const [row = {}] = rows
  const key = row.id?.trim() ?? ''
  const targets = rows.flatMap((one) => targetOf(one) ?? [])
  const replyTo = row.reply_to?.trim() ? row.reply_to.trim() : undefined
  if (targets.length === 0 && replyTo === undefined) {
    return { key: key === '' ? null : key, words: wordsOf('', row.note ?? ''), code: 'csv-row', details: { line } }
  }
  const kind = row.kind?.trim() ?? ''
  const colour = row.colour?.trim()
  return {
    key: key === '' ? null : key,
    targets,
    kind: isKind(kind) ? kind : undefined,
    answered: row.answered?.trim() ? row.answered.trim().toLowerCase() === 'yes' : undefined,
    correction: kind === 'correction' && row.correction ? row.correction : undefined,
    colour: colour === undefined ? undefined : (colours.find((one) => one === colour.toUpperCase()) ?? null),
    tags: row.tags === undefined ? undefined : readTagPaths(row.tags, tags),
    note: row.note,
    replyTo,
    created: instantOf(row.created),
    updated: instantOf(row.modified),
  }
}

async function read(files: readonly InFile[]) {
  const tags = new Map<string, ForeignTag>()
  const notes: (ForeignNote | RefusedNote)[] = []
  for (const { name, bytes } of files) {
    const { text } = await decodeText(bytes, { fileName: name })
    const [heads = [], ...rows] = readTable(text, name)
    const keys = heads.map((head) => aliases[head.toLowerCase().replace(/[^\p{L}]/gu, '')])
    if (!keys.includes('quote') && !keys.includes('note')) {
      const message = `"${name}" has no column for the words or the note. Name one "quote" and one "note" in its first row.`
      throw new AppError('damaged', message, { name })
    }
    const byId = new Map<string, Row[]>()
    rows.forEach((cells, index) => {
      const row: Row = {}
      cells.forEach((cell, column) => {
        const key = keys[column]
        if (key !== undefined && row[key] === undefined) row[key] = cell
      })
      const id = row.id?.trim() || `\n${index}`
      const before = byId.get(id)
      if (before) before.push(row)
      else byId.set(id, [row])
    })
    let line = 1
    for (const group of byId.values()) {
      line += group.length
      notes.push(noteOf(group, tags, line))
    }
  }
  return { notes, tags: [...tags.values()], links: [] }
}

export const format: ExchangeFormat = {
  id: 'csv',
  label: 'CSV',
  extensions: ['csv', 'tsv'],
  mediaType: 'text/csv',
  recognises({ bytes }) {
    const line =
      Buffer.from(bytes.subarray(0, 2048))
        .toString('utf8')
        .split(/[\r\n]/, 1)[0] ?? ''
    return /^\u{feff}?"?id"?[,;\t]/u.test(line) && line.includes('quote')
  },
  write(set, losses, { separator }) {
    noteLosses(set, losses)
    const rows = set.notes.flatMap((note) => rowsOf(note, set)).map((row) => columns.map((column) => row[column]))
    return [{ path: 'notes.csv', bytes: Buffer.from(writeTable([columns, ...rows], separator)) }]
  },
  read,
}
