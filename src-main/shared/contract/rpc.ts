/**
 * The messages between interface and services, and the typed client. A transport is only `{ post, on }`: one request
 * with one answer, and pushes (progress, events) the other way. Everything is plain JSON.
 */
import * as v from 'valibot'
import { AppError, fromWireError, wireErrorSchema } from './errors'
import { type EventName, type EventPayload, events } from './events'
import type { CancelSignal, Input, MethodName, Output, Progress } from './services'

/** A call, or the wish to cancel one. `id` is unique for the client that sends it. */
export const messageSchema = v.variant('t', [
  v.object({ t: v.literal('call'), id: v.string(), method: v.string(), input: v.unknown() }),
  v.object({ t: v.literal('cancel'), id: v.string() }),
])
export type Message = v.InferOutput<typeof messageSchema>

export const answerSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), result: v.unknown() }),
  v.object({ ok: v.literal(false), error: wireErrorSchema }),
])
export type Answer = v.InferOutput<typeof answerSchema>

/** What services send without being asked. */
export const pushSchema = v.variant('t', [
  v.object({
    t: v.literal('progress'),
    id: v.string(),
    progress: v.object({ stage: v.string(), done: v.number(), total: v.number() }),
  }),
  v.object({ t: v.literal('event'), event: v.string(), payload: v.unknown() }),
  /** The stream of pushes was interrupted: whoever listens should ask for the present state again. */
  v.object({ t: v.literal('resumed') }),
  /** The host does not answer any more; `resumed` follows when it does. */
  v.object({ t: v.literal('interrupted') }),
])
export type Push = v.InferOutput<typeof pushSchema>

/** How messages travel: Electron's channel, or HTTP with one event stream. */
export interface Transport {
  /** Sends one message and resolves with its answer. Rejects only when the host cannot be reached. */
  post(message: Message): Promise<unknown>
  /** Calls `listener` with every push; returns the way to stop. */
  on(listener: (push: unknown) => void): () => void
}

export interface CallOptions {
  signal?: CancelSignal
  onProgress?: (progress: Progress) => void
}

/** The services as the interface sees them. */
export interface Client {
  /** Throws AppError. Cancelling `options.signal` makes the call fail with code `cancelled`. */
  call<M extends MethodName>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>>
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /** Called after a break in the connection, when events may have been missed. */
  onResumed(listener: () => void): () => void
  /** Called once when the host is gone; `onResumed` follows when it is there again. */
  onInterrupted(listener: () => void): () => void
}

/** A typed client over a transport. `prefix` makes call ids unique among the clients of one host. */
export function createClient(transport: Transport, prefix: string): Client {
  let count = 0
  const progressListeners = new Map<string, (progress: Progress) => void>()
  const eventListeners = new Map<string, Set<(payload: unknown) => void>>()
  const connection = { resumed: new Set<() => void>(), interrupted: new Set<() => void>() }

  transport.on((raw) => {
    const parsed = v.safeParse(pushSchema, raw)
    if (!parsed.success) return
    const push = parsed.output
    if (push.t === 'progress') progressListeners.get(push.id)?.(push.progress)
    else if (push.t === 'resumed' || push.t === 'interrupted') for (const listener of connection[push.t]) listener()
    else for (const listener of eventListeners.get(push.event) ?? []) listener(push.payload)
  })

  async function call<M extends MethodName>(method: M, input: Input<M>, options: CallOptions = {}): Promise<Output<M>> {
    const { signal, onProgress } = options
    if (signal?.aborted) throw new AppError('cancelled', `${method} was cancelled.`)
    const id = `${prefix}${(count += 1)}`
    if (onProgress) progressListeners.set(id, onProgress)
    const cancel = () => void transport.post({ t: 'cancel', id }).catch(() => undefined)
    signal?.addEventListener('abort', cancel)
    try {
      // Plain data on both wires: Electron's cannot clone the reactive objects that an interface may hand over.
      const plain: unknown = JSON.parse(JSON.stringify(input))
      const raw = await transport.post({ t: 'call', id, method, input: plain })
      const answer = v.parse(answerSchema, raw)
      if (!answer.ok) throw fromWireError(answer.error)
      return answer.result
    } finally {
      progressListeners.delete(id)
      signal?.removeEventListener('abort', cancel)
    }
  }

  function on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    const checked = (payload: unknown) => {
      const parsed = v.safeParse(events[event], payload)
      if (parsed.success) listener(parsed.output)
    }
    const listeners = eventListeners.get(event) ?? new Set()
    eventListeners.set(event, listeners)
    listeners.add(checked)
    return () => void listeners.delete(checked)
  }

  const hear = (listeners: Set<() => void>) => (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return { call, on, onResumed: hear(connection.resumed), onInterrupted: hear(connection.interrupted) }
}
