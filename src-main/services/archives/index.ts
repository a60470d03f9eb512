/** Archives, sealed and in work: reading, changing, verifying and writing them, and the library of those on this computer. */
export { verifyBag } from './bag'
export type { ArchiveContent, NewDocument } from './content'
export { looksLikePackage, readPackage } from './foreign/package'
export { type Library, openLibrary, withStored } from './library'
export { createMetadataExport } from './metadata-export'
export { previewMerge } from './merging'
export { openArchive } from './open'
export { sealArchive } from './seal'
export { openSealed, type SealedArchive } from './sealed'
export { stableId } from './starter/notebook'
export { readSources } from './starter/sources'
export {
  adoptSealed,
  clock,
  createWork,
  type ImportBatch,
  type ImportItem,
  isAnew,
  type ImportOptions,
  isWork,
  keyOf,
  newArchive,
  openWork,
  type QueuedFile,
  type StoredItem,
  type TiedFile,
  withMergeSource,
  type Work,
  workIdOf,
} from './work'
