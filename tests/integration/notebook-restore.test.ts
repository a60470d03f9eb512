/** Going back to a snapshot: what it tells before, what it does, and that it can be taken back. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as v from 'valibot'
import { afterAll, expect, test } from 'vitest'
import { type Annotation, contract, type Tag } from '#shared/contract'
import { invert, nameKeyOf, sameJson } from '#shared/domain/records'
import { type Notebook } from '#main/services/notebooks'
import { annotation, change, create, draft, tag } from '../support/notebook-drafts'
import { context, testFolder, unsyncedFiles } from '../support/notebook-folder'

const places: ReturnType<typeof testFolder>[] = []
afterAll(async () => {
  for (const place of places) await place.clean()
})
async function open() {
  const place = testFolder()
  places.push(place)
  return { place, ...(await place.open({ files: unsyncedFiles })) }
}

const live = <R extends { deletedAt: string | null }>(records: ReadonlyMap<string, R>) =>
  [...records.values()].filter(({ deletedAt }) => deletedAt === null)
/** What a reader sees: without the counts of changes. */
const seen = (notebook: Notebook) =>
  (['annotations', 'tags'] as const).map((table) =>
    live<Annotation | Tag>(notebook.records(table))
      .map((record) => ({ ...record, rev: 0 }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  )

test('notes are back, as they were, or away; the preview says which; undo takes it all back', async () => {
  const { place, notebook } = await open()
  const { commit, takeSnapshot, previewSnapshot, restoreSnapshot } = notebook.service
  const [kept, changed, deleted] = [annotation(), annotation({ note: 'Kā bija' }), annotation({ note: 'Dzēsta' })]
  const [pact, term] = [tag('Pakti'), tag('Termiņi')]
  const made = [kept, changed, deleted].map((after) => draft({ table: 'annotations', before: null, after }))
  const tags = [pact, term].map((after) => draft({ table: 'tags', before: null, after }))
  await commit({ ops: [...made, ...tags] }, context)
  const { id } = await takeSnapshot({}, context)
  const before = seen(notebook)

  const renamed = (one: Tag, name: string, rev = one.rev + 1) => ({ ...one, name, nameKey: nameKeyOf(name), rev })
  // Names that change places: on the way back each stands in the other's way.
  const between = renamed(pact, 'Starp')
  await commit(
    {
      ops: [
        change(changed, { note: 'Kā ir' }),
        change(deleted, { deletedAt: '2026-11-29T00:00:00.000Z' }),
        create({ note: 'Jauna' }),
        draft({ table: 'tags', before: pact, after: between }),
        draft({ table: 'tags', before: term, after: renamed(term, 'Pakti') }),
        draft({ table: 'tags', before: between, after: renamed(pact, 'Termiņi', between.rev + 1) }),
      ],
    },
    context,
  )
  const after = seen(notebook)
  const preview = await previewSnapshot({ id }, context)
  expect(v.parse(contract.notebooks.previewSnapshot.output, preview)).toEqual(preview)
  expect(preview).toMatchObject({
    snapshot: { id },
    now: { annotations: 3, tags: 2 },
    annotations: { back: 1, changed: 1, away: 1 },
    tags: { back: 0, changed: 2, away: 0 },
  })
  expect(preview.notes.map(({ what, now, then }) => [what, now, then])).toEqual([
    ['changed', 'Kā ir', 'Kā bija'],
    ['back', 'Dzēsta', 'Dzēsta'],
    ['away', 'Jauna', ''],
  ])
  expect(seen(notebook)).toEqual(after)

  const { changes } = await restoreSnapshot({ id }, context)
  expect(seen(notebook)).toEqual(before)
  expect(await restoreSnapshot({ id }, context)).toEqual({ changes: 0 })
  const [newest] = await notebook.service.snapshots({}, context)
  expect(newest?.reason).toBe('before-change')

  // One group: one undo.
  const { head } = await notebook.service.status({}, context)
  const { ops } = await notebook.service.replay({ afterSeq: head.lastSeq - changes, limit: changes }, context)
  expect(new Set(ops.map(({ group }) => group)).size).toBe(1)
  for (const op of ops.toReversed()) {
    const current = notebook.records(op.table).get(op.targetId) ?? null
    const back = invert(op, current, '2026-11-29T01:00:00.000Z')
    if (back) await commit({ ops: [draft(back, { undoOf: op.opId })] }, context)
  }
  expect(seen(notebook)).toEqual(after)
  expect(place.folder).not.toBe('')
})

test('whatever was done since, going back gives what was there', async () => {
  const names = ['viens', 'divi', 'trīs']
  const step = fc.record({
    what: fc.constantFrom('add', 'note', 'delete', 'tag', 'rename', 'nest', 'untag'),
    pick: fc.nat(9),
    name: fc.constantFrom(...names),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 12 }), async (first, second) => {
      const { place, notebook } = await open()
      const { commit, takeSnapshot, restoreSnapshot } = notebook.service
      const run = async ({ what, pick, name }: { what: string; pick: number; name: string }) => {
        const notes = live(notebook.records('annotations'))
        const tags = live(notebook.records('tags'))
        const [note, own] = [notes[pick % (notes.length || 1)], tags[pick % (tags.length || 1)]]
        const lifetime = { deletedAt: '2026-11-29T00:00:00.000Z' }
        const ops =
          what === 'add'
            ? [create({ note: name })]
            : what === 'tag'
              ? [draft({ table: 'tags', before: null, after: tag(name) })]
              : what === 'note' && note
                ? [change(note, { note: name })]
                : what === 'delete' && note
                  ? [change(note, lifetime)]
                  : what === 'rename' && own
                    ? [draft({ table: 'tags', before: own, after: { ...own, name, nameKey: name, rev: own.rev + 1 } })]
                    : what === 'nest' && own && tags[0] && tags[0].id !== own.id
                      ? [
                          draft({
                            table: 'tags',
                            before: own,
                            after: { ...own, parentId: tags[0].id, rev: own.rev + 1 },
                          }),
                        ]
                      : what === 'untag' && own
                        ? [draft({ table: 'tags', before: own, after: { ...own, ...lifetime, rev: own.rev + 1 } })]
                        : []
        // Equal names beside each other are refused; the next step comes.
        if (ops.length > 0) await commit({ ops }, context).catch(() => undefined)
      }
      for (const one of first) await run(one)
      const { id } = await takeSnapshot({}, context)
      const before = seen(notebook)
      for (const one of second) await run(one)
      await restoreSnapshot({ id }, context)
      expect(sameJson(seen(notebook), before)).toBe(true)
      await notebook.close()
      await place.clean()
    }),
    { numRuns: 40 },
  )
})

test('a snapshot that is damaged or gone is refused with a sentence, and nothing changes', async () => {
  const { place, notebook } = await open()
  await notebook.service.commit({ ops: [create({ note: 'Viena' })] }, context)
  const { id } = await notebook.service.takeSnapshot({}, context)
  await notebook.service.commit({ ops: [create({ note: 'Otra' })] }, context)
  const folder = join(place.folder, 'snapshots')
  expect(readdirSync(folder)).toContain(id)
  const refused = (name: string) =>
    notebook.service.restoreSnapshot({ id: name }, context).catch((error: unknown) => error)
  expect(await refused('0000000009-2026.ndjson')).toMatchObject({ code: 'not-found' })
  expect(await refused('../journal/0000000001.ndjson')).toMatchObject({ code: 'not-found' })
  writeFileSync(join(folder, id), 'x'.repeat(500))
  expect(await refused(id)).toMatchObject({ code: 'damaged' })
  expect(live(notebook.records('annotations'))).toHaveLength(2)
})
