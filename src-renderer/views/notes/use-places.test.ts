import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { AppError, type Annotation } from '#shared/contract'
import { createFakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { usePlaces } from './use-places'

let screen: Screen
let isBusy = true
let asked = 0

beforeEach(async () => {
  const answers = createFakeHost().client
  screen = await prepareScreen(
    createFakeHost({
      answers: {
        'documents.open': (input) => {
          asked += 1
          if (isBusy) throw new AppError('internal', 'The disk is busy.')
          return answers.call('documents.open', input as { documentId: string })
        },
      },
    }),
  )
})
afterEach(() => screen.close())

it('a text that could not be opened is tried again when the list of notes changes', async () => {
  const { id: docId, text } = await firstText()
  const start = 40
  const note: Annotation = {
    ...{ id: 'n1', kind: 'note', colour: null, tagIds: [], note: 'Words', rev: 1, deletedAt: null },
    ...{ created: '2026-11-29T10:00:00.000Z', updated: '2026-11-29T10:00:00.000Z' },
    targets: [
      {
        ...{ kind: 'text', docId, editionId: `${docId}.1`, start, end: start + 20 },
        ...{ exact: text.slice(start, start + 20), prefix: '', suffix: '' },
      },
    ],
  }
  const notes = shallowRef([note])
  const scope = effectScope()
  const { contextOf } = scope.run(() => usePlaces(() => notes.value)) ?? expect.fail()
  await vi.waitFor(() => expect(asked).toBe(1))
  expect(contextOf(note).range).toBeNull()
  isBusy = false
  notes.value = [note]
  await vi.waitFor(() => expect(contextOf(note).range).toEqual({ start, end: start + 20 }))
  expect(asked).toBe(2)
  notes.value = [note]
  for (let turn = 0; turn < 3; turn += 1) await nextTick()
  expect(asked).toBe(2)
  scope.stop()
})

async function firstText() {
  const host = createFakeHost()
  const [document] = host.documents
  if (!document) throw new Error('the host has documents')
  const { model } = await host.client.call('documents.open', { documentId: document.id })
  return { id: document.id, text: model.text }
}
