/** From the bytes of a source to its document model, and the documents of the library. */
export { decodeText, decodeUnicode } from './decode'
export { assertModel, documentIdOf, extractDocument, formatOf, largestInput, partIdOf, sniffFormat } from './extract'
export { createExtractor, type Extractor } from './extractor'
export type { ExtractHints } from './format'
export { readCitations } from './formats/csl-json'
export { createDocuments } from './service'
export { elementsOf, readXmlTree, type XmlElement } from './xml-tree'
