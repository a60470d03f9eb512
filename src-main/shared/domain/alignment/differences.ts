/** Word differences within aligned rows, in the signs of the contract. */
import type { AlignedRow, Difference, Folding } from '#shared/contract'
import { collate, variantsOf } from '../collation'
import { diffWords, type Words, wordsOf } from '../diff'
import { primaryLanguage, romanValue } from '../language'
import { findMoves, type Move } from './moves'
import type { AlignPane } from './passages'

/** A difference before its group has a number: groups are counted in reading order at the end. */
type Sign = Omit<Difference, 'group'>

export interface DifferenceHooks {
  /** Rows compared and all of them. */
  progress?(done: number, total: number): void
}

export interface DifferenceResult {
  differences: Difference[]
  groups: number
  notCompared: { pane: number; start: number; end: number; reason: string }[]
}

/**
 * Differences between versions of one text. With two panes in all, signs are relative to the first; with three or more
 * they are symmetric. Panes are compared with panes in their own language only; what is compared with nothing is named
 * in `notCompared`. The number of an article is not part of its wording.
 */
export function findDifferences(
  panes: readonly AlignPane[],
  rows: readonly AlignedRow[],
  folding: Folding,
  hooks: DifferenceHooks = {},
): DifferenceResult {
  const languages = panes.map(({ lang }) => primaryLanguage(lang))
  const groups: Sign[][] = []
  const notCompared: DifferenceResult['notCompared'] = []
  for (const language of new Set(languages)) {
    const members = languages.flatMap((own, pane) => (own === language ? [pane] : []))
    if (members.length < 2) {
      for (const pane of members) {
        notCompared.push({ pane, start: 0, end: panes[pane]?.model.text.length ?? 0, reason: 'language' })
      }
      continue
    }
    groups.push(...compareMembers(panes, members, rows, folding, hooks))
  }
  // In reading order: by row, then by the first place in the lowest pane that takes part.
  const keyed = groups.map((signs) => ({ signs, first: signs.reduce(earlier) }))
  keyed.sort((x, y) => x.first.row - y.first.row || x.first.pane - y.first.pane || x.first.start - y.first.start)
  return {
    differences: keyed.flatMap(({ signs }, group) => signs.map((sign) => ({ ...sign, group }))),
    groups: keyed.length,
    notCompared,
  }
}

function earlier(a: Sign, b: Sign): Sign {
  return b.row < a.row || (b.row === a.row && b.pane < a.pane) ? b : a
}

/** Words of the text in each pane, with the row that they stand in. */
interface Place {
  pane: number
  row: number
  words: Words
}

function compareMembers(
  panes: readonly AlignPane[],
  members: readonly number[],
  rows: readonly AlignedRow[],
  folding: Folding,
  hooks: DifferenceHooks,
): Sign[][] {
  const isBase = panes.length === 2
  const moves = findMoves(panes, members, rows, folding)
  const groups: Sign[][] = []
  const done = new Set<number>()
  rows.forEach((row, index) => {
    hooks.progress?.(index, rows.length)
    if (done.has(index)) return
    const move = moves.find(({ from }) => from === index) ?? null
    const indices = move ? [index, move.to] : [index]
    for (const one of indices) done.add(one)
    const places = indices.flatMap((one) => placesOf(panes, members, rows, one, folding))
    if (places.length === 0) return
    if (move) groups.push(movedSigns(panes, rows, places, move))
    if (places.length === 1) {
      const [alone] = places
      if (alone && row.kind !== 'heading') groups.push(aloneSign(alone, isBase))
      else if (alone && wordsOfTitle(alone).length > 0 && !isNumbered(panes, rows, alone))
        groups.push(aloneSign(alone, isBase))
    } else if (isBase && places.length === 2) groups.push(...twoWay(panes, places))
    else groups.push(...symmetric(panes, places))
  })
  return groups.filter((signs) => signs.length > 0)
}

function placesOf(
  panes: readonly AlignPane[],
  members: readonly number[],
  rows: readonly AlignedRow[],
  row: number,
  folding: Folding,
): Place[] {
  return members.flatMap((pane) => {
    const cell = rows[row]?.cells[pane]
    const text = panes[pane]?.model.text
    if (!cell || text === undefined) return []
    let words = wordsOf(text, folding, ...cell)
    if (isNumbered(panes, rows, { pane, row })) words = withoutNumbers(words, text)
    return words.keys.length > 0 ? [{ pane, row, words }] : []
  })
}

/** Whether a heading opens an article: its number belongs to the order of the text, not to its wording. */
function isNumbered(
  panes: readonly AlignPane[],
  rows: readonly AlignedRow[],
  { pane, row }: { pane: number; row: number },
): boolean {
  if (rows[row]?.kind !== 'heading') return false
  const ids = new Set(rows[row].blocks[pane] ?? [])
  return panes[pane]?.model.blocks.some((block) => ids.has(block.id) && block.attrs?.['article'] !== undefined) ?? false
}

