/** A library of thousands: only the rows near what is visible are in the page, in the table and in the cards. */
import '../../styles/index.css'
import { createFakeHost } from '../../../tests/support/fake-host'
import { eventually } from '../../../tests/support/until'
import { useWholeInterface } from '../../../tests/support/whole-interface'
import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'

const whole = useWholeInterface()
const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')]
const count = 3000

beforeEach(async () => {
  const [model] = createFakeHost().documents
  if (!model) throw new Error('the fake host has documents')
  const many = Array.from({ length: count }, (_, n) => {
    const title = { ...model.metadata.title, text: `Dokuments ${String(n).padStart(4, '0')}` }
    return { ...model, id: `d${n}`, metadata: { ...model.metadata, title } }
  })
  const host = createFakeHost({ answers: { 'documents.list': () => many } })
  await whole.start(host)
})

async function walks(list: string) {
  await eventually(() => expect(rows().length).toBeGreaterThan(5))
  await eventually(() => expect(rows().length).toBeLessThan(200))
  rows()[0]?.focus()
  await userEvent.keyboard('{End}')
  await eventually(() => expect(document.activeElement?.textContent).toContain('Dokuments 2999'))
  const box = document.querySelector(list)?.getBoundingClientRect()
  const row = document.activeElement?.getBoundingClientRect()
  expect(row && box && row.bottom <= box.bottom + 1 && row.top >= box.top).toBe(true)
  await userEvent.keyboard('{ArrowUp}')
  await eventually(() => expect(document.activeElement?.textContent).toMatch(/Dokuments 29\d\d/))
  await userEvent.keyboard('{Home}')
  await eventually(() => expect(document.activeElement?.textContent).toContain('Dokuments 0000'))
  const scroller = document.querySelector<HTMLElement>(list)
  if (scroller) scroller.scrollTop = scroller.scrollHeight / 2
  await eventually(() => {
    const seen = rows().filter((one) => {
      const { top, bottom } = one.getBoundingClientRect()
      return box && bottom > box.top && top < box.bottom
    })
    expect(seen.length).toBeGreaterThan(5)
    expect(seen[0]?.textContent).toMatch(/Dokuments 1[45]\d\d/)
  })
}

it('walks through a table of thousands', () => walks('.doc-table'))

it('walks through cards of thousands', async () => {
  await userEvent.click(page.getByRole('radio', { name: 'Cards' }))
  await eventually(() => expect(document.querySelector('.doc-cards')).not.toBeNull())
  await walks('.doc-cards')
})

it('is shown from the top when it is sorted anew', async () => {
  await eventually(() => expect(rows().length).toBeGreaterThan(5))
  const list = document.querySelector<HTMLElement>('.doc-table')
  list?.scrollTo({ top: 40_000 })
  await eventually(() => expect(rows()[0]?.textContent).not.toContain('Dokuments 0000'))
  await userEvent.click(page.getByRole('button', { name: 'Title' }))
  await userEvent.click(page.getByRole('button', { name: 'Title' }))
  await eventually(() => expect(rows()[0]?.textContent).toContain('Dokuments 2999'))
  expect(list?.scrollTop).toBe(0)
})
