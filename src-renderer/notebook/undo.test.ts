import fc from 'fast-check'
import { expect, it } from 'vitest'
import { annotation } from '../../tests/support/notebook-drafts'
import { unsyncedFiles } from '../../tests/support/notebook-folder'
import { createNotebookHost, type NotebookTestHost } from '../../tests/support/notebook-host'
import { eventually } from '../../tests/support/until'
import { startNotebook } from '.'

// prettier-ignore
const wishes = [
  'note', 'note', 'edit', 'delete', 'tag', 'tag', 'rename', 'untag', 'compare', 'merge', 'move', 'mark', 'digit',
] as const

type Wish = { act: (typeof wishes)[number]; pick: number; text: string }

const wish: fc.Arbitrary<Wish> = fc.record({
  act: fc.constantFrom(...wishes),
  pick: fc.nat(20),
  text: fc.string({ minLength: 1, maxLength: 6 }),
})

/** Live records of the service, without the count of their changes. */
function stored(host: NotebookTestHost): Record<string, unknown> {
  const notebook = host.notebook()
  const records = [notebook.records('annotations'), notebook.records('tags'), notebook.records('comparisons')]
  const live = records.flatMap((table) => [...table.values()].filter((record) => record.deletedAt === null))
  return Object.fromEntries(live.map((record) => [record.id, { ...record, rev: 0 }]))
}

function isBelow(host: NotebookTestHost, id: string, ancestor: string): boolean {
  const tags = host.notebook().records('tags')
  for (let at: string | undefined = id; at; at = tags.get(at)?.parentId) if (at === ancestor) return true
  return false
}

it('undo of any sequence of acts gives the beginning, redo the end, in two windows', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { maxLength: 12 }), async (acts) => {
      run += 1
      const host = await createNotebookHost({ notebook: { files: unsyncedFiles } })
      const one = await startNotebook(host, { databaseName: `undo-${run}` })
      const two = await startNotebook(host.page(), { databaseName: `undo-${run}-b` })
      await Promise.all([one.ready(), two.ready()])
      const choose = <R>(records: ReadonlyMap<string, R & { deletedAt: string | null }>, pick: number) => {
        const live = [...records.values()].filter((record) => record.deletedAt === null)
        return live[pick % Math.max(1, live.length)]
      }
      try {
        const first = await one.addTag({ name: 'sākums' })
        for (const [index, { act, pick, text }] of acts.entries()) {
          const window = index % 2 === 0 ? one : two
          const note = choose(host.notebook().records('annotations'), pick)
          const tag = choose(host.notebook().records('tags'), pick)
          const { targets, kind, colour } = annotation()
          if (act === 'note')
            await window.addAnnotation({ targets, kind, colour, note: text, tagIds: tag ? [tag.id] : [] })
          if (act === 'edit' && note) await window.updateAnnotation(note.id, { note: text })
          if (act === 'delete' && note) await window.deleteAnnotations([note.id])
          if (act === 'tag' && text.trim()) await window.addTag({ name: text, parentId: tag?.id ?? '' })
          if (act === 'rename' && tag) await window.updateTag(tag.id, { name: `${text}${index}` })
          if (act === 'untag' && tag && tag.id !== first.id) await window.deleteTag(tag.id)
          const other = choose(host.notebook().records('tags'), pick + index + 1)
          if (act === 'merge' && tag && other && tag.id !== first.id && !isBelow(host, other.id, tag.id))
            await window.mergeTags(tag.id, other.id)
          if (act === 'move' && tag && other && !isBelow(host, other.id, tag.id))
            await window.updateTag(tag.id, { name: `${text}${index}`, parentId: other.id })
          if (act === 'mark' && tag) {
            const ids = [...host.notebook().records('annotations').keys()]
            await window.tagAnnotations(ids, index % 2 === 0 ? { add: [tag.id] } : { remove: [tag.id] })
          }
          if (act === 'digit' && tag) await window.updateTag(tag.id, { digit: pick === 0 ? null : (pick % 9) + 1 })
          const panes = [1, 2].map((n) => ({ documentId: `d${n}`, siglum: `${n}` }))
          if (act === 'compare') await window.saveComparison({ title: text, kind: 'versions', panes })
        }
        const end = stored(host)
        let undone = 0
        while ((await (undone % 2 === 0 ? two : one).undo()) !== null) undone += 1
        expect(stored(host)).toEqual({})
        for (let redone = 0; redone < undone; redone += 1) {
          expect(await (redone % 2 === 0 ? one : two).redo()).not.toBeNull()
        }
        expect(await one.redo()).toBeNull()
        expect(stored(host)).toEqual(end)
      } finally {
        await one.close()
        await two.close()
        await host.close()
      }
    }),
    { numRuns: 20 },
  )
}, 60_000)

