import type { FormatSample } from '../../format'
import { jpegOf } from '../../images/sample'

/** An image has no text. */
export const sample: FormatSample = { build: () => jpegOf(4, 3), text: '' }
