import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OpDraft } from '#shared/contract'
import { annotation, change, draft, newId } from '../../tests/support/notebook-drafts'
import { context, unsyncedFiles } from '../../tests/support/notebook-folder'
import { createNotebookHost, type NotebookTestHost } from '../../tests/support/notebook-host'
import { type Notebook, startNotebook } from '.'

/** Live records of the service, without the count of their changes. */
function stored(host: NotebookTestHost): Record<string, unknown> {
  const live = [...host.notebook().records('annotations').values()].filter((record) => record.deletedAt === null)
  return Object.fromEntries(live.map((record) => [record.id, { ...record, rev: 0 }]))
}

let names = 0
async function start(host: NotebookTestHost, options: { keptOps?: number; databaseName?: string } = {}) {
  names += 1
  const notebook = await startNotebook(host, { databaseName: `undo-far-${names}`, ...options })
  await notebook.ready()
  return notebook
}

async function undoAll(notebook: Notebook, way: 'undo' | 'redo'): Promise<number> {
  let count = 0
  while ((await notebook[way]()) !== null) count += 1
  return count
}

/** An act that makes a note, changes it and makes others. */
function actOf(size: number): OpDraft[] {
  const first = annotation({ note: 'pirmā' })
  const group = newId()
  return [
    draft({ table: 'annotations', before: null, after: first }),
    change(first, { note: 'mainīta' }),
    ...Array.from({ length: size - 2 }, () =>
      draft({ table: 'annotations', before: null, after: annotation({ note: 'vēl' }) }),
    ),
  ].map((op) => ({ ...op, group, label: 'undo.addAnnotation' }))
}

it('more than 5,000 operations are undone to the empty notebook and redone, over restarts and snapshots', async () => {
  const host = await createNotebookHost({ notebook: { files: unsyncedFiles, segmentBytes: 400_000 } })
  try {
    for (let act = 0; act < 52; act += 1) await host.notebook().service.commit({ ops: actOf(100) }, context)
    const end = stored(host)
    let notebook = await start(host)
    let undone = 0
    while (undone < 30 && (await notebook.undo()) !== null) undone += 1
    await notebook.close()
    await host.notebook().service.takeSnapshot({}, context)
    await host.restart()
    // Another browser: nothing of what was there before.
    notebook = await start(host)
    expect(undone + (await undoAll(notebook, 'undo'))).toBe(52)
    expect(stored(host)).toEqual({})
    expect([notebook.canUndo.value, notebook.canRedo.value]).toEqual([false, true])
    await notebook.close()
    await host.restart()
    notebook = await start(host)
    expect(await undoAll(notebook, 'redo')).toBe(52)
    expect(stored(host)).toEqual(end)
    await notebook.close()
  } finally {
    await host.close()
  }
}, 120_000)

it('one act of more operations than one call carries is taken back as one', async () => {
  const host = await createNotebookHost({ notebook: { files: unsyncedFiles } })
  try {
    await host.notebook().service.commit({ ops: actOf(5600) }, context)
    const notebook = await start(host)
    await notebook.undo()
    expect(stored(host)).toEqual({})
    expect(notebook.canUndo.value).toBe(false)
    await notebook.redo()
    expect(Object.keys(stored(host))).toHaveLength(5599)
    await notebook.close()
  } finally {
    await host.close()
  }
}, 60_000)

const step = fc.record({
  act: fc.constantFrom('note', 'note', 'edit', 'delete', 'undo', 'redo', 'restart', 'fresh'),
  pick: fc.nat(20),
})

it('whatever was done, undone and redone before, also where few operations are kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), async (steps, keptOps) => {
      const host = await createNotebookHost({ notebook: { files: unsyncedFiles, segmentBytes: 2000 } })
      let notebook = await start(host, { keptOps })
      try {
        for (const [index, { act, pick }] of steps.entries()) {
          const live = [...host.notebook().records('annotations').values()].filter(({ deletedAt }) => !deletedAt)
          const one = live[pick % Math.max(1, live.length)]
          const { targets, kind, colour, tagIds } = annotation()
          if (act === 'note') await notebook.addAnnotation({ targets, kind, colour, tagIds, note: `${index}` })
          if (act === 'edit' && one) await notebook.updateAnnotation(one.id, { note: `${index}` })
          if (act === 'delete') await notebook.deleteAnnotations(live.slice(0, pick % 4).map(({ id }) => id))
          if (act === 'undo') await notebook.undo()
          if (act === 'redo') await notebook.redo()
          if (act === 'restart' || act === 'fresh') {
            await notebook.close()
            if (act === 'restart') await host.restart()
            notebook = await start(host, { keptOps })
          }
        }
        const end = stored(host)
        const undone = await undoAll(notebook, 'undo')
        expect(stored(host)).toEqual({})
        await notebook.close()
        notebook = await start(host, { keptOps })
        // What was undone before is redone as well.
        for (let count = 0; count < undone; count += 1) expect(await notebook.redo()).not.toBeNull()
        expect(stored(host)).toEqual(end)
      } finally {
        await notebook.close()
        await host.close()
      }
    }),
    { numRuns: 12 },
  )
}, 120_000)
