/** Edit scripts: from matches to operations, made readable without changing what they rebuild. */

/** Half-open ranges of token indices. `equal`: both as long as each other; `delete`: b is empty; `insert`: a is. */
export interface EditOp {
  kind: 'equal' | 'delete' | 'insert' | 'replace'
  a: [number, number]
  b: [number, number]
}

/** Operations from the partners that `matchTokens` found: they cover both sequences once, in order. */
export function editScript(aLength: number, map: Int32Array): EditOp[] {
  const ops: EditOp[] = []
  let i = 0
  let j = 0
  while (i < aLength || j < map.length) {
    if (j < map.length && map[j] === i) {
      const start: [number, number] = [i, j]
      while (j < map.length && map[j] === i) {
        i += 1
        j += 1
      }
      ops.push({ kind: 'equal', a: [start[0], i], b: [start[1], j] })
    } else {
      let bEnd = j
      while (bEnd < map.length && map[bEnd] === -1) bEnd += 1
      const aEnd = bEnd < map.length ? (map[bEnd] ?? aLength) : aLength
      ops.push(edit([i, aEnd], [j, bEnd]))
      i = aEnd
      j = bEnd
    }
  }
  return ops
}

function edit(a: [number, number], b: [number, number]): EditOp {
  const kind = a[0] === a[1] ? 'insert' : b[0] === b[1] ? 'delete' : 'replace'
  return { kind, a, b }
}

export interface CleanUpOptions {
  /** Whether a token says so little that a few of them between two changes join the changes: articles, commas. */
  isLight(aIndex: number): boolean
  /** Whether tokens of the two sequences are the same: needed to move a change to a better border. */
  isSame(side: 'a' | 'b', first: number, second: number): boolean
  /** How good a place is for a change to start: before this token. Higher is better. */
  borderScore(side: 'a' | 'b', index: number): number
}

/**
 * Makes a script readable: islands of one to three light tokens between changes are joined with them, and a pure
 * insertion or deletion that could stand at several places goes to the best border (start of a sentence or clause).
 * Applied to a, the operations still give b.
 */
export function cleanUp(ops: readonly EditOp[], options: CleanUpOptions): EditOp[] {
  return slide(joinIslands(ops, options), options)
}

function size(op: EditOp): number {
  return Math.max(op.a[1] - op.a[0], op.b[1] - op.b[0])
}

function joinIslands(ops: readonly EditOp[], options: CleanUpOptions): EditOp[] {
  const out: EditOp[] = []
  for (let index = 0; index < ops.length; index += 1) {
    const op = ops[index]
    if (!op) continue
    const before = out[out.length - 1]
    const after = ops[index + 1]
    const isIsland =
      op.kind === 'equal' &&
      before !== undefined &&
      before.kind !== 'equal' &&
      after !== undefined &&
      op.a[1] - op.a[0] <= 3 &&
      size(before) + size(after) >= 2 * (op.a[1] - op.a[0]) &&
      allLight(op, options)
    if (isIsland && before && after) {
      out[out.length - 1] = edit([before.a[0], after.a[1]], [before.b[0], after.b[1]])
      index += 1
    } else out.push(op)
  }
  return out
}

function allLight(op: EditOp, options: CleanUpOptions): boolean {
  for (let i = op.a[0]; i < op.a[1]; i += 1) if (!options.isLight(i)) return false
  return true
}

function slide(ops: EditOp[], options: CleanUpOptions): EditOp[] {
  for (let index = 1; index + 1 < ops.length; index += 1) {
    const before = ops[index - 1]
    const op = ops[index]
    const after = ops[index + 1]
    if (!before || !op || !after || before.kind !== 'equal' || after.kind !== 'equal') continue
    if (op.kind !== 'insert' && op.kind !== 'delete') continue
    const side = op.kind === 'insert' ? 'b' : 'a'
    const [start, end] = op[side]
    let back = 0
    const room = before.a[1] - before.a[0]
    while (back < room - (index > 1 ? 1 : 0) && options.isSame(side, start - back - 1, end - back - 1)) back += 1
    let ahead = 0
    const space = after.a[1] - after.a[0]
    while (ahead < space - (index + 2 < ops.length ? 1 : 0) && options.isSame(side, start + ahead, end + ahead))
      ahead += 1
    let best = 0
    for (let shift = -back; shift <= ahead; shift += 1) {
      if (options.borderScore(side, start + shift) > options.borderScore(side, start + best)) best = shift
    }
    if (best === 0) continue
    before.a[1] += best
    before.b[1] += best
    op.a = [op.a[0] + best, op.a[1] + best]
    op.b = [op.b[0] + best, op.b[1] + best]
    after.a[0] += best
    after.b[0] += best
  }
  return ops.filter((op) => op.a[1] > op.a[0] || op.b[1] > op.b[0])
}
