import { expect, test } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { startNotebook } from '@/notebook'
import { createFakeHost } from '../../../../tests/support/fake-host'
import { type Draft, newDraft } from './draft'
import { useSaving } from './use-saving'

test('an act of one kind has its own name in the undo menu, several kinds saved together a common one', async () => {
  const notebook = await startNotebook(createFakeHost(), { databaseName: 'use-saving' })
  await notebook.ready()
  const panes = ['a', 'b'].map((documentId) => ({ documentId, siglum: documentId }))
  const draft = shallowRef<Draft>({ ...newDraft(panes, 'versions'), title: 'One' })
  const scope = effectScope()
  const saving = scope.run(() => useSaving(draft, () => 'None', null))
  saving?.touch('compare.undo.swap')
  await saving?.flush()
  expect(notebook.undoLabel.value).toBe('compare.undo.swap')
  draft.value = { ...draft.value, title: 'Two' }
  saving?.touch('compare.undo.pin')
  saving?.touch('compare.undo.swap')
  await saving?.flush()
  expect(notebook.undoLabel.value).toBe('undo.saveComparison')
  scope.stop()
  await notebook.close()
})
