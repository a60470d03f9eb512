/** EDTF dates (ISO 8601-2, levels 0 and 1 as far as sources of an archive need them): read, order, show. Pure. */
export { formatEdtf } from './format'
export { edtfFrom, edtfTyped } from './from-text'
export { compareEdtf, earliestDay, latestDay } from './order'
export { parseEdtf } from './parse'
