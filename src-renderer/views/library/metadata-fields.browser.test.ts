/** Roles, subjects, page images and the export of metadata, over a host in memory with an archive in work. */
import '@/styles/index.css'
import type { DocumentModel, Metadata } from '#shared/contract'
import { beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { eventually } from '../../../tests/support/until'
import { useWholeInterface } from '../../../tests/support/whole-interface'

const whole = useWholeInterface()
let host: FakeHost
const set: Record<string, Metadata>[] = []
const saved: string[] = []

async function start(language: 'en' | 'lv', more: Partial<DocumentModel> = {}): Promise<void> {
  const sealed = createFakeHost()
  const archives = await sealed.client.call('archives.list', {})
  host = createFakeHost({
    preferences: { language },
    answers: {
      'archives.list': () => archives.map((archive) => ({ ...archive, kind: 'work' })),
      'documents.list': () => host.documents,
      'documents.open': async (input) => {
        const { documentId } = input as { documentId: string }
        const index = host.documents.findIndex(({ id }) => id === documentId)
        const id = sealed.documents[index]?.id ?? documentId
        const opened = await sealed.client.call('documents.open', { documentId: id })
        return { ...opened, model: { ...opened.model, ...more } }
      },
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
      'documents.exportMetadata': () => ({
        sha256: 'e'.repeat(64),
        mediaType: 'application/xml',
        name: 'metadata.dc.xml',
        bytes: 1,
      }),
    },
  })
  Object.assign(host, {
    saveBytes: (_url: string, name: string) => {
      saved.push(name)
      return Promise.resolve(true)
    },
  })
  await whole.start(host)
  await eventually(() => expect(document.querySelectorAll('[data-row]').length).toBeGreaterThan(3))
  document.querySelector<HTMLElement>('[data-row]')?.focus()
}

async function openAbout(): Promise<void> {
  await userEvent.keyboard('{Alt>}{Enter}{/Alt}')
  await eventually(() => expect(dialog()).not.toBeNull())
}

const dialog = () => [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1) ?? null
const exported = () =>
  host.calls.filter(({ method }) => method === 'documents.exportMetadata').map(({ input }) => input)

beforeEach(() => {
  set.length = 0
  saved.length = 0
})

it('roles are chosen and shown in the words of the interface, and stored as what they mean', async () => {
  await start('lv')
  await openAbout()
  await userEvent.click(page.getByRole('button', { name: 'Labot metadatus' }))
  await userEvent.click(page.getByRole('button', { name: 'Pievienot autoru' }))
  const rows = document.querySelectorAll('fieldset')[0]?.querySelectorAll('li') ?? []
  const number = rows.length
  const role = page.getByRole('combobox', { name: `Autori ${number}: loma` })
  const list = document.getElementById(role.element().getAttribute('list') ?? '')
  expect([...(list?.querySelectorAll('option') ?? [])].map(({ value }) => value)).toContain('tulkotājs')
  await userEvent.fill(page.getByRole('combobox', { name: `Autori ${number}: vārds` }), 'Anna Liepa')
  await userEvent.fill(role, 'Tulkotājs')
  await userEvent.click(page.getByRole('button', { name: 'Saglabāt' }))
  await eventually(() => expect(dialog()?.textContent).toContain('Anna Liepa (tulkotājs)'))
  const [changed] = Object.values(set[0] ?? {})
  expect(changed?.creators.at(-1)).toEqual({ name: 'Anna Liepa', role: 'translator' })
})

it('subjects are entered, shown, filtered by with counts, changed for many, and undone', async () => {
  await start('en')
  await openAbout()
  await userEvent.click(page.getByRole('button', { name: 'Edit metadata' }))
  const field = page.getByRole('combobox', { name: 'Add a subject' })
  await userEvent.fill(field, 'Naval bases; Pacts')
  await userEvent.keyboard('{Enter}')
  await userEvent.fill(field, 'Baltic Sea')
  await userEvent.click(page.getByRole('button', { name: 'Remove Pacts' }))
  await userEvent.click(page.getByRole('button', { name: 'Save' }))
  await eventually(() => expect(dialog()?.textContent).toContain('Naval bases; Baltic Sea'))
  expect(Object.values(set[0] ?? {})[0]?.subjects).toEqual(['Naval bases', 'Baltic Sea'])
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(dialog()).toBeNull())

  document.querySelector<HTMLElement>('[data-row]')?.focus()
  await userEvent.keyboard('{Control>}a{/Control}')
  const all = host.documents.length
  await userEvent.click(page.getByRole('button', { name: `Edit metadata of ${all} documents` }))
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Field' }), 'Subjects')
  await userEvent.click(page.getByRole('radio', { name: 'Add' }))
  await page.getByRole('combobox', { name: 'Subjects', exact: true }).fill('baltic sea')
  await eventually(() => expect(dialog()?.textContent).toContain(`${all - 1} of ${all} change.`))
  await userEvent.click(page.getByRole('button', { name: 'Save' }))
  await eventually(() => expect(dialog()).toBeNull())
  await userEvent.keyboard('{Control>}z{/Control}')
  await eventually(() =>
    expect(host.documents.filter(({ metadata }) => metadata.subjects !== undefined)).toHaveLength(1),
  )
  await userEvent.click(page.getByRole('button', { name: 'Choose none' }))

  const facet = page.getByRole('region', { name: 'Subject' })
  const box = facet.getByRole('checkbox', { name: /Naval bases/ })
  ;(box.element() as HTMLElement).focus()
  await userEvent.keyboard(' ')
  await eventually(() => expect(document.querySelectorAll('[data-row]')).toHaveLength(1))
  expect(facet.element().textContent).toMatch(/Naval bases\s*1/)
  await userEvent.keyboard(' ')
  await eventually(() => expect(document.querySelectorAll('[data-row]').length).toBeGreaterThan(3))
})

