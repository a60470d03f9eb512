/**
 * Notes in and out: one folder for each format of other programs (architecture: where a new thing goes). Import never
 * rejects the whole for one bad note, and every export says what it could not carry.
 */
export { applyNotes, createExchange, oneFile } from './service'
export { type NotebookSide, understandNotes, writeNotes } from './run'
export type { InFile, OutFile } from './format'
export type { NotebookView } from './collect'
