import { rawZip } from '../../../../../tests/support/raw-zip'
import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    rawZip([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
      {
        name: 'content.xml',
        method: 8,
        content:
          '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>Pakts parakstīts 5. oktobrī.</text:p></office:text></office:body></office:document-content>',
      },
      { name: 'META-INF/manifest.xml', content: '<manifest:manifest xmlns:manifest="m"/>' },
    ]),
  text: 'Pakts parakstīts 5. oktobrī.',
}
