/**
 * Embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9, section 2): one that a title or a
 * file name does not close turns round what a list or a sentence says after it, and a program can be made to look like a PDF. Marks
 * that only give a letter its place (U+200E, U+200F, U+061C) stay.
 */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g

/** A name as it may be shown beside others: every letter, in the order that its own script has. */
export const withoutDirections = (text: string): string => text.replace(DIRECTIONS, '')
