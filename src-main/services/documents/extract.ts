/** One input to one document model: sniff, extract, bring into canonical form, check. Deterministic. */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { AppError, type DocumentModel, documentModelSchema, isAppError, MODEL_VERSION } from '#shared/contract'
import { recogniseLanguage } from '#shared/domain/language'
import { checkModel } from '#shared/domain/model'
import { canonicalise } from './canonical'
import { type EmbeddedDocument, type ExtractHints, type Format, formats, type ModelParts, probeOf } from './format'

/** Largest canonical text (formats.md section 5). */
const maxText = 50 * 1024 * 1024

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex')

/** Id of a document: `d` and the first 24 hex digits of the SHA-256 of its first original. */
export function documentIdOf(originalSha256: string): string {
  return `d${originalSha256.slice(0, 24)}`
}

/** Id of a document inside another: from its parent and its position there, counted from 0 (container.md section 4). */
export function partIdOf(parentId: string, position: number): string {
  return `d${sha256(`${parentId}/${position}`).slice(0, 24)}`
}

export interface ExtractedDocument {
  model: DocumentModel
  format: Format
  /** Bytes of the resources that the model names, by SHA-256. */
  resources: Map<string, Uint8Array>
  /** In the order of `model.parts`. */
  children: EmbeddedDocument[]
}

/** The format that is surest of these bytes, or null. `fileName` is only a hint. */
export function sniffFormat(bytes: Uint8Array, fileName = ''): Format | null {
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const probe = probeOf(bytes, extension)
  let best: Format | null = null
  let sure = 0
  for (const format of formats) {
    const found = format.sniff(probe)
    if (found > sure) {
      best = format
      sure = found
    }
  }
  return best
}

/** What a format found in the bytes, in canonical form, before it becomes a model. */
export interface ReadParts {
  format: Format
  parts: ModelParts
}

/** Whether the first file of a zip is encrypted (PKWARE APPNOTE 6.3.10, section 4.3.7: bit 0 of the general purpose flags). */
function isEncryptedZip(bytes: Uint8Array): boolean {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
  return isZip && ((bytes[6] ?? 0) & 1) === 1
}

/**
 * Sniffs `bytes` and has their format read them. Throws AppError with the codes of formats.md section 1: `empty`,
 * `unsupported-format`, `parse-too-large`, `damaged`, `too-deep`, `xml-entity`. `report` is called at each step of a
 * long extraction.
 */
export async function readParts(bytes: Uint8Array, hints: ExtractHints, report?: () => void): Promise<ReadParts> {
  const name = hints.fileName ?? 'The document'
  if (bytes.length === 0) throw new AppError('empty', `"${name}" is empty: there is nothing to read in it.`, { name })
  const format = hints.format
    ? (formats.find((one) => one.id === hints.format) ?? null)
    : sniffFormat(bytes, hints.fileName)
  if (!format && isEncryptedZip(bytes)) {
    const message = `"${name}" is locked with a password. Unpack it and add the files in it.`
    throw new AppError('password', message, { name })
  }
  if (!format) {
    const known = formats.map((one) => one.label).join(', ')
    throw new AppError('unsupported-format', `"${name}" is in no format that can be read. Known are: ${known}.`, {
      name,
    })
  }
  if (bytes.length > format.maxBytes) {
    throw new AppError(
      'parse-too-large',
      `"${name}" has ${bytes.length} bytes; ${format.label} is read up to ${format.maxBytes}. Divide it and add the parts.`,
      { name, limit: format.maxBytes, found: bytes.length },
    )
  }
  return { format, parts: canonicalise(await extractBy(format, bytes, hints, report)) }
}

/**
 * The document model of `bytes`. Same bytes, hints and version: the same model, byte for byte as JSON. Throws AppError
 * as `readParts`, and `model-invalid`.
 */
export async function extractDocument(
  bytes: Uint8Array,
  hints: ExtractHints = {},
  report?: () => void,
): Promise<ExtractedDocument> {
  const { format, parts } = await readParts(bytes, hints, report)
  return documentOf(bytes, { format, parts }, hints, `${format.id}@${format.version}`)
}

/** The document of what was read of `bytes` by `extractor`. Throws AppError `parse-too-large`, `model-invalid`. */
export function documentOf(
  bytes: Uint8Array,
  { format, parts }: ReadParts,
  hints: ExtractHints,
  extractor: string,
): ExtractedDocument {
  const name = hints.fileName ?? 'The document'
  if (parts.text.length > maxText) {
    throw new AppError('parse-too-large', `"${name}" holds more text than the limit of ${maxText} characters.`, {
      name,
      limit: maxText,
      found: parts.text.length,
    })
  }
  const originalSha256 = sha256(bytes)
  const id = documentIdOf(originalSha256)
  const told = parts.lang ?? hints.lang
  const lang = told ?? recogniseLanguage(parts.text)
  // Nobody said it: whoever reads the model must be able to see that.
  const meta = told === undefined && lang !== undefined ? { ...parts.meta, languageFrom: 'text' } : parts.meta
  const resources = new Map<string, Uint8Array>()
  const described = (parts.resources ?? []).map(({ bytes: content, role, mediaType, from }) => {
    const hash = sha256(content)
    resources.set(hash, content)
    return { sha256: hash, role, mediaType, from }
  })
  const children = parts.children ?? []
  const model: DocumentModel = {
    schema: 'avots-document',
    model: MODEL_VERSION,
    id,
    originalSha256,
    mediaType: format.mediaType,
    extractor,
    ...(lang === undefined ? {} : { lang }),
    meta,
    warnings: parts.warnings,
    text: parts.text,
    textSha256: sha256(parts.text),
    blocks: parts.blocks,
    marks: parts.marks,
    pages: parts.pages ?? [],
    boxes: parts.boxes ?? [],
    resources: described,
    anchors: parts.anchors,
    parts: children.map((_, position) => partIdOf(id, position)),
  }
  assertModel(model, name)
  return { model, format, resources, children }
}

/** A refusal names its format, so that the original can be kept under the type that it has. */
async function extractBy(
  format: Format,
  bytes: Uint8Array,
  hints: ExtractHints,
  report?: () => void,
): Promise<ModelParts> {
  try {
    return await format.extract(bytes, hints, report)
  } catch (error) {
    if (isAppError(error)) error.details['format'] ??= format.id
    throw error
  }
}

/** The format with this id, or null. */
export function formatOf(id: unknown): Format | null {
  return formats.find((format) => format.id === id) ?? null
}

/** Bytes of the largest input that any format reads. */
export const largestInput = Math.max(...formats.map(({ maxBytes }) => maxBytes))

/** Throws AppError `model-invalid` unless `value` is a sound model of this version; `name` is for the sentence. */
export function assertModel(value: unknown, name: string): asserts value is DocumentModel {
  const version = typeof value === 'object' && value !== null && 'model' in value ? value.model : undefined
  if (typeof version === 'number' && version > MODEL_VERSION) {
    throw new AppError(
      'version-newer',
      `"${name}" was written by a newer Avots (document model ${version}; this one reads up to ${MODEL_VERSION}). Update Avots to open it.`,
      { name, version, known: MODEL_VERSION },
    )
  }
  const parsed = v.safeParse(documentModelSchema, value)
  const problem = parsed.success
    ? checkModel(parsed.output)[0]
    : `${v.getDotPath(parsed.issues[0]) ?? 'model'}: ${parsed.issues[0].message}`
  if (problem !== undefined) {
    throw new AppError('model-invalid', `The text of "${name}" does not hold together: ${problem}.`, { name, problem })
  }
}
