/**
 * Calls over HTTP and their answers. Those that are as long as a text are fetched and read beside the interface: receiving
 * and parsing ten megabytes would hold it up for a tenth of a second or more.
 */
import type { Message } from '#shared/contract'

export interface HttpAnswer {
  readonly status: number
  /** Null where it is no JSON. */
  readonly body: unknown
}

/** What a thread is asked, and what it says. */
export interface AnswerWanted {
  readonly id: number
  readonly headers: Readonly<Record<string, string>>
  readonly message: Message
}
export type AnswerFound = { readonly id: number } & (Parcel | { readonly failed: string })

/**
 * An answer on its way to the page: letters are copied as they are, and what is left is short and parsed in a fraction of
 * the time that copying its thousands of objects takes.
 */
export interface Parcel {
  readonly status: number
  readonly json: string
  /** `result.model.text`, which `json` has not; absent where there is none. */
  readonly text?: string
}

interface WithText {
  readonly result: { readonly model: { text: string } }
}

function hasText(body: unknown): body is WithText {
  if (typeof body !== 'object' || body === null || !('result' in body)) return false
  const { result } = body
  if (typeof result !== 'object' || result === null || !('model' in result)) return false
  const { model } = result
  return typeof model === 'object' && model !== null && 'text' in model && typeof model.text === 'string'
}

/** `body` is used up. */
export function pack({ status, body }: HttpAnswer): Parcel {
  if (!hasText(body)) return { status, json: JSON.stringify(body) }
  const { model } = body.result
  const { text } = model
  model.text = ''
  return { status, json: JSON.stringify(body), text }
}

export function unpack({ status, json, text }: Parcel): HttpAnswer {
  const body = parseJson(json)
  if (text !== undefined && hasText(body)) body.result.model.text = text
  return { status, body }
}

const large: ReadonlySet<string> = new Set(['documents.open'])

/** Throws what `fetch` throws where the host cannot be reached. */
export async function fetchAnswer(message: Message, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const response = await fetch('/api/call', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(message),
  })
  return { status: response.status, body: parseJson(await response.text()) }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

interface Waiting {
  resolve(answer: HttpAnswer | Promise<HttpAnswer>): void
  reject(error: unknown): void
  /** Asks without the thread. */
  again(): void
}

/** Asks the host, in a thread of its own where that is worth while. Throws as `fetchAnswer`. */
export function createAnswers(): typeof fetchAnswer {
  let isUsable = typeof Worker === 'function'
  let thread: Worker | null = null
  let last = 0
  const waiting = new Map<number, Waiting>()

  function start(): Worker {
    const made = new Worker(new URL('./answer-worker.ts', import.meta.url), { type: 'module' })
    made.onmessage = ({ data }: MessageEvent<AnswerFound>) => {
      const asked = waiting.get(data.id)
      waiting.delete(data.id)
      if ('failed' in data) asked?.reject(new Error(data.failed))
      else asked?.resolve(unpack(data))
    }
    made.onerror = () => {
      // A thread that does not start, or ends: what it was asked is asked by the page, and so is all that comes.
      thread = null
      isUsable = false
      made.terminate()
      const left = [...waiting.values()]
      waiting.clear()
      for (const { again } of left) again()
    }
    return made
  }

  return (message, headers) => {
    if (!isUsable || message.t !== 'call' || !large.has(message.method)) return fetchAnswer(message, headers)
    thread ??= start()
    const to = thread
    return new Promise<HttpAnswer>((resolve, reject) => {
      const id = (last += 1)
      waiting.set(id, { resolve, reject, again: () => resolve(fetchAnswer(message, headers)) })
      to.postMessage({ id, headers, message } satisfies AnswerWanted)
    })
  }
}
