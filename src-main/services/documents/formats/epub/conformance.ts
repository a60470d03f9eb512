import { rawZip } from '../../../../../tests/support/raw-zip'
import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    rawZip([
      { name: 'mimetype', content: 'application/epub+zip' },
      {
        name: 'META-INF/container.xml',
        content: '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
      },
      {
        name: 'OPS/book.opf',
        method: 8,
        content:
          '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
      },
      {
        name: 'OPS/a.xhtml',
        method: 8,
        content:
          '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>Pakts parakstīts 5. oktobrī.</p></body></html>',
      },
    ]),
  text: 'Pakts parakstīts 5. oktobrī.',
}
