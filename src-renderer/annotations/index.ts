/** Writing and showing annotations: what Read, Notes and Compare have in common. */
export { type AnnotationDraft, keepDraft, keptDraft, newDraftKey, newDraftsOn } from './drafts'
export { default as ColourPicker } from './ColourPicker.vue'
export { default as NoteForm } from './NoteForm.vue'
export { default as TagField } from './TagField.vue'
export { colourName, firstWords, noteMarkdown, noteTime, plainNote, textTargetOf } from './texts'
export { nameProblem, tagOfDigit, tagPath, tagTree, withDescendants } from './tag-tree'
export { useTagDigits } from './use-tag-digits'
export { usePlacedAnnotations, type PlacedAnnotation } from './placed'
