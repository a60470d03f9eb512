import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createHttpTransport, takeToken } from './http'
import { eventually } from '../../tests/support/until'

const sent: { path: string; token: string | null }[] = []

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    sent.push({ path, token: new Headers(init.headers).get('x-avots-token') })
    if (path !== '/api/events') return Promise.resolve(new Response('{}'))
    return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

test('the address of a new run, opened in a page of an earlier one, gives the page its key', async () => {
  history.replaceState(null, '', '#token=earlier')
  const transport = createHttpTransport(takeToken() ?? '', 'p1.')
  void transport.post({ t: 'cancel', id: 'p1.1' })
  const oldURL = location.href
  const back = vi.spyOn(history, 'back').mockImplementation(() => undefined)
  history.pushState(null, '', '#token=later')
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }))
  await eventually(() => expect(sent.at(-1)).toEqual({ path: '/api/events', token: 'later' }))
  expect(takeToken()).toBe('later')
  expect(location.href).toBe(oldURL)
  expect(back).toHaveBeenCalledOnce()
})

test('a host that is gone is told once, at the first connection that fails, and its return, too', async () => {
  let end: (() => void) | undefined
  let isDown = false
  vi.stubGlobal('fetch', (path: string) => {
    if (path !== '/api/events') return Promise.resolve(new Response('{}'))
    if (isDown) return Promise.reject(new Error('refused'))
    const body = new ReadableStream({ start: (controller) => void (end = () => controller.close()) })
    return Promise.resolve(new Response(body))
  })
  const transport = createHttpTransport('key', 'p2.')
  const heard: unknown[] = []
  transport.on((push) => heard.push(push))
  await transport.post({ t: 'cancel', id: 'p2.1' })
  // A stream that ends, and is there again at once, is no news but that something may have been missed.
  end?.()
  await eventually(() => expect(heard).toEqual([{ t: 'resumed' }]))
  isDown = true
  end?.()
  await eventually(() => expect(heard.slice(1)).toEqual([{ t: 'interrupted' }]))
  isDown = false
  await eventually(() => expect(heard.slice(1)).toEqual([{ t: 'interrupted' }, { t: 'resumed' }]))
})

test('a host that hangs without answering is told after a while, and that it answers again, too', async () => {
  vi.useFakeTimers()
  let send: ((text: string) => void) | undefined
  vi.stubGlobal('fetch', (path: string) => {
    if (path !== '/api/events') return Promise.resolve(new Response('{}'))
    const encoder = new TextEncoder()
    const body = new ReadableStream({
      start: (controller) => void (send = (text) => controller.enqueue(encoder.encode(text))),
    })
    return Promise.resolve(new Response(body))
  })
  const transport = createHttpTransport('key', 'p3.')
  const heard: unknown[] = []
  transport.on((push) => heard.push(push))
  await transport.post({ t: 'cancel', id: 'p3.1' })
  await vi.advanceTimersByTimeAsync(40_000)
  send?.(': still here\n\n')
  await vi.advanceTimersByTimeAsync(40_000)
  expect(heard).toEqual([])
  await vi.advanceTimersByTimeAsync(6_000)
  expect(heard).toEqual([{ t: 'interrupted' }])
  send?.(': still here\n\n')
  await vi.advanceTimersByTimeAsync(1)
  expect(heard).toEqual([{ t: 'interrupted' }, { t: 'resumed' }])
})
