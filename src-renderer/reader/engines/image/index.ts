/** Shows a picture: any detail of it as sharp as it is, moved by dragging, zoomed by the wheel. */
import type { Engine } from '../../types'
import { mountPages } from '../pages/mount'
import { pictureOf } from '../pages/source'

export const engine = {
  kind: 'image',
  // A file that is one picture. Several pictures in one file are pages.
  accepts: ({ pages, mediaType, ...model }) => {
    const [page] = pages
    const isPicture = mediaType.startsWith('image/') && page !== undefined && pages.length === 1
    return isPicture && pictureOf({ ...model, pages, mediaType }, page) !== null ? 0.6 : 0
  },
  mount: (element, document, options) => mountPages(element, document, options, { zoom: 'page', isDeep: true }),
} satisfies Engine
