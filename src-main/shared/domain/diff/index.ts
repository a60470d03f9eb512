/** Two-way comparison of token sequences (compare.md, section 1). Pure and deterministic. */
export { createInterner, matchTokens } from './match'
export { type EditOp, editScript } from './script'
export { borderScore, diffWords, isLightWord, type Words, wordsOf } from './words'
