import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { effectScope, h } from 'vue'
import { AppError, type DocumentModel } from '#shared/contract'
import '@/styles/index.css'
import type { Notebook } from '@/notebook'
import { useNoticeStore, usePreferencesStore, useToastStore, useWorkspaceStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { textModel } from '../../../tests/support/text-model'
import { until } from '../../../tests/support/until'
import { asked } from '@/views/library/about'
import ReadView from './ReadView.vue'

let screen: Screen
let root: HTMLElement
let host: FakeHost
let notebook: Notebook
let refuse = false
/** What the models have besides. */
let more: Partial<DocumentModel> = {}

const settle = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms))
const one = <T extends Element = HTMLElement>(selector: string) => root.querySelector<T>(selector)
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)]
const created = () => host.ops.filter((op) => op.table === 'annotations')

beforeEach(async () => {
  refuse = false
  more = {}
  await page.viewport(1280, 800)
  host = createFakeHost()
  const call = host.client.call.bind(host.client)
  host.client.call = async (method, input, options) => {
    if (refuse && method === 'notebooks.commit')
      throw new AppError('disk-full', 'The disk is full. Free some space and save again.')
    const answer = await call(method, input, options)
    if (method === 'documents.open') Object.assign((answer as { model: DocumentModel }).model, more)
    return answer
  }
  screen = await prepareScreen(host)
  ;({ root, notebook } = screen)
  const talks = host.documents.find(({ fileName }) => fileName === 'talks-moscow.lv.md')
  useWorkspaceStore().go({ screen: 'read', documentId: talks?.id ?? '' })
  screen.mount(() => h(ReadView))
  await until(() => one('.rd-content'))
})

afterEach(() => screen.close())

/** Puts the caret into the paragraph and chooses its first sentence. */
async function chooseSentence(paragraph: number): Promise<void> {
  const element = all('.rd-para')[paragraph]
  one('.rd-content')?.focus()
  if (!one('.rd-content.has-caret')) await userEvent.keyboard('{F7}')
  const text = element?.firstChild
  const heard = new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true }))
  if (text) getSelection()?.collapse(text, 1)
  await heard
  await userEvent.keyboard('s')
  await until(() => one('.sel-bar'))
}

const textOf = async (documentId: string) => (await host.client.call('documents.open', { documentId })).model

