/** Importing files into archives in work, and what a single file says of itself. */
export { metadataOf } from './crosswalk'
export { createMerges } from './merges'
export { runImport } from './run'
export { createImports } from './service'
