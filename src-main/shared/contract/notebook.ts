/** The notebook: records, and the operations that the journal is made of (annotation.md section 1). Version 1. */
import * as v from 'valibot'
import { comparisonSchema } from './comparison'
import { colourSchema, instantSchema, offsetSchema } from './primitives'

export const NOTEBOOK_VERSION = 1

/** A place in a text: offsets are true for `editionId` only; quote and context describe it for ever. */
export const textTargetSchema = v.object({
  kind: v.literal('text'),
  docId: v.string(),
  editionId: v.string(),
  start: offsetSchema,
  end: offsetSchema,
  exact: v.string(),
  /** 64 or more characters before and after, fewer only at the ends of the text. */
  prefix: v.string(),
  suffix: v.string(),
  /** Structural hints: nearest anchor point, block id, page. */
  struct: v.optional(v.record(v.string(), v.string())),
})
export type TextTarget = v.InferOutput<typeof textTargetSchema>

/** A region of a page or an image, in the page's own units. */
export const regionTargetSchema = v.object({
  kind: v.literal('region'),
  docId: v.string(),
  editionId: v.string(),
  page: v.number(),
  shape: v.variant('type', [
    v.object({ type: v.literal('rect'), x: v.number(), y: v.number(), w: v.number(), h: v.number() }),
    v.object({ type: v.literal('polygon'), points: v.array(v.tuple([v.number(), v.number()])) }),
  ]),
})

export const documentTargetSchema = v.object({
  kind: v.literal('document'),
  docId: v.string(),
  editionId: v.string(),
})

export const targetSchema = v.variant('kind', [textTargetSchema, regionTargetSchema, documentTargetSchema])

export const annotationKinds = ['highlight', 'note', 'question', 'link', 'correction', 'reply'] as const

const lifetime = {
  created: instantSchema,
  updated: instantSchema,
  /** Counts the changes of this record from 1. */
  rev: v.number(),
  deletedAt: v.nullable(instantSchema),
}

export const annotationSchema = v.object({
  /** UUID. */
  id: v.string(),
  targets: v.pipe(v.array(targetSchema), v.minLength(1)),
  kind: v.picklist(annotationKinds),
  colour: v.nullable(colourSchema),
  tagIds: v.array(v.string()),
  /** CommonMark; empty for a bare highlight. */
  note: v.string(),
  /** Of a question: it has its answer. */
  answered: v.optional(v.boolean()),
  /** Of a correction: the words of its passage as they should read. */
  correction: v.optional(v.string()),
  replyTo: v.optional(v.string()),
  /** Of an answer: what its note said in another notebook, changed there by whom and when, and did not come to say. */
  version: v.optional(v.object({ actor: v.string(), time: instantSchema })),
  /** What a note from another program says beyond these fields, by exchange format; kept for the way back. JSON. */
  foreign: v.optional(v.record(v.string(), v.unknown())),
  ...lifetime,
})
export type Annotation = v.InferOutput<typeof annotationSchema>

/** Where target number `target` of an annotation stands in one edition. `id` is `<annId>/<target>/<editionId>`. */
export const anchorSchema = v.object({
  id: v.string(),
  annId: v.string(),
  target: v.number(),
  editionId: v.string(),
  start: v.nullable(offsetSchema),
  end: v.nullable(offsetSchema),
  state: v.picklist(['anchored', 'moved', 'review', 'orphan']),
  /** 0 to 1. */
  score: v.number(),
  method: v.string(),
  candidates: v.array(v.object({ start: offsetSchema, end: offsetSchema, score: v.number() })),
  confirmedBy: v.optional(v.string()),
})
export type Anchor = v.InferOutput<typeof anchorSchema>

export const tagSchema = v.object({
  id: v.string(),
  /** Empty string for a root. */
  parentId: v.string(),
  name: v.string(),
  /** The name folded for comparing: NFKC, lower case, white space collapsed. Unique among live siblings. */
  nameKey: v.string(),
  /** Colour proposed for annotations that get this tag. */
  colour: v.nullable(colourSchema),
  note: v.string(),
  /** The key from 1 to 9 that puts this tag on a note and takes it off. Of living tags one has it, the last to get it. */
  digit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  ...lifetime,
})
export type Tag = v.InferOutput<typeof tagSchema>

