/** Shows any model that has a text: blocks and marks as elements, highlights by the CSS Custom Highlight API. */
import type { Engine } from '../../types'
import { mountText } from './mount'
import { prepareText } from './prepared'

export const engine = {
  kind: 'text',
  accepts: () => 1,
  prepare: prepareText,
  mount: mountText,
} satisfies Engine
