import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { h } from 'vue'
import { type Anchor, type Annotation, AppError, type DocumentSummary } from '#shared/contract'
import { describeTarget } from '#shared/domain/anchoring'
import { anchorIdOf, createIds, makeOp } from '#shared/domain/records'
import '@/styles/index.css'
import type { Notebook } from '@/notebook'
import { announced } from '@/shell'
import { useWorkspaceStore } from '@/stores'
import NotesView from '@/views/notes/NotesView.vue'
import { createFakeHost, type FakeHost } from '../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../tests/support/mounted-screen'
import { until } from '../../tests/support/until'

let screen: Screen
let root: HTMLElement
let host: FakeHost
let notebook: Notebook
let notes: Annotation[]
let documentId = ''
/** The present text cannot be opened. */
let isGone = false

const one = <T extends Element = HTMLElement>(selector: string) => root.querySelector<T>(selector)
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)]
const newId = createIds({ now: () => Date.now(), random: (count) => crypto.getRandomValues(new Uint8Array(count)) })
const rowOf = (n: number) => notebook.anchors().value.get(anchorIdOf(notes[n]?.id ?? '', 0, `${documentId}.2`))

/** The first document of the fake has a second edition, whose text has a line put in before it. */
const put = 'A line that was not there.\n'

beforeEach(async () => {
  isGone = false
  await page.viewport(1280, 800)
  const plain = createFakeHost()
  documentId = plain.documents[0]?.id ?? ''
  const listed = (await plain.client.call('documents.list', {})).map((summary): DocumentSummary => {
    const [edition] = summary.editions
    if (summary.id !== documentId || !edition) return summary
    const second = { ...edition, id: `${documentId}.2`, number: 2, importedAt: '2026-11-22T09:00:00.000Z' }
    return { ...summary, editions: [edition, second], current: 2 }
  })
  host = createFakeHost({
    answers: {
      'documents.list': () => listed,
      'documents.open': async (input) => {
        const { documentId: id, edition: number } = input as { documentId: string; edition?: number }
        const opened = await plain.client.call('documents.open', { documentId: id })
        const summary = listed.find((document) => document.id === id) ?? opened.summary
        if (id !== documentId || number === 1) return { ...opened, summary }
        if (isGone) throw new AppError('damaged', 'The text is damaged.')
        const { model } = opened
        const blocks = model.blocks.map((block) => ({
          ...block,
          start: block.start + put.length,
          end: block.end + put.length,
        }))
        return { summary, edition: summary.editions[1], model: { ...model, text: put + model.text, blocks } }
      },
    },
  })
  screen = await prepareScreen(host)
  ;({ root, notebook } = screen)
  const { model, edition } = await host.client.call('documents.open', { documentId, edition: 1 })
  notes = []
  const drafts = []
  for (const [n, at] of [40, 160, 240].entries()) {
    const source = { ...model, docId: documentId, editionId: edition.id }
    const note = await notebook.addAnnotation({
      targets: [describeTarget(source, at, at + 30)],
      kind: 'note',
      colour: 'D',
      note: `Note ${n}`,
      tagIds: [],
    })
    notes.push(note)
    const [target] = note.targets
    const start = (target?.kind === 'text' ? target.start : 0) + put.length
    const candidate = { start, end: start + 30, score: 0.9 - n * 0.2 }
    const after: Anchor = {
      id: anchorIdOf(note.id, 0, `${documentId}.2`),
      annId: note.id,
      target: 0,
      editionId: `${documentId}.2`,
      start: null,
      end: null,
      state: n === 2 ? 'orphan' : 'review',
      score: candidate.score,
      method: 'aligned',
      candidates: n === 2 ? [] : n === 1 ? [candidate, { start: 5, end: 20, score: 0.3 }] : [candidate],
    }
    const time = new Date().toISOString()
    const stamp = { opId: newId(), time, actor: 'reader', device: 'fake', clock: 10 + n, label: 'undo.placeNotes' }
    drafts.push(makeOp({ table: 'anchors', before: null, after }, stamp))
  }
  await host.client.call('notebooks.commit', { ops: drafts })
  useWorkspaceStore().go({ screen: 'notes', review: true })
  screen.mount(() => h(NotesView))
  await until(() => all('.note-list .note').length === 3 && one('.candidate'))
})

afterEach(() => screen.close())

