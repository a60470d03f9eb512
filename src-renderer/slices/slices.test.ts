import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { type Breather, eachInSlices, makeBreather, mergeInSlices, sortInSlices, useSliced } from '.'

/** Rests at every look, so that each way through is taken. */
const restless: Breather = () => Promise.resolve()
const calm: Breather = () => undefined
const byKey = (a: readonly [number, number], b: readonly [number, number]) => a[0] - b[0]
const pairs = fc
  .array(fc.integer({ min: 0, max: 20 }), { maxLength: 900 })
  .map((keys) => keys.map((key, n) => [key, n] as const))

afterEach(() => void vi.restoreAllMocks())

describe('sorting in slices', () => {
  it('is that of the language, stable, with and without rests', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, fc.boolean(), async (items, isCalm) => {
        expect(await sortInSlices(items, byKey, isCalm ? calm : restless)).toEqual(items.toSorted(byKey))
      }),
      { numRuns: 40 },
    )
  })

  it('merges two sorted lists, those of the left first', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, pairs, async (one, other) => {
        const [left, right] = [one.toSorted(byKey), other.toSorted(byKey)]
        expect(await mergeInSlices(left, right, byKey, restless)).toEqual([...left, ...right].toSorted(byKey))
      }),
      { numRuns: 40 },
    )
  })

  it('compares little where little is new', async () => {
    const left = Array.from({ length: 10_000 }, (_, n) => n * 2)
    const compare = vi.fn((a: number, b: number) => a - b)
    await mergeInSlices(left, [7001], compare, calm)
    expect(compare.mock.calls.length).toBeLessThan(40)
  })
})

describe('a breather', () => {
  it('rests only when a slice was long, and ends work that nobody waits for', async () => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    let wanted = true
    const breathe = makeBreather(() => wanted)
    expect(breathe()).toBeUndefined()
    now = 11
    await expect(breathe()).resolves.toBeUndefined()
    expect(breathe()).toBeUndefined()
    now = 22
    wanted = false
    const seen: number[] = []
    await expect(eachInSlices([1, 2, 3], (n) => void seen.push(n), breathe)).rejects.toThrow()
    expect(seen).toEqual([1, 2, 3])
  })
})

describe('a result made in slices', () => {
  it('is that of the newest input; the earlier one stays until then', async () => {
    const input = ref('a')
    const gates = new Map<string, () => void>()
    const scope = effectScope()
    const sliced = scope.run(() =>
      useSliced(
        () => input.value,
        async (value) => {
          await new Promise<void>((resolve) => gates.set(value, resolve))
          return value.toUpperCase()
        },
        '',
      ),
    )
    if (!sliced) throw new Error('no scope')
    gates.get('a')?.()
    await sliced.settled()
    expect(sliced.result.value).toBe('A')
    input.value = 'b'
    input.value = 'c'
    expect(sliced.result.value).toBe('A')
    gates.get('c')?.()
    await sliced.settled()
    expect(sliced.result.value).toBe('C')
    gates.get('b')?.()
    await Promise.resolve()
    expect(sliced.result.value).toBe('C')
    scope.stop()
  })
})
