import type { FormatSample } from '../../format'
import { pngOf } from '../../images/sample'

/** An image has no text. */
export const sample: FormatSample = { build: () => pngOf(4, 3), text: '' }
