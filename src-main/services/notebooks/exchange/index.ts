/**
 * Notes in and out: one folder for each format of other programs (architecture: where a new thing goes). Import never
 * rejects the whole for one bad note, and every export says what it could not carry.
 */
export type { InFile, OutFile } from './format'
export { packFiles } from './packing'
export { type NotebookSide, understandNotes, writeNotes } from './run'
export { applyNotes, createExchange } from './service'
export { viewOf, viewWithSealed } from './views'
