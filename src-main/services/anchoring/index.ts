/** Places notes anew when a document gets a new edition, off the main thread (annotation.md section 3). */
export { runAnchoring } from './engine'
