import { afterEach, beforeEach, expect, it } from 'vitest'
import { h, reactive } from 'vue'
import type { OpenDocument } from '@/documents'
import { useToastStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { until } from '../../../tests/support/until'
import TranscribePane from './TranscribePane.vue'
import { keptTranscription } from './transcription-drafts'

let screen: Screen
let host: FakeHost
let props: { document: OpenDocument; onSaved: () => void }
let first: OpenDocument
let second: OpenDocument
let saved = 0
/** Lets the save that waits go through. */
let answer = (_outcome: object) => {}

const field = () => screen.one<HTMLTextAreaElement>('textarea')
const buttons = () => screen.all<HTMLButtonElement>('.foot button')
const sent = () => host.calls.filter(({ method }) => method === 'documents.transcribe').map(({ input }) => input)

async function type(words: string): Promise<void> {
  const area = field()
  if (!area) throw new Error('no field')
  area.value = words
  area.dispatchEvent(new Event('input'))
  await until(() => buttons().length === 2)
}

/** What the services hold when a text was saved: the next edition. */
const saveOf = ({ summary, edition, model }: OpenDocument, text: string): OpenDocument => ({
  summary,
  edition: { ...edition, id: `${summary.id}.2`, number: 2 },
  model: { ...model, text },
})

beforeEach(async () => {
  saved = 0
  host = createFakeHost({
    answers: { 'documents.transcribe': () => new Promise((resolve) => (answer = resolve)) },
  })
  screen = await prepareScreen(host)
  const [one, two] = host.documents
  first = await host.client.call('documents.open', { documentId: one?.id ?? '' })
  second = await host.client.call('documents.open', { documentId: two?.id ?? '' })
  props = reactive({ document: first, onSaved: () => void (saved += 1) })
  screen.mount(() => h(TranscribePane, props))
  await until(() => field()?.value === first.model.text)
})
afterEach(() => screen.close())

it('keeps what was typed while the save was under way', async () => {
  await type('Pirmie vārdi')
  buttons().at(-1)?.click()
  await until(() => sent().length === 1)
  const { id, archiveId } = first.summary
  expect(sent()).toEqual([{ documentId: id, archiveId, text: 'Pirmie vārdi' }])
  await type('Pirmie vārdi un vēl')
  answer({ status: 'ok', path: '', warnings: [] })
  await until(() => saved === 1)
  expect(keptTranscription(id)).toBe('Pirmie vārdi un vēl')
  props.document = saveOf(first, 'Pirmie vārdi')
  await until(() => buttons().length === 2)
  expect(field()?.value).toBe('Pirmie vārdi un vēl')
})

it('takes the saved text where nothing was typed since', async () => {
  await type('Pirmie  vārdi')
  buttons().at(-1)?.click()
  await until(() => sent().length === 1)
  answer({ status: 'ok', path: '', warnings: [] })
  await until(() => saved === 1)
  props.document = saveOf(first, 'Pirmie vārdi')
  await until(() => field()?.value === 'Pirmie vārdi')
  expect(keptTranscription(first.summary.id)).toBeNull()
})

it('touches nothing of the document that is open when the save of another one ends', async () => {
  await type('Pirmais')
  buttons().at(-1)?.click()
  await until(() => sent().length === 1)
  props.document = second
  await until(() => field()?.value === second.model.text)
  await type('Otrais')
  answer({ status: 'ok', path: '', warnings: [] })
  await until(() => useToastStore().current)
  expect(saved).toBe(0)
  expect(keptTranscription(first.summary.id)).toBeNull()
  expect(keptTranscription(second.summary.id)).toBe('Otrais')
  expect(field()?.value).toBe('Otrais')
})

it('gives discarded words back to their own document', async () => {
  await type('Pirmais')
  buttons()[0]?.click()
  await until(() => useToastStore().current?.undo)
  props.document = second
  await until(() => field()?.value === second.model.text)
  await useToastStore().current?.undo?.()
  expect(field()?.value).toBe(second.model.text)
  expect(keptTranscription(second.summary.id)).toBeNull()
  expect(keptTranscription(first.summary.id)).toBe('Pirmais')
})
