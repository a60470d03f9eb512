/** Another notebook is looked at and taken into this one. */
export { createMerging } from './merging'