function withoutNumbers(words: Words, text: string): Words {
  const keep = words.tokens.map(
    ({ start, end, kind }) => kind === 'word' && romanValue(text.slice(start, end)) === null,
  )
  return {
    tokens: words.tokens.filter((_, index) => keep[index]),
    keys: words.keys.filter((_, index) => keep[index]),
  }
}

function wordsOfTitle({ words }: Place): string[] {
  return words.keys.filter((_, index) => words.tokens[index]?.kind !== 'punctuation')
}

/** A passage that no other pane has. */
function aloneSign({ pane, row, words }: Place, isBase: boolean): Sign[] {
  const kind = isBase && pane === 0 ? 'omitted' : 'added'
  return [{ pane, row, kind, ...rangeOf(words, 0, words.keys.length), others: [] }]
}

/**
 * Half-open text range of a range of tokens, without the marks that only close what stands before it; where the range is
 * empty, the end of the word before it.
 */
function rangeOf(words: Words, from: number, to: number): { start: number; end: number } {
  let first = from
  const hasWords = words.tokens.slice(from, to).some(({ kind }) => kind !== 'punctuation')
  while (hasWords && first + 1 < to && CLOSING.test(words.keys[first] ?? '')) first += 1
  if (to > from) return { start: words.tokens[first]?.start ?? 0, end: words.tokens[to - 1]?.end ?? 0 }
  const before = words.tokens[from - 1]
  const place = before ? before.end : (words.tokens[from]?.start ?? 0)
  return { start: place, end: place }
}

const CLOSING = /^[.,;:!?…)\]]+$/

function twoWay(panes: readonly AlignPane[], [left, right]: readonly Place[]): Sign[][] {
  if (!left || !right) return []
  const groups: Sign[][] = []
  for (const op of diffWords(left.words, right.words)) {
    if (op.kind === 'equal') continue
    const a = rangeOf(left.words, ...op.a)
    const b = rangeOf(right.words, ...op.b)
    const others = (place: Place, range: { start: number; end: number }) =>
      panes.map((pane, index) => (index === place.pane ? pane.model.text.slice(range.start, range.end) : null))
    // Words in place of others are one change only if one side is not many times the other; else both are told.
    const sizes = [op.a[1] - op.a[0], op.b[1] - op.b[0]]
    const isPair = op.kind === 'replace' && Math.max(...sizes) <= 6 * Math.min(...sizes)
    const signs: Sign[] = []
    if (op.a[1] > op.a[0]) {
      const kind = isPair ? 'changed' : 'omitted'
      signs.push({ pane: left.pane, row: left.row, kind, ...a, others: isPair ? others(right, b) : [] })
    }
    if (op.b[1] > op.b[0]) {
      const kind = isPair ? 'changed' : 'added'
      signs.push({ pane: right.pane, row: right.row, kind, ...b, others: isPair ? others(left, a) : [] })
    }
    groups.push(signs)
  }
  return groups
}

function symmetric(panes: readonly AlignPane[], places: readonly Place[]): Sign[][] {
  const witnesses = places.map(({ words }) => words)
  return variantsOf(collate(witnesses), witnesses).map(({ readings }) => {
    const ranges = readings.map(([from, to], index) => {
      const words = witnesses[index]
      return words ? rangeOf(words, from, to) : { start: 0, end: 0 }
    })
    const keysOf = (index: number) => witnesses[index]?.keys.slice(...(readings[index] ?? [0, 0])).join(' ') ?? ''
    const holders = readings.flatMap(([from, to], index) => (to > from ? [index] : []))
    const areAlike = new Set(holders.map(keysOf)).size === 1
    const othersFor = (own: number) =>
      panes.map((pane, index) => {
        const place = places.findIndex((candidate) => candidate.pane === index)
        const range = ranges[place]
        return place === -1 || place === own || !range ? null : pane.model.text.slice(range.start, range.end)
      })
    return places.flatMap((place, index): Sign[] => {
      const range = ranges[index]
      if (!range) return []
      const base = { pane: place.pane, row: place.row, ...range }
      if (!holders.includes(index)) return [{ ...base, kind: 'missing', others: othersFor(index) }]
      if (holders.length === 1) return [{ ...base, kind: 'added', others: [] }]
      // Where all that have words here have the same, only the caret of the others tells of it.
      return areAlike ? [] : [{ ...base, kind: 'changed', others: othersFor(index) }]
    })
  })
}

/** The whole passage at both ends of a move, each with the other end. */
function movedSigns(
  panes: readonly AlignPane[],
  rows: readonly AlignedRow[],
  places: readonly Place[],
  move: Move,
): Sign[] {
  const end = (row: number) => places.find((place) => place.row === row)
  return places.flatMap((place): Sign[] => {
    const cell = rows[place.row]?.cells[place.pane]
    const other = end(place.row === move.from ? move.to : move.from)
    const target = other ? rows[other.row]?.cells[other.pane] : null
    if (!cell || !other || !target) return []
    return [
      {
        pane: place.pane,
        row: place.row,
        kind: 'moved',
        start: cell[0],
        end: cell[1],
        others: panes.map(() => null),
        other: { pane: other.pane, start: target[0], end: target[1] },
      },
    ]
  })
}
