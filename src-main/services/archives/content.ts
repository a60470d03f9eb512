/** What an archive is made of, before it is written. */
import type { DocumentModel, Metadata, Multilingual, Registers, SealedNotebook } from '#shared/contract'

/** A file on disk with the sums that were taken when it entered the store. */
export interface StoredFile {
  path: string
  size: number
  crc32: number
  sha256: string
}

/** Bytes of a payload file: in memory, or on disk. */
export type OriginalSource = Uint8Array | StoredFile

/** A file that a document came from. */
interface NewOriginal {
  original: OriginalSource
  /** As imported; stored as metadata only. */
  fileName: string
  /** Letters and digits. */
  storedExtension: string
}

interface NewEdition {
  model: DocumentModel
  /** ISO instant. */
  importedAt: string
}

/** An edition whose files are written already, with what the crate says of it. */
export interface StoredEdition {
  model: StoredFile
  text: StoredFile
  boxes?: StoredFile
  words: number
  mediaType: string
  /** `<id>@<version>`. */
  extractor: string
  lang?: string
  /** Ids of the documents inside. */
  parts: readonly string[]
  /** ISO instant. */
  importedAt: string
  /** The file that it came from, where that is another than the document's first. */
  from?: NewOriginal
}

/** A file that a model needs: a figure, the image of a page. Its place is among the originals. */
export interface NewResource {
  source: OriginalSource
  storedExtension: string
  mediaType: string
  /** As imported, where it came in a file of its own. */
  fileName?: string
}

export interface NewDocument extends NewOriginal {
  /** That of its models where absent. */
  id?: string
  metadata: Metadata
  /** Number 1 first. None where the editions are stored, or where no text could be extracted. */
  editions: readonly NewEdition[]
  /** Instead of `editions`: number 1 first. Then `id` is given, too. */
  stored?: readonly StoredEdition[]
  /** Why there is no text: code and sentence of the extractor, and when it was tried. */
  refusal?: { code: string; message: string; at: string; mediaType: string }
  resources?: readonly NewResource[]
  /** The imported record, kept as it came. */
  record?: { bytes: OriginalSource; extension: string }
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
