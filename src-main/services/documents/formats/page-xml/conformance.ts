import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<?xml version="1.0"?><PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="1.jpg" imageWidth="800" imageHeight="1000"><TextRegion id="r1" type="paragraph"><Coords points="1,1 300,1 300,50 1,50"/><TextLine id="l1"><Coords points="1,1 300,1 300,25 1,25"/><TextEquiv conf="0.8"><Unicode>Latvijas valdība</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>',
    ),
  text: 'Latvijas valdība',
}
