/** A comparison as it is stored, aligned and exported (compare.md; cli.md, comparison.json). Version 1. */
import * as v from 'valibot'
import { colourSchema, instantSchema, offsetSchema } from './primitives'

export const COMPARISON_VERSION = 1

export const comparisonKinds = ['versions', 'translation', 'accounts'] as const
export const comparisonKindSchema = v.picklist(comparisonKinds)
export type ComparisonKind = v.InferOutput<typeof comparisonKindSchema>

/** Half-open range in a pane's canonical text, as a pair; null where that text is silent. */
export const cellSchema = v.nullable(
  v.pipe(
    v.tuple([offsetSchema, offsetSchema]),
    v.check(([start, end]) => start <= end, 'a cell ends before it starts'),
  ),
)
export type Cell = v.InferOutput<typeof cellSchema>

export const paneSchema = v.object({
  documentId: v.string(),
  /** Number of the edition; the current one where absent. */
  edition: v.optional(v.number()),
  /** SHA-256 of that edition's text when the comparison was made: a change is noticed and said. */
  editionSha256: v.optional(v.string()),
  siglum: v.pipe(v.string(), v.minLength(1), v.maxLength(8)),
  linked: v.optional(v.boolean()),
})
export type Pane = v.InferOutput<typeof paneSchema>

/** Places that the reader has declared to correspond (or, `apart`, not to). One cell per pane. */
export const pinSchema = v.object({ id: v.string(), cells: v.array(cellSchema), apart: v.optional(v.boolean()) })
export type Pin = v.InferOutput<typeof pinSchema>

/** A row of passages that the reader keeps: what an export prints. One cell per pane. */
export const comparisonRowSchema = v.object({
  id: v.optional(v.string()),
  cells: v.array(cellSchema),
  title: v.optional(v.string()),
  note: v.optional(v.string()),
  /** Names of tags (scripts) and ids of tags of the notebook (the application). */
  tags: v.optional(v.array(v.string())),
  tagIds: v.optional(v.array(v.string())),
})
export type ComparisonRow = v.InferOutput<typeof comparisonRowSchema>

export const citationStyles = ['iso-690', 'chicago-notes', 'mla'] as const
export const papers = ['a4-landscape', 'a4-portrait', 'letter-landscape', 'letter-portrait'] as const
export const reportLanguages = ['lv', 'en'] as const

/** What goes into the export. Unknown options are refused by name. */
export const exportOptionsSchema = v.strictObject({
  /** Kept rows only, or everything aligned. Default: rows if there are any. */
  scope: v.optional(v.picklist(['rows', 'all'])),
  differences: v.optional(v.boolean()),
  notes: v.optional(v.boolean()),
  highlights: v.optional(v.boolean()),
  legend: v.optional(v.boolean()),
  tagIndex: v.optional(v.boolean()),
  bibliography: v.optional(v.boolean()),
  pins: v.optional(v.boolean()),
  language: v.optional(v.picklist(reportLanguages)),
  style: v.optional(v.picklist(citationStyles)),
  paper: v.optional(v.picklist(papers)),
  /** `pdf` is tagged PDF 1.7; the others only where the compiler enforces them (pdf.md section 1). */
  standard: v.optional(v.picklist(['pdf', 'pdf-ua-1', 'pdf-a-2a'])),
  hyphenate: v.optional(v.boolean()),
  /** ISO date printed and stored in the file; same data and date, same bytes. */
  date: v.optional(v.pipe(v.string(), v.isoDate())),
})
export type ExportOptions = v.InferOutput<typeof exportOptionsSchema>

/** What counts as the same word. Display always shows the source's own letters. */
export const foldingSchema = v.object({
  case: v.boolean(),
  diacritics: v.boolean(),
  punctuation: v.boolean(),
})
export type Folding = v.InferOutput<typeof foldingSchema>

