import { afterEach, expect, it } from 'vitest'
import { h } from 'vue'
import { annotation, draft } from '../../tests/support/notebook-drafts'
import { createFakeHost } from '../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../tests/support/mounted-screen'
import { until } from '../../tests/support/until'
import NoteReplies from './NoteReplies.vue'

let screen: Screen | undefined
afterEach(() => screen?.close())

it('what a note said in a notebook that was merged into this one is told from answers', async () => {
  const host = createFakeHost()
  screen = await prepareScreen(host)
  const { notebook } = screen
  await notebook.ready()
  const note = annotation({ note: 'Viņu vārdi' })
  const answer = { ...note, kind: 'reply' as const, replyTo: note.id }
  const version = { actor: 'Anna', time: '2026-11-20T10:00:00.000Z' }
  const records = [
    note,
    { ...answer, id: `${note.id}-1`, note: 'Atbilde' },
    { ...answer, id: `${note.id}-2`, note: 'Mūsu vārdi', version },
  ]
  await host.client.call('notebooks.commit', {
    ops: records.map((after) => draft({ table: 'annotations', before: null, after })),
  })
  screen.mount(() => h(NoteReplies, { annotation: note }))
  await until(() => screen?.all('.reply').length === 2)
  const [first, second] = screen.all('.reply').map((reply) => reply.textContent)
  expect(first).not.toContain('merged notebook')
  expect(second).toMatch(/^Another version of the note, from a merged notebook, Anna, .+Mūsu vārdi/s)
})
