import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<?xml version="1.0"?><ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>x</eadid></eadheader><archdesc level="fonds"><did><unitid>2575</unitid><unittitle>Ārlietu ministrija</unittitle><unitdate normal="1918/1940">1918–1940</unitdate></did><dsc><c01 level="file"><did><unittitle>Pakts</unittitle></did></c01></dsc></archdesc></ead>',
    ),
  text: '2575 Ārlietu ministrija, 1918–1940',
}
