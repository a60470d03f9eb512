/** Shows any model that has a text: blocks and marks as elements, highlights by the CSS Custom Highlight API. */
import type { Engine } from '../../types'
import { mountText } from './mount'

export const engine = {
  kind: 'text',
  accepts: () => 1,
  mount: mountText,
} satisfies Engine
