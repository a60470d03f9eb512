/** The "About" sheet of a document: metadata, where it comes from, editions, original file, warnings. */
export { askAbout, asked } from './asked'
