import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactFolding } from '../language'
import { createInterner, diffWords, type EditOp, editScript, matchTokens, wordsOf } from './index'

/** Rebuilds b from a and the operations: what every script must allow. */
function apply(a: readonly string[], b: readonly string[], ops: readonly EditOp[]): string[] {
  const out: string[] = []
  for (const op of ops) out.push(...(op.kind === 'equal' ? a.slice(...op.a) : b.slice(...op.b)))
  return out
}

function covers(ops: readonly EditOp[], aLength: number, bLength: number): boolean {
  let a = 0
  let b = 0
  for (const op of ops) {
    if (op.a[0] !== a || op.b[0] !== b) return false
    a = op.a[1]
    b = op.b[1]
  }
  return a === aLength && b === bLength
}

const sequence = (letters: string, maxLength: number) => fc.array(fc.constantFrom(...letters), { maxLength })

describe('matchTokens', () => {
  it('finds partners that increase and are equal, whatever the sequences', () => {
    fc.assert(
      fc.property(sequence('abcdefgh', 200), sequence('abcdefgh', 200), (a, b) => {
        const intern = createInterner()
        const map = matchTokens(intern(a), intern(b))
        let last = -1
        map.forEach((i, j) => {
          if (i === -1) return
          expect(a[i]).toBe(b[j])
          expect(i).toBeGreaterThan(last)
          last = i
        })
      }),
      { numRuns: 500 },
    )
  })

  it('finds the longest common subsequence of short sequences', () => {
    fc.assert(
      fc.property(sequence('abc', 14), sequence('abc', 14), (a, b) => {
        const intern = createInterner()
        const matched = matchTokens(intern(a), intern(b)).filter((i) => i >= 0).length
        expect(matched).toBe(longestCommon(a, b))
      }),
      { numRuns: 500 },
    )
  })

  it('stays bounded on long unrelated texts and exact on long edited ones', () => {
    let seed = 7
    const random = () => (seed = Math.imul(seed, 1103515245) + 12345) >>> 8
    const a = Int32Array.from({ length: 60_000 }, () => random() % 5000)
    const edited: number[] = []
    for (const token of a) {
      const dice = random() % 100
      if (dice < 3) continue
      edited.push(dice < 6 ? 9999 : token)
      if (dice > 96) edited.push(8888)
    }
    const started = performance.now()
    const matched = matchTokens(a, Int32Array.from(edited)).filter((i) => i >= 0).length
    expect(matched).toBeGreaterThan(60_000 * 0.935)
    const other = Int32Array.from({ length: 60_000 }, () => 10_000 + (random() % 40))
    const mixed = Int32Array.from({ length: 60_000 }, () => 10_000 + (random() % 40))
    matchTokens(other, mixed)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const x of a) {
    const next = [0]
    b.forEach((y, j) => next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0)))
    row = next
  }
  return row[b.length] ?? 0
}

describe('diffWords', () => {
  const words = (text: string) => wordsOf(text, exactFolding)
  const shown = (left: string, right: string): string => {
    const a = words(left)
    const b = words(right)
    return diffWords(a, b)
      .map((op) => {
        const from = a.keys.slice(...op.a).join(' ')
        const to = b.keys.slice(...op.b).join(' ')
        if (op.kind === 'equal') return from
        return op.kind === 'delete' ? `[-${from}]` : op.kind === 'insert' ? `[+${to}]` : `[${from}|${to}]`
      })
      .join(' ')
  }

  it('gives operations that rebuild b from a after the clean-up, too', () => {
    fc.assert(
      fc.property(sequence('xyz.,oK', 60), sequence('xyz.,oK', 60), (x, y) => {
        const a = words(x.join(' '))
        const b = words(y.join(' '))
        const ops = diffWords(a, b)
        expect(covers(ops, a.keys.length, b.keys.length)).toBe(true)
        expect(apply(a.keys, b.keys, ops)).toEqual(b.keys)
      }),
      { numRuns: 1000 },
    )
  })

  it('joins changes over a lonely short word, not over a real one', () => {
    expect(shown('bāzes Sāremā un Hījumā salā', 'bāzes Liepājā un Ventspilī salā')).toBe(
      'bāzes [Sāremā un Hījumā|Liepājā un Ventspilī] salā',
    )
    expect(shown('piešķir Igaunijas republika zemi', 'piešķir Latvijas republika mežu')).toBe(
      'piešķir [Igaunijas|Latvijas] republika [zemi|mežu]',
    )
  })

  it('puts a whole added sentence between sentences', () => {
    expect(shown('The first. The third.', 'The first. The second. The third.')).toBe(
      'The first . [+The second .] The third .',
    )
  })

  it('shows no difference where the reader ignores it', () => {
    const folding = { case: true, diacritics: true, punctuation: true }
    const a = wordsOf('„Līgums”, teica viņš; 25 000 vīru.', folding)
    const b = wordsOf('ligums teica VIŅŠ 25,000 viru', folding)
    expect(diffWords(a, b).every((op) => op.kind === 'equal')).toBe(true)
  })
})

describe('editScript', () => {
  it('covers both sequences of any match', () => {
    expect(editScript(0, new Int32Array(0))).toEqual([])
    expect(editScript(2, Int32Array.from([-1, 1]))).toEqual([
      { kind: 'replace', a: [0, 1], b: [0, 1] },
      { kind: 'equal', a: [1, 2], b: [1, 2] },
    ])
  })
})
