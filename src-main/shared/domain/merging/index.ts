/** Putting two notebooks together: the same whoever takes in whom, once or twice, and nothing is lost. Pure. */
export { type Merged, mergeNotebooks } from './merge'
export { createSideReader, differing, type MergeSide } from './sides'
