import type { FormatSample } from '../../format'
import { tiffOf } from '../../images/sample'

/** An image has no text. */
export const sample: FormatSample = { build: () => tiffOf([{ width: 4, height: 3 }]), text: '' }
