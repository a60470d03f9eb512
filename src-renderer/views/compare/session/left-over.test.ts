import { beforeEach, expect, test } from 'vitest'
import { startNotebook } from '@/notebook'
import { createFakeHost } from '../../../../tests/support/fake-host'
import { newDraft } from './draft'
import { forgetLeftOver, keepLeftOver, saveLeftOver } from './left-over'

beforeEach(() => localStorage.clear())

const draft = (title: string) => ({
  ...newDraft(
    ['a', 'b'].map((documentId) => ({ documentId, siglum: documentId })),
    'versions',
  ),
  title,
})

test('what two windows left over is saved from both, each once', async () => {
  const notebook = await startNotebook(createFakeHost(), { databaseName: 'left-over' })
  await notebook.ready()
  keepLeftOver('new 1', draft('First'), 0, '')
  keepLeftOver('new 2', draft('Second'), 0, '')
  keepLeftOver('new 3', draft('Saved in time'), 0, '')
  forgetLeftOver('new 3')
  await saveLeftOver(notebook)
  await saveLeftOver(notebook)
  const labels: (string | null)[] = []
  for (let label = await notebook.undo(); label !== null; label = await notebook.undo()) labels.push(label)
  expect(labels).toEqual(['undo.saveComparison', 'undo.saveComparison'])
  expect(localStorage).toHaveLength(0)
  await notebook.close()
})