it('exports metadata of what is chosen, and of one document from its sheet', async () => {
  await start('en')
  await openAbout()
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(dialog()).toBeNull())
  document.querySelector<HTMLElement>('[data-row]')?.focus()
  await userEvent.keyboard('{Control>}a{/Control}')
  const all = host.documents.length
  await userEvent.click(page.getByRole('button', { name: `Export metadata of ${all} documents…` }))
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Format' }), 'CSL-JSON')
  await userEvent.click(page.getByRole('button', { name: 'Save…' }))
  await eventually(() => expect(saved).toEqual(['metadata.dc.xml']))
  expect(exported()).toMatchObject([{ format: 'csl-json' }])
  expect((exported()[0] as { documentIds: string[] }).documentIds).toHaveLength(all)
  await eventually(() => expect(dialog()).toBeNull())
  await userEvent.click(page.getByRole('button', { name: 'Choose none' }))

  document.querySelector<HTMLElement>('[data-row]')?.focus()
  await openAbout()
  await userEvent.click(page.getByRole('button', { name: 'Export metadata…' }))
  await eventually(() => expect(dialog()?.textContent).toContain('Export metadata of 1 document'))
  await userEvent.keyboard('{Escape}')
  // The sheet below stays.
  await eventually(() => expect(document.querySelectorAll('dialog[open]')).toHaveLength(1))
  await userEvent.click(page.getByRole('button', { name: 'Export metadata…' }))
  await userEvent.click(page.getByRole('button', { name: 'Save…' }))
  await eventually(() => expect(exported()).toHaveLength(2))
  expect(exported()[1]).toMatchObject({ format: 'dc' })
})

it('tells which image file belongs to which page', async () => {
  const images = Array.from({ length: 8 }, (_, index) => String(index + 1).repeat(64))
  await start('en', {
    pages: images.map((image, index) => ({
      ...{ n: index + 1, label: `${index + 1}r`, start: 0, end: 0, width: 8, height: 9, unit: 'px' },
      image,
    })),
    resources: images.map((sha256, index) => ({
      ...{ sha256, role: 'page-image', mediaType: 'image/png' },
      from: `scans/${index + 1}.png`,
    })),
  })
  await openAbout()
  const section = page.getByRole('region', { name: 'Page images' })
  await eventually(() => expect(section.element().textContent).toContain('Page 1r'))
  expect(section.element().textContent).toContain('scans/6.png')
  expect(section.element().textContent).not.toContain('scans/7.png')
  await userEvent.click(section.getByRole('button', { name: '2 more' }))
  expect(section.element().textContent).toContain('scans/8.png')
})
