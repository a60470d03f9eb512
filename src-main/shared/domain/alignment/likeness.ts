/** How alike passages of two panes are, and what it is worth to put them into one row. */
import type { ComparisonKind } from '#shared/contract'
import { primaryLanguage } from '../language'
import type { PaneFeatures } from './features'

/** Half-open range of passage indices. */
export type Span = readonly [from: number, to: number]

/** Judges pairs of spans of two panes. */
export interface PairLikeness {
  /** What joining them in a row gains; leaving passages alone costs `alone`. -Infinity where they must not be joined. */
  gain(a: Span, b: Span): number
  /** 0 to 1, against what chance gives. */
  score(a: Span, b: Span): number
}

/** Cost of a passage without partner across languages, where everything is expected to be translated. */
export const ALONE_IN_TRANSLATION = -0.55
/** Joining more than one passage on a side needs a reason. */
const MERGE_COST = 0.6

/** Weight of keys that two sets share, and the weights of the sets, by index. */
interface SharedWeights {
  shared(i: number, j: number): number
  weightA: Float64Array
  weightB: Float64Array
}

function sharedWeights(
  a: readonly (ReadonlySet<string> | null)[],
  b: readonly (ReadonlySet<string> | null)[],
  onlyCommon: boolean,
): SharedWeights {
  const frequencyA = new Map<string, number>()
  const frequencyB = new Map<string, number>()
  for (const set of a) for (const key of set ?? []) frequencyA.set(key, (frequencyA.get(key) ?? 0) + 1)
  for (const set of b) for (const key of set ?? []) frequencyB.set(key, (frequencyB.get(key) ?? 0) + 1)
  const total = a.length + b.length
  // Rare keys say most; one that is everywhere says almost nothing.
  const weight = (key: string): number => {
    const inA = frequencyA.get(key) ?? 0
    const inB = frequencyB.get(key) ?? 0
    if (onlyCommon && (inA === 0 || inB === 0)) return 0
    const kind = key.startsWith('#') || key.startsWith('N') ? 1.4 : 1
    return kind * Math.max(0.05, Math.log((1 + total) / (inA + inB)))
  }
  const sum = (sets: readonly (ReadonlySet<string> | null)[]) =>
    Float64Array.from(sets, (set) => {
      let value = 0
      for (const key of set ?? []) value += weight(key)
      return value
    })
  const postings = new Map<string, number[]>()
  b.forEach((set, j) => {
    for (const key of set ?? []) {
      const list = postings.get(key)
      if (list) list.push(j)
      else postings.set(key, [j])
    }
  })
  const rows = a.map((set) => {
    const row = new Float32Array(b.length)
    for (const key of set ?? []) {
      const value = weight(key)
      for (const j of postings.get(key) ?? []) row[j] = (row[j] ?? 0) + value
    }
    return row
  })
  return { shared: (i, j) => rows[i]?.[j] ?? 0, weightA: sum(a), weightB: sum(b) }
}

/** Dice coefficient of two spans by weight; sums over passages are capped by the lighter side. */
function dice({ shared, weightA, weightB }: SharedWeights, a: Span, b: Span): { value: number; weight: number } {
  let common = 0
  let left = 0
  let right = 0
  for (let i = a[0]; i < a[1]; i += 1) {
    left += weightA[i] ?? 0
    for (let j = b[0]; j < b[1]; j += 1) common += shared(i, j)
  }
  for (let j = b[0]; j < b[1]; j += 1) right += weightB[j] ?? 0
  const value = left + right === 0 ? 0 : (2 * Math.min(common, left, right)) / (left + right)
  return { value, weight: (left + right) / 2 }
}

/** Judge of two panes, by the kind of the comparison and the languages. */
export function likenessOf(kind: ComparisonKind, a: PaneFeatures, b: PaneFeatures): PairLikeness {
  const isOneLanguage = primaryLanguage(a.lang) === primaryLanguage(b.lang)
  if (isOneLanguage) return withinLanguage(a, b, kind === 'accounts' ? 0.17 : 0.24)
  return acrossLanguages(a, b, kind === 'accounts')
}

function kindOf(features: PaneFeatures, span: Span): 'heading' | 'passage' | 'mixed' {
  const first = features.passages[span[0]]?.kind ?? 'passage'
  for (let index = span[0] + 1; index < span[1]; index += 1) {
    if (features.passages[index]?.kind !== first || first === 'heading') return 'mixed'
  }
  return first
}

function wordsIn(features: PaneFeatures, span: Span): number {
  let sum = 0
  for (let index = span[0]; index < span[1]; index += 1) sum += features.words[index] ?? 0
  return sum
}

