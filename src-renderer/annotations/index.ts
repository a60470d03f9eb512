/** Writing and showing annotations: what Read, Notes and Compare have in common. */
export { type AnnotationDraft, keepDraft, keptDraft, newDraftKey, newDraftsOn } from './drafts'
export { default as ColourPicker } from './ColourPicker.vue'
export { default as NoteForm } from './NoteForm.vue'
export { default as TagField } from './TagField.vue'
export { colourName, firstWords, noteMarkdown, noteTime, plainNote, textTargetOf } from './texts'
export { tagPath, tagTree } from './tag-tree'
export { usePlacedAnnotations, type PlacedAnnotation } from './placed'