describe('the repair queue', () => {
  it('shows old and new side by side, and takes a place with one key', async () => {
    await until(() => document.activeElement === one('.candidate'))
    expect(one('.repair mark')?.textContent).toBe(
      notes[0]?.targets[0]?.kind === 'text' ? notes[0].targets[0].exact : '',
    )
    expect(one('.candidate .likeness')?.textContent).toContain('likely')
    expect(one('.candidate .words')?.textContent).toContain("reader's introduction: what is here")
    await userEvent.keyboard('{Enter}')
    await until(() => all('.note-list .note').length === 2)
    expect(rowOf(0)).toMatchObject({ state: 'anchored', confirmedBy: 'reader', method: 'chosen', candidates: [] })
    // The next one is there, with the keys.
    await until(() => all('.candidate').length === 2 && one('.repair')?.contains(document.activeElement))
    await userEvent.keyboard('2')
    await until(() => all('.note-list .note').length === 1)
    expect(rowOf(1)).toMatchObject({ state: 'anchored', start: 5, end: 20 })
    await notebook.undo()
    await until(() => all('.note-list .note').length === 2)
    expect(rowOf(1)).toMatchObject({ state: 'review' })
  })

  it('leaves for later, leaves without a place, and says so', async () => {
    await until(() => document.activeElement === one('.candidate'))
    await userEvent.keyboard('l')
    await until(() => all('.candidate').length === 2)
    await until(() => announced.value.includes('later'))
    expect(rowOf(0)?.confirmedBy).toBeUndefined()
    await until(() => one('.repair')?.contains(document.activeElement))
    await userEvent.keyboard('o')
    await until(() => all('.note-list .note').length === 2)
    expect(rowOf(1)).toMatchObject({ state: 'orphan', confirmedBy: 'reader', start: null })
  })

  it('goes on with its keys where there is no text to show a place in', async () => {
    await until(() => document.activeElement === one('.candidate'))
    isGone = true
    host.emit('libraryChanged', { archives: await host.client.call('archives.list', {}) })
    await userEvent.keyboard('l')
    await until(() => one('.repair') === document.activeElement && !one('.candidate'))
    await userEvent.keyboard('h')
    await until(() => one('.repair')?.textContent.includes('2 of 3'))
    await userEvent.keyboard('l')
    await until(() => one('.repair')?.textContent.includes('3 of 3'))
  })

  it('hears its letters on keyboards of other scripts', async () => {
    const row = await until(() => (document.activeElement === one('.candidate') ? one('.candidate') : null))
    row?.dispatchEvent(new KeyboardEvent('keydown', { key: 'р', code: 'KeyH', bubbles: true, cancelable: true }))
    await until(() => document.querySelector('dialog[open] .by-hand'))
  })

  it('takes all likely places in one act', async () => {
    const button = await until(() => all('.repair .foot button')[0])
    expect(button?.textContent).toContain('1 likely place')
    button?.click()
    await until(() => all('.note-list .note').length === 2)
    expect(host.ops.at(-1)).toMatchObject({ table: 'anchors', label: 'undo.acceptPlaces' })
  })

  it('places by hand, with the caret alone', async () => {
    await until(() => document.activeElement === one('.candidate'))
    await userEvent.keyboard('h')
    await until(
      () =>
        one('dialog .rd-content')?.contains(document.activeElement) || document.activeElement?.closest('dialog .text'),
    )
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}')
    await until(() => !one<HTMLButtonElement>('dialog .primary')?.disabled)
    await userEvent.keyboard('{Enter}')
    await until(() => rowOf(0)?.method === 'by-hand')
    expect(rowOf(0)).toMatchObject({ state: 'anchored', confirmedBy: 'reader' })
    await until(() => !one('dialog'))
  })

  it('counts notes by their place, and says when nothing waits', async () => {
    const selects = [...document.querySelectorAll<HTMLSelectElement>('.filters select')]
    const places = selects.map(({ options }) => [...options].map(({ text }) => text))
    const options = places.find(([first]) => first === 'Any place')
    expect(options).toEqual([
      'Any place',
      'In their place · 0',
      'Moved with their text · 0',
      'To be checked · 2',
      'Without a place · 1',
    ])
    for (let left = 3; left > 0; left -= 1) {
      await until(() => one('.repair')?.contains(document.activeElement))
      await userEvent.keyboard('{Delete}')
      await until(() => all('.note-list .note').length === left - 1)
    }
    expect(one('.empty-state')?.textContent).toContain('Every note has its place')
  })
})
