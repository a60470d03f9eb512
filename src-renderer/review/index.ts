/** The repair queue: notes whose place in a changed text is not certain, and what the reader decides about them. */
export { likelyPlace } from './decisions'
export { default as RepairPanel } from './RepairPanel.vue'
export { default as ReviewLayer } from './ReviewLayer.vue'
export { default as ToCheck } from './ToCheck.vue'
export { useReviewStore } from './store'
export { useDecisions } from './use-decisions'
