import { afterEach, beforeEach, expect, it } from 'vitest'
import { h } from 'vue'
import type { DocumentSummary } from '#shared/contract'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { useLibraryStore } from '@/stores'
import DocumentDetails from './DocumentDetails.vue'

let screen: Screen
let host: FakeHost
beforeEach(async () => {
  host = createFakeHost()
  screen = await prepareScreen(host)
})
afterEach(() => screen.close())

it('tells who made an imported document, who else has to do with it, and what it is about', () => {
  const [model] = host.documents
  if (!model) throw new Error('the host has documents')
  const metadata: DocumentSummary['metadata'] = {
    ...{ title: { text: 'Vēstule', lang: 'lv' }, languages: ['lv'], type: 'letter', places: [], origins: {} },
    creators: [{ name: 'Anna Liepa', role: 'sender' }, { name: 'Nezināms' }],
    persons: [
      { name: 'Jānis Ozols', role: 'recipient' },
      { name: 'Vilhelms Munters', role: 'signatory' },
    ],
    subjects: ['Bāzes', 'Pakti'],
  }
  screen.mount(() => h(DocumentDetails, { document: { ...model, metadata } }))
  const row = (label: string) =>
    screen.all('dt').find(({ textContent }) => textContent === label)?.nextElementSibling?.textContent
  expect(row('Creators')).toBe('Anna Liepa (sender); Nezināms')
  expect(row('Signed by')).toBe('Vilhelms Munters')
  expect(row('Persons')).toBe('Jānis Ozols (recipient)')
  expect(row('Subjects')).toBe('Bāzes; Pakti')
  expect(row('Took part')).toBeUndefined()
})

it('names the archive of a document where several are open', async () => {
  const [document] = host.documents
  if (!document) throw new Error('the host has documents')
  screen.mount(() => h(DocumentDetails, { document }))
  const names = () => screen.all('dt').map(({ textContent }) => textContent)
  expect(names()).not.toContain('Archive')
  const library = useLibraryStore()
  const [only] = library.archives
  if (!only) throw new Error('the host has an archive')
  await screen.close()
  host = createFakeHost({
    answers: { 'archives.list': () => [only, { ...only, id: 'other', title: { en: 'Other' } }] },
  })
  screen = await prepareScreen(host)
  screen.mount(() => h(DocumentDetails, { document }))
  expect(names()).toContain('Archive')
  expect(screen.root.textContent).toContain('The Baltic pacts of 1939')
})
