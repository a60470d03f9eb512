/** Naming a passage: numbers of paragraphs, its place for people, and the line that "copy with citation" gives. Pure. */
export { type CitationLanguage, citePassage, citePlace, type PassageCitation, shortPlace } from './passage'
export { bylineOf, paragraphNumbers, type PassagePlace, passagePlace } from './place'
