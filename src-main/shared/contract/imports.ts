/** Imports into an archive in work: what became of each file, and how far it is (cli.md `import`, formats.md section 1). */
import * as v from 'valibot'
import { instantSchema, sha256Schema } from './primitives'
import { recognitionLanguageSchema } from './recognition'

/**
 * `ok`: full model; `partial`: a model with something missing, `warnings` says what; `refused`: no text, `code` and
 * `message` say why (the original is kept where there is a `documentId`); `duplicate`: the archive has these bytes;
 * `code` and `message` say why where they are kept without text.
 */
export const importStatusSchema = v.picklist(['ok', 'partial', 'refused', 'duplicate'])
export type ImportStatus = v.InferOutput<typeof importStatusSchema>

/** Where hosts keep files that the page handed over: below a folder of their own for each time. */
const spooled = /^.*[\\/]spool[\\/][0-9a-f]{24}[\\/]files[\\/]/

/** Path of a handed over file below what the reader chose; null for files that the host found itself. */
export const handedOverPath = (path: string): string | null => (spooled.test(path) ? path.replace(spooled, '') : null)

/** What becomes of files that were imported from the same place before, and have another content now. */
export const changedFilesSchema = v.picklist(['editions', 'documents'])
export type ChangedFiles = v.InferOutput<typeof changedFilesSchema>

export const importOutcomeSchema = v.object({
  /** Absolute. */
  path: v.string(),
  status: importStatusSchema,
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  documentId: v.optional(v.string()),
  /** It became this edition of a document that was there. */
  edition: v.optional(v.number()),
  /** An earlier import refused the very file, and kept it as `documentId`: it was tried once more. */
  refusedBefore: v.optional(v.boolean()),
  sha256: v.optional(sha256Schema),
  /** Id of the source format. */
  format: v.optional(v.string()),
  language: v.optional(v.string()),
  characters: v.optional(v.number()),
  blocks: v.optional(v.number()),
  pages: v.optional(v.number()),
  /** It was an archive of this program: what came from it, in documents. */
  archive: v.optional(v.object({ added: v.number(), editions: v.number(), same: v.number() })),
  /** The file is no document of its own: it is the image, or the text, of pages (from 1) of `documentId`, the file `to`. */
  tied: v.optional(v.object({ what: v.picklist(['image', 'text']), pages: v.array(v.number()), to: v.string() })),
  warnings: v.array(v.object({ code: v.string(), message: v.string() })),
})
export type ImportOutcome = v.InferOutput<typeof importOutcomeSchema>

/** How many files came to which end. Documents inside files are not counted. */
export const importCountsSchema = v.object({
  ok: v.number(),
  partial: v.number(),
  refused: v.number(),
  duplicate: v.number(),
})
export type ImportCounts = v.InferOutput<typeof importCountsSchema>

/** Languages of an import that recognises the text of documents of the archive, instead of adding files to it. */
const recognise = v.optional(v.array(recognitionLanguageSchema))

export const importProgressSchema = v.object({
  archiveId: v.string(),
  importId: v.number(),
  recognise,
  /** `waiting`: another recognition comes first. */
  state: v.picklist(['scanning', 'waiting', 'running', 'paused', 'finished', 'stopped']),
  files: v.number(),
  filesDone: v.number(),
  bytes: v.number(),
  bytesDone: v.number(),
  /** Estimate; null until there is one. */
  secondsLeft: v.nullable(v.number()),
  counts: importCountsSchema,
  /** The file that is being read, without its folder. */
  current: v.optional(v.string()),
  /** Pages of that file that are recognised, and how many it has. */
  page: v.optional(v.object({ done: v.number(), total: v.number() })),
})
export type ImportProgress = v.InferOutput<typeof importProgressSchema>

const importSummaryEntries = {
  archiveId: v.string(),
  /** Counts up within the archive. */
  importId: v.number(),
  at: instantSchema,
  recognise,
  /** What it brought was taken out again. */
  undone: v.optional(v.boolean()),
  /** False where it was stopped or cut off: the same request, or `documents.resumeImport`, goes on. */
  finished: v.boolean(),
  /** Why it stopped early. */
  stopped: v.optional(v.picklist(['cancelled', 'disk-full'])),
  summary: importCountsSchema,
  /** How far it is, while it is running or held. */
  running: v.optional(importProgressSchema),
}

/** An import without its files. */
export const importSummarySchema = v.object(importSummaryEntries)
export type ImportSummary = v.InferOutput<typeof importSummarySchema>

export const importReportSchema = v.object({
  ...importSummaryEntries,
  /** One for each file, in order. Files that were not reached are `refused` with the code of `stopped`. */
  outcomes: v.array(importOutcomeSchema),
})
export type ImportReport = v.InferOutput<typeof importReportSchema>
