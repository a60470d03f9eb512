import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description><MeasurementUnit>pixel</MeasurementUnit></Description><Layout><Page ID="P1" WIDTH="800" HEIGHT="1000"><PrintSpace><TextBlock HPOS="1" VPOS="2" WIDTH="300" HEIGHT="40"><TextLine HPOS="1" VPOS="2" WIDTH="300" HEIGHT="20"><String CONTENT="Latvijas" WC="0.9" HPOS="1" VPOS="2" WIDTH="90" HEIGHT="20"/><SP/><String CONTENT="valdība" HPOS="95" VPOS="2" WIDTH="80" HEIGHT="20"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>',
    ),
  text: 'Latvijas valdība',
}
