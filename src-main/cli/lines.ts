/** Lines that are printed for people. */

/**
 * What a file or a parser says of itself may hold ends of lines, signs that a terminal obeys, and signs that turn round
 * the direction of what comes after them.
 */
export const oneLine = (text: string) =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, '')
