import { expect, test } from 'vitest'
import { oneLine } from './verb'

test('a line keeps its letters, and none of the signs that end or turn it', () => {
  expect(oneLine('a\nb\u001B[1m c\u202Ed\u2066e\u200Ff\u061Cg')).toBe('a b [1m cdefg')
})
