/** The other side: a child program and whoever started it, on Node or as a utility process of Electron. */
import { writeSync } from 'node:fs'

/** Wire form of an answer where messages are the only way (Electron). */
export interface AnswerMessage {
  readonly answer: string
}

export interface Parent {
  onMessage(listener: (message: unknown) => void): void
  /** Tells something meanwhile. */
  tell(message: object | string): void
  /** Gives an answer: one line. */
  answer(line: string): void
}

/** `process.parentPort` of a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const isPort = (value: unknown): value is ParentPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value

/** Writes all of it: a pipe takes what it has room for. */
function write(line: string): void {
  let rest = Buffer.from(`${line}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

/** Whoever started this process. On Node the process ends with it; Electron sees to that itself. */
export function parentOf(): Parent {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isPort(port)) {
    return {
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      tell: (message) => port.postMessage(message),
      answer: (line) => port.postMessage({ answer: line } satisfies AnswerMessage),
    }
  }
  process.on('disconnect', () => process.exit(0))
  return {
    onMessage: (listener) => void process.on('message', listener),
    tell: (message) => void process.send?.(message),
    answer: write,
  }
}
