/** What a source format is. A new one is a folder in `formats/` that exports `format satisfies Format`. */
import type { Block, DocumentModel, Mark } from '#shared/contract'
import { startOfText } from './decode'

/** What `sniff` may look at. */
export interface Probe {
  /** The whole input. */
  bytes: Uint8Array
  /** Its first 4 096 bytes as Latin-1, so that magic bytes and markup can be matched as text. */
  head: string
  /** The same beginning as text: UTF-16 (with or without mark) decoded, marks left out, else as `head`. */
  start: string
  /** Lower-case extension of the name as imported, without the dot; a hint only, may be empty. */
  extension: string
}

/** The probe of an input; `extension` in lower case, without the dot. */
export function probeOf(bytes: Uint8Array, extension: string): Probe {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1')
  return { bytes, head, start: startOfText(bytes), extension }
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
  /** Label of the character encoding that somebody has chosen (WHATWG or IANA); goes before every other sign. */
  encoding?: string
}

/** A file inside the document that its text needs: a figure, the image of a page. */
export interface EmbeddedResource {
  bytes: Uint8Array
  role: 'figure' | 'page-image' | 'cover'
  mediaType: string
  /** Where it was: a path in the container, a content id. */
  from: string
}

/** A document inside the document: an attachment, a mail of a mailbox. */
export interface EmbeddedDocument {
  bytes: Uint8Array
  /** As the container names it; a hint for sniffing and a title where there is no other. */
  fileName: string
  /** Where it was in the container. */
  from: string
}

/**
 * What an extractor finds: a model without the parts that are the same for all formats. Any line ends, any form.
 * `meta` holds what the file says of itself under these keys where it says it: `title`, `creators` (list), `date` (EDTF
 * where it can be told, else as written), `languages` (list of BCP 47), `description`, `publisher`, `subjects` (list),
 * `rights`, `identifier`, `source` (URL), `encoding` and `encodingFrom`; other keys are the format's own.
 */
export interface ModelParts {
  text: string
  blocks: Block[]
  marks: Mark[]
  anchors: DocumentModel['anchors']
  meta: DocumentModel['meta']
  warnings: DocumentModel['warnings']
  lang?: string
  /** `image` names a resource by its SHA-256. */
  pages?: DocumentModel['pages']
  /** Sorted by page and reading order; in the unit of the page. */
  boxes?: DocumentModel['boxes']
  resources?: EmbeddedResource[]
  children?: EmbeddedDocument[]
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
  extract(bytes: Uint8Array, hints: ExtractHints): ModelParts | Promise<ModelParts>
}

/**
 * A small sound file of a format, exported as `sample` by `conformance.ts` in the format's folder (the program does not
 * bundle it). `formats.conformance.test.ts` runs its checks over all of them, and fails for a format without one.
 */
export interface FormatSample {
  build(): Uint8Array | Promise<Uint8Array>
  /** Stands in the text that is extracted. */
  text: string
  /** Set where content alone cannot tell the format, as with plain text: then only its own extensions are tried. */
  toldByName?: true
}

/** Where the formats live; one registry for sniffing and for looking up by id. */
const modules = import.meta.glob<{ format: Format }>('./formats/*/index.ts', { eager: true })
export const formats: readonly Format[] = Object.values(modules)
  .map((module) => module.format)
  .sort((a, b) => (a.id < b.id ? -1 : 1))
