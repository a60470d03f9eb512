/** Which links of a document are kept: one rule for every format that has them. */

/** Web, mail, a place in the document, and what names a file beside it; never a scheme that runs or opens something. */
const safeLink = /^(?:https?:|mailto:|#|[^:/?#\s]+(?:[/?#]|$))/i

/** True for a target that a link of a document may have; everything else loses its target, and a warning says so. */
export const isSafeLink = (target: string): boolean => safeLink.test(target)
