import { afterEach, beforeEach, expect, it } from 'vitest'
import { h } from 'vue'
import { type AnchoringProgress, AppError, type CallOptions, type PlacedCounts } from '#shared/contract'
import '@/styles/index.css'
import { useCommandStore, useNoticeStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../tests/support/mounted-screen'
import { until } from '../../tests/support/until'
import ReviewLayer from './ReviewLayer.vue'

let screen: Screen
let host: FakeHost
/** The call that places, and how it ends. */
let placings: { call: CallOptions | undefined; end(counts: PlacedCounts): void }[] = []

const toast = () => screen.one('[role=status]')
const bar = () => screen.one('[role=progressbar]')?.getAttribute('aria-valuenow')
const zero = { anchored: 0, moved: 0, review: 0, orphan: 0 }

beforeEach(async () => {
  placings = []
  host = createFakeHost({
    answers: {
      'anchors.place': (_, call) =>
        new Promise((resolve, reject) => {
          placings.push({ call, end: resolve })
          call?.signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')))
        }),
    },
  })
  screen = await prepareScreen(host)
  screen.mount(() => h(ReviewLayer))
})
afterEach(() => screen.close())

it('shows how far placing again has come, and can stop it', async () => {
  useCommandStore().run('review.again')
  await until(() => placings.length === 1)
  placings[0]?.call?.onProgress?.({ stage: 'anchor', done: 1, total: 4 })
  await until(() => bar() === '25')
  placings[0]?.end({ ...zero, anchored: 3, review: 1 })
  await until(() => useNoticeStore().notices.some(({ title }) => title.includes('4')))
  expect(toast()).toBeNull()

  useNoticeStore().dismiss('anchoring')
  useCommandStore().run('review.again')
  await until(() => placings.length === 2)
  placings[1]?.call?.onProgress?.({ stage: 'anchor', done: 1, total: 2 })
  await until(toast)
  toast()?.querySelector('button')?.click()
  await until(() => !toast())
  // What the reader stopped is no failure.
  expect(useNoticeStore().notices).toEqual([])
})

it('goes away when a run by itself ends, and tells of nothing where nothing was placed', async () => {
  const tell = (part: Partial<AnchoringProgress>) =>
    host.emit('anchoringProgressed', { state: 'running', done: 1, total: 2, documentIds: [], counts: zero, ...part })
  tell({})
  await until(() => bar() === '50')
  tell({ state: 'done', done: 2 })
  await until(() => !toast())
  expect(useNoticeStore().notices).toEqual([])
})
