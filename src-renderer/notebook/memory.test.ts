import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/contract'
import { createTables, applyOp } from '#shared/domain/records'
import { annotation, change, create, draft } from '../../tests/support/notebook-drafts'
import { createDatabase, deleteAll, type NotebookDatabase, putAll } from './database'
import { createAnnotationMemory } from './memory'

let databases: NotebookDatabase[] = []
let names = 0
afterEach(async () => {
  for (const database of databases) await database.delete()
  databases = []
})

async function open(): Promise<NotebookDatabase> {
  names += 1
  const database = createDatabase(`memory-test-${names}`)
  await database.open()
  databases.push(database)
  return database
}

let seq = 0
const placed = (draft: ReturnType<typeof create>): Op => ({ ...draft, v: 1, seq: (seq += 1) })

/** Writes operations as the replica does, and tells the memory after. */
async function apply(database: NotebookDatabase, ops: Op[]): Promise<void> {
  const tables = createTables()
  for (const op of ops) applyOp(tables, op)
  const gone = ops.filter((op) => op.after === null).map((op) => op.targetId)
  await deleteAll(database, { annotations: gone, anchors: [], tags: [], links: [], comparisons: [] })
  await putAll(database, tables)
}

const inDatabase = async (database: NotebookDatabase) =>
  (await database.annotations.toArray())
    .map(({ record }) => record)
    .filter(({ deletedAt }) => deletedAt === null)
    .map(({ id, rev }) => `${id}.${rev}`)
    .sort()
const inMemory = (memory: ReturnType<typeof createAnnotationMemory>) =>
  memory
    .list()
    .map(({ id, rev }) => `${id}.${rev}`)
    .sort()

describe('annotations in memory', () => {
  it('are read in pages, by document and in all', async () => {
    const database = await open()
    const ops = Array.from({ length: 1_000 }, (_, n) => {
      const [target] = annotation().targets
      return placed(create({ targets: target ? [{ ...target, docId: `d${n % 3}` }] : [] }))
    })
    await apply(database, ops)
    const memory = createAnnotationMemory(() => database)
    const before = memory.version.value
    await memory.load()
    expect(memory.list()).toHaveLength(1_000)
    expect(memory.list('d0')).toHaveLength(334)
    expect(memory.list('nowhere')).toEqual([])
    expect(memory.counts()).toEqual(
      new Map([
        ['d0', 334],
        ['d1', 333],
        ['d2', 333],
      ]),
    )
    expect(memory.version.value).toBeGreaterThan(before)
  })

  it('keep what came while they were being read', async () => {
    const database = await open()
    const made = Array.from({ length: 900 }, () => placed(create()))
    await apply(database, made)
    const memory = createAnnotationMemory(() => database)
    const loading = memory.load()
    const [first, second] = made
    if (!first?.after || !second?.after) throw new Error('no notes')
    const changed = placed(change(annotation({ ...(first.after as object) }), { note: 'mainīts' }))
    const deleted = placed(
      draft({ table: 'annotations', before: annotation({ ...(second.after as object) }), after: null }),
    )
    const fresh = placed(create({ note: 'jauns' }))
    await apply(database, [changed, deleted, fresh])
    memory.applied([changed, deleted, fresh])
    await loading
    expect(inMemory(memory)).toEqual(await inDatabase(database))
    expect(memory.list().find(({ id }) => id === first.targetId)?.note).toBe('mainīts')
  })

  it('forget what was deleted after its page was read', async () => {
    const database = await open()
    const made = Array.from({ length: 900 }, () => placed(create()))
    await apply(database, made)
    const gone = made.map(({ after }) =>
      placed(draft({ table: 'annotations', before: annotation({ ...(after as object) }), after: null })),
    )
    let pages = 0
    const memory = createAnnotationMemory(() => {
      pages += 1
      if (pages === 2) memory.applied(gone)
      return database
    })
    await memory.load()
    expect(pages).toBe(3)
    expect(memory.list()).toEqual([])
  })

  it('of a reading that was begun anew only the last counts', async () => {
    const database = await open()
    await apply(
      database,
      Array.from({ length: 500 }, () => placed(create())),
    )
    const memory = createAnnotationMemory(() => database)
    const first = memory.load()
    await database.annotations.clear()
    await apply(database, [placed(create())])
    await Promise.all([first, memory.load()])
    expect(memory.list()).toHaveLength(1)
  })

  it('are what the tables hold, whatever is done and whenever they are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('create', 'change', 'delete', 'purge', 'load'), fc.nat()), { maxLength: 40 }),
        async (acts) => {
          const database = await open()
          const memory = createAnnotationMemory(() => database)
          await memory.load()
          const loads: Promise<void>[] = []
          for (const [act, pick] of acts) {
            const rows = await database.annotations.toArray()
            const row = rows[pick % Math.max(1, rows.length)]
            if (act === 'load') loads.push(memory.load())
            let op: Op | null = null
            if (act === 'create') op = placed(create())
            else if (row && act === 'change') op = placed(change(row.record, { note: `${pick}` }))
            else if (row && act === 'delete') op = placed(change(row.record, { deletedAt: '2026-11-29T10:00:00.000Z' }))
            else if (row && act === 'purge')
              op = placed(draft({ table: 'annotations', before: row.record, after: null }))
            if (!op) continue
            await apply(database, [op])
            memory.applied([op])
          }
          await Promise.all(loads)
          expect(inMemory(memory)).toEqual(await inDatabase(database))
        },
      ),
      { numRuns: 25 },
    )
  })
})
