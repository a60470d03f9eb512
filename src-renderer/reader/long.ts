import type { DocumentModel } from '#shared/contract'
import { LONG_TEXT } from '#shared/domain/model'

/** Texts with fewer blocks and letters are drawn whole: it takes milliseconds, and every height is a measured one. */
const BLOCKS = 2_000

/** Only what is near the window of such a text is in the page, and what is worked out for it takes tasks of its own. */
export const isLongText = ({ blocks, text }: Pick<DocumentModel, 'blocks' | 'text'>): boolean =>
  blocks.length > BLOCKS || text.length > LONG_TEXT
