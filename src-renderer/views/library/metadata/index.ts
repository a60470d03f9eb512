/** Editing metadata of documents in archives in work. */
export { default as BatchDialog } from './BatchDialog.vue'
export { useArchiveChanges } from './changes'
export { offeredLanguages } from './languages'
export { default as MetadataEditor } from './MetadataEditor.vue'
export { useUndoCommand } from './undo-command'
export { useChosenCommands } from './chosen-commands'
