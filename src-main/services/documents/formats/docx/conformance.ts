import { rawZip } from '../../../../../tests/support/raw-zip'
import type { FormatSample } from '../../format'

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

export const sample: FormatSample = {
  build: () =>
    rawZip([
      {
        name: '[Content_Types].xml',
        content:
          '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
      },
      {
        name: 'word/document.xml',
        method: 8,
        content: `<?xml version="1.0" encoding="UTF-8"?><w:document ${w}><w:body><w:p><w:r><w:t>Pakts parakstīts 5. oktobrī.</w:t></w:r></w:p></w:body></w:document>`,
      },
    ]),
  text: 'Pakts parakstīts 5. oktobrī.',
}
