/**
 * The lines of `.avots/journal.ndjson`: everything that an archive in work knows, one step a line (container.md
 * section 8). The first line names the archive and carries the version of the shape.
 */
import * as v from 'valibot'
import {
  changedFilesSchema,
  instantSchema,
  metadataSchema,
  multilingualSchema,
  offsetSchema,
  recognitionLanguageSchema,
  registersSchema,
  sha256Schema,
} from '#shared/contract'

export const WORK_VERSION = 1

/** What is known of a file in the archive: bytes, SHA-256 and the CRC-32 that a zip wants. */
const sums = { size: v.number(), sha256: sha256Schema, crc32: v.number() }
const sumsSchema = v.object(sums)
export type Sums = v.InferOutput<typeof sumsSchema>

/** A file among the originals; its place follows from hash and extension. */
const storedSchema = v.object({ ...sums, extension: v.string(), mediaType: v.string() })
export type Stored = v.InferOutput<typeof storedSchema>

/** An original with its name as imported. */
const originalSchema = v.object({ ...storedSchema.entries, fileName: v.string() })
export type Original = v.InferOutput<typeof originalSchema>

/** A file that a text needs; with its name as imported where it came in a file of its own, for a page. */
const resourceSchema = v.object({ ...storedSchema.entries, fileName: v.optional(v.string()) })
export type Resource = v.InferOutput<typeof resourceSchema>

const warningSchema = v.object({ code: v.string(), message: v.string() })
export type Warning = v.InferOutput<typeof warningSchema>

const editionSchema = v.object({
  importedAt: instantSchema,
  /** `<id>@<version>`. */
  extractor: v.string(),
  mediaType: v.string(),
  lang: v.optional(v.string()),
  characters: offsetSchema,
  words: v.number(),
  blocks: v.number(),
  articles: v.number(),
  pages: v.number(),
  model: sumsSchema,
  text: sumsSchema,
  boxes: v.optional(sumsSchema),
  /** Ids of the documents inside. */
  parts: v.array(v.string()),
  resources: v.array(resourceSchema),
  /** The file that it came from, where that is another than the document's first. */
  from: v.optional(originalSchema),
})
export type WorkEdition = v.InferOutput<typeof editionSchema>

const refusalSchema = v.object({ code: v.string(), message: v.string() })

/** A record that came with a document, below `data/metadata/`. */
const recordSchema = v.object({ ...sums, extension: v.string() })

/** A document as it enters the archive; later lines add editions or change its metadata. */
const documentSchema = v.object({
  id: v.string(),
  original: originalSchema,
  metadata: metadataSchema,
  editions: v.array(editionSchema),
  /** Why there is no text, and when it was tried. */
  refusal: v.optional(v.object({ ...refusalSchema.entries, at: instantSchema })),
  record: v.optional(recordSchema),
})
export type DocumentLine = v.InferOutput<typeof documentSchema>

export const importOptionsSchema = v.object({
  lang: v.optional(v.string()),
  format: v.optional(v.string()),
  encoding: v.optional(v.string()),
  /** The document of which the (one) file is a new edition. */
  editionOf: v.optional(v.string()),
  /**
   * What becomes of a file that was imported from the same place before and is another now; where absent, an edition of
   * its document, or a document where a page handed it over.
   */
  changed: v.optional(changedFilesSchema),
  /** The archive was made for this import, and goes with it. */
  newArchive: v.optional(v.boolean()),
  /** No files are added: the text of documents of the archive (`inputs` are their ids) is recognised in these languages. */
  recognise: v.optional(v.array(recognitionLanguageSchema)),
  /** No files are added: this is the text of a picture of the archive (`inputs` is its id), as a reader wrote it. */
  transcribe: v.optional(v.string()),
})
export type ImportOptions = v.InferOutput<typeof importOptionsSchema>

/** Documents of the archive get another text; no files are added. */
export const isAnew = ({ recognise, transcribe }: ImportOptions) => recognise !== undefined || transcribe !== undefined

/**
 * Which item of an import: `n` counts the files over all imports, `part` is the way to a document inside one (positions,
 * outermost first). The same for an interrupted and an uninterrupted run.
 */
const item = { n: v.number(), part: v.optional(v.array(v.number()), []) }