it('an edit that waits is not shown as saved, and undo takes it back first', async () => {
  const host = await createNotebookHost({ notebook: { files: unsyncedFiles } })
  const notebook = await startNotebook(host, { databaseName: 'undo-postponed' })
  await notebook.ready()
  try {
    const tag = await notebook.addTag({ name: 'vecais' })
    expect(notebook.status.value.state).toBe('saved')
    let release = () => {}
    const flush = async () => {
      const act = notebook.updateTag(tag.id, { name: 'jaunais' })
      release()
      await act
    }
    release = notebook.postpone(flush)
    expect(notebook.status.value.state).toBe('saving')
    await notebook.undo()
    expect(notebook.status.value.state).toBe('saved')
    expect(host.notebook().records('tags').get(tag.id)).toMatchObject({ name: 'vecais', rev: 3 })
  } finally {
    await notebook.close()
    await host.close()
  }
})

it('an act is taken back by itself, whatever was done since', async () => {
  const host = await createNotebookHost({ notebook: { files: unsyncedFiles } })
  const one = await startNotebook(host, { databaseName: 'undo-of-one' })
  const two = await startNotebook(host.page(), { databaseName: 'undo-of-two' })
  await Promise.all([one.ready(), two.ready()])
  const tags = () => [...host.notebook().records('tags').values()].filter(({ deletedAt }) => deletedAt === null)
  try {
    const first = await one.addTag({ name: 'pirmā' })
    const second = await one.addTag({ name: 'otrā' })
    const [deleting, renaming] = [one.deleteTag(first.id), one.updateTag(second.id, { name: 'citādi' })]
    await Promise.all([deleting, renaming])
    await two.addTag({ name: 'trešā' })
    expect(await one.undoOf(deleting)?.()).toBe('undo.deleteTag')
    expect(tags().map(({ name }) => name)).toEqual(['pirmā', 'citādi', 'trešā'])
    // It is taken back already: nothing else is touched instead.
    expect(await one.undoOf(deleting)?.()).toBeNull()
    expect(tags()).toHaveLength(3)

    const same = one.updateTag(second.id, { name: 'citādi' })
    await same
    expect(one.undoOf(same)).toBeUndefined()

    const { targets, kind, colour, tagIds, note } = annotation()
    const made = two.addAnnotation({ targets, kind, colour, tagIds, note })
    const { id } = await made
    await two.addReply(id, 'atbilde')
    const gone = two.deleteAnnotations([id])
    await gone
    await one.addTag({ name: 'ceturtā' })
    expect(await two.undoOf(gone)?.()).toBe('undo.deleteAnnotations')
    const notes = [...host.notebook().records('annotations').values()]
    expect(notes.map(({ deletedAt }) => deletedAt)).toEqual([null, null])
    expect(tags()).toHaveLength(4)
  } finally {
    await one.close()
    await two.close()
    await host.close()
  }
})

it('an act of the services is taken back as such; what made none gives nothing to take back', async () => {
  const host = await createNotebookHost({ notebook: { files: unsyncedFiles } })
  const notebook = await startNotebook(host, { databaseName: 'undo-of-services' })
  const other = await startNotebook(host.page(), { databaseName: 'undo-of-services-b' })
  await Promise.all([notebook.ready(), other.ready()])
  try {
    const act = notebook.actOfServices('undo.importNotes', () => other.addTag({ name: 'no faila' }, 'undo.importNotes'))
    const { id } = await act
    await notebook.addTag({ name: 'vēlāk' })
    const idle = notebook.actOfServices('undo.importNotes', () => Promise.resolve())
    await idle
    expect(notebook.undoOf(idle)).toBeUndefined()
    expect(await notebook.undoOf(act)?.()).toBe('undo.importNotes')
    expect(host.notebook().records('tags').get(id)?.deletedAt).not.toBeNull()

    // What was done is told as done, also where it cannot be shown now.
    const unseen = notebook.actOfServices('undo.importNotes', async () => {
      const tag = await other.addTag({ name: 'neredzēts' }, 'undo.importNotes')
      host.link.isDown = true
      return tag.name
    })
    expect(await unseen).toBe('neredzēts')
    host.link.isDown = false
    host.resume()
    await eventually(() => expect(notebook.undoLabel.value).toBe('undo.importNotes'))
  } finally {
    await notebook.close()
    await other.close()
    await host.close()
  }
})