/** Versions and accounts in one language: shared stems decide; a heading is judged by its title and its section. */
function withinLanguage(a: PaneFeatures, b: PaneFeatures, threshold: number): PairLikeness {
  const bodies = sharedWeights(a.stems, b.stems, false)
  const sections = sharedWeights(a.sectionStems, b.sectionStems, false)
  const titlesOf = (features: PaneFeatures) =>
    features.passages.map((passage, index) => (passage.kind === 'heading' ? (features.stems[index] ?? null) : null))
  const headings = a.passages.filter(({ kind }) => kind === 'heading').length
  const titles = sharedWeights(titlesOf(a), titlesOf(b), false)

  function likeness(x: Span, y: Span): number {
    const kindA = kindOf(a, x)
    const kindB = kindOf(b, y)
    if (kindA === 'mixed' || kindB === 'mixed') return -1
    if (kindA !== kindB) return dice(bodies, x, y).value > 0.8 ? 0.8 : -1
    if (kindA === 'passage') return dice(bodies, x, y).value
    const title = dice(titles, x, y)
    const section = dice(sections, x, y)
    // A title such as "I pants" says nothing of its own, because all titles share it: then the section decides.
    const trust = headings < 3 ? 0.6 : Math.min(0.6, title.weight / 8)
    const levels = Math.abs((a.passages[x[0]]?.level ?? 0) - (b.passages[y[0]]?.level ?? 0))
    const mixed = section.weight === 0 ? title.value : trust * title.value + (1 - trust) * section.value
    return mixed - 0.1 * levels
  }

  const chance = meanOffPairs(
    a.passages.length,
    b.passages.length,
    (i, j) => dice(bodies, [i, i + 1], [j, j + 1]).value,
  )
  return {
    gain(x, y) {
      const value = likeness(x, y)
      if (value < 0) return -Infinity
      const size = Math.sqrt(Math.min(64, wordsIn(a, x), wordsIn(b, y)) + 2)
      const merged = x[1] - x[0] + (y[1] - y[0]) - 2
      return (value - threshold) * size - merged * MERGE_COST
    },
    score: (x, y) => clamp((likeness(x, y) - chance) / (1 - chance)),
  }
}

/**
 * Across languages: numbers, names and look-alikes, lengths (W. A. Gale and K. W. Church, "A Program for Aligning
 * Sentences in Bilingual Corpora", Computational Linguistics 19, 1993), and structure: article numbers and levels.
 */
function acrossLanguages(a: PaneFeatures, b: PaneFeatures, isLoose: boolean): PairLikeness {
  const keys = sharedWeights(a.keys, b.keys, true)
  const bodyLength = (features: PaneFeatures) =>
    features.lengths.reduce((sum, length, i) => sum + (features.passages[i]?.kind === 'passage' ? length : 0), 1)
  const ratio = bodyLength(b) / bodyLength(a)

  function lengthDeviation(x: Span, y: Span): number {
    let left = 0
    let right = 0
    for (let i = x[0]; i < x[1]; i += 1) left += a.lengths[i] ?? 0
    for (let j = y[0]; j < y[1]; j += 1) right += b.lengths[j] ?? 0
    const mean = (left + right / ratio) / 2
    return (right - left * ratio) / Math.sqrt(6.8 * Math.max(20, mean) * Math.max(0.3, ratio) * 2)
  }

  function judge(x: Span, y: Span): { gain: number; score: number } {
    const kindA = kindOf(a, x)
    const kindB = kindOf(b, y)
    if (kindA !== kindB || kindA === 'mixed') return { gain: -Infinity, score: 0 }
    const { value, weight } = dice(keys, x, y)
    const trust = Math.min(1, weight / 8)
    const z = lengthDeviation(x, y)
    const merged = x[1] - x[0] + (y[1] - y[0]) - 2
    if (kindA === 'heading') {
      const left = a.passages[x[0]]
      const right = b.passages[y[0]]
      const bothNumbered = typeof left?.article === 'string' && typeof right?.article === 'string'
      const number = bothNumbered
        ? left.article === right.article
          ? 3
          : -6
        : left?.article === right?.article
          ? 0
          : -2
      const level = Math.abs((left?.level ?? 0) - (right?.level ?? 0))
      const gain = 1 + number + 3 * trust * (value - 0.15) - 1.5 * level
      const score = bothNumbered ? (number > 0 ? 0.95 : 0) : 0.6 - 0.2 * level + 0.4 * trust * value
      return { gain, score: clamp(score) }
    }
    if (isLoose) return { gain: (value * trust - 0.22) * 6 - merged, score: clamp((value * trust - 0.1) / 0.6) }
    const gain = 0.8 - Math.min(3, z * z * 0.22) + 5 * trust * (value - 0.22) - merged * MERGE_COST
    const byLength = Math.exp(-(z * z) / 6)
    const score = (1 - trust) * (0.25 + 0.35 * byLength) + trust * (0.25 * byLength + 0.75 * Math.min(1, value * 1.6))
    return { gain, score: clamp(score) }
  }
  return { gain: (x, y) => judge(x, y).gain, score: (x, y) => judge(x, y).score }
}

/** Mean of a likeness over pairs that have no reason to be alike; a tenth at most, for very repetitive texts. */
function meanOffPairs(n: number, m: number, likeness: (i: number, j: number) => number): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < Math.min(n, 200); i += 1) {
    const j = (i * 7 + 3) % Math.max(1, m)
    if (Math.abs(i / n - j / m) < 0.1) continue
    sum += likeness(i, j)
    count += 1
  }
  return count === 0 ? 0 : Math.min(0.3, sum / count)
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
