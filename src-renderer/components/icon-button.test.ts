import { setLanguage } from '@/locales'
import { Plus } from '@lucide/vue'
import { afterEach, expect, test } from 'vitest'
import { createApp, h } from 'vue'
import IconButton from './IconButton.vue'

afterEach(() => setLanguage('en'))

function tooltip(keys: string): string | undefined {
  const host = document.createElement('div')
  const app = createApp({ render: () => h(IconButton, { icon: Plus, label: 'Jauns', keys }) })
  app.mount(host)
  const { title } = host.querySelector('button') ?? {}
  app.unmount()
  return title
}

test('a tooltip calls the keys as the language calls them, and those with signs by their signs', async () => {
  expect(tooltip('Space')).toBe('Jauns (Space)')
  await setLanguage('lv')
  expect(tooltip('Space')).toBe('Jauns (Atstarpe)')
  expect(tooltip('Ctrl+Shift+Z')).toBe('Jauns (Ctrl+Shift+Z)')
})
