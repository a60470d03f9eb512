/** The document model, version 1 (formats.md section 9): canonical text and what lies over it. No HTML, ever. */
import * as v from 'valibot'
import { metadataSchema } from './metadata'
import { instantSchema, offsetSchema, sha256Schema } from './primitives'

export const MODEL_VERSION = 1

export const blockKinds = [
  'heading',
  'para',
  'listItem',
  'quote',
  'verse',
  'table',
  'row',
  'cell',
  'caption',
  'note',
  'pageBreak',
  'figure',
  'code',
  'header',
  'footer',
] as const

export const blockSchema = v.object({
  /** Unique within the edition: `b1`, `b2`, … in reading order. */
  id: v.string(),
  kind: v.picklist(blockKinds),
  start: offsetSchema,
  end: offsetSchema,
  /** 1 to 6 for headings; nesting depth for list items. */
  level: v.optional(v.number()),
  lang: v.optional(v.string()),
  /** Id of the block around this one (table of a row, row of a cell). */
  parent: v.optional(v.string()),
  /** Strings only, e.g. `{ article: "3" }` on the heading of an article, `{ section: "protocol" }`. */
  attrs: v.optional(v.record(v.string(), v.string())),
})
export type Block = v.InferOutput<typeof blockSchema>

export const markKinds = [
  'bold',
  'italic',
  'link',
  'note-ref',
  'person',
  'place',
  'date',
  'unclear',
  'del',
  'add',
  'gap',
  'sup',
  'sub',
] as const

export const markSchema = v.object({
  start: offsetSchema,
  end: offsetSchema,
  kind: v.picklist(markKinds),
  /** URL for links, register key for persons and places, EDTF for dates. */
  target: v.optional(v.string()),
})
export type Mark = v.InferOutput<typeof markSchema>

export const pageSchema = v.object({
  n: v.number(),
  label: v.string(),
  start: offsetSchema,
  end: offsetSchema,
  width: v.number(),
  height: v.number(),
  unit: v.string(),
  image: v.optional(sha256Schema),
  rotation: v.optional(v.number()),
})

export const boxSchema = v.object({
  page: v.number(),
  start: offsetSchema,
  end: offsetSchema,
  level: v.picklist(['region', 'line', 'word', 'glyph']),
  x: v.number(),
  y: v.number(),
  w: v.number(),
  h: v.number(),
  polygon: v.optional(v.array(v.tuple([v.number(), v.number()]))),
  conf: v.optional(v.number()),
})

export const resourceSchema = v.object({
  sha256: sha256Schema,
  role: v.string(),
  mediaType: v.string(),
  from: v.string(),
})

export const anchorPointSchema = v.object({ id: v.string(), start: offsetSchema, source: v.string() })

/**
 * Invariants beyond the shape, checked by `checkModel` in domain/model: text is NFC with LF line ends, every range lies
 * in the text, blocks are sorted by start and nest.
 */
export const documentModelSchema = v.object({
  schema: v.literal('avots-document'),
  model: v.literal(MODEL_VERSION),
  id: v.string(),
  originalSha256: sha256Schema,
  mediaType: v.string(),
  /**
   * `<id>@<version>` of the extractor, e.g. `markdown@1`; `<id>+<recogniser>@<version>` where the text was recognised in
   * pictures of the pages.
   */
  extractor: v.string(),
  lang: v.optional(v.string()),
  /** What the file itself says of itself; the archive's metadata may say more. */
  meta: v.record(v.string(), v.union([v.string(), v.array(v.string())])),
  warnings: v.array(v.object({ code: v.string(), message: v.string() })),
  text: v.string(),
  textSha256: sha256Schema,
  blocks: v.array(blockSchema),
  marks: v.array(markSchema),
  pages: v.array(pageSchema),
  boxes: v.array(boxSchema),
  resources: v.array(resourceSchema),
  anchors: v.array(anchorPointSchema),
  parts: v.array(v.string()),
})
export type DocumentModel = v.InferOutput<typeof documentModelSchema>

/** One extracted text of a document. Immutable and kept for ever. `id` is `<documentId>.<number>`. */
export const editionSchema = v.object({
  id: v.string(),
  docId: v.string(),
  /** Counts from 1. */
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** SHA-256 of the canonical text in UTF-8. */
  sha256: sha256Schema,
  /** UTF-16 code units. */
  length: offsetSchema,
  importedAt: instantSchema,
  importer: v.string(),
  /** The file that it came from, where that is another than the document's first. */
  original: v.optional(
    v.object({ sha256: sha256Schema, bytes: v.number(), fileName: v.string(), mediaType: v.string() }),
  ),
})
export type Edition = v.InferOutput<typeof editionSchema>

/**
 * What lists show of a document. `id` is `d` and the first 24 hex digits of the SHA-256 of its first original, or of its
 * parent's id and its place there. `fileName`, `mediaType` and the original's facts are those of the first original.
 */
export const documentSummarySchema = v.object({
  id: v.string(),
  archiveId: v.string(),
  metadata: metadataSchema,
  /** Id of the source format, e.g. `markdown`. */
  format: v.string(),
  mediaType: v.string(),
  /** As imported; metadata only, never a path. */
  fileName: v.string(),
  originalSha256: sha256Schema,
  originalBytes: v.number(),
  /** None where no text could be extracted: the original is kept, `refusal` says why. */
  editions: v.array(editionSchema),
  /** Number of the current edition; 0 where there is none. */
  current: v.number(),
  /** Why there is no text: code and sentence of the extractor. */
  refusal: v.optional(v.object({ code: v.string(), message: v.string() })),
  /** Id of the document that this one was found in: the mail of an attachment. */
  parentId: v.optional(v.string()),
  words: v.number(),
  blocks: v.number(),
  /** Headings with an article number. */
  articles: v.number(),
})
export type DocumentSummary = v.InferOutput<typeof documentSummarySchema>

/**
 * Id of the source format in the name of an extractor: `pdf` of `pdf@1`, and of `pdf+tesseract.js@7.0.0`, whose text was
 * recognised in its pages.
 */
export function formatIdOf(extractor: string): string {
  return /^[^@+]*/.exec(extractor)?.[0] ?? ''
}

/** What recognised the text, as `tesseract.js@7.0.0`; null where the text was in the file. */
export function recogniserOf(extractor: string): string | null {
  return /\+(.*)$/.exec(extractor)?.[1] ?? null
}

/** Document and number of an edition, from its id. */
export function editionParts(editionId: string): { documentId: string; edition: number } {
  const dot = editionId.lastIndexOf('.')
  return { documentId: editionId.slice(0, dot), edition: Number(editionId.slice(dot + 1)) }
}

/** Id of an edition from its parts; `editionParts` is the way back. */
export function editionIdOf(documentId: string, number: number): string {
  return `${documentId}.${number}`
}
