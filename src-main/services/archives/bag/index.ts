/** BagIt bags (RFC 8493) with our profile: as trees of files, checked for their structure, hashes and payload. */
export { Findings } from './findings'
export { checkHashes } from './hashing'
export { percentEncode } from './paths'
export { type BagStructure, profilePrefix, profileVersion, readStructure } from './structure'
export { type BagInfo, infoValues } from './tag-files'
export { type BagTree, openTree } from './tree'
export { verifyBag } from './verify'
