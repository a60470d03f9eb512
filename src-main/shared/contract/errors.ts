/**
 * The one error of the whole program. Everything that can go wrong for a reason we know carries a code of this closed
 * list; anything else becomes `internal` with a log id (see `toWireError`).
 */
import * as v from 'valibot'

/** Closed list: a new code is added here and nowhere else. */
export const errorCodes = [
  // calls
  'bad-request',
  'unknown-method',
  'not-allowed',
  'cancelled',
  'internal',
  'unreachable',
  // files and folders
  'not-found',
  'not-readable',
  'not-writable',
  'disk-full',
  'file-too-large',
  'already-running',
  'read-only',
  // containers (design: formats.md section 6, container.md section 6)
  'zip-structure',
  'zip-path',
  'zip-duplicate',
  'zip-name',
  'zip-link',
  'zip-overlap',
  'zip-corrupt',
  'zip-mismatch',
  'zip-method',
  'zip-bomb',
  'too-many-entries',
  'password',
  'bag-invalid',
  'version-newer',
  'not-an-archive',
  // documents
  'unsupported-format',
  'damaged',
  'empty',
  'parse-too-large',
  'too-deep',
  'too-many-nodes',
  'too-many-pages',
  'image-too-large',
  'xml-entity',
  'timeout',
  'crashed',
  'out-of-memory',
  'output-too-large',
  'model-invalid',
  // notebooks
  'journal-damaged',
  'conflict',
  // comparisons and reports
  'range-invalid',
  'unknown-document',
  'unknown-option',
  'export-failed',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Facts about an error for the interface and the log: names and numbers, never objects. */
export type ErrorDetails = Record<string, string | number | boolean>

/**
 * An error whose message is a sentence for people: what was being done, to what, and what they can do now.
 * `details` holds the parts of the sentence (file, limit, found) so that the interface can say it in its own language.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

export const wireErrorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  details: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
})
export type WireError = v.InferOutput<typeof wireErrorSchema>

/** True for errors of this program that carry a code. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError
}

/** An AppError from what came over the wire. */
export function fromWireError(error: WireError): AppError {
  return new AppError(error.code, error.message, error.details)
}
