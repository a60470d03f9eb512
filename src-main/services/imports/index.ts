/** Importing files into archives in work, and what a single file says of itself. */
export { metadataOf } from './crosswalk'
export { extractorsOf } from './extractors'
export { createMerges } from './merges'
export { type ImportControl, runImport, runRecognition } from './run'
export { createImports } from './service'
