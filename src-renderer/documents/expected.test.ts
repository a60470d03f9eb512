import { provideHost } from '@/host'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { createFakeHost } from '../../tests/support/fake-host'
import { eventually } from '../../tests/support/until'
import { useExpected } from './expected'
import { openDocument, useOpenDocument } from './open'

setActivePinia(createPinia())
const host = createFakeHost()
provideHost(host)
const [first, second, third] = host.documents
const opened: unknown[] = []
const call = host.client.call
const scope = effectScope()
const chosen = shallowRef(first)

beforeEach(() => {
  opened.length = 0
  vi.spyOn(host.client, 'call').mockImplementation((method, input, options) => {
    if (method === 'documents.open') opened.push((input as { documentId: string }).documentId)
    return call(method, input, options)
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('a chosen document is fetched once, not those on the way to it, and reading it asks no more', async () => {
  scope.run(() => useExpected(() => chosen.value))
  chosen.value = second
  await nextTick()
  chosen.value = third
  await eventually(() => expect(opened).toEqual([third?.id]))
  expect((await openDocument(third?.id ?? '')).summary.id).toBe(third?.id)
  expect(opened).toHaveLength(1)
  scope.stop()
})

test('a document without a text is not asked for; a failure is left to who opens it', async () => {
  const own = effectScope()
  const now = shallowRef<typeof first>(first && { ...first, editions: [] })
  own.run(() => useExpected(() => now.value))
  now.value = first && { ...first, id: 'gone' }
  await eventually(() => expect(opened).toEqual(['gone']))
  await expect(openDocument('gone')).rejects.toMatchObject({ code: 'unknown-document' })
  own.stop()
})

test('asking once more never answers what is kept: the news of a change may come after its answer', async () => {
  const own = effectScope()
  const shown = own.run(() => useOpenDocument(() => ({ documentId: second?.id })))
  await eventually(() => expect(shown?.document.value?.summary.id).toBe(second?.id))
  const before = opened.length
  shown?.retry()
  await eventually(() => expect(opened).toHaveLength(before + 1))
  own.stop()
})
