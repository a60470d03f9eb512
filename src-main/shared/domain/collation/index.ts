/** Collation of two or more witnesses of one text (compare.md, section 2). Pure and deterministic. */
export { collate } from './collate'
export type { Column } from './table'
export { variantsOf } from './variants'
