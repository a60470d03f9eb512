/** Documents with their texts, as screens open and find them. */
export { useExpected } from './expected'
export { useFoundDocuments } from './finding'
export { findWords, foldText, type Piece, wordsOf } from './matching'
export { type DocumentExcerpt, openDocument, type OpenDocument, useOpenDocument } from './open'
export { pageFiles } from './page-files'
export { useWarnings } from './warnings'
