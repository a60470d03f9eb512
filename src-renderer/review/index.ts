/** The repair queue: notes whose place in a changed text is not certain, and what the reader decides about them. */
import { defineAsyncComponent } from 'vue'

export { likelyPlace } from './decisions'
/** Not in what is loaded at the start: it draws texts. */
export const RepairPanel = defineAsyncComponent(() => import('./RepairPanel.vue'))
export { default as ReviewLayer } from './ReviewLayer.vue'
export { default as ToCheck } from './ToCheck.vue'
export { type NoteState, useReviewStore } from './store'
export { useDecisions } from './use-decisions'
