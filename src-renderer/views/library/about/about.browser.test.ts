/** The "About" sheet and the editor in it, over a host in memory with an archive in work. */
import '@/styles/index.css'
import type { Metadata } from '#shared/contract'
import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createFakeHost, type FakeHost } from '../../../../tests/support/fake-host'
import { eventually } from '../../../../tests/support/until'
import { useWholeInterface } from '../../../../tests/support/whole-interface'

const whole = useWholeInterface()
let host: FakeHost
const set: Record<string, Metadata>[] = []
const taken = new Set<string>()

/** The starter archive, as if it were in work. */
async function start(kind: 'work' | 'sealed'): Promise<void> {
  const sealed = createFakeHost()
  const archives = await sealed.client.call('archives.list', {})
  host = createFakeHost({
    preferences: { language: 'en' },
    answers: {
      'archives.list': () => archives.map((archive) => ({ ...archive, kind })),
      'documents.setMetadata': (input) => {
        const { set: wanted } = input as { set: Record<string, Metadata> }
        const previous: Record<string, Metadata> = {}
        for (const document of host.documents) {
          const metadata = wanted[document.id]
          if (!metadata) continue
          previous[document.id] = document.metadata
          Object.assign(document, { metadata })
        }
        set.push(wanted)
        return { previous }
      },
      'documents.list': () => host.documents.filter(({ id }) => !taken.has(id)),
      'documents.remove': (input) => {
        const { documentIds } = input as { documentIds: string[] }
        for (const id of documentIds) taken.add(id)
        return { documentIds }
      },
      'documents.restore': (input) => {
        for (const id of (input as { documentIds: string[] }).documentIds) taken.delete(id)
        return {}
      },
      'documents.reextract': () => ({ path: '/x', status: 'duplicate', warnings: [] }),
    },
  })
  await whole.start(host)
  await eventually(() => expect(document.querySelectorAll('[data-row]').length).toBeGreaterThan(3))
  document.querySelector<HTMLElement>('[data-row]')?.focus()
  await userEvent.keyboard('{Alt>}{Enter}{/Alt}')
  await eventually(() => expect(dialog()).not.toBeNull())
}

const dialog = () => document.querySelector<HTMLElement>('dialog[open]')
const field = (name: string) => page.getByRole('textbox', { name, exact: true })

beforeEach(() => {
  set.length = 0
  taken.clear()
})

it('tells where a sealed document comes from, and why it cannot be changed', async () => {
  await start('sealed')
  const text = dialog()?.textContent ?? ''
  for (const words of ['Where it comes from', 'Markdown, version 1', 'Editions', 'The archive is sealed'])
    expect(text).toContain(words)
  expect(dialog()?.querySelector('.btn.primary')?.getAttribute('aria-disabled')).toBe('true')
  await userEvent.click(page.getByText('Show SHA-256'))
  const shown = document.querySelector('.list-row.current')?.getAttribute('data-row')
  const hash = host.documents.find(({ id }) => id === shown)?.originalSha256
  expect(hash).toHaveLength(64)
  expect(dialog()?.textContent).toContain(hash)
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(dialog()).toBeNull())
})

it('edits metadata, reads the date aloud, refuses what is no date, and undoes', async () => {
  await start('work')
  await userEvent.click(page.getByText('Edit metadata'))
  const title = field('Title')
  await userEvent.fill(title, '')
  await userEvent.fill(field('Date'), '1939-10~')
  await eventually(() => expect(dialog()?.textContent).toContain('Read as: about October 1939 (1939-10~)'))
  await userEvent.click(page.getByRole('button', { name: 'Save' }))
  expect(dialog()?.textContent).toContain('A document needs a title.')
  expect(document.activeElement).toBe(title.element())
  await userEvent.fill(title, 'A new title')
  await userEvent.fill(field('Date'), 'some day')
  expect(dialog()?.textContent).toContain('This is no date.')
  await userEvent.fill(field('Date'), '1939-10~')
  await userEvent.fill(page.getByRole('combobox', { name: 'Add a language' }), 'Russian')
  await userEvent.click(page.getByRole('button', { name: 'Save' }))
  await eventually(() => expect(dialog()?.textContent).toContain('A new title'))
  const [changed] = Object.values(set[0] ?? {})
  expect(changed?.title.text).toBe('A new title')
  expect(changed?.date).toMatchObject({ edtf: '1939-10~' })
  expect(changed?.languages).toContain('ru')
  expect(changed?.origins).toMatchObject({ title: 'user', date: 'user', languages: 'user' })
  await userEvent.keyboard('{Control>}z{/Control}')
  await eventually(() => expect(set).toHaveLength(2))
  await eventually(() => expect(dialog()?.textContent).not.toContain('A new title'))
})

