import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHindsight, createHistory, type History, type HistoryOp, type HistoryPage } from '.'

const wish = fc.record({
  what: fc.constantFrom('act', 'act', 'undo', 'undo', 'redo', 'archive', 'lost'),
  size: fc.integer({ min: 1, max: 3 }),
})
type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never

/** Operations as windows make them: what is taken back is always the newest. */
function journalOf(wishes: readonly Wish[]): HistoryOp[] {
  const ops: HistoryOp[] = []
  const history = createHistory()
  let groups = 0
  for (const { what, size } of wishes) {
    const act = what === 'undo' ? history.undoable() : what === 'redo' ? history.redoable() : null
    if ((what === 'undo' || what === 'redo') && !act) continue
    groups += 1
    const targets = act?.opIds.toReversed() ?? Array.from({ length: size }, () => undefined)
    const actor = what === 'archive' ? 'archive:a' : 'reader'
    for (const target of targets) {
      // Damage takes operations, and their places stay empty.
      const seq = (ops.at(-1)?.seq ?? 0) + (what === 'lost' ? 2 : 1)
      const undoOf = what === 'lost' ? 'gone' : target
      const group = targets.length > 1 ? `g${groups}` : undefined
      const op = { opId: `o${groups}.${seq}`, seq, actor, group, label: what, undoOf }
      ops.push(op)
      history.add(op)
    }
  }
  return ops
}

function readBack(ops: readonly HistoryOp[], most: number, before?: number): { page: HistoryPage; read: number } {
  const hindsight = createHindsight(most, before)
  let read = 0
  for (const op of ops.toReversed()) {
    if (hindsight.isEnough()) return { page: hindsight.finish(false), read }
    hindsight.add(op)
    read += 1
  }
  return { page: hindsight.finish(true), read }
}

function historyOf(ops: readonly HistoryOp[], base?: HistoryPage): History {
  const history = createHistory(base)
  for (const op of ops) history.add(op)
  return history
}

/** All that can be undone and redone, newest first. */
function stacksOf(history: History) {
  const drain = (top: () => { key: string; label: string | null; opIds: string[] } | null) => {
    const found = []
    for (let act = top(); act; act = top()) {
      found.push([act.key, act.label, act.opIds])
      history.drop(act.key)
    }
    return found
  }
  return { undo: drain(() => history.undoable()), redo: drain(() => history.redoable()) }
}

const wishes = fc.array(wish, { maxLength: 60 })

it('says the same, read from the end, as all operations read from the beginning', () => {
  fc.assert(
    fc.property(wishes, fc.integer({ min: 1, max: 12 }), (list, most) => {
      const ops = journalOf(list)
      const { page } = readBack(ops, most)
      const all = stacksOf(historyOf(ops))
      const shown = (acts: HistoryPage['undo']) => acts.map(({ key, label, opIds }) => [key, label, opIds])
      expect(shown(page.undo)).toEqual(all.undo.slice(0, page.undo.length))
      expect(shown(page.redo)).toEqual(all.redo.slice(0, page.redo.length))
      if (page.undoIsWhole) expect(page.undo).toHaveLength(all.undo.length)
      else expect(page.undo.length).toBeGreaterThan(0)
      if (page.redoIsWhole) expect(page.redo).toHaveLength(all.redo.length)
      else expect(page.redo.length).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})

it('goes on beneath what was named before', () => {
  fc.assert(
    fc.property(wishes, (list) => {
      const ops = journalOf(list)
      const keys: string[] = []
      for (let before = Infinity; ;) {
        const { page } = readBack(ops, 1, before)
        const [act] = page.undo
        if (!act) break
        keys.push(act.key)
        before = act.first
      }
      expect(keys).toEqual(stacksOf(historyOf(ops)).undo.map(([key]) => key))
    }),
  )
})

it('a window with the newest operations knows what is certain, and asks for the rest', () => {
  fc.assert(
    fc.property(wishes, fc.nat(20), fc.integer({ min: 1, max: 12 }), (list, kept, most) => {
      const ops = journalOf(list)
      const all = stacksOf(historyOf(ops))
      const below: HistoryPage = { undo: [], redo: [], undoIsWhole: false, redoIsWhole: false }
      // A group that is cut is left out as a whole, as the window does.
      const start = ops.findIndex((op, index) => index >= ops.length - kept && op.group !== ops[index - 1]?.group)
      const window = historyOf(start < 0 ? [] : ops.slice(start), below)
      const certain = window.isUnsure() ? null : [window.undoable()?.key, window.redoable()?.key]
      if (certain) expect(certain).toEqual([all.undo[0]?.[0], all.redo[0]?.[0]])

      // What was read back, with the operations that came after it.
      const cut = Math.max(0, ops.length - kept)
      const later = historyOf(ops.slice(cut), readBack(ops.slice(0, cut), most).page)
      if (!later.isUnsure())
        expect([later.undoable()?.key, later.redoable()?.key]).toEqual([all.undo[0]?.[0], all.redo[0]?.[0]])
    }),
    { numRuns: 500 },
  )
})

it('what is forgotten is asked for again', () => {
  fc.assert(
    fc.property(wishes, fc.nat(20), (list, most) => {
      const ops = journalOf(list)
      const all = stacksOf(historyOf(ops))
      const history = createHistory()
      for (const op of ops) {
        history.add(op)
        history.trim(most)
      }
      if (!history.isUnsure())
        expect([history.undoable()?.key, history.redoable()?.key]).toEqual([all.undo[0]?.[0], all.redo[0]?.[0]])
    }),
  )
})

it('reads no farther than it takes', () => {
  const ops = journalOf(Array.from({ length: 10_000 }, () => ({ what: 'act', size: 1 })))
  expect(readBack(ops, 100).read).toBe(101)
  const undone = journalOf([
    ...Array.from({ length: 3000 }, () => ({ what: 'act', size: 1 }) as const),
    ...Array.from({ length: 1000 }, () => ({ what: 'undo', size: 1 }) as const),
  ])
  const { page, read } = readBack(undone, 100)
  expect([page.undo.length, page.redo.length]).toEqual([100, 100])
  expect(page.undo[0]?.last).toBe(2000)
  expect(read).toBeLessThan(2200)
})
