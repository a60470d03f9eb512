import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NotebookRecords, NotebookTable, OpDraft } from '#shared/contract'
import { anchor, annotation, draft, tag } from '../../../../tests/support/notebook-drafts'
import {
  allRecords,
  applyOp,
  type Change,
  countsOf,
  livingCountsOf,
  createHistory,
  createIds,
  createTables,
  type History,
  invert,
  isCurrent,
  nameKeyOf,
  sameJson,
  type Tables,
  tidyName,
} from '.'

describe('ids', () => {
  it('sort by their making, whatever the clock does', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(times, fc.uint8Array({ minLength: 8, maxLength: 8 }), (steps, bytes) => {
        let index = 0
        const now = () => 1_700_000_000_000 + (steps[index++ % steps.length] ?? 0)
        const newId = createIds({ now, random: (count) => bytes.slice(0, count) })
        const ids = steps.map(() => newId())
        expect([...ids].sort()).toEqual(ids)
        expect(new Set(ids).size).toBe(ids.length)
        for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
      }),
    )
  })

  it('stay apart when more than 4096 are made in one millisecond', () => {
    const newId = createIds({ now: () => 5, random: (count) => new Uint8Array(count) })
    const ids = Array.from({ length: 10_000 }, () => newId())
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
  })
})

describe('names', () => {
  it('are the same whatever their case, width and spaces', () => {
    expect(nameKeyOf('  Jūras\u00a0 ROBEŽA ')).toBe('jūras robeža')
    expect(nameKeyOf('Ｐａｃｔ')).toBe('pact')
    expect(nameKeyOf('e\u0301')).toBe(nameKeyOf('É'))
    expect(nameKeyOf('ābols')).not.toBe(nameKeyOf('abols'))
    expect(tidyName('  Jūras \n robeža ')).toBe('Jūras robeža')
  })

  it('folded twice are folded once', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => nameKeyOf(nameKeyOf(name)) === nameKeyOf(name)))
  })
})

describe('sameJson', () => {
  it('does not mind order and absent members', () => {
    expect(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1, d: undefined })).toBe(true)
    expect(sameJson({ a: 1 }, { a: 1, b: null })).toBe(false)
    expect(sameJson([1, 2], [2, 1])).toBe(false)
    expect(sameJson([], {})).toBe(false)
  })

  it('agrees with JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        // JSON has no negative zero.
        const [one, two] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown)
        expect(sameJson(one, JSON.parse(JSON.stringify(one)))).toBe(true)
        if (JSON.stringify(one) === JSON.stringify(two)) expect(sameJson(one, two)).toBe(true)
      }),
    )
  })
})

/** A notebook in memory that does acts and takes them back as the real one does. */
function memory() {
  const tables: Tables = createTables()
  const history: History = createHistory()
  const ops = new Map<string, OpDraft>()
  let groups = 0

  const current = (table: NotebookTable, id: string): NotebookRecords[NotebookTable] | null =>
    tables[table].get(id) ?? null

  function commit(steps: { change: Change; undoOf?: string }[]): void {
    groups += 1
    for (const { change, undoOf } of steps) {
      const op = draft(change, { group: `g${groups}`, ...(undoOf === undefined ? {} : { undoOf }) })
      expect(isCurrent(current(op.table, op.targetId), op.before)).toBe(true)
      applyOp(tables, op)
      ops.set(op.opId, op)
      history.add({ ...op, seq: ops.size })
    }
  }

  function takeBack(act: ReturnType<History['undoable']>): boolean {
    if (!act) return false
    const steps: { change: Change; undoOf: string }[] = []
    const now = new Map<string, NotebookRecords[NotebookTable] | null>()
    for (const opId of [...act.opIds].reverse()) {
      const op = ops.get(opId)
      if (!op) throw new Error('unknown operation')
      const key = `${op.table} ${op.targetId}`
      const change = invert(op, now.get(key) ?? current(op.table, op.targetId), '2026-11-21T00:00:00.000Z')
      if (!change) throw new Error('nothing to take back')
      now.set(key, change.after)
      steps.push({ change, undoOf: opId })
    }
    commit(steps)
    return true
  }

  /** What the reader sees: live records, without the count of their changes. */
  function shown(): Record<string, unknown> {
    const live = allRecords(tables).filter(({ record }) => !('deletedAt' in record) || record.deletedAt === null)
    return Object.fromEntries(live.map(({ table, record }) => [`${table} ${record.id}`, { ...record, rev: 0 }]))
  }

  return { tables, history, commit, takeBack, shown }
}

type Wish = {
  kind: 'add' | 'edit' | 'delete' | 'purge'
  table: 'annotations' | 'tags' | 'anchors'
  pick: number
  text: string
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom('add', 'edit', 'edit', 'delete', 'purge'),
  table: fc.constantFrom('annotations', 'annotations', 'tags', 'anchors'),
  pick: fc.nat(20),
  text: fc.string(),
})

