/** Places notes anew when a document gets a new edition, off the main thread (annotation.md section 3). */
export { type AnchoringEngine, createAnchoringEngine } from './engine'
export { completeAnchors, type Finding, textReader } from './place-sought'
export { createAnchors } from './anchors'
