/** Notes in and out: formats, what became of each note, and what a format cannot carry. */
import * as v from 'valibot'
import { sha256Schema } from './primitives'

export const noteFormats = ['w3c', 'qdpx', 'qdc', 'csv', 'md', 'tei'] as const
export const noteFormatSchema = v.picklist(noteFormats)
export type NoteFormat = v.InferOutput<typeof noteFormatSchema>

/** What stands between the cells of a CSV file: Excel expects a semicolon where numbers have a decimal comma. */
export const separators = ['comma', 'semicolon', 'tab'] as const
export const noteExportOptionsSchema = v.object({
  separator: v.optional(v.picklist(separators)),
  /** Markdown: one file for all documents instead of one for each. */
  single: v.optional(v.boolean()),
})
export type NoteExportOptions = v.InferOutput<typeof noteExportOptionsSchema>

const details = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))

/** Something that the other side has no place for. `ids` are the notes concerned; none: the file as a whole. */
export const noteLossSchema = v.object({ code: v.string(), message: v.string(), ids: v.array(v.string()), details })
export type NoteLoss = v.InferOutput<typeof noteLossSchema>

/**
 * `ok`: taken, or written whole; `partial`: written, but something was lost; `review`: taken, several places are possible;
 * `orphan`: taken without a place; `duplicate`: there already; `refused`: not taken, `message` says why.
 */
export const noteStatuses = ['ok', 'partial', 'review', 'orphan', 'duplicate', 'refused'] as const

/** What became of one note. `message` is a sentence wherever there is more to say than the status. */
export const noteOutcomeSchema = v.object({
  /** Id in the notebook; of a refused note, what the file calls it. */
  id: v.string(),
  status: v.picklist(noteStatuses),
  /** First words of the quote or of the note. */
  words: v.string(),
  documentId: v.optional(v.string()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  details: v.optional(details),
})
export type NoteOutcome = v.InferOutput<typeof noteOutcomeSchema>

/** A finished file of notes; its bytes are at `/files/<sha256>`. */
export const noteExportSchema = v.object({
  sha256: sha256Schema,
  mediaType: v.string(),
  /** Suggested file name. */
  name: v.string(),
  bytes: v.number(),
  outcomes: v.array(noteOutcomeSchema),
  losses: v.array(noteLossSchema),
})
export type NoteExport = v.InferOutput<typeof noteExportSchema>

/** What an import did, or would do. */
export const noteImportSchema = v.object({
  format: noteFormatSchema,
  outcomes: v.array(noteOutcomeSchema),
  losses: v.array(noteLossSchema),
  /** New tags and links. */
  tags: v.number(),
  links: v.number(),
  /** Records that are, or would be, changed; 0 where there is nothing to do. */
  changes: v.number(),
})
export type NoteImport = v.InferOutput<typeof noteImportSchema>
