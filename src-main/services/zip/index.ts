/** Zips that anybody may have made, read under a gate; and zips of our own, written. */
export type { ZipLimits } from './directory'
export { clashKey, escapes, unportable } from './names'
export { entryNames } from './peek'
export { openZip, openZipBytes, type ZipEntry } from './read'
export { type EntrySource, type NewEntry, writeZip } from './write'
export type { Deviations } from './written'
