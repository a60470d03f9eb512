/**
 * The contract as a value: service → method → input and output. A new method is its entry here and its implementation;
 * forgetting either is a type error (`Services` below).
 */
import * as v from 'valibot'
import { placedCountsSchema, placementSchema } from './anchoring'
import {
  archiveSummarySchema,
  mergePreviewSchema,
  mergeResultSchema,
  mergeSourceSchema,
  registersSchema,
  sealedFileSchema,
  verifyReportSchema,
} from './archive'
import {
  alignmentSchema,
  comparisonInputSchema,
  comparisonKindSchema,
  foldingSchema,
  paneSchema,
  pinSchema,
} from './comparison'
import { documentModelSchema, documentSummarySchema, editionSchema } from './document'
import { noteExportOptionsSchema, noteExportSchema, noteFormatSchema, noteImportSchema } from './exchange'
import { changedFilesSchema, importOutcomeSchema, importReportSchema, importSummarySchema } from './imports'
import { metadataExportSchema, metadataFormatSchema, metadataSchema } from './metadata'
import {
  actSchema,
  journalHeadSchema,
  notebookMergeSchema,
  notebookStatusSchema,
  opDraftSchema,
  opSchema,
  restorePreviewSchema,
  snapshotInfoSchema,
  tableRecordSchema,
} from './notebook'
import { preferencesSchema } from './preferences'
import { offsetSchema, rangeSchema, sha256Schema } from './primitives'
import { recognitionLanguageSchema } from './recognition'
import { exportFormatSchema, reportSchema } from './reports'

const nothing = v.object({})

/** Notes to read: files of one export (absolute paths), and the archive whose documents they are about. */
const notesToRead = v.object({
  paths: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Instead of what the content says. */
  format: v.optional(noteFormatSchema),
  /** Documents are looked for in this archive only; in the whole library where absent. */
  archiveId: v.optional(v.string()),
})

const method = <I extends v.GenericSchema, O extends v.GenericSchema>(input: I, output: O) => ({ input, output })

export const hostInfoSchema = v.object({
  host: v.picklist(['electron', 'browser']),
  version: v.string(),
  platform: v.string(),
  dataFolder: v.string(),
  /** BCP 47 tag of the system, for the first start. */
  locale: v.string(),
  /** Prefix for `/files/<sha256>`: an unguessable key of this run in the browser host. Ends with a slash. */
  filesBase: v.string(),
  /** Host can show its own open and save dialogs. */
  dialogs: v.boolean(),
})
export type HostInfo = v.InferOutput<typeof hostInfoSchema>

const notebookFilesSchema = v.object({ paths: v.pipe(v.array(v.string()), v.minLength(1)) })

