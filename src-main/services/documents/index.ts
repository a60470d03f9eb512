/** From the bytes of a source to its document model, and the documents of the library. */
export { serve } from './child-program'
export { writeRecords } from './citations/citation-js'
export { decodeText, decodeUnicode } from './decode'
export {
  assertModel,
  documentIdOf,
  documentOf,
  type ExtractedDocument,
  extractDocument,
  formatOf,
  largestInput,
  partIdOf,
  type ReadParts,
  readParts,
  sniffFormat,
} from './extract'
export { createChildExtractor, createExtractor, extractedOf, type ExtractLimits, type Extractor } from './extractor'
export type { ExtractHints, ModelParts } from './format'
export { readCitations } from './formats/csl-json'
export { modelOfPlainText } from './paragraphs'
export { type Lexicon, lexiconOf } from './hyphens'
export { readJpegHeader, readPngHeader, readTiffHeader, readWebpHeader } from './images'
export { type OcrLine, type OcrRegion, type OcrWord, pagesToModel } from './ocr-pages'
export { createDocuments } from './service'
export { elementsOf, readXmlTree, type XmlElement } from './xml-tree'
