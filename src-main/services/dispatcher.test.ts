import { describe, expect, it } from 'vitest'
import { AppError, type CallContext, createClient, type Message, type Push, type Services } from '#shared/contract'
import { createDispatcher } from './dispatcher'
import type { LogEntry } from './host'

/** Only what these tests call; the rest of the services is never reached. */
function dispatcherOver(parts: object, log: LogEntry[] = []) {
  return createDispatcher(parts as Services, { log: (entry) => log.push(entry), checkOutput: true })
}

const call = (method: string, input: unknown, id = 'a1') => ({ t: 'call', id, method, input })
const ignore = () => undefined

describe('createDispatcher', () => {
  it('answers a call whose input and output hold', async () => {
    const dispatcher = dispatcherOver({ app: { showDataFolder: () => Promise.resolve({ shown: true }) } })
    expect(await dispatcher.handle(call('app.showDataFolder', {}), ignore)).toEqual({
      ok: true,
      result: { shown: true },
    })
  })

  it.each([
    ['no message', { hello: 1 }, 'bad-request'],
    ['unknown method', call('app.format', {}), 'unknown-method'],
    ['a name of Object.prototype', call('constructor.name', {}), 'unknown-method'],
    ['a method of Object.prototype', call('app.toString', {}), 'unknown-method'],
    ['wrong input', call('app.openExternal', { url: 7 }), 'bad-request'],
  ])('refuses %s with a code', async (_name, message, code) => {
    const answer = await dispatcherOver({ app: {} }).handle(message, ignore)
    expect(answer).toMatchObject({ ok: false, error: { code } })
  })

  it('keeps known errors and hides unknown ones behind a log id', async () => {
    const log: LogEntry[] = []
    const dispatcher = dispatcherOver(
      {
        app: {
          info: () => Promise.reject(new AppError('disk-full', 'The disk is full.', { free: 0 })),
          preferences: () => Promise.reject(new Error('secret path /home/anna')),
        },
      },
      log,
    )
    expect(await dispatcher.handle(call('app.info', {}), ignore)).toEqual({
      ok: false,
      error: { code: 'disk-full', message: 'The disk is full.', details: { free: 0 } },
    })
    const hidden = await dispatcher.handle(call('app.preferences', {}), ignore)
    expect(hidden).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(hidden)).not.toContain('secret')
    expect(log).toHaveLength(1)
  })

  it('checks outputs where it is told to', async () => {
    const dispatcher = dispatcherOver({ app: { showDataFolder: () => Promise.resolve({ shown: 'yes' }) } })
    expect(await dispatcher.handle(call('app.showDataFolder', {}), ignore)).toMatchObject({
      error: { code: 'internal' },
    })
  })

  it('cancels by id, by client, and reports progress', async () => {
    const pushes: Push[] = []
    const waiting = (_input: unknown, { signal, progress }: CallContext) =>
      new Promise<never>((_resolve, reject) => {
        progress({ stage: 'hash', done: 1, total: 2 })
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')))
      })
    const dispatcher = dispatcherOver({ archives: { verify: waiting } })
    const first = dispatcher.handle(call('archives.verify', { archiveId: 'x' }, 'p.1'), (push) => pushes.push(push))
    await dispatcher.handle({ t: 'cancel', id: 'p.1' }, ignore)
    expect(await first).toMatchObject({ error: { code: 'cancelled' } })
    expect(pushes).toEqual([{ t: 'progress', id: 'p.1', progress: { stage: 'hash', done: 1, total: 2 } }])
    const second = dispatcher.handle(call('archives.verify', { archiveId: 'x' }, 'p.2'), ignore)
    dispatcher.drop('p.')
    expect(await second).toMatchObject({ error: { code: 'cancelled' } })
  })
})

describe('createClient over a dispatcher', () => {
  it('hands plain data to the wire, whatever the interface gave it', async () => {
    const sent: unknown[] = []
    const client = createClient(
      {
        post: (message) => {
          // As Electron's channel does, which refuses proxies.
          sent.push(structuredClone(message))
          return Promise.resolve({ ok: true, result: {} })
        },
        on: () => ignore,
      },
      'c.',
    )
    await client.call('app.openExternal', new Proxy({ url: 'https://example.org/' }, {}))
    expect(sent).toMatchObject([{ method: 'app.openExternal', input: { url: 'https://example.org/' } }])
  })

  it('calls, fails with AppError, reports progress and cancels', async () => {
    const slow = (_input: unknown, { signal, progress }: CallContext) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')))
        progress({ stage: 'hash', done: 1, total: 4 })
      })
    const dispatcher = dispatcherOver({
      app: { showDataFolder: () => Promise.resolve({ shown: false }) },
      archives: { verify: slow },
    })
    let push: (push: Push) => void = ignore
    const client = createClient(
      {
        // Through JSON, as both hosts' wires do.
        post: async (message: Message) =>
          JSON.parse(JSON.stringify(await dispatcher.handle(JSON.parse(JSON.stringify(message)), push))) as unknown,
        on: (listener) => {
          push = listener
          return ignore
        },
      },
      'c.',
    )
    expect(await client.call('app.showDataFolder', {})).toEqual({ shown: false })
    const controller = new AbortController()
    const seen: number[] = []
    const running = client.call(
      'archives.verify',
      { archiveId: 'x' },
      {
        signal: controller.signal,
        onProgress: ({ done }) => {
          seen.push(done)
          controller.abort()
        },
      },
    )
    await expect(running).rejects.toMatchObject({ name: 'AppError', code: 'cancelled' })
    expect(seen).toEqual([1])
    await expect(client.call('app.info', {})).rejects.toBeInstanceOf(AppError)
  })
})
