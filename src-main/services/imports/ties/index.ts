/** Transcriptions and the files of their pages: found in an import, and made one document. */
export { isImagePath } from './match'
export { readingOrder, type Tied, Ties } from './ties'
