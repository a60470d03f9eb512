/**
 * Calls over HTTP and their answers. Those that are as long as a text are fetched and read beside the interface: receiving
 * and parsing ten megabytes would hold it up for a tenth of a second or more.
 */
import { type Message, type Parcel, parcelHeader, unpackAnswer } from '#shared/contract'

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
export type AnswerFound = { readonly id: number } & (
  { readonly status: number; readonly parcel: Parcel } | { readonly failed: string }
)

const large: ReadonlySet<string> = new Set(['documents.open'])

type Headers = Readonly<Record<string, string>>

const post = (message: Message, headers: Headers) =>
  fetch('/api/call', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(message),
  })

/** Throws what `fetch` throws where the host cannot be reached. */
async function fetchAnswer(message: Message, headers: Headers): Promise<HttpAnswer> {
  const response = await post(message, headers)
  return { status: response.status, body: parseJson(await response.text()) }
}

/** The answer as it travels: a text in it is copied to the page, and only what is left is parsed there. */
export async function fetchParcel(
  message: Message,
  headers: Headers,
): Promise<{ readonly status: number; readonly parcel: Parcel }> {
  const response = await post(message, { ...headers, [parcelHeader]: '1' })
  const { status } = response
  const length = response.headers.get(parcelHeader)
  if (length === null) return { status, parcel: { json: await response.text(), text: null } }
  const bytes = await response.arrayBuffer()
  const read = (part: ArrayBuffer) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(part)
  const border = Number(length)
  return { status, parcel: { json: read(bytes.slice(0, border)), text: read(bytes.slice(border)) } }
}

export function parseJson(text: string): unknown {
  return unpackAnswer({ json: text, text: null })
}

interface Waiting {
  resolve(answer: HttpAnswer | Promise<HttpAnswer>): void
  reject(error: unknown): void
  /** Asks without the thread. */
  again(): void
}

/** Asks the host, in a thread of its own where that is worth while. Throws as `fetchAnswer`. */
export function createAnswers(): typeof fetchAnswer {
  /** How often a thread may end before the page asks everything itself. */
  let lives = typeof Worker === 'function' ? 3 : 0
  let thread: Worker | null = null
  let last = 0
  const waiting = new Map<number, Waiting>()

  function start(): Worker {
    const made = new Worker(new URL('./answer-worker.ts', import.meta.url), { type: 'module' })
    made.onmessage = ({ data }: MessageEvent<AnswerFound>) => {
      const asked = waiting.get(data.id)
      waiting.delete(data.id)
      if ('failed' in data) asked?.reject(new Error(data.failed))
      else asked?.resolve({ status: data.status, body: unpackAnswer(data.parcel) })
    }
    made.onerror = made.onmessageerror = () => {
      // A thread that does not start, or ends: what it was asked is asked by the page.
      thread = null
      lives -= 1
      made.terminate()
      const left = [...waiting.values()]
      waiting.clear()
      for (const { again } of left) again()
    }
    return made
  }

  return (message, headers) => {
    if (lives <= 0 || message.t !== 'call' || !large.has(message.method)) return fetchAnswer(message, headers)
    thread ??= start()
    const to = thread
    return new Promise<HttpAnswer>((resolve, reject) => {
      const id = (last += 1)
      waiting.set(id, { resolve, reject, again: () => resolve(fetchAnswer(message, headers)) })
      to.postMessage({ id, headers, message } satisfies AnswerWanted)
    })
  }
}
