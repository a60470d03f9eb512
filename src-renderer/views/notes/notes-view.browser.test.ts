import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia'
import { type App, createApp, h } from 'vue'
import type { Annotation, Tag } from '#shared/contract'
import { describeTarget } from '#shared/domain/anchoring'
import '@/styles/index.css'
import { provideHost } from '@/host'
import { setLanguage } from '@/locales'
import { type Notebook, startNotebook } from '@/notebook'
import { useLibraryStore, usePreferencesStore, useToastStore, useWorkspaceStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { until } from '../../../tests/support/until'
import NotesView from './NotesView.vue'

let app: App | null = null
let root: HTMLElement
let host: FakeHost
let notebook: Notebook
let pinia: Pinia
let bases: Tag
let ports: Tag
let notes: Annotation[]
let runs = 0

const one = <T extends Element = HTMLElement>(selector: string) => root.querySelector<T>(selector)
const rows = () => [...root.querySelectorAll<HTMLElement>('.note')]
const tagRow = (name: string) =>
  [...root.querySelectorAll<HTMLElement>('[role=treeitem]')].find((row) => row.textContent.includes(name))

beforeEach(async () => {
  localStorage.clear()
  await page.viewport(1280, 800)
  await setLanguage('en')
  host = createFakeHost()
  provideHost(host)
  pinia = createPinia()
  setActivePinia(pinia)
  root = document.createElement('main')
  root.className = 'screen'
  root.style.cssText = 'position: fixed; inset: 0'
  document.body.append(root)
  runs += 1
  notebook = await startNotebook(host, { databaseName: `notes-view-${runs}` })
  await usePreferencesStore().load()
  await useLibraryStore().load()
  bases = await notebook.addTag({ name: 'Bases', colour: 'A' })
  ports = await notebook.addTag({ name: 'Ports', parentId: bases.id })
  notes = []
  for (const [index, document] of host.documents.slice(0, 2).entries()) {
    const { model, edition } = await host.client.call('documents.open', { documentId: document.id })
    const source = { docId: document.id, editionId: edition.id, text: model.text, blocks: model.blocks, anchors: [] }
    for (const at of [40, 160]) {
      notes.push(
        await notebook.addAnnotation({
          targets: [describeTarget(source, at, at + 30)],
          kind: 'note',
          colour: 'C',
          note: `${index === 0 ? 'Alpha' : 'Beta'} at ${at}`,
          tagIds: at === 40 ? [ports.id] : [],
        }),
      )
    }
  }
  app = createApp({ render: () => h(NotesView) })
  app.mount(root)
  await until(() => rows().length === 4 && tagRow('Bases'))
})

afterEach(async () => {
  app?.unmount()
  root.remove()
  disposePinia(pinia)
  await notebook.close()
})

describe('Notes', () => {
  it('filters by tag with those below it, by words and by document', async () => {
    ;(await until(() => tagRow('Bases')))?.click()
    await until(() => rows().length === 2)
    ;(await until(() => tagRow('Without a tag')))?.click()
    await until(() => rows().every((row) => row.textContent.includes('at 160')) && rows().length === 2)
    ;(await until(() => tagRow('All notes')))?.click()
    await userEvent.fill(one('.filters input') ?? document.body, 'BETA at')
    await until(() => rows().length === 2)
    await userEvent.fill(one('.filters input') ?? document.body, 'nothing like this')
    await until(() => one('.empty-state'))
    one<HTMLButtonElement>('.empty-state button')?.click()
    await until(() => rows().length === 4)
  })

  it('filters by what a note is, and finds questions that wait for an answer', async () => {
    const [first, second, third] = notes
    await notebook.updateAnnotation(first?.id ?? '', { kind: 'question' })
    await notebook.updateAnnotation(second?.id ?? '', { kind: 'question', answered: true })
    await notebook.updateAnnotation(third?.id ?? '', { kind: 'correction', correction: 'Otherwise' })
    const kinds = () => one<HTMLSelectElement>('.filters select') ?? document.body
    await userEvent.selectOptions(kinds(), 'Questions')
    await until(() => rows().length === 2)
    await userEvent.selectOptions(kinds(), 'Open questions')
    await until(() => rows().length === 1 && rows()[0]?.dataset['id'] === first?.id)
    await userEvent.selectOptions(kinds(), 'Corrections')
    await until(() => rows().length === 1 && rows()[0]?.querySelector('.ins')?.textContent.includes('Otherwise'))
    await userEvent.selectOptions(kinds(), 'All kinds')
    await until(() => rows().length === 4)
  })

  it('shows the chosen note with its passage, and changes it', async () => {
    rows()[1]?.click()
    await until(() => one('.note-detail mark')?.textContent !== '')
    await userEvent.keyboard('{F2}')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard(' and more{Control>}{Enter}{/Control}')
    await until(() => rows().some((row) => row.textContent.includes('and more')))
    expect(host.ops.at(-1)).toMatchObject({ verb: 'update', table: 'annotations' })
  })

  it('links a note to another one, shows it at both ends, and goes there', async () => {
    const texts = () => [...root.querySelectorAll('.note-links .end')].map((end) => end.textContent)
    const dialog = () => document.querySelector<HTMLDialogElement>('dialog[open]')
    const link = async (words: string) => {
      const add = await until(() => one<HTMLButtonElement>('.note-links > .btn'))
      add?.click()
      await until(() => dialog()?.contains(document.activeElement))
      await userEvent.keyboard(words)
      await until(() => dialog()?.querySelectorAll('.choice').length === 1)
      await userEvent.keyboard('{Enter}')
      await until(() => !dialog())
    }
    const [first, , third] = notes
    const rowOf = (id: string | undefined) => rows().find((row) => row.dataset['id'] === id)
    rowOf(first?.id)?.click()
    await link('Beta at 40')
    await until(() => texts().length === 1 && texts()[0]?.includes('Beta at 40'))
    rowOf(third?.id)?.click()
    await until(() => texts().length === 1 && texts()[0]?.includes('Alpha at 40'))
    one<HTMLButtonElement>('.note-links [aria-label^="Remove the link"]')?.click()
    await until(() => texts().length === 0)
    await (
      await until(() => useToastStore().current?.undo)
    )?.()
    await until(() => texts().length === 1)
    one<HTMLButtonElement>('.note-links .end')?.click()
    const target = first?.targets[0]
    const range = target?.kind === 'text' ? { start: target.start, end: target.end } : null
    expect(useWorkspaceStore().place).toMatchObject({ screen: 'read', documentId: target?.docId, range })
  })

  it('says of a note on a region which page it is on, and that its place is certain', async () => {
    const [document] = host.documents
    const shape = { type: 'rect' as const, x: 1, y: 2, w: 30, h: 40 }
    const target = { kind: 'region' as const, docId: document?.id ?? '', editionId: 'e', page: 7, shape }
    const { id } = await notebook.addAnnotation({ targets: [target], kind: 'note', colour: 'B', note: '', tagIds: [] })
    const row = await until(() => rows().find((one) => one.dataset['id'] === id))
    await until(() => row?.querySelector('.quote')?.textContent.trim() === 'Region on page 7')
    row?.click()
    await until(() => one('.note-detail')?.textContent.includes('Region on page 7'))
    expect(row?.querySelector('.uncertain')).toBeNull()
  })

  it('deletes several at once, and takes all back in one step', async () => {
    rows()[0]?.focus()
    await userEvent.keyboard(' {ArrowDown} ')
    await until(() => rows().filter((row) => row.getAttribute('aria-selected') === 'true').length === 2)
    await userEvent.keyboard('{Delete}')
    await until(() => rows().length === 2)
    await (
      await until(() => useToastStore().current?.undo)
    )?.()
    await until(() => rows().length === 4)
  })

  it('opens the passage in Read', async () => {
    const workspace = useWorkspaceStore()
    rows()[0]?.focus()
    await userEvent.keyboard('{Enter}')
    const id = rows()[0]?.dataset['id']
    const target = notes.find((note) => note.id === id)?.targets[0]
    expect(workspace.place).toMatchObject({ screen: 'read', documentId: target?.docId })
    expect(workspace.place.range?.start).toBe(target?.kind === 'text' ? target.start : -1)
  })

  it('makes, renames and deletes tags with the keyboard', async () => {
    ;(await until(() => tagRow('Bases')))?.click()
    ;(await until(() => tagRow('Bases')))?.focus()
    await userEvent.keyboard('{Insert}')
    await until(() => one('dialog input') === document.activeElement)
    await userEvent.keyboard('Airfields{Enter}')
    await until(() => tagRow('Airfields') && !one('dialog'))
    expect(host.ops.findLast((op) => op.table === 'tags')).toMatchObject({ after: { parentId: bases.id } })
    await until(() => document.activeElement !== document.body)
    ;(await until(() => tagRow('Ports')))?.focus()
    await userEvent.keyboard('{F2}')
    await until(() => one<HTMLInputElement>('dialog input')?.value === 'Ports')
    await userEvent.fill(one('dialog input') ?? document.body, 'Harbours')
    await userEvent.keyboard('{Enter}')
    // The focus comes back to the row after the dialog is gone; before that, a key would go there.
    await until(() => !one('dialog') && tagRow('Harbours') && document.activeElement === tagRow('Harbours'))
    tagRow('Bases')?.focus()
    await userEvent.keyboard('{Delete}')
    await until(() => !tagRow('Bases') && !tagRow('Harbours'))
    await (
      await until(() => useToastStore().current?.undo)
    )?.()
    await until(() => tagRow('Harbours'))
  })
})
