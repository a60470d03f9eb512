/**
 * Calls over HTTP and their answers. Texts are fetched and decoded beside the interface, and acts on hundreds of notes are
 * written down and sent there: receiving ten megabytes, or writing down one, would hold it up for a tenth of a second.
 */
import { nextTask, whenIdle } from '@/slices'
import { type Message, parcelHeader, withText } from '#shared/contract'

export interface HttpAnswer {
  readonly status: number
  /** Null where it is no JSON. */
  readonly body: unknown
}

/** What a thread is asked, and what it says: pieces of a text in their order as they come, then all else, or a failure. */
export interface AnswerWanted {
  readonly id: number
  readonly headers: Readonly<Record<string, string>>
  readonly message: Message
}
export type AnswerFound = { readonly id: number } & (
  { readonly piece: string } | AnswerEnd | { readonly failed: string }
)

/** `isParcel`: the text stands apart from the JSON, and was said in pieces. */
interface AnswerEnd {
  readonly status: number
  readonly json: string
  readonly isParcel: boolean
}

/** Operations that take long to be written down and sent. */
const MANY = 100

/** Worth a thread; what may be sent twice, for a thread may end: operations are taken once. */
function isLong(message: Message): boolean {
  if (message.t !== 'call') return false
  if (message.method === 'documents.open') return true
  const { input } = message
  const ops = typeof input === 'object' && input !== null && 'ops' in input ? input.ops : []
  return message.method === 'notebooks.commit' && Array.isArray(ops) && ops.length > MANY
}

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

/** Bytes of a text that are decoded, handed over and taken over in one go. */
const PIECE = 512 * 1024

/** The answer as it travels: what of a text is there is handed on while the rest is still on its way. */
export async function fetchParcel(
  message: Message,
  headers: Headers,
  each: (piece: string) => void,
): Promise<AnswerEnd> {
  const response = await post(message, { ...headers, [parcelHeader]: '1' })
  const { status, body } = response
  const border = response.headers.get(parcelHeader)
  if (border === null || !body) return { status, json: await response.text(), isParcel: false }
  const [head, letters] = [new TextDecoder(), new TextDecoder('utf-8', { ignoreBOM: true })]
  const reader = body.getReader()
  let json = ''
  let left = Number(border)
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const own = value.subarray(0, left)
    left -= own.length
    json += head.decode(own, { stream: true })
    for (let at = own.length; at < value.length; at += PIECE)
      each(letters.decode(value.subarray(at, at + PIECE), { stream: true }))
  }
  each(letters.decode())
  return { status, json: json + head.decode(), isParcel: true }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

interface Waiting {
  readonly pieces: string[]
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
      if (!asked) return
      if ('piece' in data) return void asked.pieces.push(data.piece)
      waiting.delete(data.id)
      if ('failed' in data) return asked.reject(new Error(data.failed))
      const { status, json, isParcel } = data
      const body = parseJson(json)
      if (!isParcel) return asked.resolve({ status, body })
      // Millions of letters are a task of their own.
      asked.resolve(nextTask().then(() => ({ status, body: withText(body, asked.pieces.join('')) })))
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

  // Starting one takes a while: it is there before a text is wanted.
  if (lives > 0) whenIdle(() => lives > 0 && (thread ??= start()))

  return (message, headers) => {
    if (lives <= 0 || !isLong(message)) return fetchAnswer(message, headers)
    thread ??= start()
    const to = thread
    return new Promise<HttpAnswer>((resolve, reject) => {
      const id = (last += 1)
      to.postMessage({ id, headers, message } satisfies AnswerWanted)
      waiting.set(id, { pieces: [], resolve, reject, again: () => resolve(fetchAnswer(message, headers)) })
    })
  }
}
