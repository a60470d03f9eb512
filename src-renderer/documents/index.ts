/** Documents with their texts, as screens open them. */
export { openDocument, type OpenDocument, useOpenDocument } from './open'
export { useWarnings } from './warnings'
