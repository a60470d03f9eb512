/** From the bytes of a source to its document model, and the documents of the library. */
export { canonicalText } from './canonical'
export { assertModel, documentIdOf, extractDocument, sniffFormat } from './extract'
export { createExtractor, type Extractor } from './extractor'
export type { ExtractHints, Format } from './format'
export { readCitations } from './formats/csl-json'
export { createDocuments, type DocumentSource } from './service'