function changeFor(tables: Tables, { kind, table, pick, text }: Wish): Change | null {
  const choose = <R>(records: Map<string, R>) => [...records.values()][pick % Math.max(1, records.size)]
  const at = '2026-11-20T11:00:00.000Z'
  if (table === 'annotations') {
    const before = choose(tables.annotations)
    if (kind === 'add' || !before) return { table, before: null, after: annotation({ note: text }) }
    const rev = before.rev + 1
    if (kind === 'purge') return { table, before, after: null }
    if (kind === 'delete') return before.deletedAt ? null : { table, before, after: { ...before, rev, deletedAt: at } }
    const { replyTo, ...bare } = before
    const after = { ...bare, note: text, rev, updated: at, ...(replyTo === undefined ? { replyTo: text } : {}) }
    return { table, before, after }
  }
  if (table === 'tags') {
    const before = choose(tables.tags)
    if (kind === 'add' || !before) return { table, before: null, after: tag(text) }
    const rev = before.rev + 1
    if (kind === 'purge') return { table, before, after: null }
    if (kind === 'delete') return before.deletedAt ? null : { table, before, after: { ...before, rev, deletedAt: at } }
    return { table, before, after: { ...before, name: text, rev } }
  }
  const before = choose(tables.anchors)
  if (kind === 'add' || !before) return { table, before: null, after: anchor() }
  if (kind === 'edit') return { table, before, after: { ...before, method: text } }
  return { table, before, after: null }
}

describe('undo', () => {
  it('of everything gives the beginning, and redo of everything the end', () => {
    const acts = fc.array(fc.array(wish, { minLength: 1, maxLength: 4 }), { maxLength: 25 })
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 6 }), acts, (before, groups) => {
        const it = memory()
        for (const item of before) {
          const change = changeFor(it.tables, item)
          if (!change) continue
          // Not an act of the reader: undo must not go beyond.
          applyOp(it.tables, draft(change, { actor: 'archive:a' }))
        }
        const begin = it.shown()
        let count = 0
        for (const group of groups) {
          const working = createTables()
          for (const { table, record } of allRecords(it.tables)) applyAny(working, table, record)
          const steps: { change: Change }[] = []
          for (const item of group) {
            const change = changeFor(working, item)
            if (!change) continue
            steps.push({ change })
            applyOp(working, draft(change))
          }
          if (steps.length > 0) count += 1
          it.commit(steps)
        }
        const end = it.shown()
        let undone = 0
        while (it.takeBack(it.history.undoable())) undone += 1
        expect(undone).toBe(count)
        expect(it.shown()).toEqual(begin)
        while (it.takeBack(it.history.redoable())) undone -= 1
        expect(undone).toBe(0)
        expect(it.shown()).toEqual(end)
        while (it.takeBack(it.history.undoable())) undone += 1
        expect(it.shown()).toEqual(begin)
      }),
      { numRuns: 150 },
    )
  })

  it('after undo a new act ends what could be redone', () => {
    const it = memory()
    it.commit([{ change: { table: 'tags', before: null, after: tag('a') } }])
    it.takeBack(it.history.undoable())
    expect(it.history.redoable()).not.toBeNull()
    it.commit([{ change: { table: 'tags', before: null, after: tag('b') } }])
    expect(it.history.redoable()).toBeNull()
    expect(it.history.undoable()?.kind).toBe('act')
  })

  it('history from the same operations twice is the same', () => {
    const one = createHistory()
    const op = draft({ table: 'tags', before: null, after: tag('a') })
    one.add({ ...op, seq: 1 })
    one.add({ ...op, seq: 1 })
    expect(one.undoable()?.opIds).toEqual([op.opId])
    one.drop(op.opId)
    expect(one.undoable()).toBeNull()
  })
})

function applyAny(tables: Tables, table: NotebookTable, record: NotebookRecords[NotebookTable]): void {
  applyOp(tables, draft({ table, before: null, after: record } as Change))
}

describe('tables', () => {
  it('count rows, deleted ones too', () => {
    const tables = createTables()
    const made = annotation()
    applyOp(tables, draft({ table: 'annotations', before: null, after: made }))
    applyOp(tables, draft({ table: 'annotations', before: made, after: { ...made, rev: 2, deletedAt: made.created } }))
    expect(countsOf(tables)).toEqual({ annotations: 1, anchors: 0, tags: 0, links: 0, comparisons: 0 })
    expect(livingCountsOf(tables)).toEqual({ annotations: 0, anchors: 0, tags: 0, links: 0, comparisons: 0 })
  })
})
