/** From messages to services: checks, cancelling, progress, and errors as data. Both hosts and all tests use this one. */
import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import {
  type Answer,
  AppError,
  type CallContext,
  contract,
  isAppError,
  messageSchema,
  type Push,
  type Services,
  type WireError,
} from '#shared/contract'
import type { LogEntry } from './host'

export interface DispatcherOptions {
  log(entry: LogEntry): void
  /** Check outputs against the contract, too: on in tests. */
  checkOutput?: boolean
}

export interface Dispatcher {
  /** Answers one message; pushes progress of the call to `push`. Never throws. */
  handle(message: unknown, push: (push: Push) => void): Promise<Answer>
  /** Cancels every call whose id starts with `prefix`: its client is gone. */
  drop(prefix: string): void
}

/** A known error as it is; anything else is logged under an id that the reader can name. */
export function toWireError(error: unknown, log: (entry: LogEntry) => void): WireError {
  if (isAppError(error)) return { code: error.code, message: error.message, details: error.details }
  const logId = randomBytes(4).toString('hex')
  log({ level: 'error', message: `unexpected error ${logId}`, details: { logId }, error })
  return {
    code: 'internal',
    message: `Something unexpected went wrong. Nothing was changed by it; the log has the details under ${logId}.`,
    details: { logId },
  }
}

export function createDispatcher(services: Services, options: DispatcherOptions): Dispatcher {
  const running = new Map<string, AbortController>()

  async function call(id: string, name: string, input: unknown, push: (push: Push) => void): Promise<unknown> {
    const [serviceName = '', methodName = ''] = name.split('.')
    const entries: Record<string, Record<string, { input: v.GenericSchema; output: v.GenericSchema }>> = contract
    const entry = Object.hasOwn(entries, serviceName) ? entries[serviceName] : undefined
    const schema = entry && Object.hasOwn(entry, methodName) ? entry[methodName] : undefined
    if (!schema) throw new AppError('unknown-method', `There is no method "${name}".`, { method: name })
    const parsed = v.safeParse(schema.input, input)
    if (!parsed.success) {
      const issue = parsed.issues[0]
      const path = v.getDotPath(issue) ?? ''
      throw new AppError('bad-request', `${name} was called with a wrong value at "${path}": ${issue.message}.`, {
        method: name,
        path,
      })
    }
    const implementation: unknown = Reflect.get(Reflect.get(services, serviceName) as object, methodName)
    if (typeof implementation !== 'function') {
      throw new AppError('unknown-method', `There is no method "${name}".`, { method: name })
    }
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const context: CallContext = {
        signal: controller.signal,
        progress: (progress) => push({ t: 'progress', id, progress }),
      }
      const result: unknown = await Reflect.apply(implementation, undefined, [parsed.output, context])
      if (options.checkOutput) v.parse(schema.output, result)
      return result
    } finally {
      running.delete(id)
    }
  }

  return {
    async handle(message, push) {
      const parsed = v.safeParse(messageSchema, message)
      if (!parsed.success) {
        return { ok: false, error: { code: 'bad-request', message: 'The message has no known form.', details: {} } }
      }
      if (parsed.output.t === 'cancel') {
        running.get(parsed.output.id)?.abort()
        return { ok: true, result: {} }
      }
      try {
        return { ok: true, result: await call(parsed.output.id, parsed.output.method, parsed.output.input, push) }
      } catch (error) {
        return { ok: false, error: toWireError(error, options.log) }
      }
    },
    drop(prefix) {
      for (const [id, controller] of running) if (id.startsWith(prefix)) controller.abort()
    },
  }
}