export const contract = {
  app: {
    info: method(nothing, hostInfoSchema),
    preferences: method(nothing, preferencesSchema),
    setPreferences: method(preferencesSchema, preferencesSchema),
    /** Opens an http(s) address in the system's browser; the interface has asked the reader before. */
    openExternal: method(v.object({ url: v.string() }), nothing),
    /** Shows the data folder in the system's file manager; `shown` is false where the host cannot. */
    showDataFolder: method(nothing, v.object({ shown: v.boolean() })),
    /** Writes an error of the interface to the log and returns its id. */
    logError: method(v.object({ message: v.string(), stack: v.optional(v.string()) }), v.object({ logId: v.string() })),
  },
  archives: {
    list: method(nothing, v.array(archiveSummarySchema)),
    /** Asks for a file with the host's own dialog; null when the reader gave up or the host has no dialogs. */
    pick: method(nothing, v.nullable(v.object({ path: v.string() }))),
    /** Checks structure, registers in the library, copies a sealed notebook once. `name` is for messages. */
    open: method(v.object({ path: v.string(), name: v.optional(v.string()) }), archiveSummarySchema),
    /**
     * Takes the archive out of the library; the file stays where it is. The starter archive can be taken out, too.
     * `discard`: it was made for an import that never began, and its folder goes, too. Throws AppError `conflict` where
     * something came into it all the same; nothing is changed then.
     */
    remove: method(v.object({ archiveId: v.string(), discard: v.optional(v.boolean()) }), nothing),
    /** Puts the starter archive back into the library. */
    restoreStarter: method(nothing, archiveSummarySchema),
    /**
     * Makes an archive in work: in the data folder, or in the new or empty folder `path` (absolute). `language` is its
     * main language (BCP 47, `und` where there is none).
     */
    create: method(
      v.object({
        title: v.pipe(v.string(), v.trim(), v.minLength(1)),
        language: v.string(),
        description: v.optional(v.string()),
        path: v.optional(v.string()),
      }),
      archiveSummarySchema,
    ),
    /**
     * Seals an archive in work into a file: at `path` (absolute), else where the host's dialog says, else in the data
     * folder. Null when the reader gave up. Progress in bytes: stages `write`, then `payload` (the check).
     */
    seal: method(v.object({ archiveId: v.string(), path: v.optional(v.string()) }), v.nullable(sealedFileSchema)),
    /** What `merge` would do. Nothing is changed. */
    previewMerge: method(v.object({ archiveId: v.string(), source: mergeSourceSchema }), mergePreviewSchema),
    /**
     * Takes into an archive in work what another one has and it has not: documents, editions, metadata, registers, sealed
     * notes. The source stays as it is. All or nothing. Progress in bytes: stages `unpack` (a sealed source), then `merge`.
     */
    merge: method(v.object({ archiveId: v.string(), source: mergeSourceSchema }), mergeResultSchema),
    /** Undoes the latest merge of an archive, unless what came with it was changed since. */
    unmerge: method(v.object({ archiveId: v.string(), mergeId: v.number() }), nothing),
    registers: method(v.object({ archiveId: v.string() }), registersSchema),
    verify: method(v.object({ archiveId: v.string() }), verifyReportSchema),
    /** Verifies a bag of anyone's, a folder or a zip (absolute path), without taking it into the library. */
    verifyBag: method(v.object({ path: v.string() }), verifyReportSchema),
  },
  documents: {
    /** All documents of all archives, or of one; or `limit` of them, from `offset` on. */
    list: method(
      v.object({
        archiveId: v.optional(v.string()),
        offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
        limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      }),
      v.array(documentSummarySchema),
    ),
    /** `edition`: its number; the current one where absent. */
    open: method(
      v.object({ documentId: v.string(), edition: v.optional(v.number()) }),
      v.object({ summary: documentSummarySchema, edition: editionSchema, model: documentModelSchema }),
    ),
    /**
     * A few screens of a long text around the offset `at`, at once: for those who show them until `open` has answered. The
     * model is that of the piece, and its offsets count from `start`; `length` is that of the whole. Null for a text that is
     * not long, or shows pages.
     */
    excerpt: method(
      v.object({ documentId: v.string(), edition: v.optional(v.number()), at: offsetSchema }),
      v.object({
        summary: documentSummarySchema,
        edition: editionSchema,
        excerpt: v.nullable(v.object({ start: offsetSchema, length: offsetSchema, model: documentModelSchema })),
      }),
    ),
    /**
     * A picture of a page that every browser shows, where the original is none (TIFF): its bytes, a PNG, are at
     * `/files/<sha256>` until the program ends. `page` counts from 1. Throws AppError `unknown-document`, `not-found`,
     * `unsupported-format`, `damaged`.
     */
    pagePicture: method(
      v.object({
        documentId: v.string(),
        edition: v.number(),
        page: v.pipe(v.number(), v.integer(), v.minValue(1)),
      }),
      v.object({ sha256: sha256Schema }),
    ),
    /**
     * Imports files and folders (absolute paths) into an archive in work; `importProgressed` tells how far it is.
     * Cancelling ends it with a report that says so; asking the same again, or `resumeImport`, goes on.
     */
    import: method(
      v.object({
        archiveId: v.string(),
        paths: v.pipe(v.array(v.string()), v.minLength(1)),
        /** Where a file does not say its own. */
        language: v.optional(v.string()),
        /** Id of the source format, instead of what the content says. */
        format: v.optional(v.string()),
        /** Label of the character encoding, before every other sign. */
        encoding: v.optional(v.string()),
        /** The one file is a new edition of this document. */
        editionOf: v.optional(v.string()),
        /** Where absent: editions, but for files that were handed over, whose folder nobody knows. */
        changed: v.optional(changedFilesSchema),
        /** The archive was made for this import: undoing it takes the archive away, unless something else is in it then. */
        newArchive: v.optional(v.boolean()),
        /** Goes on when the caller is gone (a page that is loaded anew); only `cancelImport` ends it early. */
        detached: v.optional(v.boolean()),
      }),
      importReportSchema,
    ),
    /** Stops the running import of an archive, whoever began it. Without effect where none is running. */
    cancelImport: method(v.object({ archiveId: v.string() }), nothing),
    /** Asks for files or folders with the host's own dialog; null when the reader gave up or the host has no dialogs. */
    pick: method(
      v.object({ what: v.picklist(['files', 'folders']) }),
      v.nullable(v.object({ paths: v.array(v.string()) })),
    ),
    /** Goes on with an import that was stopped or cut off; null where there is none. */
    resumeImport: method(
      v.object({ archiveId: v.string(), detached: v.optional(v.boolean()) }),
      v.nullable(importReportSchema),
    ),
    /** Holds the running import of an archive, or lets it go on. Without effect where none is running. */
    pauseImport: method(v.object({ archiveId: v.string(), paused: v.boolean() }), nothing),
    /** Imports of an archive, oldest first. */
    imports: method(v.object({ archiveId: v.string() }), v.array(importSummarySchema)),
    /** What became of each file of an import. */
    importReport: method(v.object({ archiveId: v.string(), importId: v.number() }), importReportSchema),
    /**
     * Takes out what an import brought in: its documents, and archives that came in with it. One that was stopped is
     * ended. Editions that other documents got stay: `editions` counts them. `restore` of the answer puts the documents
     * back. `archiveRemoved`: the archive had been made for this import and is out of the library; as long as the
     * program runs, `restore` brings it back, too. Throws AppError `conflict` where an archive that came in cannot be
     * taken out any more.
     */
    undoImport: method(
      v.object({ archiveId: v.string(), importId: v.number() }),
      v.object({
        documentIds: v.array(v.string()),
        archives: v.number(),
        editions: v.number(),
        archiveRemoved: v.optional(v.boolean()),
      }),
    ),
    /** Reads the original anew with other hints; another text becomes a new edition. */
    reextract: method(
      v.object({
        documentId: v.string(),
        /** Where several archives have the document: which one is meant. */
        archiveId: v.optional(v.string()),
        language: v.optional(v.string()),
        format: v.optional(v.string()),
        encoding: v.optional(v.string()),
      }),
      importOutcomeSchema,
    ),
    /**
     * Recognises the text in the pages of documents of an archive in work, in any of `languages` (the first weighs
     * most); each becomes a new edition. An import without files: `importProgressed` tells how far it is, and it is
     * paused, cancelled, gone on with and reported as one. One recognition runs at a time, in all archives.
     */
    recognise: method(
      v.object({
        archiveId: v.string(),
        documentIds: v.pipe(v.array(v.string()), v.minLength(1)),
        languages: v.pipe(v.array(recognitionLanguageSchema), v.minLength(1)),
        detached: v.optional(v.boolean()),
      }),
      importReportSchema,
    ),
    /**
     * Gives a document that is one picture, of an archive in work, the text that a reader has written: it becomes a new
     * edition. `duplicate` where that is its text already; `refused` says what is wrong with the picture or the text.
     */
    transcribe: method(
      v.object({ documentId: v.string(), archiveId: v.optional(v.string()), text: v.string() }),
      importOutcomeSchema,
    ),
    /** Replaces metadata of documents of an archive in work; `previous` set again undoes it. */
    setMetadata: method(
      v.object({ archiveId: v.string(), set: v.record(v.string(), metadataSchema) }),
      v.object({ previous: v.record(v.string(), metadataSchema) }),
    ),
    /**
     * Writes metadata of documents, in the order given, for other programs. Saved with `reports.save`, its bytes are at
     * `/files/<sha256>` until the program ends.
     */
    exportMetadata: method(
      v.object({ documentIds: v.pipe(v.array(v.string()), v.minLength(1)), format: metadataFormatSchema }),
      metadataExportSchema,
    ),
    /** Takes documents out of an archive in work, with those inside them; `restore` of the answer undoes it. */
    remove: method(
      v.object({ archiveId: v.string(), documentIds: v.array(v.string()) }),
      v.object({ documentIds: v.array(v.string()) }),
    ),
    restore: method(v.object({ archiveId: v.string(), documentIds: v.array(v.string()) }), nothing),
  },
  notebooks: {
    status: method(nothing, notebookStatusSchema),
    /**
     * Appends to the journal and syncs; only then answers. All or nothing. Ops that the journal already has (same
     * opId) are answered with their old place.
     */
    commit: method(
      v.object({ ops: v.pipe(v.array(opDraftSchema), v.minLength(1), v.maxLength(5000)) }),
      v.object({ ops: v.array(v.object({ opId: v.string(), seq: v.number() })), head: journalHeadSchema }),
    ),
    /** Ops after `afterSeq` in order, `limit` at most. `hashAt` is the hash of the op at `afterSeq`, to compare chains. */
    replay: method(
      v.object({ afterSeq: v.number(), limit: v.number() }),
      v.object({ ops: v.array(opSchema), hashAt: v.string(), head: journalHeadSchema }),
    ),
    /**
     * What can be undone and redone as of the operation `lastSeq`, newest first, from the whole journal: acts of about
     * `limit` operations each, one at least; only such that stand before the place `before`. `undoIsWhole` and
     * `redoIsWhole`: there are no others.
     */
    history: method(
      v.object({ limit: v.pipe(v.number(), v.minValue(1)), before: v.optional(v.number()) }),
      v.object({
        undo: v.array(actSchema),
        redo: v.array(actSchema),
        undoIsWhole: v.boolean(),
        redoIsWhole: v.boolean(),
        lastSeq: v.number(),
      }),
    ),
    /**
     * Takes one act back, however old or large, as a new act; `lastSeq` is the newest operation that the caller knows.
     * `changes` is 0 where nothing of it is left. Throws AppError `conflict` when there are newer operations, `not-found`,
     * and as `commit`.
     */
    takeBack: method(
      v.object({ key: v.string(), first: v.number(), last: v.number(), lastSeq: v.number() }),
      v.object({ changes: v.number(), head: journalHeadSchema }),
    ),
    /** All records in chunks, for a rebuild: start with cursor 0, until `next` is null. */
    records: method(
      v.object({ cursor: v.number(), limit: v.number() }),
      v.object({ records: v.array(tableRecordSchema), next: v.nullable(v.number()), head: journalHeadSchema }),
    ),
    snapshots: method(nothing, v.array(snapshotInfoSchema)),
    takeSnapshot: method(nothing, snapshotInfoSchema),
    /** What `restoreSnapshot` would do. Throws AppError `not-found`, `damaged`. */
    previewSnapshot: method(v.object({ id: v.string() }), restorePreviewSchema),
    /**
     * Makes the notebook as it was, as one act that undo takes back, after a snapshot of how it is. `changes` are the
     * operations that it took. Throws AppError as `previewSnapshot` and `commit`.
     */
    restoreSnapshot: method(v.object({ id: v.string() }), v.object({ changes: v.number() })),
    /**
     * What taking another notebook in would do: `paths` are its folder, all files of its journal, or one snapshot. Throws
     * AppError `unsupported-format`, `journal-damaged`, `version-newer`, `not-found`, `not-readable`, `file-too-large`.
     */
    previewMerge: method(notebookFilesSchema, notebookMergeSchema),
    /** Takes it in, as one act that undo takes back, after a snapshot. Throws AppError as `previewMerge` and `commit`. */
    merge: method(notebookFilesSchema, v.object({ changes: v.number() })),
  },
  anchors: {
    /**
     * Places the notes that have no row in an edition yet, as one act that one undo takes back; `anchoringProgressed` is
     * not sent. By itself this happens for current editions whenever a text changed. `again` also replaces rows that
     * nobody confirmed. Without `documentId`: all documents; without `edition` (its number): the current one.
     */
    place: method(
      v.object({
        documentId: v.optional(v.string()),
        edition: v.optional(v.number()),
        again: v.optional(v.boolean()),
      }),
      placedCountsSchema,
    ),
    /** Stops the run that goes on by itself; its notes stay without places until the next start, or until asked for. */
    cancel: method(nothing, nothing),
    /** Where ranges of one edition stand in another one of the same document; nothing is kept. In the order of `ranges`. */
    find: method(
      v.object({ documentId: v.string(), from: v.number(), to: v.number(), ranges: v.array(rangeSchema) }),
      v.array(placementSchema),
    ),
  },
  comparisons: {
    align: method(
      v.object({
        kind: comparisonKindSchema,
        panes: v.array(paneSchema),
        pins: v.optional(v.array(pinSchema)),
        folding: v.optional(foldingSchema),
      }),
      alignmentSchema,
    ),
    /** Kind that the sources suggest: same language and much shared, other language, or only little shared. */
    suggestKind: method(v.object({ panes: v.array(paneSchema) }), v.object({ kind: comparisonKindSchema })),
  },
  reports: {
    /** Makes the report; its bytes are at `/files/<sha256>` until the program ends. */
    make: method(v.object({ comparison: comparisonInputSchema, format: exportFormatSchema }), reportSchema),
    /** Saves a made report with the host's dialog (`path` absent) or at a path; null when the reader gave up. */
    save: method(
      v.object({ sha256: sha256Schema, name: v.string(), path: v.optional(v.string()) }),
      v.nullable(v.object({ path: v.string() })),
    ),
  },
  exchange: {
    /**
     * Writes notes of the notebook as a file of another program; `annotationIds` absent: all. Saved with `reports.save`,
     * its bytes are at `/files/<sha256>` until the program ends. Replies of chosen notes go with them.
     */
    export: method(
      v.object({
        format: noteFormatSchema,
        annotationIds: v.optional(v.array(v.string())),
        options: v.optional(noteExportOptionsSchema),
      }),
      noteExportSchema,
    ),
    /** What `import` would do; nothing is changed. */
    preview: method(notesToRead, noteImportSchema),
    /** Takes notes into the notebook, all in one act that one undo takes back. */
    import: method(notesToRead, noteImportSchema),
  },
} as const

