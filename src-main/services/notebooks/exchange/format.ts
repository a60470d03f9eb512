/** What every exchange format holds to. Each folder here exports one as `format` and is picked up from there. */
import {
  type Anchor,
  type Annotation,
  AppError,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  type Link,
  type NoteExportOptions,
  type NoteFormat,
  type Range,
  type Tag,
} from '#shared/contract'
import { correctionOf } from '#shared/domain/records'
import type { Losses } from './losses'

export type Target = Annotation['targets'][number]
export type Details = Record<string, string | number | boolean>

/** A document whose text is at hand: its current edition. */
export interface Source {
  readonly summary: DocumentSummary
  readonly edition: Edition
  readonly model: DocumentModel
}

/** A target, and where it stands in the current edition of its document. */
export interface ExportTarget {
  readonly target: Target
  /** Null where the document is not at hand. */
  readonly source: Source | null
  /** UTF-16 offsets into `source.model.text`; null where nobody knows, and for what is no text. */
  readonly range: Range | null
  readonly state: Anchor['state']
}

export interface ExportNote {
  readonly annotation: Annotation
  readonly targets: readonly ExportTarget[]
  /** Those that are not deleted. */
  readonly tags: readonly Tag[]
}

/** All that a format may write, in the order of documents and places; nothing in it depends on the time of writing. */
export interface ExportSet {
  readonly notes: readonly ExportNote[]
  /** The tags of the notes with those above them, or all; parents first. */
  readonly tags: readonly Tag[]
  /** Links both of whose ends go along. */
  readonly links: readonly Link[]
  /** In the order of the notes. */
  readonly sources: readonly Source[]
  /** Who writes the notebook; may be empty. */
  readonly author: string
  /** Version of the program. */
  readonly version: string
  /** Time of the newest change among the notes: the same notes give the same bytes whenever they are written. */
  readonly time: string
}

export interface OutFile {
  /** ASCII or not, relative, with slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** A file to read: its name is for messages and for telling formats apart. */
export interface InFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Words that say which document is meant: ids, addresses, file names, titles; hashes in hex. */
export interface SourceHint {
  readonly names: readonly string[]
}

export interface ForeignText {
  readonly kind: 'text'
  /** The words; null where the file gives a position only. */
  readonly exact: string | null
  readonly prefix: string
  readonly suffix: string
  /** In the text of `source`. */
  readonly position?:
    { readonly start: number; readonly end: number; readonly unit: 'utf-16' | 'code-point' } | undefined
}

export type ForeignPlace =
  | ForeignText
  | {
      readonly kind: 'region'
      readonly page: number
      readonly shape: Extract<Target, { kind: 'region' }>['shape']
      /** The numbers are per cent of the page. */
      readonly percent?: boolean
    }
  | { readonly kind: 'document' }

export interface ForeignTarget {
  readonly source: SourceHint
  readonly place: ForeignPlace
}

/** A note as a file has it. A member that is undefined is one that the file says nothing about. */
export interface ForeignNote {
  /** What the file calls it; null where it has no name of its own. */
  readonly key: string | null
  readonly targets: readonly ForeignTarget[]
  readonly kind?: Annotation['kind'] | undefined
  readonly colour?: Annotation['colour'] | undefined
  /** Keys of tags of the file. */
  readonly tags?: readonly string[] | undefined
  readonly note?: string | undefined
  readonly answered?: boolean | undefined
  /** Words of the passage as they should read. */
  readonly correction?: string | undefined
  /** Key of the note that this one answers. */
  readonly replyTo?: string | undefined
  readonly created?: string | undefined
  readonly updated?: string | undefined
  readonly foreign?: Record<string, unknown> | undefined
}

/** A note that cannot be taken, and why. */
export interface RefusedNote {
  readonly key: string | null
  readonly words: string
  readonly code: string
  readonly details: Details
}

export interface ForeignTag {
  readonly key: string
  /** Key of the tag above; empty for a root. */
  readonly parent: string
  readonly name: string
  readonly colour?: Tag['colour'] | undefined
  readonly note?: string | undefined
}

export interface ForeignLink {
  readonly key: string
  /** Keys of notes, or words for documents. */
  readonly from: string
  readonly to: string
  readonly type: string
  readonly created?: string | undefined
  readonly updated?: string | undefined
}

export interface ReadNotes {
  readonly notes: readonly (ForeignNote | RefusedNote)[]
  readonly tags: readonly ForeignTag[]
  readonly links: readonly ForeignLink[]
}

export interface ExchangeFormat {
  readonly id: NoteFormat
  /** Proper name, the same in every language. */
  readonly label: string
  /** Without dot, the first for saving. */
  readonly extensions: readonly string[]
  readonly mediaType: string
  /** True where the content says so; names alone are looked at when no format claims the content. */
  recognises(file: InFile): boolean
  /** What cannot be carried goes to `losses`. Throws AppError `export-failed` when what was written does not hold. */
  write(set: ExportSet, losses: Losses, options: NoteExportOptions): OutFile[] | Promise<OutFile[]>
  /**
   * Reads note by note: one that cannot be taken is in the answer as refused. Throws AppError only where the file as a
   * whole is none of this format: `damaged`, `empty`, or a code of the zip or XML gates.
   */
  read(files: readonly InFile[], losses: Losses): ReadNotes | Promise<ReadNotes>
}

/** A question with its answer, or a correction with its words: not every format has a place for those. */
export const saysMoreThanKind = (annotation: Annotation): boolean =>
  (annotation.kind === 'question' && annotation.answered === true) || correctionOf(annotation) !== undefined

/** Notes that are read at once: more would not fit into the memory, and no notebook has them. */
const MOST_NOTES = 500_000

/** Throws AppError `too-many-entries`. */
export function checkCount(found: number): void {
  if (found <= MOST_NOTES) return
  const message = `These are ${found} notes or more; up to ${MOST_NOTES} are read at once. Export fewer notes at a time.`
  throw new AppError('too-many-entries', message, { found, limit: MOST_NOTES })
}

export const isRefused = (note: ForeignNote | RefusedNote): note is RefusedNote => 'code' in note

/** A short identification of a note for lists: the first words of its quote or of its text. */
export function wordsOf(quote: string, note: string): string {
  const text = (quote || note).replace(/\s+/gu, ' ').trim()
  const letters = [...text.slice(0, 200)]
  return letters.length > 80 ? `${letters.slice(0, 80).join('').trimEnd()}…` : letters.join('')
}
