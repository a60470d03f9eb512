/** What merging two archives would do: documents, registers, notes. Nothing is read or written. */
export { joinNotes, moveNotes, withoutNotes } from './notes'
export { type DocumentFacts, type MergeStep, planMerge } from './plan'
export { previewMerge } from './preview'
export { mergeRegisters } from './registers'
