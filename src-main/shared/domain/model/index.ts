/** The rules of the document model that its shape cannot say, and looking things up in it. Pure. */
export { blockAt, blocksBetween } from './blocks'
export { checkModel } from './check'
export { cutExcerpt, type Excerpt, excerptOf, excerptReach, LONG_TEXT } from './excerpt'
export { countWords } from './words'
