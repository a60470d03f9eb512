/** RO-Crate metadata of an archive: read and written, with the views of it for other programs and for people. */
export { decodeBoxes, encodeBoxes } from './boxes'
export {
  type Entity,
  GraphReader,
  hasType,
  list,
  present,
  sha256Of,
  sortedByBytes,
  stableJson,
  text,
  texts,
} from './graph'
export { readMetadata, readRights } from './metadata'
export { type Crate, type CrateDocument, type CrateEdition, readCrate } from './read'
export { writePreview, writeReadme } from './readable'
export { citationsPath, readCitationList } from './registers'
export { citationList, cslOf, cslRecord, dublinCore, dublinCoreList, webAnnotations } from './views'
export { cratePath, type DescribedFile, type PlacedDocument, type PlacedEdition, writeCrate } from './write'
