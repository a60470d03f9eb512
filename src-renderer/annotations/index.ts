/** Writing and showing annotations: what Read, Notes and Compare have in common. */
export { correctionPieces } from './correction'
export { type Passage, passageAt } from './passages'
export { type AnnotationDraft, keepDraft, keptDraft } from './drafts'
export { default as ColourPicker } from './ColourPicker.vue'
export { draftOf, fieldsOf, kindShown, type ShownKind, shownKinds } from './kinds'
export { default as NoteKind } from './NoteKind.vue'
export { default as NoteForm } from './NoteForm.vue'
export { default as NotePanel } from './NotePanel.vue'
export { default as PassageQuote } from './PassageQuote.vue'
export { default as NoteThread } from './NoteThread.vue'
export { hasPassage, inOrder, placedRegions, type PlacedNote } from './regions'
export { default as ReplyCount } from './ReplyCount.vue'
export { default as SelectionBar } from './SelectionBar.vue'
export { default as TagField } from './TagField.vue'
export {
  colourName,
  deletedWords,
  documentOf,
  firstWords,
  noteMarkdown,
  noteTime,
  plainNote,
  shownTarget,
  textTargetOf,
} from './texts'
export { nameProblem, tagOfDigit, tagPath, tagTree, withDescendants } from './tag-tree'
export { NEW_NOTE, type NewNote, useAnnotating } from './use-annotating'
export { useGoingTo } from './use-going'
export { useTagDigits } from './use-tag-digits'
export { everyPassage, usePlacedAnnotations } from './placed'
