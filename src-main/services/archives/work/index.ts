/**
 * Archives in work: the tree of a sealed archive as a folder, with a journal (container.md sections 1 and 8). One
 * process at a time changes one; anybody may read it.
 */
export { adoptSealed } from './adopt'
export type { QueuedFile, StoredItem } from './ledger'
export { type ImportOptions, isAnew } from './lines'
export type { TiedFile } from './page-files'
export { withMergeSource } from './merge-source'
export { type ImportBatch, type ImportItem, keyOf } from './state'
export {
  clock,
  createWork,
  isWork,
  newArchive,
  openWork,
  readWork,
  type Work,
  workIdOf,
  type WorkOptions,
} from './work'
