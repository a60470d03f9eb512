/** The browser host's transport: POST for calls, one event stream per page for pushes. */
import { AppError, answerSchema, isAppError, type Message, type Transport } from '#shared/contract'
import * as v from 'valibot'
import { createAnswers, parseJson } from './answers'
import { createFrameReader } from './frames'

const tokenKey = 'avots-token'
const hashToken = /[#&]token=([A-Za-z0-9_-]+)/

/** The token of the page's address; moved to the session's storage so that it does not stay in the history. */
export function takeToken(): string | null {
  const match = hashToken.exec(location.hash)
  if (match?.[1]) {
    sessionStorage.setItem(tokenKey, match[1])
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return sessionStorage.getItem(tokenKey)
}

/** The host gives a sign of life every 20 s (pushes.ts): after two that are missing it hangs, in ms. */
const SILENCE = 45_000

const unreachable = (cause: unknown) =>
  new AppError(
    'unreachable',
    'The program behind this page does not answer. Start it again with "npm start" and open the address that it prints.',
    {},
    { cause },
  )

/** `client` names this page to the host, so that pushes find it. */
export function createHttpTransport(token: string, client: string): Transport {
  const listeners = new Set<(push: unknown) => void>()
  const headers = { 'x-avots-token': token, 'x-avots-client': client }
  let run = new AbortController()
  const ask = createAnswers()
  let opened: Promise<void> | null = null
  let lastEventId = ''
  let connections = 0
  /** Told that the host is gone, or hangs, and not yet that it is back. */
  let isGone = false
  let silence: ReturnType<typeof setTimeout> | undefined

  function tell(push: { t: 'interrupted' | 'resumed' }): void {
    isGone = push.t === 'interrupted'
    for (const listener of listeners) listener(push)
  }

  /** A host that hangs keeps its connections and answers nothing: only its silence tells. */
  function watchSilence(): void {
    clearTimeout(silence)
    silence = setTimeout(() => isGone || tell({ t: 'interrupted' }), SILENCE)
  }

  /**
   * The address of a new run, opened in this very page, changes only its hash: the page takes the key and goes on,
   * and what is not saved yet is sent to the new run. The place before it is taken back in the history.
   */
  addEventListener('hashchange', (event) => {
    if (!hashToken.test(location.hash)) return
    headers['x-avots-token'] = takeToken() ?? token
    history.replaceState(history.state, '', event.oldURL)
    history.back()
    lastEventId = ''
    run.abort()
    run = new AbortController()
  })

  async function readStream(response: Response): Promise<void> {
    if (!response.body) throw new Error('empty stream')
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const take = createFrameReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      watchSilence()
      if (isGone) tell({ t: 'resumed' })
      for (const { id, data } of take(value)) {
        if (id !== null) lastEventId = id
        if (!data) continue
        const push: unknown = JSON.parse(data)
        for (const listener of listeners) listener(push)
      }
    }
  }

  async function connect(): Promise<Response> {
    const response = await fetch('/api/events', {
      headers: { ...headers, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
      signal: run.signal,
    })
    if (!response.ok) throw new Error(`event stream answered ${response.status}`)
    connections += 1
    return response
  }

  /** Keeps one stream open for as long as the page lives; waits longer after each failure, at most 5 s. */
  async function listen(ready: () => void): Promise<void> {
    let wait = 250
    for (;;) {
      const { signal } = run
      watchSilence()
      const response = await connect().catch(() => null)
      ready()
      if (response) {
        wait = 250
        if (connections > 1 || isGone) tell({ t: 'resumed' })
        watchSilence()
        await readStream(response).catch(() => undefined)
      } else if (connections > 0 && !isGone && !signal.aborted) {
        // A stream may end for no reason; a host that then refuses a new one is gone.
        tell({ t: 'interrupted' })
      }
      if (signal.aborted) wait = 250
      await new Promise<void>((resolve) => {
        setTimeout(resolve, wait)
        signal.addEventListener('abort', () => resolve())
      })
      wait = Math.min(5000, wait * 2)
    }
  }

  /** Calls wait for the first stream, so that no push of theirs is missed. */
  function open(): Promise<void> {
    opened ??= new Promise<void>((resolve) => void listen(resolve))
    return opened
  }

  return {
    async post(message: Message) {
      await open()
      const { status, body } = await ask(message, headers).catch((cause: unknown) => {
        throw unreachable(cause)
      })
      if (status === 401) {
        throw new AppError(
          'not-allowed',
          'This page belongs to an earlier run of the program. Open the address that "npm start" printed.',
        )
      }
      if (status >= 200 && status < 300) return body
      const refused = v.safeParse(answerSchema, body)
      if (refused.success) return refused.output
      throw new AppError('bad-request', `The program refused the call (${status}).`, { status })
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Sends a file of the reader to the host's folder for uploads. */
export const uploadFile = (token: string, file: File, onProgress?: (done: number, total: number) => void) =>
  sendFile(token, `/api/upload?name=${encodeURIComponent(file.name)}`, file, onProgress)

/** Sends a file to a route of the host; resolves with its path there. XMLHttpRequest, for fetch tells no progress. */
export function sendFile(
  token: string,
  address: string,
  file: File,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<{ path: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open('POST', address)
    request.setRequestHeader('x-avots-token', token)
    request.upload.onprogress = (event) => onProgress?.(event.loaded, file.size)
    request.onerror = () => reject(unreachable(null))
    request.onabort = () => reject(new AppError('cancelled', 'The copying was stopped.'))
    request.onloadend = () => signal?.removeEventListener('abort', abort)
    request.onload = () => {
      const answer = parseAnswer(file.name, request.status, request.responseText)
      if (isAppError(answer)) return reject(answer)
      const result = v.safeParse(v.object({ path: v.string() }), answer.result)
      if (result.success) resolve(result.output)
      else reject(new AppError('internal', `"${file.name}" was not taken.`, { name: file.name }))
    }
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) return reject(new AppError('cancelled', 'The copying was stopped.'))
    request.send(file)
  })
}

/** The result of an answer, or the error that it tells. */
export function parseAnswer(name: string, status: number, text: string): AppError | { result: unknown } {
  const answer = v.safeParse(answerSchema, parseJson(text))
  if (!answer.success) return new AppError('bad-request', `"${name}" was refused (${status}).`, { name })
  if (answer.output.ok) return { result: answer.output.result }
  const { code, message, details } = answer.output.error
  return new AppError(code, message, details)
}