export const lineSchema = v.variant('t', [
  v.object({
    t: v.literal('archive'),
    v: v.literal(WORK_VERSION),
    id: v.string(),
    title: multilingualSchema,
    description: multilingualSchema,
    language: v.string(),
    created: instantSchema,
    license: v.object({ text: v.string(), uri: v.optional(v.string()) }),
    registers: registersSchema,
    /** Notes that were sealed in the archive that this one was made from: `data/notebook.json`. */
    notebook: v.optional(sumsSchema),
  }),
  v.object({
    t: v.literal('described'),
    at: instantSchema,
    title: multilingualSchema,
    description: multilingualSchema,
  }),
  v.object({
    t: v.literal('adopted'),
    document: documentSchema,
    /** Place in the order of the lists, where it came in by merging. */
    order: v.optional(v.array(v.number())),
  }),
  /** Another archive was merged in; the lines after it, up to any of another kind, say what came. */
  v.object({
    t: v.literal('merged'),
    id: v.number(),
    at: instantSchema,
    source: v.object({ id: v.string(), title: multilingualSchema }),
    /** How many lines after it belong to it: where the journal ends before, it was cut off, and none of it happened. */
    lines: v.optional(v.number()),
    /** The notes of both, sealed with the archive: `.avots/notebooks/<id>.json`. */
    notebook: v.optional(sumsSchema),
  }),
  /** What a document that both archives have got from the other one. */
  v.object({
    t: v.literal('joined'),
    doc: v.string(),
    metadata: v.optional(metadataSchema),
    editions: v.array(editionSchema),
    record: v.optional(recordSchema),
    /** It had been taken out, and came back with what it was. */
    restored: v.optional(v.boolean()),
  }),
  v.object({ t: v.literal('registers'), registers: registersSchema }),
  /** The latest merge was undone; `lines` as of `merged`: those before it that are undone with it. */
  v.object({ t: v.literal('unmerged'), id: v.number(), at: instantSchema, lines: v.optional(v.number()) }),
  v.object({
    t: v.literal('batch'),
    id: v.number(),
    at: instantSchema,
    /** Absolute paths as asked for; ids of documents where their text is recognised. */
    inputs: v.array(v.string()),
    options: importOptionsSchema,
  }),
  v.object({
    t: v.literal('queued'),
    ...item,
    /** Absolute path; of a part where it was in its container. */
    path: v.string(),
    /** Name as imported. */
    name: v.string(),
    size: v.number(),
    mtime: v.optional(instantSchema),
    /** Of a part: the id that is kept free for it. Where text is recognised: the document. */
    doc: v.optional(v.string()),
    /** Where the bytes lie, where that is not `path`: unpacked from a package. */
    from: v.optional(v.string()),
    /** What a package says of it, and that record as it came. */
    metadata: v.optional(metadataSchema),
    record: v.optional(v.string()),
    /** It is an archive of this program: its documents come with their editions. */
    archive: v.optional(v.boolean()),
    /** The document that came from the same place before: another content is its new edition. */
    editionOf: v.optional(v.string()),
  }),
  v.object({ t: v.literal('scanned'), batch: v.number() }),
  v.object({ t: v.literal('stored'), ...item, sha256: sha256Schema, crc32: v.number(), size: v.number() }),
  v.object({
    t: v.literal('extracted'),
    ...item,
    /** SHA-256 of model.json and the extractor, as the design names them. */
    model: sha256Schema,
    extractor: v.string(),
    doc: v.string(),
    /** For the first edition; a later one only has `edition`. */
    document: v.optional(documentSchema),
    edition: v.optional(editionSchema),
    /** What becomes the metadata of a document that had no text before. */
    metadata: v.optional(metadataSchema),
    warnings: v.array(warningSchema),
  }),
  v.object({
    t: v.literal('refused'),
    ...item,
    code: v.string(),
    message: v.string(),
    /** Where the original is kept without text. */
    document: v.optional(documentSchema),
    /** An earlier import keeps it as this document. */
    doc: v.optional(v.string()),
  }),
  v.object({ t: v.literal('duplicate'), ...item, doc: v.string() }),
  /** The file is part of another document: the image of pages, or their text. */
  v.object({
    t: v.literal('tied'),
    ...item,
    doc: v.string(),
    what: v.picklist(['image', 'text']),
    /** Numbers from 1. */
    pages: v.array(v.number()),
  }),
  /** A document of an earlier import has got images of its pages: its text with them is a new edition. */
  v.object({ t: v.literal('pictured'), doc: v.string(), edition: editionSchema }),
  /** An archive was merged in; counts of its documents, and the merge, where it brought anything. */
  v.object({
    t: v.literal('took'),
    ...item,
    added: v.number(),
    editions: v.number(),
    same: v.number(),
    merge: v.optional(v.number()),
  }),
  v.object({ t: v.literal('finished'), batch: v.number() }),
  /** What the import brought was taken out again. */
  v.object({ t: v.literal('undone'), batch: v.number() }),
  v.object({ t: v.literal('metadata'), at: instantSchema, set: v.record(v.string(), metadataSchema) }),
  v.object({ t: v.literal('removed'), at: instantSchema, ids: v.array(v.string()) }),
  v.object({ t: v.literal('restored'), at: instantSchema, ids: v.array(v.string()) }),
  /** The bag around the payload was written for the state so far. */
  v.object({ t: v.literal('settled'), seal: sha256Schema }),
])
export type Line = v.InferOutput<typeof lineSchema>
export type LineOf<T extends Line['t']> = Extract<Line, { t: T }>
