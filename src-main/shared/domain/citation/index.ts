/** Naming a passage: numbers of paragraphs, its place for people, and the line that "copy with citation" gives. Pure. */
export { citePassage, shortPlace } from './passage'
export { bylineOf, paragraphNumbers, passagePlace } from './place'