const content = {
  title: v.string(),
  author: v.optional(v.string()),
  description: v.optional(v.string()),
  kind: comparisonKindSchema,
  panes: v.pipe(v.array(paneSchema), v.minLength(2), v.maxLength(4)),
  pins: v.optional(v.array(pinSchema)),
  rows: v.optional(v.array(comparisonRowSchema)),
  /** Differences that are ignored; default: none are. */
  folding: v.optional(foldingSchema),
  showDifferences: v.optional(v.boolean()),
  options: v.optional(exportOptionsSchema),
}

/** A saved comparison. */
export const comparisonSchema = v.object({
  v: v.literal(COMPARISON_VERSION),
  id: v.string(),
  ...content,
  created: instantSchema,
  updated: instantSchema,
  rev: v.number(),
  deletedAt: v.nullable(instantSchema),
})
export type Comparison = v.InferOutput<typeof comparisonSchema>

/** An annotation given in a script's comparison.json. */
export const scriptAnnotationSchema = v.object({
  documentId: v.string(),
  edition: v.optional(v.number()),
  start: offsetSchema,
  end: offsetSchema,
  colour: v.nullable(colourSchema),
  note: v.optional(v.string()),
  tags: v.optional(v.array(v.string())),
})

/** Input of `export`: what a saved comparison has in common with a script's file. More members are allowed. */
export const comparisonInputSchema = v.looseObject({
  ...content,
  /** Where absent, the annotations of the notebook on the panes' documents are taken. */
  annotations: v.optional(v.array(scriptAnnotationSchema)),
  /** Names that the reader gave to the five colours, by letter: printed in the legend. */
  colourNames: v.optional(v.record(v.string(), v.string())),
})
export type ComparisonInput = v.InferOutput<typeof comparisonInputSchema>

/** How passages correspond. Exactly one cell per pane; rows are in reading order of the first pane that has one. */
export const alignedRowSchema = v.object({
  cells: v.array(cellSchema),
  /** Blocks that each cell is made of, by id, empty where silent. */
  blocks: v.array(v.array(v.string())),
  kind: v.picklist(['heading', 'passage']),
  /** 0 to 1: likeness against what chance gives. Below 0.3 it is drawn as uncertain. */
  score: v.number(),
  /** From a pin of the reader. */
  pinned: v.boolean(),
})
export type AlignedRow = v.InferOutput<typeof alignedRowSchema>

/**
 * Words of one pane that differ. With two versions the signs are relative to the first pane: `omitted` there, `added`
 * in the other. With three or more they are symmetric: `added` no other pane has, `missing` (empty range) others have
 * words here, `changed` differs from another's reading. `moved` carries the other end.
 */
export const differenceSchema = v.object({
  pane: v.number(),
  start: offsetSchema,
  end: offsetSchema,
  kind: v.picklist(['added', 'omitted', 'missing', 'changed', 'moved']),
  /** The same number in every pane that takes part: "Difference 7 of 31". Counts from 0 in reading order. */
  group: v.number(),
  /** Index of the aligned row. */
  row: v.number(),
  /** What others have, for `missing` and `changed`: one text per pane, null for this one or none. */
  others: v.array(v.nullable(v.string())),
  /** Other end of a move. */
  other: v.optional(v.object({ pane: v.number(), start: offsetSchema, end: offsetSchema })),
})
export type Difference = v.InferOutput<typeof differenceSchema>

export const alignmentSchema = v.object({
  /** Version of the engines: a stored result of an older one is computed anew. */
  engine: v.string(),
  rows: v.array(alignedRowSchema),
  differences: v.array(differenceSchema),
  /** Count of groups of differences. */
  groups: v.number(),
  /** Ranges that were not compared, with the reason. Never silent. */
  notCompared: v.array(v.object({ pane: v.number(), start: offsetSchema, end: offsetSchema, reason: v.string() })),
})
export type Alignment = v.InferOutput<typeof alignmentSchema>
