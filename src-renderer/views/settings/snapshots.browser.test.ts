/** Snapshots in Settings over a host in memory: what going back would do, and doing it, by keys and in both languages. */
import '../../styles/index.css'
import type { RestorePreview } from '#shared/contract'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../../tests/support/fake-host'
import { eventually } from '../../../tests/support/until'
import { called, pageText, see, useWholeInterface } from '../../../tests/support/whole-interface'
import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'

const none = { back: 0, changed: 0, away: 0 }
const counts = { annotations: 39, anchors: 0, tags: 13, links: 6, comparisons: 1 }
const preview: RestorePreview = {
  snapshot: { id: 's2', at: '2026-11-23T11:00:00.000Z', reason: 'before-change', seq: 1, bytes: 100, counts },
  now: { ...counts, annotations: 48 },
  annotations: { back: 1, changed: 1, away: 10 },
  tags: { ...none, away: 1 },
  links: none,
  comparisons: none,
  notes: [
    { id: 'a', what: 'changed', docId: 'd', quote: 'savstarpējās palīdzības', now: 'Kā ir', then: 'Kā bija' },
    { id: 'b', what: 'back', docId: 'd', quote: 'bāzes', now: 'Dzēsta', then: 'Dzēsta' },
  ],
}

const whole = useWholeInterface()
async function start(options: FakeHostOptions = {}): Promise<FakeHost> {
  const host = createFakeHost({
    ...options,
    answers: {
      'notebooks.previewSnapshot': () => preview,
      'notebooks.restoreSnapshot': () => ({ changes: 13 }),
      ...options.answers,
    },
  })
  await whole.start(host)
  return host
}

async function open(): Promise<void> {
  await userEvent.click(page.getByRole('navigation').getByRole('link', { name: 'Settings' }).first())
  await userEvent.click(page.getByRole('tab', { name: 'Snapshots' }))
  await see('4 kept')
}

it('tells what going back would do, and does it, by keys alone', async () => {
  const host = await start()
  await open()
  const rows = document.querySelectorAll<HTMLButtonElement>('.snapshots .when')
  rows[1]?.focus()
  await userEvent.keyboard('{Enter}')
  await see('compared with now')
  await see('Notes: 1 comes back, 1 is as it was, 10 go away.')
  await see('Tags: 1 goes away.')
  expect(pageText()).not.toContain('Links: ')
  await userEvent.click(page.getByRole('button', { name: 'See the 2 notes' }))
  await see('Kā bija')
  expect(document.querySelector('.notes del')?.textContent).toBe('Kā ir')
  await userEvent.click(page.getByRole('button', { name: 'Restore all' }))
  await see('The notebook is as it was then.')
  expect(called(host, 'notebooks.restoreSnapshot')[0]?.input).toEqual({ id: 's2' })
  // The list shows the snapshot that was taken before.
  await eventually(() => expect(called(host, 'notebooks.snapshots')).toHaveLength(2))
})

it('says where nothing would change, and why a damaged one is refused', async () => {
  let answer: () => RestorePreview = () => ({ ...preview, annotations: none, tags: none, notes: [] })
  await start({ answers: { 'notebooks.previewSnapshot': () => answer() } })
  await open()
  const rows = document.querySelectorAll<HTMLButtonElement>('.snapshots .when')
  rows[0]?.click()
  await see('Your notebook is as it was then.')
  expect(page.getByRole('button', { name: 'Restore all' }).elements()).toEqual([])
  answer = () => {
    throw new Error('This snapshot is damaged.')
  }
  rows[2]?.click()
  await eventually(() => expect(document.querySelector('.details [role=alert]')).not.toBeNull())
})
