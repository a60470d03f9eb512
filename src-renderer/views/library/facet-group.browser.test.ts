import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { h } from 'vue'
import '@/styles/index.css'
import { createFakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { until } from '../../../tests/support/until'
import FacetGroup from './FacetGroup.vue'

let screen: Screen
const labels = () => screen.all('.check').map(({ textContent }) => textContent.replace(/\s*1$/, ''))

beforeEach(async () => {
  await page.viewport(1280, 800)
  screen = await prepareScreen(createFakeHost())
  const values = Array.from({ length: 150 }, (_, n) => ({ value: `v${n}`, count: 1, chosen: n === 149 }))
  screen.mount(() =>
    h(FacetGroup, { title: 'Persons', values, find: 'Find a person', name: (value) => `Person ${value}` }),
  )
})
afterEach(() => screen.close())

it('gives the focus to the first value that came where the last ones were asked for', async () => {
  await userEvent.click(page.getByRole('button', { name: 'Find a person' }))
  await userEvent.keyboard('person')
  await until(() => labels().length === 101)
  screen.one('.more')?.focus()
  await userEvent.keyboard('{Enter}')
  await until(() => labels().length === 150)
  expect(screen.one('.more')).toBeNull()
  expect(document.activeElement?.closest('.check')?.textContent).toContain('Person v100')
})

it('leaves it on the button where that stays', async () => {
  screen.one('.more')?.focus()
  await userEvent.keyboard('{Enter}')
  await until(() => labels().length === 108)
  expect(document.activeElement).toBe(screen.one('.more'))
})
