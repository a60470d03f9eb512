/**
 * Collation of several witnesses into one table of columns: progressive alignment with refinement, as in C. Notredame,
 * D. Higgins and J. Heringa (T-Coffee, 2000) in the small. The order in which witnesses are given does not matter.
 */
import { createInterner, matchTokens, type Words } from '../diff'
import { type Column, type ColumnAligner, createAligner } from './table'

/** Above this many cells a new witness is first anchored on its nearest one. */
const ANCHOR_FROM = 400
/** Equal tokens in a row that make an anchor. */
const ANCHOR_RUN = 4
const ROUNDS = 3

/**
 * Columns in reading order. Every token of every witness is in exactly one, tokens of a witness keep their order, and no
 * column is empty. Different words share one only if they are spelt alike.
 */
export function collate(witnesses: readonly Words[]): Column[] {
  // By text and not by place: any order of the same witnesses gives the same table.
  const sorted = witnesses
    .map((words, index) => ({ words, index, text: words.keys.join(' ') }))
    .sort((x, y) => (x.text < y.text ? -1 : x.text > y.text ? 1 : x.index - y.index))
  const columns = collateSorted(sorted.map(({ words }) => words))
  return columns.map((column) => {
    const own: Column = new Array<number>(witnesses.length).fill(-1)
    sorted.forEach(({ index }, place) => (own[index] = column[place] ?? -1))
    return own
  })
}

function collateSorted(witnesses: readonly Words[]): Column[] {
  const intern = createInterner()
  const tokens = witnesses.map((words) => intern(words.keys))
  const [first] = tokens
  if (first && tokens.every((own) => own.length === first.length && own.every((token, i) => token === first[i]))) {
    return Array.from(first, (_, index) => tokens.map(() => index))
  }
  const aligner = createAligner(witnesses)
  const order = orderByLikeness(tokens)
  let columns: Column[] = []
  for (const witness of order) columns = add(columns, witness, tokens, aligner)
  if (witnesses.length > 2) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = JSON.stringify(columns)
      for (const witness of order) columns = add(without(columns, witness), witness, tokens, aligner)
      if (JSON.stringify(columns) === before) break
    }
  }
  return columns
}

/** First the witness most like all others, then always the one nearest to one that is placed. */
function orderByLikeness(tokens: readonly Int32Array[]): number[] {
  const likeness = tokens.map((a, i) =>
    tokens.map((b, j) => {
      if (i === j) return 0
      let same = 0
      for (const partner of matchTokens(a, b)) if (partner >= 0) same += 1
      return (2 * same) / Math.max(1, a.length + b.length)
    }),
  )
  const left = new Set(tokens.keys())
  const order: number[] = []
  while (left.size > 0) {
    let best = -1
    let bestValue = -1
    for (const candidate of left) {
      const values = (order.length > 0 ? order : [...tokens.keys()]).map((other) => likeness[candidate]?.[other] ?? 0)
      const value = order.length > 0 ? Math.max(...values) : values.reduce((sum, one) => sum + one, 0)
      if (value > bestValue) {
        best = candidate
        bestValue = value
      }
    }
    order.push(best)
    left.delete(best)
  }
  return order
}

function without(columns: readonly Column[], witness: number): Column[] {
  return columns
    .map((column) => column.map((token, index) => (index === witness ? -1 : token)))
    .filter((column) => column.some((token) => token !== -1))
}

function add(
  columns: readonly Column[],
  witness: number,
  tokens: readonly Int32Array[],
  aligner: ColumnAligner,
): Column[] {
  const own = tokens[witness] ?? new Int32Array(0)
  const place = new Int32Array(own.length).fill(-1)
  const fill = (fromColumn: number, toColumn: number, fromToken: number, toToken: number) => {
    const found = aligner.place(columns.slice(fromColumn, toColumn), witness, [fromToken, toToken])
    found.forEach((column, index) => {
      if (column !== -1) place[fromToken + index] = fromColumn + column
    })
  }
  let column = 0
  let token = 0
  const anchors = columns.length * own.length > ANCHOR_FROM ? anchorsOn(columns, witness, tokens) : []
  for (const [atColumn, atToken] of anchors) {
    fill(column, atColumn, token, atToken)
    place[atToken] = atColumn
    column = atColumn + 1
    token = atToken + 1
  }
  fill(column, columns.length, token, own.length)
  return merge(columns, witness, place, tokens.length)
}

/** Columns and tokens of long equal runs with the placed witness that is most like this one. */
function anchorsOn(
  columns: readonly Column[],
  witness: number,
  tokens: readonly Int32Array[],
): [column: number, token: number][] {
  const own = tokens[witness] ?? new Int32Array(0)
  let best: { map: Int32Array; other: number; same: number } | null = null
  for (let other = 0; other < tokens.length; other += 1) {
    if (other === witness || !columns.some((column) => column[other] !== -1)) continue
    const map = matchTokens(tokens[other] ?? new Int32Array(0), own)
    const same = map.reduce((sum, partner) => sum + (partner >= 0 ? 1 : 0), 0)
    if (!best || same > best.same) best = { map, other, same }
  }
  if (!best) return []
  const { map, other } = best
  const columnOf = new Map(columns.map((column, index) => [column[other] ?? -1, index]))
  const anchors: [number, number][] = []
  for (let start = 0; start < map.length;) {
    let end = start + 1
    const first = map[start] ?? -1
    while (first >= 0 && end < map.length && map[end] === first + end - start) end += 1
    if (first >= 0 && end - start >= ANCHOR_RUN) {
      for (let index = start; index < end; index += 1) anchors.push([columnOf.get(map[index] ?? -1) ?? 0, index])
    }
    start = end
  }
  return anchors
}

/** The table with one more witness: tokens without a column get new ones after their predecessor's. */
function merge(columns: readonly Column[], witness: number, place: Int32Array, width: number): Column[] {
  const out: Column[] = []
  let next = 0
  const pushNew = (token: number) => {
    const column: Column = new Array<number>(width).fill(-1)
    column[witness] = token
    out.push(column)
  }
  place.forEach((column, token) => {
    if (column === -1) return
    // Words of this witness alone come after those of the others that stand at the same place.
    const pending = token - 1
    while (next < column) out.push([...(columns[next++] ?? [])])
    for (let own = lastPlaced(place, pending) + 1; own < token; own += 1) pushNew(own)
    const shared = [...(columns[next++] ?? [])]
    shared[witness] = token
    out.push(shared)
  })
  while (next < columns.length) out.push([...(columns[next++] ?? [])])
  for (let own = lastPlaced(place, place.length - 1) + 1; own < place.length; own += 1) pushNew(own)
  return out
}

function lastPlaced(place: Int32Array, from: number): number {
  let index = from
  while (index >= 0 && place[index] === -1) index -= 1
  return index
}
