import type { FormatSample } from '../../format'
import { webpOf } from '../../images/sample'

/** An image has no text. */
export const sample: FormatSample = { build: () => webpOf(4, 3), text: '' }