export type Contract = typeof contract
export type ServiceName = keyof Contract
export type MethodName = {
  [S in ServiceName]: `${S}.${Extract<keyof Contract[S], string>}`
}[ServiceName]

type Entry<M extends MethodName> = M extends `${infer S extends ServiceName}.${infer F}`
  ? F extends keyof Contract[S]
    ? Contract[S][F]
    : never
  : never

type InputSchema<M extends MethodName> = Entry<M> extends { input: infer I extends v.GenericSchema } ? I : never
type OutputSchema<M extends MethodName> = Entry<M> extends { output: infer O extends v.GenericSchema } ? O : never

export type Input<M extends MethodName> = v.InferInput<InputSchema<M>>
export type Output<M extends MethodName> = v.InferOutput<OutputSchema<M>>

/** Progress of a long call: `done` of `total` (0 when unknown) in units of `unit`. */
export interface Progress {
  stage: string
  done: number
  total: number
}

/** What is used of an AbortSignal; the contract knows neither DOM nor Node. A real AbortSignal fits. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What every method gets besides its input. */
export interface CallContext {
  signal: CancelSignal
  progress(progress: Progress): void
}

/** The services as an object of functions: what `createServices` returns and `dispatch` calls. */
export type Services = {
  [S in ServiceName]: {
    [F in Extract<keyof Contract[S], string>]: `${S}.${F}` extends infer M extends MethodName
      ? (input: v.InferOutput<InputSchema<M>>, context: CallContext) => Promise<Output<M>>
      : never
  }
}
