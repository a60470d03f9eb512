/** What a source format is. A new one is a folder in `formats/` that exports `format satisfies Format`. */
import type { Block, DocumentModel, Mark } from '#shared/contract'

/** What `sniff` may look at. */
export interface Probe {
  /** The whole input. */
  bytes: Uint8Array
  /** Its first 4 096 bytes as Latin-1, so that magic bytes and markup can be matched as text. */
  head: string
  /** Lower-case extension of the name as imported, without the dot; a hint only, may be empty. */
  extension: string
}

/** What is known of a document before it is read. Part of the key of an extraction: another hint, another edition. */
export interface ExtractHints {
  /** Name as imported; its extension is a hint. */
  fileName?: string
  /** Id of a format that somebody has chosen; skips sniffing. */
  format?: string
  /** BCP 47 language of the text, where the file does not say it. */
  lang?: string
  /** Title, for formats without one (a list of citations). */
  title?: string
}

/** What an extractor finds: a model without the parts that are the same for all formats. Any line ends, any form. */
export interface ModelParts {
  text: string
  blocks: Block[]
  marks: Mark[]
  anchors: DocumentModel['anchors']
  meta: DocumentModel['meta']
  warnings: DocumentModel['warnings']
  lang?: string
}

export interface Format {
  /** Stable; stands in stored models as `<id>@<version>`. */
  id: string
  /** Counts up when the same bytes may give another model. */
  version: number
  label: string
  extensions: readonly string[]
  mediaType: string
  /** Extension of stored originals. */
  storedExtension: string
  /** Largest input in bytes (formats.md section 5). */
  maxBytes: number
  /** How sure the format is that the input is its own: 0 not, 1 certain. Never throws. */
  sniff(probe: Probe): number
  /** Throws AppError with a code of formats.md section 1. */
  extract(bytes: Uint8Array, hints: ExtractHints): ModelParts
}

/** Where the formats live; one registry for sniffing and for looking up by id. */
const modules = import.meta.glob<{ format: Format }>('./formats/*/index.ts', { eager: true })
export const formats: readonly Format[] = Object.values(modules)
  .map((module) => module.format)
  .sort((a, b) => (a.id < b.id ? -1 : 1))
