import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApp, h, nextTick, reactive } from 'vue'
import { setLanguage } from '@/locales'
import type { ReaderPages } from '@/reader'
import PageBar from './PageBar.vue'

const root = document.createElement('div')
const asked: unknown[] = []
const props = reactive({
  pages: { count: 1, drawRegion: (type: unknown) => void asked.push(type) } as ReaderPages,
  labels: ['1'],
  state: { page: 1, zoom: 1, scale: 1, rotation: 0 as const, drawing: null as 'rect' | 'polygon' | null },
  light: { brightness: 100, contrast: 100 },
  isImage: true,
})
let stop = () => {}

beforeEach(async () => {
  await setLanguage('en')
  const app = createApp({ render: () => h(PageBar, props) })
  app.mount(root)
  stop = () => app.unmount()
})
afterEach(() => stop())

it('shows what is being drawn, also when it goes on from one kind to the other', async () => {
  const button = (name: string) => root.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)
  const pressed = () =>
    ['Note on a rectangle', 'Note on an outline'].map((name) => button(name)?.getAttribute('aria-pressed'))
  props.state.drawing = 'rect'
  await nextTick()
  expect(pressed()).toEqual(['true', 'false'])
  props.state.drawing = 'polygon'
  await nextTick()
  expect(pressed()).toEqual(['false', 'true'])
  expect(root.querySelector('.help')?.textContent).toContain('Click corner after corner')
  button('Note on an outline')?.click()
  button('Note on a rectangle')?.click()
  expect(asked).toEqual([null, 'rect'])
})
