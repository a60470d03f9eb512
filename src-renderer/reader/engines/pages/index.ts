/** Shows documents as their pages: PDFs and pictures of pages, with the text over them. */
import { wordsOf } from '../../own-words'
import type { Engine } from '../../types'
import { mountPages } from './mount'
import { pictureOf } from './source'

export const engine = {
  kind: 'pages',
  // Behind the text, which is what is compared and quoted: pages are shown where they are asked for.
  accepts: (model) => (model.pages.some((page) => pictureOf(model, page) !== null) ? 0.5 : 0),
  prepare: [wordsOf],
  mount: (element, document, options) => mountPages(element, document, options, { zoom: 'width', isDeep: false }),
} satisfies Engine
