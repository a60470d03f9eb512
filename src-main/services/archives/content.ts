/** What an archive is made of, before it is written. */
import type { DocumentModel, Metadata, Multilingual, Registers, SealedNotebook } from '#shared/contract'

/** Bytes of an original: in memory, or a file with the sums that were taken when it entered the store. */
export type OriginalSource = Uint8Array | { path: string; size: number; crc32: number; sha256: string }

interface NewEdition {
  model: DocumentModel
  /** ISO instant. */
  importedAt: string
}

export interface NewDocument {
  original: OriginalSource
  /** As imported; stored as metadata only. */
  fileName: string
  /** Letters and digits. */
  storedExtension: string
  metadata: Metadata
  /** At least one; number 1 first. The id of the document is that of its models. */
  editions: readonly NewEdition[]
  /** The imported record, kept as it came. */
  record?: { bytes: Uint8Array; extension: string }
}

export interface ArchiveContent {
  /** `[a-z0-9-]+`: also the name of the folder in the zip. */
  id: string
  title: Multilingual
  description: Multilingual
  /** Main language, BCP 47. */
  language: string
  /** ISO dates. `modified` is that of the last change; `created` where absent. */
  created: string
  modified?: string
  license: { text: string; uri?: string }
  registers: Registers
  /** In the order in which lists show them. */
  documents: readonly NewDocument[]
  notebook?: SealedNotebook
}
