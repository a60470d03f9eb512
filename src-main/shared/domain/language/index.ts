/** Rules of written language that no engine should have its own idea of: tokens, folding, rough spellings. */
export { withoutDirections } from './directions'
export { exactFolding, foldToken, primaryLanguage, romanValue, roughSpelling, stem, withoutDiacritics } from './folding'
export { recogniseLanguage } from './recognise'
export { type Token, tokenize } from './tokens'
