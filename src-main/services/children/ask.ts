/** One question to a child process and its answer, within limits: what is read in it is anyone's. */
import type { CancelSignal } from '#shared/contract'
import type { Child } from './child'

export interface AskLimits {
  /** Wall clock in ms of one question, or of one step where the child reports its steps. */
  readonly timeout: number
  /** Wall clock in ms of one question in all. */
  readonly longest: number
  /** Heap in MB that the child was started with. */
  readonly heap: number
  /** Resident memory of the child in MB; watched where the system tells it (Linux). */
  readonly memory: number
  /** Bytes of one answer. */
  readonly answer: number
}

/** Why there is no answer; `message` is a part of a sentence. */
export class ChildFailure extends Error {
  constructor(
    readonly code: 'crashed' | 'timeout' | 'out-of-memory' | 'output-too-large' | 'cancelled',
    message: string,
  ) {
    super(message)
  }
}

export interface AskOptions {
  readonly limits: AskLimits
  /** What the child is, for sentences: "its extractor". */
  readonly role: string
  readonly signal?: CancelSignal
  /** Called for each message of the child that is more than a sign of life. */
  readonly onMessage?: ((message: unknown) => void) | undefined
}

/** How often the memory of a child is looked at, in ms. */
const WATCH = 250

/** The line that the child answers with. Rejects with a ChildFailure, after which the child is ended. */
export function askChild(child: Child, request: unknown, options: AskOptions): Promise<string> {
  const { limits, role, signal, onMessage } = options
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    let isOver = false
    const end = (act: () => void) => {
      if (isOver) return
      isOver = true
      clearTimeout(clock)
      clearTimeout(whole)
      clearInterval(watch)
      signal?.removeEventListener('abort', stop)
      for (const silence of listening) silence()
      act()
    }
    const refuse = (code: ChildFailure['code'], reason: string) =>
      end(() => {
        child.kill()
        reject(new ChildFailure(code, reason))
      })
    const late = (ms: number) => setTimeout(() => refuse('timeout', `it took longer than ${ms / 1000} seconds`), ms)
    const stop = () => refuse('cancelled', 'it was stopped')
    let clock = late(limits.timeout)
    const whole = late(limits.longest)
    const watch = setInterval(() => {
      void child.memory().then((used) => {
        if (used !== null && used > limits.memory)
          refuse('out-of-memory', `it needs more than ${limits.memory} MB of memory`)
      })
    }, WATCH)
    const listening = [
      child.onOutput((piece) => {
        pieces.push(piece)
        size += piece.length
        if (size > limits.answer) refuse('output-too-large', `its text takes more than ${limits.answer} bytes`)
        else if (piece.at(-1) === 0x0a) end(() => resolve(Buffer.concat(pieces).toString('utf8')))
      }),
      child.onMessage((message) => {
        clearTimeout(clock)
        clock = late(limits.timeout)
        if (message !== 'alive') onMessage?.(message)
      }),
      child.onEnd(({ outOfHeap }) => {
        if (outOfHeap) refuse('out-of-memory', `it needs more than ${limits.heap} MB of memory`)
        else refuse('crashed', `${role} ended unexpectedly`)
      }),
    ]
    if (signal?.aborted) {
      stop()
      return
    }
    signal?.addEventListener('abort', stop)
    child.send(request)
  })
}
