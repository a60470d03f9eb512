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
export type AnswerFound = { readonly id: number } & ({ readonly answer: HttpAnswer } | { readonly failed: string })

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
      if ('answer' in data) asked?.resolve(data.answer)
      else asked?.reject(new Error(data.failed))
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
