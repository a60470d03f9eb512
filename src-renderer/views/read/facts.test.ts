/** What is said of a document around its text where some of it is not known. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { h } from 'vue'
import type { OpenDocument } from '@/documents'
import { useLibraryStore } from '@/stores'
import { createFakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import EmptyReader from './EmptyReader.vue'
import ReadPanel from './ReadPanel.vue'
import ReadToolBar from './ReadToolBar.vue'
import { rememberRead } from './recent'

let screen: Screen
let open: OpenDocument

beforeEach(async () => {
  const model = createFakeHost()
  const [first] = await model.client.call('documents.list', {})
  if (!first) throw new Error('the host has documents')
  const summary = { ...first, metadata: { ...first.metadata, languages: [], date: { edtf: '1939-10-05' } } }
  screen = await prepareScreen(createFakeHost({ answers: { 'documents.list': () => [summary] } }))
  open = { ...(await model.client.call('documents.open', { documentId: first.id })), summary }
})
afterEach(() => screen.close())

it('a document without a language has no separator in its facts', () => {
  const props = { document: open, drawerOpen: false, mode: 'text' as const, hasPages: false, hasText: true }
  screen.mount(() => h(ReadToolBar, props))
  expect(screen.one('.read-bar .dim')?.textContent).toBe('edition 1')
  rememberRead(open.summary.id)
  expect(useLibraryStore().documents).toHaveLength(1)
  screen.mount(() => h(EmptyReader))
  expect(screen.one('.recent .dim')?.textContent).toBe('5 Oct 1939')
})

it('the place in a text without headings is told by what is seen of it', () => {
  const text = 'a'.repeat(100)
  const document = { ...open, model: { ...open.model, text, blocks: [], anchors: [], pages: [] } }
  const said = (start: number, end: number) => {
    const props = {
      ...{ document, placed: [], unplaced: [], tags: [], currentId: null, lang: 'lv', page: 1, pages: null },
      ...{ collapsible: false, drawer: false, top: () => start, visible: { start, end } },
    }
    screen.mount(() => h(ReadPanel, props))
    return screen.one('.read-to .row')?.textContent
  }
  expect(said(0, 100)).toBe('All of it is in view100%')
  expect(said(0, 40)).toBe('At the beginning40%')
  expect(said(20, 60)).toBe('In the middle60%')
  expect(said(60, 100)).toBe('At the end100%')
})
