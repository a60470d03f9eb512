/** Word differences between two texts or parts of them. */
import type { Folding } from '#shared/contract'
import { foldToken, type Token, tokenize } from '../language'
import { createInterner, matchTokens } from './match'
import { cleanUp, type EditOp, editScript } from './script'

/** Tokens of a text that take part in a comparison, each with the key by which it is compared. */
export interface Words {
  tokens: Token[]
  keys: string[]
}

/** Cuts a part of a text for comparing; what `folding` ignores altogether is left out. */
export function wordsOf(text: string, folding: Folding, from = 0, to = text.length): Words {
  const tokens: Token[] = []
  const keys: string[] = []
  for (const token of tokenize(text, from, to)) {
    const key = foldToken(text.slice(token.start, token.end), token.kind, folding)
    if (key === null || key === '') continue
    tokens.push(token)
    keys.push(key)
  }
  return { tokens, keys }
}

/** Words so short that a few of them in a row are no common ground between two changes. */
export function isLightWord(token: Token, key: string): boolean {
  return token.kind === 'punctuation' || (token.kind === 'word' && key.length <= 3)
}

/** How good it is for a change to start before this token: 3 start of a sentence, 2 of a clause, 1 of a word, 0 else. */
export function borderScore(words: Words, index: number): number {
  const before = words.tokens[index - 1]
  if (!before) return 3
  const key = words.keys[index - 1] ?? ''
  if (before.kind === 'punctuation') return /^[.!?…]/.test(key) ? 3 : /^[,;:)\]–—-]/.test(key) ? 2 : 0
  // Better between words than before a punctuation mark.
  return words.tokens[index]?.kind === 'punctuation' ? 0 : 1
}

/** Readable operations that turn `a` into `b`, as ranges of token indices; see `cleanUp`. */
export function diffWords(a: Words, b: Words): EditOp[] {
  const intern = createInterner()
  const left = intern(a.keys)
  const right = intern(b.keys)
  const ops = editScript(left.length, matchTokens(left, right))
  return cleanUp(ops, {
    isLight: (index) => {
      const token = a.tokens[index]
      return token !== undefined && isLightWord(token, a.keys[index] ?? '')
    },
    isSame: (side, first, second) => (side === 'a' ? left[first] === left[second] : right[first] === right[second]),
    borderScore: (side, index) => borderScore(side === 'a' ? a : b, index),
  })
}
