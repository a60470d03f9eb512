/** Editing metadata of documents in archives in work. */
export { default as BatchDialog } from './BatchDialog.vue'
export { useArchiveChanges } from './changes'
export { offeredLanguages } from './languages'
export { default as ExportMetadata } from './ExportMetadata.vue'
export { default as MetadataEditor } from './MetadataEditor.vue'
export { useRoles } from './roles'
export { useChosenCommands } from './chosen-commands'