describe('Read', () => {
  it('marks a passage with the keyboard, and once more only changes its colour', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('c')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({ verb: 'create', after: { colour: 'C', kind: 'highlight' } })
    await until(() => CSS.highlights.get('rd-wash-c')?.size === 1)
    await until(() => !one('.sel-bar'))
    await userEvent.keyboard('s')
    await userEvent.keyboard('e')
    await until(() => created().length === 2)
    expect(created()[1]).toMatchObject({ verb: 'update', after: { colour: 'E' } })
  })

  it('codes with digits: a passage becomes a highlight with the tag, once more takes it off', async () => {
    const tag = await notebook.addTag({ name: 'Bāzes', colour: 'D', digit: 2 })
    await chooseSentence(2)
    // The screen hears of the new tag a little later, as everybody does.
    const scope = effectScope()
    const tags = scope.run(() => notebook.tags())
    await until(() => tags?.value.some(({ id }) => id === tag.id))
    scope.stop()
    await userEvent.keyboard('2')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({ after: { colour: 'D', kind: 'highlight', tagIds: [tag.id] } })
    await until(() => one('.mnote')?.textContent.includes('Bāzes'))
    await until(() => !one('.sel-bar'))
    await userEvent.keyboard('2')
    await until(() => created().length === 2)
    expect(created()[1]).toMatchObject({ verb: 'update', after: { tagIds: [] } })
    await until(() => one('.mnote') && !one('.mnote')?.textContent.includes('Bāzes'))
    // What is said of this act would take the place of what is said next.
    await until(() => useToastStore().current?.message.includes('Tag “Bāzes” taken off 1'))
    await userEvent.keyboard('7')
    await until(() => useToastStore().current?.message.includes('7'))
    expect(created()).toHaveLength(2)
  })

  it('pushes the next note down while one is edited, also when its form grows', async () => {
    const talks = host.documents.find(({ fileName }) => fileName === 'talks-moscow.lv.md')
    const { text } = await textOf(talks?.id ?? '')
    for (const start of [300, 325]) {
      const place = { start, end: start + 20, exact: text.slice(start, start + 20), prefix: '', suffix: '' }
      const target = { kind: 'text' as const, docId: talks?.id ?? '', editionId: `${talks?.id ?? ''}.1`, ...place }
      await notebook.addAnnotation({ targets: [target], kind: 'note', colour: 'A', tagIds: [], note: 'Piezīme' })
    }
    await until(() => all('.notes-col .mnote').length === 2)
    const [first, second] = all('.notes-col .mnote')
    const isApart = () =>
      second !== undefined && (first?.getBoundingClientRect().bottom ?? Infinity) <= second.getBoundingClientRect().top
    first?.click()
    await until(() => first?.classList.contains('is-current'))
    await userEvent.click(first?.querySelector('.edit') ?? root)
    await until(() => first?.querySelector('textarea'))
    await until(isApart)
    // A correction has one field more.
    await userEvent.click(page.getByRole('radio', { name: 'Correction' }))
    await until(() => first?.querySelector('.should textarea'))
    await until(isApart)
  })

  it.each([
    ['short', {}],
    // Its reader is prepared in several tasks.
    ['long', textModel(Array.from({ length: 2_400 }, (_, n) => ['para', `${n}. ${'teksts '.repeat(25)}`] as const))],
  ])('goes to the region of a note of a %s document, also from the text and once more', async (_, model) => {
    const workspace = useWorkspaceStore()
    const other = host.documents.find(({ fileName }) => fileName === 'government-session.lv.md')
    const docId = other?.id ?? ''
    const size = { width: 600, height: 900, unit: 'pt' as const }
    const pages = [1, 2, 3, 4].map((n) => ({ n, label: String(n), start: 0, end: 0, ...size }))
    more = { ...model, mediaType: 'application/pdf', pages }
    const target = {
      docId,
      editionId: `${docId}.1`,
      page: 3,
      shape: { type: 'rect' as const, x: 50, y: 700, w: 90, h: 60 },
    }
    const { id } = await notebook.addAnnotation({
      targets: [{ kind: 'region', ...target }],
      kind: 'note',
      colour: 'B',
      note: 'Zīmogs',
      tagIds: [],
    })
    const isThere = () => {
      const box = one('.pg-region')?.getBoundingClientRect()
      const sheet = one('.sheet')?.getBoundingClientRect()
      return box && sheet && box.top >= sheet.top && box.bottom <= sheet.bottom
    }
    const place = { screen: 'read' as const, documentId: docId, noteId: id }
    workspace.go(place)
    await until(() => isThere() && one('.mnote.is-current')?.textContent.includes('Zīmogs'))
    const sheet = one('.sheet')
    if (sheet) sheet.scrollTop = 0
    await until(() => !isThere())
    workspace.go(place)
    await until(isThere)
  })

  it('adds a passage to the last note, shows all of them, and takes one off', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('c')
    await until(() => created().length === 1)
    await until(() => !one('.sel-bar'))
    await userEvent.keyboard('{Control>}{ArrowDown}{/Control}s')
    await until(() => one('.sel-bar'))
    await userEvent.keyboard('m')
    await until(() => created().length === 2)
    const [first, second] = created()[1]?.after?.targets ?? []
    expect(created()[1]).toMatchObject({ verb: 'update', label: 'undo.addPassage' })
    expect([first?.kind, second?.kind]).toEqual(['text', 'text'])
    await until(() => CSS.highlights.get('rd-wash-c')?.size === 2)
    await until(() => one('.mnote .note-passages li'))
    expect(all('.note-passages li')).toHaveLength(1)
    one('.note-passages li button:last-child')?.click()
    await until(() => CSS.highlights.get('rd-wash-c')?.size === 1)
    expect(created()[2]?.after?.targets).toEqual([first])
    await until(() => useToastStore().current?.message.includes('taken off'))
    await useToastStore().current?.undo?.()
    await until(() => CSS.highlights.get('rd-wash-c')?.size === 2)
  })

  it('enters the bar with F10 and leaves it with Escape, keeping the selection', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('{F10}')
    await until(() => one('.sel-bar')?.contains(document.activeElement))
    await userEvent.keyboard('{ArrowRight}{Escape}')
    await until(() => document.activeElement === one('.rd-content'))
    expect(CSS.highlights.get('rd-selected')?.size).toBe(1)
  })

  it('keeps the words of a note that could not be saved, says why, and saves them later', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('Kas to mainīja?')
    refuse = true
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => one('.mnote [role=alert]'))
    expect(one('.mnote [role=alert]')?.textContent).toContain('The disk is full')
    expect(one<HTMLTextAreaElement>('.mnote textarea')?.value).toBe('Kas to mainīja?')
    expect(created()).toHaveLength(0)
    refuse = false
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => created().length === 1 && !one('.mnote textarea'))
    expect(created()[0]).toMatchObject({ after: { note: 'Kas to mainīja?', kind: 'note' } })
    await until(() => one('.mnote .body'))
    expect(document.activeElement).toBe(one('.rd-content'))
  })

  it('writes a question, marks it as answered, and a correction with old words and new', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('Kurš to lika?')
    all('.mnote [role=radiogroup] button')
      .find((button) => button.textContent.trim() === 'Question')
      ?.click()
    await until(() => one('.mnote .check'))
    one<HTMLTextAreaElement>('.mnote textarea')?.focus()
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => one('.mnote .note-kind')?.textContent.includes('Question'))
    expect(created()[0]).toMatchObject({ after: { kind: 'question', answered: false, note: 'Kurš to lika?' } })
    one<HTMLButtonElement>('.mnote .note-kind button')?.click()
    await until(() => one('.mnote .note-kind')?.textContent.includes('Question, answered'))
    await notebook.undo()
    await until(() => !one('.mnote .note-kind')?.textContent.includes('answered,'))

    all('.mnote .edit')[0]?.click()
    await until(() => one('.mnote textarea'))
    all('.mnote [role=radiogroup] button')
      .find((button) => button.textContent.trim() === 'Correction')
      ?.click()
    const words = await until(() => one<HTMLTextAreaElement>('.mnote .should textarea'))
    const target = created()[0]?.after
    const exact = target && 'targets' in target && target.targets[0]?.kind === 'text' ? target.targets[0].exact : ''
    expect(words?.value).toBe(exact)
    if (words) await userEvent.fill(words, exact.replace(/\S+$/, 'citādi.'))
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => one('.mnote .pieces .ins'))
    expect(one('.mnote .pieces .del')?.textContent).toBeTruthy()
    expect(one('.mnote .pieces .vh')?.textContent).toContain('citādi')
  })

  it('answers a note below its card, and says how many replies went with it', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('Kāpēc?{Control>}{Enter}{/Control}')
    const reply = await until(() => one<HTMLButtonElement>('.mnote .note-replies .btn'))
    reply?.click()
    await until(() => document.activeElement === one('.note-replies textarea'))
    await userEvent.keyboard('Tāpēc{Control>}{Enter}{/Control}')
    await until(() => all('.mnote .reply').length === 1 && !one('.note-replies textarea'))
    expect(created().at(-1)).toMatchObject({ after: { kind: 'reply', note: 'Tāpēc' } })
    expect(all('.mnote')).toHaveLength(1)
    one<HTMLButtonElement>('.reply [aria-label="Edit the reply"]')?.click()
    await until(() => document.activeElement === one('.reply textarea'))
    await userEvent.keyboard('.{Control>}{Enter}{/Control}')
    await until(() => one('.reply')?.textContent.includes('Tāpēc.'))
    one<HTMLButtonElement>('.mnote .foot .edit')?.click()
    ;(await until(() => one<HTMLButtonElement>('.mnote [aria-label="Delete the note"]')))?.click()
    await until(() => all('.mnote').length === 0)
    await until(() => useToastStore().current?.message === '1 note deleted; with it 1 reply')
    await useToastStore().current?.undo?.()
    await until(() => all('.mnote').length === 1)
    one('.mnote')?.click()
    await until(() => all('.mnote .reply').length === 1)
  })

  it('keeps a half-written note over another document and a new start, until it is discarded or saved', async () => {
    const workspace = useWorkspaceStore()
    const first = workspace.place.documentId ?? ''
    const other = host.documents.find(({ fileName }) => fileName === 'government-session.lv.md')
    const words = () => one<HTMLTextAreaElement>('.mnote textarea')?.value
    await chooseSentence(2)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('Pusē')
    workspace.go({ screen: 'read', documentId: other?.id ?? '' })
    await until(() => one('.rd-content')?.textContent.includes('26. septembr') && words() === undefined)
    workspace.go({ screen: 'read', documentId: first })
    await until(() => words() === 'Pusē')

    screen.mount(() => h(ReadView))
    await until(() => words() === 'Pusē' && document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('{Escape}')
    await until(() => words() === undefined)
    const undo = await until(() => useToastStore().current?.undo)
    // Taken back over another text, the form waits for its own.
    workspace.go({ screen: 'read', documentId: other?.id ?? '' })
    await until(() => one('.rd-content')?.ariaLabel === other?.metadata.title.text)
    await undo?.()
    expect(words()).toBeUndefined()
    workspace.go({ screen: 'read', documentId: first })
    await until(() => words() === 'Pusē')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({ after: { note: 'Pusē' } })
    await until(() => localStorage.getItem('avots-note-drafts') === '[]')
  })

  it('gives tags by name, making those that are new', async () => {
    const other = await notebook.addTag({ name: 'Cita' })
    await chooseSentence(2)
    await userEvent.keyboard('t')
    await until(() => document.activeElement?.getAttribute('role') === 'combobox')
    await userEvent.keyboard('Bāzes{Enter}{Enter}')
    await until(() => one('.tag-field .tag-chip'))
    await userEvent.keyboard('{Enter}')
    expect(all('.tag-field .tag-chip')).toHaveLength(1)
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => created().length === 1)
    const tag = host.ops.find((op) => op.table === 'tags' && op.targetId !== other.id)
    expect(created()[0]).toMatchObject({ after: { tagIds: [tag?.targetId] } })
  })

  it('writes on the note whose card was clicked, and begins one where the caret was put since', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('a')
    await until(() => one('.mnote .edit'))
    ;(document.activeElement as HTMLElement).blur()
    await userEvent.click(one('.mnote') ?? root)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('{Escape}')
    await until(() => document.activeElement === one('.rd-content'))
    const text = all('.rd-para')[4]?.firstChild
    const heard = new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true }))
    if (text) getSelection()?.collapse(text, 1)
    await heard
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('Jauna{Control>}{Enter}{/Control}')
    await until(() => created().length === 2)
    expect(created()[1]).toMatchObject({ verb: 'create', after: { note: 'Jauna' } })
  })

  it('links a note with a passage that is chosen in the text; one undo takes back the link and the mark', async () => {
    await chooseSentence(1)
    await userEvent.keyboard('a')
    await until(() => one('.mnote'))
    const link = await until(() => one<HTMLButtonElement>('.note-links > .btn'))
    link?.click()
    const dialog = () => document.querySelector<HTMLDialogElement>('dialog[open]')
    await until(() => dialog())
    ;[...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent.includes('A passage of'))?.click()
    await until(() => !dialog())
    expect(useNoticeStore().notices.map(({ id }) => id)).toEqual(['linking'])
    await chooseSentence(3)
    await until(() => one('.sel-bar .primary'))
    await userEvent.keyboard('l')
    const links = () => host.ops.filter((op) => op.table === 'links')
    await until(() => links().length === 1)
    await until(() => useNoticeStore().notices.length === 0)
    const [first, second] = created()
    expect(second).toMatchObject({ verb: 'create', after: { kind: 'highlight', note: '' } })
    expect(links()[0]?.after).toMatchObject({ from: first?.targetId, to: second?.targetId })
    await until(() => CSS.highlights.get('rd-wash-a')?.size === 2)
    await (
      await until(() => useToastStore().current?.undo)
    )?.()
    await until(() => CSS.highlights.get('rd-wash-a')?.size === 1)
    // Nothing waits any more: the key does nothing.
    await chooseSentence(3)
    expect(one('.sel-bar .primary')).toBeNull()
  })

  it('deletes a note, and takes it back', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('a')
    await until(() => one('.mnote .edit'))
    one<HTMLButtonElement>('.mnote .edit')?.click()
    await until(() => one('.mnote textarea'))
    one<HTMLButtonElement>('.mnote [aria-label="Delete the note"]')?.click()
    await until(() => useToastStore().current?.undo)
    await until(() => !one('.mnote'))
    await (
      await until(() => useToastStore().current?.undo)
    )?.()
    await until(() => CSS.highlights.get('rd-wash-a')?.size === 1)
  })

  it('keeps all of a long text in the page where the reader asks for it, at the same place', async () => {
    more = { ...textModel(Array.from({ length: 2_400 }, (_, n) => ['para', `${n}. teksts`] as const)) }
    const other = host.documents.find(({ fileName }) => fileName !== 'talks-moscow.lv.md')
    useWorkspaceStore().go({ screen: 'read', documentId: other?.id ?? '', range: { start: 20_004, end: 20_009 } })
    const blocks = () => all('.rd-block')
    await until(() => blocks().some((block) => block.textContent.includes('1508. ')))
    expect(blocks().length).toBeLessThan(400)
    const preferences = usePreferencesStore()
    await preferences.set({ wholeTexts: true })
    await until(() => blocks().length === 2_400)
    await until(() => {
      const seen = blocks().find((block) => block.textContent.includes('1508. '))
      const { top, bottom } = seen?.getBoundingClientRect() ?? { top: -1, bottom: -1 }
      return top > 0 && bottom < 800
    })
    await preferences.set({ wholeTexts: false })
    await until(() => blocks().length < 400)
  })

  it('finds words whatever their accents, and goes round', async () => {
    one<HTMLButtonElement>('.read-bar [title^="Find"]')?.click()
    await until(() => one('.find-bar input') === document.activeElement)
    await userEvent.keyboard('maskava')
    await until(() => /^1 of \d+$/.test(one('.find-bar [role=status]')?.textContent ?? ''))
    const hits = CSS.highlights.get('rd-find')?.size ?? 0
    expect(hits).toBeGreaterThan(1)
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}')
    await until(() => one('.find-bar [role=status]')?.textContent === `${hits} of ${hits}`)
    await userEvent.keyboard('{Escape}')
    await until(() => !one('.find-bar'))
  })

  it('remembers the place of each document, and comes back to it', async () => {
    const workspace = useWorkspaceStore()
    const first = workspace.place.documentId ?? ''
    const other = host.documents.find(({ fileName }) => fileName === 'government-session.lv.md')
    const sheet = one('.sheet')
    if (sheet) sheet.scrollTop = 600
    await until(() => workspace.placeOf(first) > 0)
    const kept = workspace.placeOf(first)
    workspace.go({ screen: 'read', documentId: other?.id ?? '' })
    await until(() => one('.sheet')?.scrollTop === 0)
    workspace.go({ screen: 'read', documentId: first })
    await until(() => (one('.sheet')?.scrollTop ?? 0) > 500)
    await settle(400)
    expect(workspace.placeOf(first)).toBe(kept)
  })

  it('has every act of its bar on a narrow screen, by keys too', async () => {
    await page.viewport(640, 400)
    const button = await until(() => one<HTMLButtonElement>('.read-bar [aria-label="More"]'))
    button?.focus()
    await userEvent.keyboard('{Enter}')
    const items = () => [...document.querySelectorAll<HTMLElement>('[role^=menuitem]')]
    await until(() => items()[0] === document.activeElement && items().length === 2)
    expect(items()[0]?.ariaChecked).toBe('true')
    await userEvent.keyboard('{Enter}')
    await until(() => !usePreferencesStore().current.marginNotes && document.activeElement === button)
    await userEvent.keyboard('{Enter}')
    await until(() => items().length === 2)
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await until(() => asked.value !== null)
    asked.value = null
  })

  it('puts notes below their paragraphs on a narrow screen', async () => {
    await chooseSentence(2)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    await userEvent.keyboard('Piezīme{Control>}{Enter}{/Control}')
    await until(() => one('.notes-col .mnote .body'))
    await page.viewport(700, 800)
    await until(() => one('.rd-slot .mnote'))
    expect(one('.notes-col')).toBeNull()
  })

  it('takes every letter of a note that is written below its paragraph, with the caret on', async () => {
    await page.viewport(700, 800)
    await chooseSentence(2)
    await userEvent.keyboard('n')
    await until(() => document.activeElement instanceof HTMLTextAreaElement && one('.rd-slot textarea'))
    await userEvent.keyboard('abcdefghijklmnopqrstuvwxyz Ūdens{ArrowLeft}{ArrowLeft}!')
    expect(one<HTMLTextAreaElement>('.rd-slot textarea')?.value).toBe('abcdefghijklmnopqrstuvwxyz Ūde!ns')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({ after: { note: 'abcdefghijklmnopqrstuvwxyz Ūde!ns' } })
  })
})