export const linkSchema = v.object({
  id: v.string(),
  from: v.string(),
  to: v.string(),
  type: v.string(),
  ...lifetime,
})
export type Link = v.InferOutput<typeof linkSchema>

/** The tables of the notebook, in the order in which they are written to snapshots. */
export const notebookTables = ['annotations', 'anchors', 'tags', 'links', 'comparisons'] as const
export type NotebookTable = (typeof notebookTables)[number]

export interface NotebookRecords {
  annotations: Annotation
  anchors: Anchor
  tags: Tag
  links: Link
  comparisons: v.InferOutput<typeof comparisonSchema>
}

const opBase = {
  /** UUIDv7: unique and ordered by time. */
  opId: v.pipe(v.string(), v.uuid()),
  time: instantSchema,
  actor: v.string(),
  device: v.string(),
  /** Lamport clock. */
  clock: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** What happened, verb last, e.g. `create`, `update`, `delete`, `restore`, `purge`. */
  verb: v.picklist(['create', 'update', 'delete', 'restore', 'purge']),
  /** Id of the record. */
  targetId: v.string(),
  /** Ops that the reader sees as one act. */
  group: v.optional(v.string()),
  /** Words for the undo menu: key of the interface's messages, e.g. `undo.highlight`. */
  label: v.optional(v.string()),
  /** Op that this one takes back. */
  undoOf: v.optional(v.string()),
}

const change = <T extends v.GenericSchema>(record: T) => ({
  /** The whole record before and after; null where there was, or is, none. */
  before: v.nullable(record),
  after: v.nullable(record),
})

/** An operation as the renderer sends it: not yet in the journal. */
export const opDraftSchema = v.variant('table', [
  v.object({ table: v.literal('annotations'), ...opBase, ...change(annotationSchema) }),
  v.object({ table: v.literal('anchors'), ...opBase, ...change(anchorSchema) }),
  v.object({ table: v.literal('tags'), ...opBase, ...change(tagSchema) }),
  v.object({ table: v.literal('links'), ...opBase, ...change(linkSchema) }),
  v.object({ table: v.literal('comparisons'), ...opBase, ...change(comparisonSchema) }),
])
export type OpDraft = v.InferOutput<typeof opDraftSchema>

