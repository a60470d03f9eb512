import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { effectScope, h } from 'vue'
import type { Annotation, Tag } from '#shared/contract'
import { describeTarget } from '#shared/domain/anchoring'
import { createIds, makeOp } from '#shared/domain/records'
import '@/styles/index.css'
import type { Notebook } from '@/notebook'
import { useCommandStore, useLibraryStore, useToastStore, useWorkspaceStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { until } from '../../../tests/support/until'
import NotesView from './NotesView.vue'

let screen: Screen
let root: HTMLElement
let host: FakeHost
let notebook: Notebook
let bases: Tag
let ports: Tag
let notes: Annotation[]

const one = <T extends Element = HTMLElement>(selector: string) => root.querySelector<T>(selector)
const rows = () => [...root.querySelectorAll<HTMLElement>('.note')]
const tagRow = (name: string) =>
  [...root.querySelectorAll<HTMLElement>('[role=treeitem]')].find((row) => row.textContent.includes(name))

beforeEach(async () => {
  await page.viewport(1280, 800)
  host = createFakeHost()
  screen = await prepareScreen(host)
  ;({ root, notebook } = screen)
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
  screen.mount(() => h(NotesView))
  await until(() => rows().length === 4 && tagRow('Bases'))
})

afterEach(() => screen.close())

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
    const texts = () => [...root.querySelectorAll('.note-links .place')].map((end) => end.textContent)
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
    one<HTMLButtonElement>('.note-links .place')?.click()
    const target = first?.targets[0]
    const range = target?.kind === 'text' ? { start: target.start, end: target.end } : null
    expect(useWorkspaceStore().place).toMatchObject({ screen: 'read', documentId: target?.docId, range })
  })

  it('gives the focus to the next link when one is removed, and to what follows the last', async () => {
    const [first, second, third] = notes
    for (const other of [second, third]) await notebook.addLink(first?.id ?? '', other?.id ?? '')
    rows()
      .find((row) => row.dataset['id'] === first?.id)
      ?.click()
    const removers = () => screen.all('.note-links [aria-label^="Remove the link"]')
    await until(() => removers().length === 2)
    removers()[0]?.focus()
    await userEvent.keyboard('{Enter}')
    await until(() => removers().length === 1)
    expect(document.activeElement).toBe(removers()[0])
    await userEvent.keyboard('{Enter}')
    await until(() => removers().length === 0)
    expect(document.activeElement).toBe(one('.note-links > .btn'))
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
    row?.focus()
    await userEvent.keyboard('{Enter}')
    expect(useWorkspaceStore().place).toMatchObject({ screen: 'read', documentId: document?.id, noteId: id })
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

  it('takes back what the toast speaks of, not what was done after it', async () => {
    rows()[0]?.focus()
    await userEvent.keyboard('{Delete}')
    await until(() => rows().length === 3 && useToastStore().current?.undo)
    await notebook.addTag({ name: 'Later' })
    await until(() => tagRow('Later'))
    await useToastStore().current?.undo?.()
    await until(() => rows().length === 4)
    expect(host.ops.at(-1)).toMatchObject({ table: 'annotations', verb: 'restore' })
    expect(tagRow('Later')).toBeDefined()
  })

  it('opens again only the texts that changed', async () => {
    const opened = () => host.calls.filter(({ method }) => method === 'documents.open').map(({ input }) => input)
    const [, second] = host.documents
    // Both by the test, and both by the screen.
    await until(() => opened().length === 4)
    const before = opened().length
    const [edition] = second?.editions ?? []
    if (!second || !edition) throw new Error('no second document')
    Object.assign(second, { current: 2, editions: [edition, { ...edition, id: `${second.id}.2`, number: 2 }] })
    host.emit('libraryChanged', { archives: await host.client.call('archives.list', {}) })
    await useLibraryStore().load()
    await until(() => opened().length > before)
    expect(opened().slice(before)).toEqual([{ documentId: second.id }])
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

  const undoByToast = async () => {
    const undo = await until(() => useToastStore().current?.undo)
    await undo?.()
  }
  const levelOf = (name: string) => tagRow(name)?.getAttribute('aria-level')
  const lastTag = () => host.ops.findLast((op) => op.table === 'tags')

  it('makes, renames and deletes tags with the keyboard', async () => {
    ;(await until(() => tagRow('Bases')))?.click()
    ;(await until(() => tagRow('Bases')))?.focus()
    await userEvent.keyboard('{Insert}')
    await until(() => one('dialog input') === document.activeElement)
    await userEvent.keyboard('ports{Enter}')
    await until(() => one('dialog')?.textContent.includes('There is a tag “ports” in that place already.'))
    await userEvent.fill(one('dialog input') ?? document.body, 'Airfields')
    await userEvent.keyboard('{Enter}')
    await until(() => tagRow('Airfields') && !one('dialog'))
    expect(lastTag()).toMatchObject({ after: { parentId: bases.id } })
    await until(() => document.activeElement !== document.body)
    ;(await until(() => tagRow('Ports')))?.focus()
    await userEvent.keyboard('{F2}')
    await until(() => one<HTMLInputElement>('.tag-name input')?.value === 'Ports')
    await until(() => document.activeElement === one('.tag-name input'))
    await userEvent.keyboard('AIRFIELDS{Enter}')
    await until(() => one('.tag-name [role=alert]'))
    await userEvent.fill(one('.tag-name input') ?? document.body, 'Harbours')
    await userEvent.keyboard('{Enter}')
    await until(() => !one('.tag-name') && tagRow('Harbours') && document.activeElement === tagRow('Harbours'))
    await userEvent.keyboard('{F2}')
    await until(() => document.activeElement === one('.tag-name input'))
    await userEvent.keyboard('Other{Escape}')
    await until(() => !one('.tag-name') && document.activeElement === tagRow('Harbours'))
    tagRow('Bases')?.focus()
    await userEvent.keyboard('{Delete}')
    const asked = await until(() => one('dialog'))
    expect(asked?.textContent).toContain('2 tags below it are deleted, too.')
    expect(asked?.textContent).toContain('2 notes lose a tag; the notes themselves stay.')
    one<HTMLButtonElement>('dialog .btn.danger')?.click()
    await until(() => !tagRow('Bases') && !tagRow('Harbours'))
    await undoByToast()
    await until(() => tagRow('Harbours'))
  })

  it('asks for a new tag also where the window is too narrow for the tree', async () => {
    await page.viewport(760, 700)
    useCommandStore().run('notes.newTag')
    await until(() => one('dialog input')?.checkVisibility())
    await userEvent.keyboard('Airfields{Enter}')
    await until(() => lastTag()?.after?.id !== ports.id && !one('dialog'))
  })

  it('nests tags with Alt and arrows, never below themselves, and keeps the focus on the tag', async () => {
    await notebook.addTag({ name: 'Check' })
    ;(await until(() => tagRow('Check')))?.focus()
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
    await until(() => levelOf('Check') === '2')
    expect(lastTag()).toMatchObject({ verb: 'update', label: 'undo.moveTag', after: { parentId: bases.id } })
    await until(() => document.activeElement === tagRow('Check'))
    await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}')
    await until(() => levelOf('Check') === '1')
    await until(() => useToastStore().current?.message.includes('now at the top'))
    await undoByToast()
    await until(() => levelOf('Check') === '2')
    // Nothing above it on its level: it stays.
    const before = host.ops.length
    tagRow('Bases')?.focus()
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
    await userEvent.keyboard('p')
    await until(() => document.activeElement === tagRow('Ports'))
    expect(host.ops).toHaveLength(before)
  })

  it('nests tags by dragging, and makes them roots on what is no tag', async () => {
    await notebook.addTag({ name: 'Check' })
    const check = await until(() => tagRow('Check'))
    const ports = await until(() => tagRow('Ports'))
    if (!check || !ports) throw new Error('no rows')
    await userEvent.dragAndDrop(check, ports)
    await until(() => levelOf('Check') === '3')
    const before = host.ops.length
    const own = await until(() => tagRow('Bases'))
    if (own) await userEvent.dragAndDrop(own, ports)
    expect(host.ops).toHaveLength(before)
    const all = await until(() => tagRow('All notes'))
    const now = tagRow('Check')
    if (all && now) await userEvent.dragAndDrop(now, all)
    await until(() => levelOf('Check') === '1')
  })

  it('merges a tag into another from its menu, told before, and one undo takes it back', async () => {
    await notebook.addTag({ name: 'Check' })
    const row = await until(() => tagRow('Ports'))
    row?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))
    const item = await until(() =>
      [...root.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) => one.textContent.includes('Merge into')),
    )
    item?.click()
    const select = await until(() => one<HTMLSelectElement>('dialog select'))
    expect(one('dialog')?.textContent).toContain('2 notes get the other tag.')
    if (select) await userEvent.selectOptions(select, 'Check')
    one<HTMLButtonElement>('dialog .btn.primary')?.click()
    await until(() => !tagRow('Ports'))
    await until(() => tagRow('Check')?.textContent.includes('2'))
    await undoByToast()
    await until(() => tagRow('Ports')?.textContent.includes('2'))
  })

  it('tags the chosen notes as one act, and takes the tag off again', async () => {
    rows()[0]?.focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await until(() => one('.bar')?.textContent.includes('4 chosen'))
    const button = [...root.querySelectorAll<HTMLButtonElement>('.bar button')].find((one) =>
      one.textContent.includes('Tags'),
    )
    button?.click()
    await until(() => document.activeElement === one('.bulk input'))
    await userEvent.keyboard('Ports{Enter}')
    await until(() => rows().every((row) => row.textContent.includes('Ports')))
    await until(() => useToastStore().current?.message === '2 notes tagged “Ports”')
    expect(new Set(host.ops.slice(-2).map((op) => op.group)).size).toBe(1)
    await undoByToast()
    await until(() => rows().filter((row) => row.textContent.includes('Ports')).length === 2)
    button?.click()
    ;(await until(() => one<HTMLButtonElement>('.bulk [aria-label^="Take “Ports”"]')))?.click()
    await until(() => rows().every((row) => !row.textContent.includes('Ports')))
  })

  it('gives a tag a digit in the tree, and codes with it in the list', async () => {
    ;(await until(() => tagRow('Bases')))?.focus()
    await userEvent.keyboard('3')
    await until(() => tagRow('Bases')?.querySelector('kbd')?.textContent === '3')
    const coded = () => rows()[1]?.textContent.includes('Bases') === true
    rows()[1]?.click()
    rows()[1]?.focus()
    await userEvent.keyboard('3')
    await until(coded)
    await userEvent.keyboard('3')
    await until(() => !coded())
    await until(() => useToastStore().current?.message.includes('taken off'))
    await userEvent.keyboard('4')
    await until(() => useToastStore().current?.message.startsWith('No tag has the key 4.'))
    // The digit belongs to one tag: the other loses it, and undo gives it back.
    tagRow('Ports')?.focus()
    await userEvent.keyboard('3')
    await until(() => tagRow('Ports')?.querySelector('kbd') && !tagRow('Bases')?.querySelector('kbd'))
    await notebook.undo()
    await until(() => tagRow('Bases')?.querySelector('kbd'))
  })

  it('shows which tags stand on the same notes, and filters by both', async () => {
    const check = await notebook.addTag({ name: 'Check' })
    const tagged = notes.filter(({ tagIds }) => tagIds.length > 0)
    await notebook.tagAnnotations([tagged[0]?.id ?? ''], { add: [check.id] })
    ;(await until(() => tagRow('Bases')))?.click()
    await until(() => rows().length === 2)
    const button = await until(() => one<HTMLButtonElement>('.companion'))
    expect(button?.textContent.trim()).toBe('Check1')
    button?.click()
    await until(() => rows().length === 1)
    one<HTMLButtonElement>('.also button')?.click()
    await until(() => rows().length === 2)
  })

  it('leaves the focus where it went when a name is left', async () => {
    ;(await until(() => tagRow('Ports')))?.focus()
    await userEvent.keyboard('{F2}')
    await until(() => document.activeElement === one('.tag-name input'))
    const search = one<HTMLInputElement>('.filters input')
    if (search) await userEvent.click(search)
    await until(() => !one('.tag-name'))
    expect(document.activeElement).toBe(search)
    // Also where the new name is still being kept.
    tagRow('Ports')?.focus()
    await userEvent.keyboard('{F2}')
    await until(() => document.activeElement === one('.tag-name input'))
    await userEvent.keyboard('Harbours{Enter}')
    search?.focus()
    await until(() => tagRow('Harbours') && !one('.tag-name'))
    expect(document.activeElement).toBe(search)
  })
})

