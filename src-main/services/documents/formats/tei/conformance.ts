import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc/></teiHeader><text><body><head>Pakts</head><p>Parakstīts <date when="1939-10-05">5. oktobrī</date>.</p></body></text></TEI>',
    ),
  text: 'Parakstīts 5. oktobrī.',
}
