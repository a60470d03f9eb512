import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from('TY  - BOOK\r\nAU  - Pīps, Ants\r\nTI  - Ārpolitika\r\nCY  - Rīga\r\nPY  - 1935\r\nER  - \r\n'),
  text: 'Pīps, Ants. Ārpolitika. Rīga, 1935.',
}