it('has one region at a time on a narrow window: keys go to the note, and back to its row', async () => {
  await page.viewport(640, 400)
  rows()[0]?.focus()
  one<HTMLElement>('.note-panel .back')?.click()
  await until(() => !one('.note-panel') && document.activeElement === rows()[0])
  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  await until(() => one('.note-panel')?.contains(document.activeElement))
  expect(one('.nl')?.inert).toBe(true)
  expect(one('.note-panel')?.textContent).toContain('Alpha at 160')
  await userEvent.keyboard('{Enter}')
  await until(() => !one('.note-panel') && document.activeElement === rows()[1])
  // While several are chosen the list is what one looks at.
  await userEvent.keyboard(' {Shift>}{ArrowDown}{/Shift}')
  await until(
    () => document.activeElement === rows()[2] && root.querySelectorAll('[aria-selected=true].note').length > 1,
  )
  expect(one('.note-panel')).toBeNull()
})

it('opens on a narrow window without any note', async () => {
  await screen.close()
  await page.viewport(700, 800)
  screen = await prepareScreen(createFakeHost())
  screen.mount(() => h(NotesView))
  await until(() => screen.one('.empty-state'))
})

it('shows the note that one was sent to among more than a thousand, wherever the focus is', async () => {
  await screen.close()
  const newId = createIds({ now: () => Date.now(), random: (count) => crypto.getRandomValues(new Uint8Array(count)) })
  const [like] = notes
  if (!like) throw new Error('no note')
  const time = new Date().toISOString()
  const many = Array.from({ length: 1100 }, (_, n): Annotation => ({ ...like, id: newId(), note: `Note ${n}` }))
  const ops = many.map((after, n) =>
    makeOp(
      { table: 'annotations', before: null, after },
      { opId: newId(), time, actor: 'reader', device: 'test', clock: 1000 + n },
    ),
  )
  await host.client.call('notebooks.commit', { ops })
  screen = await prepareScreen(host)
  ;({ root, notebook } = screen)
  const scope = effectScope()
  const all = scope.run(() => notebook.annotations(() => ({})))
  await until(() => all?.value.length === 1104)
  scope.stop()
  const elsewhere = document.body.appendChild(document.createElement('button'))
  elsewhere.focus()
  const wanted = many[900]?.id ?? ''
  useWorkspaceStore().go({ screen: 'notes', noteId: wanted })
  screen.mount(() => h(NotesView))
  const row = () => one(`.note[data-id="${wanted}"]`)
  await until(() => {
    const [list, at] = [row()?.closest('[role=listbox]')?.getBoundingClientRect(), row()?.getBoundingClientRect()]
    return list && at && at.top >= list.top - 1 && at.bottom <= list.bottom + 1
  })
  expect(document.activeElement).toBe(elsewhere)
  elsewhere.remove()
})
