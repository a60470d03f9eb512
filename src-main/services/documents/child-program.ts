/** What the programs of child processes have in common: a request, and one line of JSON for an answer. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { isAppError } from '#shared/contract'
import { type Parent, parentOf } from '../children'
import type { ExtractedDocument } from './extract'
import { requestSchema } from './extractor'
import type { ExtractHints } from './format'

export interface ChildRequest {
  bytes: Uint8Array
  hints: ExtractHints
  /** What goes along with the request; whoever reads it checks it. */
  task: unknown
  /** Tells the parent that work goes on, at most twice a second: its clock begins anew then. */
  alive(): void
  /** Tells the parent something. */
  tell(message: object): void
}

function signOfLife(parent: Parent): () => void {
  let last = Date.now()
  return () => {
    if (Date.now() - last < 500) return
    last = Date.now()
    parent.tell('alive')
  }
}

async function answer(
  parent: Parent,
  message: unknown,
  extract: (request: ChildRequest) => Promise<ExtractedDocument>,
): Promise<unknown> {
  try {
    const { path, bytes = '', hints, task } = v.parse(requestSchema, message)
    const { fileName, format: chosen, lang, title, encoding } = hints
    const input = path === undefined ? Buffer.from(bytes, 'base64') : readFileSync(path)
    const { model, format, resources, children } = await extract({
      bytes: input,
      hints: {
        ...(fileName === undefined ? {} : { fileName }),
        ...(chosen === undefined ? {} : { format: chosen }),
        ...(lang === undefined ? {} : { lang }),
        ...(title === undefined ? {} : { title }),
        ...(encoding === undefined ? {} : { encoding }),
      },
      task,
      alive: signOfLife(parent),
      tell: (told) => parent.tell(told),
    })
    const base64 = (content: Uint8Array) => Buffer.from(content).toString('base64')
    return {
      ok: true,
      model,
      format: format.id,
      storedExtension: format.storedExtension,
      // Who asked has the original: an image that is its own page is not sent back.
      resources: [...resources]
        .filter(([sha256]) => sha256 !== model.originalSha256)
        .map(([sha256, content]) => ({ sha256, bytes: base64(content) })),
      children: children.map((child) => ({ ...child, bytes: base64(child.bytes) })),
    }
  } catch (error) {
    if (isAppError(error)) {
      return { ok: false, error: { code: error.code, message: error.message, details: error.details } }
    }
    const reason = error instanceof Error ? error.message : String(error)
    const sentence = `The document could not be read: its extractor failed (${reason}).`
    return { ok: false, error: { code: 'damaged', message: sentence, details: { reason } } }
  }
}

/** Serves requests until the parent is gone. */
export function serve(extract: (request: ChildRequest) => Promise<ExtractedDocument>): void {
  const parent = parentOf()
  parent.onMessage((message) => {
    void answer(parent, message, extract).then((line) => parent.answer(JSON.stringify(line)))
  })
}