it('reads the original again with another encoding', async () => {
  await start('work')
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Encoding' }), 'windows-1257')
  await userEvent.click(page.getByRole('button', { name: 'Read again' }))
  await eventually(() => expect(dialog()?.textContent).toContain('The text is the same as before'))
  const call = host.calls.find(({ method }) => method === 'documents.reextract')
  expect(call?.input).toMatchObject({ encoding: 'windows-1257' })
})

it('keeps what was typed when the sheet is closed by a slip, until it is cancelled', async () => {
  await start('work')
  await userEvent.click(page.getByRole('button', { name: 'Edit metadata' }))
  await field('Title').fill('Half typed')
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(dialog()).toBeNull())
  const open = async () => {
    document.querySelector<HTMLElement>('[data-row]')?.focus()
    await userEvent.keyboard('{Alt>}{Enter}{/Alt}')
    await userEvent.click(page.getByRole('button', { name: 'Edit metadata' }))
  }
  await open()
  await expect.element(field('Title')).toHaveValue('Half typed')
  await userEvent.click(page.getByRole('button', { name: 'Cancel' }))
  await userEvent.keyboard('{Escape}')
  await open()
  await expect.element(field('Title')).not.toHaveValue('Half typed')
  expect(set).toEqual([])
})

it('changes one field of all documents at once, tells how many, and undoes', async () => {
  await start('work')
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(dialog()).toBeNull())
  const all = host.documents.length
  const latvian = host.documents.filter(({ metadata }) => metadata.languages.includes('lv')).length
  document.querySelector<HTMLElement>('[data-row]')?.focus()
  await userEvent.keyboard('{Control>}a{/Control}')
  await userEvent.click(page.getByRole('button', { name: `Edit metadata of ${all} documents` }))
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Field' }), 'Language')
  await userEvent.click(page.getByRole('radio', { name: 'Add' }))
  // Offered languages make it a combobox.
  await page.getByRole('combobox', { name: 'Language', exact: true }).fill('Latvian')
  await eventually(() => expect(dialog()?.textContent).toContain(`${all - latvian} of ${all} change.`))
  const before = host.documents.map(({ metadata }) => metadata.languages)
  await userEvent.click(page.getByRole('button', { name: 'Save' }))
  await eventually(() => expect(dialog()).toBeNull())
  expect(host.documents.every(({ metadata }) => metadata.languages.includes('lv'))).toBe(true)
  await userEvent.keyboard('{Control>}z{/Control}')
  await eventually(() => expect(host.documents.map(({ metadata }) => metadata.languages)).toEqual(before))
  await userEvent.click(page.getByRole('button', { name: 'Choose none' }))
})

it('takes a document out of the archive, and Ctrl+Z brings it back', async () => {
  await start('work')
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(dialog()).toBeNull())
  const count = () => document.querySelector('.library')?.textContent ?? ''
  const all = host.documents.length
  await eventually(() => expect(count()).toContain(`${all} documents`))
  await userEvent.keyboard('{Control>}k{/Control}')
  await eventually(() => expect(document.activeElement?.tagName).toBe('INPUT'))
  await userEvent.keyboard('>Remove 1 document')
  await eventually(() => expect(document.querySelector('[role=option]')?.textContent).toContain('Remove 1 document'))
  await userEvent.keyboard('{Enter}')
  await eventually(() => expect(document.body.textContent).toContain('1 document removed.'))
  await eventually(() => expect(count()).toContain(`${all - 1} documents`))
  expect(taken.size).toBe(1)
  await userEvent.keyboard('{Control>}z{/Control}')
  await eventually(() => expect(count()).toContain(`${all} documents`))
})
