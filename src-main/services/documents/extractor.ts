/**
 * Extraction in a child process (formats.md section 4): one input, one answer, killed on wall clock, heap, memory or
 * size of the answer. Worker threads would not hold an ArrayBuffer bomb.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError, type DocumentModel, fromWireError, wireErrorSchema } from '#shared/contract'
import { askChild, type AskLimits, type Child, ChildFailure, type StartChild } from '../children'
import { assertModel, type ExtractedDocument, extractDocument } from './extract'
import type { EmbeddedDocument, ExtractHints } from './format'

export interface ExtractLimits extends AskLimits {
  /** Documents after which a child is replaced. */
  readonly recycle: number
}

export const defaultLimits: ExtractLimits = {
  timeout: 60_000,
  longest: 600_000,
  heap: 512,
  memory: 1024,
  answer: 256 * 1024 * 1024,
  recycle: 200,
}

export interface Extracted {
  model: DocumentModel
  /** Id of the format. */
  format: string
  storedExtension: string
  /** Bytes of the resources that the model names, by SHA-256. */
  resources: ReadonlyMap<string, Uint8Array>
  /** Documents inside, in the order of `model.parts`. */
  children: readonly EmbeddedDocument[]
}

/** Bytes, or a file that the child reads itself. */
export type ExtractInput = Uint8Array | { path: string }

/** What a child is to do besides, and what it tells meanwhile. */
export interface ChildTask {
  /** Goes along with the request; the program of the child knows what it means. */
  readonly task: unknown
  /** Called for each message of the child that is more than a sign of life. */
  onMessage(message: unknown): void
}

export interface Extractor {
  /** One document at a time, in the order of the calls. Throws AppError with the codes of formats.md section 1. */
  extract(input: ExtractInput, hints: ExtractHints): Promise<Extracted>
  close(): Promise<void>
}

/** An extractor whose child can be told more than hints. */
export interface ChildExtractor extends Extractor {
  extract(input: ExtractInput, hints: ExtractHints, more?: ChildTask): Promise<Extracted>
}

const answerSchema = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    model: v.unknown(),
    format: v.string(),
    storedExtension: v.string(),
    /** Bytes travel in base64, for the channel is JSON; those of the original do not travel. */
    resources: v.array(v.object({ sha256: v.string(), bytes: v.string() })),
    children: v.array(v.object({ bytes: v.string(), fileName: v.string(), from: v.string() })),
  }),
  v.object({ ok: v.literal(false), error: wireErrorSchema }),
])

/** What the child is asked: about a file, or about bytes in base64. */
export const requestSchema = v.object({
  path: v.optional(v.string()),
  bytes: v.optional(v.string()),
  task: v.optional(v.unknown()),
  hints: v.object({
    fileName: v.optional(v.string()),
    format: v.optional(v.string()),
    lang: v.optional(v.string()),
    title: v.optional(v.string()),
    encoding: v.optional(v.string()),
  }),
})
type ExtractRequest = v.InferOutput<typeof requestSchema>

/**
 * An extractor over `<programs>/extract-child.js`. Where the program is not built (tests of single modules), documents
 * are extracted in this process, without limits on time and memory.
 */
export function createExtractor(
  programs: string,
  startChild: StartChild,
  limits: Partial<ExtractLimits> = {},
): Extractor {
  const program = join(programs, 'extract-child.js')
  if (existsSync(program)) return createChildExtractor(program, startChild, { ...defaultLimits, ...limits })
  return {
    async extract(input, hints) {
      const bytes = input instanceof Uint8Array ? input : await readFile(input.path)
      return extractedOf(await extractDocument(bytes, hints))
    },
    close: () => Promise.resolve(),
  }
}

export function extractedOf({ format, ...rest }: ExtractedDocument): Extracted {
  return { ...rest, format: format.id, storedExtension: format.storedExtension }
}

/** Runs `program`, which answers each request with one line of JSON. */
export function createChildExtractor(program: string, startChild: StartChild, limits: ExtractLimits): ChildExtractor {
  let child: Child | null = null
  let served = 0
  let queue: Promise<unknown> = Promise.resolve()
  let closed = false

  function start(): Child {
    if (child?.isAlive() && served < limits.recycle) return child
    stop()
    served = 0
    child = startChild(program, { heap: limits.heap })
    return child
  }

  function stop(): void {
    child?.kill()
    child = null
  }

  async function extract(input: ExtractInput, hints: ExtractHints, more?: ChildTask): Promise<Extracted> {
    if (closed) throw new AppError('cancelled', 'The extraction was stopped because the program ends.')
    const name = hints.fileName ?? 'The document'
    const source = input instanceof Uint8Array ? { bytes: Buffer.from(input).toString('base64') } : input
    const request = { ...source, hints, ...(more ? { task: more.task } : {}) }
    const line = await ask(request, name, more?.onMessage)
    served += 1
    let raw: unknown = null
    try {
      raw = JSON.parse(line)
    } catch {
      // Falls through to the schema, which refuses null.
    }
    const parsed = v.safeParse(answerSchema, raw)
    if (!parsed.success) throw failed('crashed', name, 'its extractor gave an answer that makes no sense')
    if (!parsed.output.ok) {
      stop()
      throw fromWireError(parsed.output.error)
    }
    const { model, format, storedExtension } = parsed.output
    assertModel(model, name)
    const resources = new Map<string, Uint8Array>(
      parsed.output.resources.map(({ sha256, bytes }) => [sha256, Buffer.from(bytes, 'base64')] as const),
    )
    if (model.resources.some(({ sha256 }) => sha256 === model.originalSha256)) {
      resources.set(model.originalSha256, input instanceof Uint8Array ? input : await readFile(input.path))
    }
    const children = parsed.output.children.map((one) => ({ ...one, bytes: Buffer.from(one.bytes, 'base64') }))
    return { model, format, storedExtension, resources, children }
  }

  async function ask(request: ExtractRequest, name: string, onMessage?: ChildTask['onMessage']): Promise<string> {
    try {
      return await askChild(start(), request, { limits, role: 'its extractor', onMessage })
    } catch (error) {
      if (!(error instanceof ChildFailure)) throw error
      throw failed(error.code, name, error.message)
    }
  }

  const failed = (code: ChildFailure['code'], name: string, what: string) => {
    stop()
    return new AppError(code, `"${name}" could not be read: ${what}. The original stays as it is.`, { name })
  }

  return {
    extract(input, hints, more) {
      const result = queue.then(() => extract(input, hints, more))
      queue = result.catch(() => undefined)
      return result
    },
    async close() {
      closed = true
      stop()
      await queue
    },
  }
}