/** An operation of the journal: a draft with its place. `v` is the version of the shape. */
export const opSchema = v.intersect([
  opDraftSchema,
  v.object({ v: v.literal(NOTEBOOK_VERSION), seq: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
])
export type Op = v.InferOutput<typeof opSchema>

export const countsSchema = v.object({
  annotations: v.number(),
  anchors: v.number(),
  tags: v.number(),
  links: v.number(),
  comparisons: v.number(),
})
export type Counts = v.InferOutput<typeof countsSchema>

/** End of the journal: what a replica compares itself with. `counts` are rows of each table, deleted ones included. */
export const journalHeadSchema = v.object({
  notebookId: v.string(),
  lastSeq: v.number(),
  lastHash: v.string(),
  counts: countsSchema,
})
export type JournalHead = v.InferOutput<typeof journalHeadSchema>

/** What the reader did, or took back, as one act. `first` and `last` are places of operations. */
export const actSchema = v.object({
  key: v.string(),
  kind: v.picklist(['act', 'undo', 'redo', 'unknown']),
  label: v.nullable(v.string()),
  opIds: v.array(v.string()),
  first: v.number(),
  last: v.number(),
})

/** Something that happened to the stored notebook and that the reader must hear of. */
export const noticeSchema = v.object({
  code: v.picklist(['tail-cut', 'line-damaged', 'snapshot-damaged', 'read-only', 'rebuilt']),
  message: v.string(),
  details: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
})
export type Notice = v.InferOutput<typeof noticeSchema>

export const notebookStatusSchema = v.object({
  head: journalHeadSchema,
  mode: v.picklist(['writer', 'reader']),
  /** Sentence that says why it can only be read. */
  reason: v.optional(v.string()),
  notices: v.array(noticeSchema),
  device: v.string(),
  actor: v.string(),
  /** Highest Lamport clock seen. */
  clock: v.number(),
  folder: v.string(),
})
export type NotebookStatus = v.InferOutput<typeof notebookStatusSchema>

export const snapshotInfoSchema = v.object({
  id: v.string(),
  at: instantSchema,
  reason: v.picklist(['quit', 'periodic', 'hourly', 'daily', 'manual', 'before-change']),
  seq: v.number(),
  bytes: v.number(),
  /** Rows of each table that are not deleted. */
  counts: countsSchema,
})
export type SnapshotInfo = v.InferOutput<typeof snapshotInfoSchema>

const changeCountsSchema = v.object({ back: v.number(), changed: v.number(), away: v.number() })

/** What going back to a snapshot would do. */
export const restorePreviewSchema = v.object({
  snapshot: snapshotInfoSchema,
  /** Rows of each table that are not deleted now. */
  now: countsSchema,
  annotations: changeCountsSchema,
  tags: changeCountsSchema,
  links: changeCountsSchema,
  comparisons: changeCountsSchema,
  /** Annotations that would change, as far as a list of some hundreds goes. */
  notes: v.array(
    v.object({
      id: v.string(),
      what: v.picklist(['back', 'changed', 'away']),
      /** Of the first target. */
      docId: v.string(),
      quote: v.string(),
      /** As it is now, and as it was; empty where it has no words. */
      now: v.string(),
      then: v.string(),
    }),
  ),
})
export type RestorePreview = v.InferOutput<typeof restorePreviewSchema>

const mergeCountsSchema = v.object({ added: v.number(), changed: v.number(), away: v.number() })

/** What taking another notebook in would do. */
export const notebookMergeSchema = v.object({
  kind: v.picklist(['journal', 'snapshot']),
  /** It is this notebook at another time, or a copy of it. */
  isSame: v.boolean(),
  /** It ends in the middle of a line: being written just now, or not copied whole. What was whole is taken in. */
  isCut: v.boolean(),
  /** Operations that were made on it. */
  operations: v.number(),
  /** Operations that it would take here; 0 where everything is here already. */
  changes: v.number(),
  notes: mergeCountsSchema,
  replies: mergeCountsSchema,
  tags: mergeCountsSchema,
  links: mergeCountsSchema,
  comparisons: mergeCountsSchema,
  /** Of the new answers, those that hold what one side said where the other's word holds. */
  versions: v.number(),
  /** Documents that new notes are on. */
  documents: v.array(v.string()),
  conflictCount: v.number(),
  /** What both sides changed, and notes that one deleted and the other changed, as far as a list goes. */
  conflicts: v.array(
    v.object({
      table: v.picklist(notebookTables),
      id: v.string(),
      what: v.picklist(['kept', 'both']),
      fields: v.array(v.string()),
      winner: v.picklist(['ours', 'theirs']),
      docId: v.string(),
      quote: v.string(),
      ours: v.string(),
      theirs: v.string(),
    }),
  ),
  /** Notes and answers that would come, change, or go, as far as a list goes. */
  listed: v.array(
    v.object({
      id: v.string(),
      what: v.picklist(['added', 'changed', 'away']),
      docId: v.string(),
      quote: v.string(),
      /** As it is now, and as it would be; empty where it has no words. */
      now: v.string(),
      then: v.string(),
    }),
  ),
})
export type NotebookMerge = v.InferOutput<typeof notebookMergeSchema>

/** A record with its table, as rebuilds send them. */
export const tableRecordSchema = v.variant('table', [
  v.object({ table: v.literal('annotations'), record: annotationSchema }),
  v.object({ table: v.literal('anchors'), record: anchorSchema }),
  v.object({ table: v.literal('tags'), record: tagSchema }),
  v.object({ table: v.literal('links'), record: linkSchema }),
  v.object({ table: v.literal('comparisons'), record: comparisonSchema }),
])
export type TableRecord = v.InferOutput<typeof tableRecordSchema>

/** `notebook.json` of a sealed archive: sample or teacher's notes, copied once, as operations (container.md). */
export const sealedNotebookSchema = v.object({
  schema: v.literal('avots-notebook'),
  v: v.literal(NOTEBOOK_VERSION),
  annotations: v.array(annotationSchema),
  tags: v.array(tagSchema),
  links: v.array(linkSchema),
  comparisons: v.array(comparisonSchema),
})
export type SealedNotebook = v.InferOutput<typeof sealedNotebookSchema>
