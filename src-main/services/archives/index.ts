/** Sealed archives, verifying and writing them, and the library of those on this computer. */
export { verifyBag, type VerifyOptions } from './bag/verify'
export type { ArchiveContent, NewDocument, NewEdition, OriginalSource } from './content'
export { type Library, type LibraryOptions, openLibrary } from './library/library'
export { type Sealed, sealArchive } from './seal'
export { type OpenedDocument, openSealed, type SealedArchive } from './sealed'
export { readSources } from './starter/sources'
