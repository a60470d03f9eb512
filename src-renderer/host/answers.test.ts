import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AnswerFound, type AnswerWanted, createAnswers, fetchParcel, parseJson } from './answers'

const open = { t: 'call', id: 'p.1', method: 'documents.open', input: { documentId: 'd1' } } as const
const headers = { 'x-avots-token': 'key' }

/** What threads were asked, and the threads. */
const asked: AnswerWanted[] = []
const threads: FakeWorker[] = []

class FakeWorker {
  onmessage: ((event: { data: AnswerFound }) => void) | null = null
  onerror: (() => void) | null = null
  isEnded = false
  constructor() {
    threads.push(this)
  }
  postMessage(wanted: AnswerWanted) {
    asked.push(wanted)
  }
  terminate() {
    this.isEnded = true
  }
}

const fetched = vi.fn((_path: string, _init: RequestInit) =>
  Promise.resolve(new Response('{"ok":true,"result":"page"}', { status: 200 })),
)

/** What waits for an idle moment. */
const idle: (() => void)[] = []

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', (work: () => void) => idle.push(work))
  vi.stubGlobal('Worker', FakeWorker)
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  vi.unstubAllGlobals()
  fetched.mockClear()
  asked.length = threads.length = idle.length = 0
})

test('a text is fetched by a thread, several at a time by one, and each answer finds its caller', async () => {
  const ask = createAnswers()
  const [first, second] = [ask(open, headers), ask({ ...open, id: 'p.2' }, headers)]
  expect(threads).toHaveLength(1)
  expect(asked.map(({ message, headers: sent }) => [message.id, sent])).toEqual([
    ['p.1', headers],
    ['p.2', headers],
  ])
  const [one, two] = asked
  threads[0]?.onmessage?.({ data: { id: two?.id ?? 0, status: 200, json: '"two"', isParcel: false } })
  threads[0]?.onmessage?.({ data: { id: one?.id ?? 0, status: 401, json: '', isParcel: false } })
  expect(await second).toEqual({ status: 200, body: 'two' })
  expect(await first).toEqual({ status: 401, body: null })
  expect(fetched).not.toHaveBeenCalled()
})

const withText = (text: string) => ({ ok: true, result: { model: { text } } })

test('a text comes in pieces, those of two at once among each other', async () => {
  const ask = createAnswers()
  const [first, second] = [ask(open, headers), ask({ ...open, id: 'p.2' }, headers)]
  const [one = 0, two = 0] = asked.map(({ id }) => id)
  const say = (data: AnswerFound) => threads[0]?.onmessage?.({ data })
  say({ id: one, piece: 'Rī' })
  say({ id: two, piece: 'Mask' })
  say({ id: one, piece: 'ga' })
  say({ id: two, piece: 'ava' })
  for (const id of [two, one]) say({ id, status: 200, json: JSON.stringify(withText('')), isParcel: true })
  // Who waits for it no more is not told.
  say({ id: one, piece: 'x' })
  expect(await first).toEqual({ status: 200, body: withText('Rīga') })
  expect(await second).toEqual({ status: 200, body: withText('Maskava') })
})

test('a thread takes a text apart from the rest, wherever its bytes are cut; and what comes as plain JSON', async () => {
  const json = JSON.stringify({ ...withText(''), name: 'Selters, Kārlis' })
  const text = `\ufeffRīga 🏛 ${'Maskava. '.repeat(70_000)}`
  const bytes = new TextEncoder().encode(json + text)
  const border = new TextEncoder().encode(json).length
  for (const size of [1 << 20, 7, border - 3]) {
    const cuts = Array.from({ length: Math.min(200, bytes.length / size) }, (_, n) => (n + 1) * size)
    const parts = [0, ...cuts].map((from, n) => bytes.slice(from, cuts[n] ?? bytes.length))
    const stream = new ReadableStream({
      start(controller) {
        for (const part of parts) controller.enqueue(part)
        controller.close()
      },
    })
    const sent = vi.fn((_path: string, _init: RequestInit) =>
      Promise.resolve(new Response(stream, { headers: { 'x-avots-json': String(border) } })),
    )
    vi.stubGlobal('fetch', sent)
    const pieces: string[] = []
    const end = await fetchParcel(open, headers, (piece) => pieces.push(piece))
    expect(end).toEqual({ status: 200, json, isParcel: true })
    expect(pieces.join('') === text).toBe(true)
    expect(sent.mock.calls[0]?.[1].headers).toMatchObject({ ...headers, 'x-avots-json': '1' })
  }
  vi.stubGlobal('fetch', fetched)
  const none = vi.fn()
  expect(await fetchParcel(open, headers, none)).toEqual({
    status: 200,
    json: '{"ok":true,"result":"page"}',
    isParcel: false,
  })
  expect(none).not.toHaveBeenCalled()
})

test('the thread is there before it is needed', () => {
  const ask = createAnswers()
  expect(threads).toHaveLength(0)
  for (const work of idle) work()
  void ask(open, headers)
  expect(threads).toHaveLength(1)
})

test('what is cut off is no answer', () => {
  expect([parseJson('{"ok":'), parseJson('{"ok":true}')]).toEqual([null, { ok: true }])
})

test('a host that is gone is told as by fetch', async () => {
  const answer = createAnswers()(open, headers)
  threads[0]?.onmessage?.({ data: { id: asked[0]?.id ?? 0, failed: 'TypeError: Failed to fetch' } })
  await expect(answer).rejects.toThrow('Failed to fetch')
})

test('acts on hundreds of notes are sent by the thread, those on a few by the page', async () => {
  const ask = createAnswers()
  const commit = (count: number) => ({ ...open, method: 'notebooks.commit', input: { ops: Array(count).fill({}) } })
  await ask(commit(100), headers)
  expect([asked.length, fetched.mock.calls.length]).toEqual([0, 1])
  void ask(commit(101), headers)
  expect([asked.length, fetched.mock.calls.length]).toEqual([1, 1])
})

test('everything else is asked by the page itself', async () => {
  const ask = createAnswers()
  expect(await ask({ ...open, method: 'documents.list', input: {} }, headers)).toEqual({
    status: 200,
    body: { ok: true, result: 'page' },
  })
  await ask({ t: 'cancel', id: 'p.1' }, headers)
  expect(threads).toHaveLength(0)
})

test('where no thread can be had the page asks, also what a thread left unanswered', async () => {
  const ask = createAnswers()
  const answer = ask(open, headers)
  threads[0]?.onerror?.()
  expect(await answer).toEqual({ status: 200, body: { ok: true, result: 'page' } })
  expect(threads[0]?.isEnded).toBe(true)
  for (let n = 1; n <= 2; n += 1) {
    const next = ask(open, headers)
    threads[n]?.onerror?.()
    await next
  }
  // Three that ended are enough.
  await ask(open, headers)
  expect(threads).toHaveLength(3)
  expect(fetched).toHaveBeenCalledTimes(4)
  vi.stubGlobal('Worker', undefined)
  expect((await createAnswers()(open, headers)).status).toBe(200)
})
